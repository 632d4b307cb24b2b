"""The one source of a sample: a Markdown subset as typed blocks."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

TEXTS = Path(__file__).parent / "text"
_HEADING = re.compile(r"(#{1,3}) (.+)")
_NUMBERED = re.compile(r"\d+\. (.+)")
_ARTICLE = re.compile(r"(第[一二三四五六七八九十]+条)　(.+)")
_RULE_ROW = re.compile(r"\|(?:-+\|)+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading; level 1 is the document's title."""

    level: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A paragraph of prose."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A line that stands apart: origin and date, document number, the mark of invention."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An entry of a numbered list, printed with ``label``; Word counts it by itself."""

    label: str
    text: str
    article: bool
    """Whether the label is 第…条."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table, header row first."""

    rows: tuple[tuple[str, ...], ...]


Block = Heading | Paragraph | Note | Item | Table


def read_source(name: str) -> tuple[Block, ...]:
    """Return the blocks of ``text/<name>.md``."""
    return tuple(parse((TEXTS / f"{name}.md").read_text(encoding="utf-8")))


def parse(text: str) -> Iterator[Block]:
    """Yield the blocks of a source: ``#`` headings, ``>`` notes, ``1.`` and 第…条 items, ``|`` tables, prose."""
    rows: list[tuple[str, ...]] = []
    for line in [*text.splitlines(), ""]:
        if line.startswith("|"):
            if not _RULE_ROW.fullmatch(line):
                rows.append(tuple(cell.strip() for cell in line.strip("|").split("|")))
            continue
        if rows:
            yield Table(rows=tuple(rows))
            rows = []
        if line:
            yield _block(line)


def _block(line: str) -> Block:
    if heading := _HEADING.fullmatch(line):
        return Heading(level=len(heading[1]), text=heading[2])
    if line.startswith(("> ", "（示例资料")):
        return Note(text=line.removeprefix("> "))
    if numbered := _NUMBERED.fullmatch(line):
        return Item(label=line.split(" ", 1)[0], text=numbered[1], article=False)
    if article := _ARTICLE.fullmatch(line):
        return Item(label=article[1], text=article[2], article=True)
    return Paragraph(text=line)
