"""Small templates and materials for the tests of drafting, made from invented texts."""

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from assistant.drafting.materials import from_document, numbered
from assistant.drafting.types import Formula, Material, Slot, Template, TemplateSection, TemplateSentence
from knowledge.documents import Document, text_hash
from knowledge.figures.document_figures import read_document
from knowledge.outline import recognise, sentences

ORGAN = "云岭县公安局"
YEAR = 2024
_HEADING = re.compile(r"(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[)）])[^。]{0,50}$")


def opened(text: str, *, year: int = YEAR - 1, formulas: Mapping[str, Formula] | None = None) -> Template:
    """Open a text line by line: a line like 一、… is a heading, every figure a slot; formulas by metric name."""
    figures = read_document(text, organ=ORGAN, year=year)
    slots = tuple(
        Slot(
            id=f"s{n}",
            metric=figure.metric,
            unit=figure.unit,
            numerals="arabic" if re.search(r"\d", figure.surface) else "chinese",
            name=f"{figure.metric}{n}",
            last=figure,
            formula=(formulas or {}).get(figure.metric),
        )
        for n, figure in enumerate(figures, 1)
    )
    sections: list[TemplateSection] = []
    heading, level, start = "", 0, 0
    rows: list[tuple[TemplateSentence, ...]] = []
    position = 0
    for line in text.splitlines(keepends=True):
        words = line.strip()
        if _HEADING.match(words):
            if heading or rows:
                sections.append(
                    TemplateSection(heading=heading, level=level, paragraphs=tuple(rows), start=start, end=position)
                )
            heading, level, start, rows = words, 1 if "、" in words[:4] else 2, position, []
        elif words:
            rows.append(tuple(_sentence(text, position + s.start, position + s.end, slots) for s in sentences(line)))
        position += len(line)
    sections.append(TemplateSection(heading=heading, level=level, paragraphs=tuple(rows), start=start, end=position))
    return Template(
        document_id="last", title="上年报告", year=year, text=text, sections=tuple(sections), slots=slots
    )  # fmt: skip


def _sentence(text: str, start: int, end: int, slots: tuple[Slot, ...]) -> TemplateSentence:
    inside = [s for s in slots if s.last and start <= s.last.start < end]
    words = text[start:end]
    for slot in reversed(inside):
        if slot.last:
            words = words[: slot.last.start - start] + f"⟦{slot.id}⟧" + words[slot.last.end - start :]
    return TemplateSentence(
        text=words.strip(),
        slots=tuple(s.id for s in inside),
        label="",
        narrative=not inside,
        carried=False,
        original=text[start:end],
        start=start,
        end=end,
    )


def materials(*texts: str, organ: str = ORGAN, year: int = YEAR) -> tuple[Material, ...]:
    """Read texts as this year's material; a text that begins with 文件： names its file by its first line."""
    made: list[Material] = []
    for number, given in enumerate(texts, 1):
        named = given.startswith("文件：")
        name = given.split("\n", 1)[0].removeprefix("文件：") if named else f"材料{number}.txt"
        text = given.split("\n", 1)[1] if named else given
        metadata = replace(recognise(text, filename=name), source=name)
        document = Document(id=f"d{number}", metadata=metadata, text=text, sha256=text_hash(text))
        made.append(from_document(document, organ=organ, year=year))
    return numbered(made)


def written(folder: Path, name: str, text: str) -> Path:
    """Write a text file and return its path."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


__all__ = ["ORGAN", "YEAR", "materials", "opened", "written"]
