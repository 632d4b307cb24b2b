"""A draft as Markdown: headings, paragraphs with notes to their sources, and what is still missing."""

import re

from assistant.drafting.exporting.sourcing import Basis, bases
from assistant.drafting.exporting.writing import written
from assistant.drafting.rendering import paragraph_text
from assistant.drafting.types import Draft, Gap

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~&])")
_LIST = re.compile(r"\A(?:([-+])|(\d{1,9})([.)]))(?=\s|\Z)")
_DEEPEST = 6


def draft_markdown(draft: Draft) -> str:
    """Return the draft with a note for each source and formula, the list of gaps, then the notes."""
    notes: dict[str, int] = {}
    marks: dict[str, list[str]] = {}
    for basis in bases(draft):
        for note in _notes(basis):
            mark = f"[^{notes.setdefault(note, len(notes) + 1)}]"
            of_paragraph = marks.setdefault(basis.paragraph, [])
            if mark not in of_paragraph:
                of_paragraph.append(mark)
    lines = [f"# {_plain(draft.title)}", ""] if draft.title else []
    for section in draft.sections:
        if section.heading:
            lines += [f"{'#' * min(max(section.level, 1) + 1, _DEEPEST)} {_plain(section.heading)}", ""]
        for paragraph in section.paragraphs:
            text = _plain(paragraph_text(paragraph, draft).text)
            if text:
                lines += [text + "".join(marks.get(paragraph.id, ())), ""]
    if draft.gaps:
        lines += ["## 待补清单", "", *(_gap(gap) for gap in draft.gaps), ""]
    lines += [f"[^{number}]: {note}" for note, number in notes.items()]
    return "\n".join(lines).rstrip() + "\n"


def _notes(basis: Basis) -> list[str]:
    """Return the notes of a line: its source, its formula, who gave it."""
    made: list[str] = []
    if basis.source:
        quote = " ".join(basis.source.quote.split())
        made.append(f"《{_plain(basis.source.title)}》{_plain(basis.source.locator)}：{_plain(quote)}")
    if basis.formula:
        made.append(f"算式：{_plain(basis.said)}（{_plain(basis.formula)}）")
    if basis.by:
        made.append(f"{_plain(basis.said)}，由{_plain(basis.by)}填写")
    return made


def _gap(gap: Gap) -> str:
    where = f"{_plain(gap.section)}：" if gap.section else ""
    last = f"（上年：{_plain(gap.last_surface)}）" if gap.last_surface else ""
    return f"- {where}{_plain(gap.metric)}{last}：{_plain(gap.reason)}{_plain(gap.ask)}"


def _plain(text: str) -> str:
    """Return text that Markdown shows as it is, on one line."""
    line = " ".join(written(text).split())
    return _LIST.sub(lambda m: f"\\{m[1]}" if m[1] else f"{m[2]}\\{m[3]}", _SPECIAL.sub(r"\\\1", line))
