"""Headings as marks in the text, the sections that they open, and the runs of text that they own."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.documents import Section

_LONGEST = 60
"""Characters of a heading that runs on into its paragraph."""
_CLAUSE_END = re.compile(r"[。；;！？!?]")
_PHRASE_END = re.compile(r"[，,：:]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A heading that was found: where its section begins, its rank (0 is outermost), its words."""

    start: int
    rank: int
    label: str
    """Its short form in a path: 一、, (二), 三是, 第三章, 第二十三条."""
    heading: str
    end: int | None = None
    """Where its section ends at the latest, if before the next heading: a run-in 三是 ends with its paragraph.

    Only marks of the deepest rank have one.
    """
    apart: bool = True
    """Whether " › " stands before it in a path; (二) follows 一、 directly."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A stretch of text without a heading inside, and the path of its section."""

    start: int
    end: int
    path: str


@dataclass(slots=True)
class _Open:
    mark: Mark
    path: str
    place: int
    """Index of its section in the list being built."""


@dataclass(slots=True)
class _Builder:
    runs: list[Run]
    sections: list[Section]
    stack: list[_Open]
    cursor: int
    outside: str

    def run_to(self, end: int) -> None:
        if end > self.cursor:
            path = self.stack[-1].path if self.stack else self.outside
            self.runs.append(Run(start=self.cursor, end=end, path=path))
            self.cursor = end

    def close_before(self, position: int, rank: int) -> None:
        """Close the sections that end at ``position``, where a heading of ``rank`` stands (-1: the text's end)."""
        while self.stack:
            top = self.stack[-1]
            if top.mark.rank < rank:
                return
            end = position if top.mark.end is None else min(top.mark.end, position)
            self.run_to(end)
            opened = self.sections[top.place]
            self.sections[top.place] = Section(
                heading=opened.heading, level=opened.level, path=opened.path, start=opened.start, end=end
            )
            self.stack.pop()

    def open(self, mark: Mark) -> None:
        above = self.stack[-1].path if self.stack else ""
        path = f"{above}{' › ' if above and mark.apart else ''}{mark.label}"
        self.stack.append(_Open(mark, path, len(self.sections)))
        self.sections.append(
            Section(heading=mark.heading, level=len(self.stack), path=path, start=mark.start, end=mark.start)
        )


def build(marks: Sequence[Mark], end: int, outside: str) -> tuple[tuple[Section, ...], tuple[Run, ...]]:
    """Return the sections that ``marks`` (in order) open, and the runs that tile the text from the first mark on.

    A section's level is its depth: 1 for the outermost that the text has. ``outside`` is the path of text that no
    section owns.
    """
    if not marks:
        return (), ()
    builder = _Builder([], [], [], marks[0].start, outside)
    for mark in marks:
        builder.close_before(mark.start, mark.rank)
        builder.run_to(mark.start)
        builder.open(mark)
    builder.close_before(end, -1)
    builder.run_to(end)
    return tuple(builder.sections), tuple(builder.runs)


def heading_words(text: str, start: int) -> str:
    """Return the words of the heading at ``start``: its line, or as much of a paragraph as reads like a heading.

    That is up to the first stop; where this is long, up to the first comma or colon; at most 60 characters.
    """
    stop = text.find("\n", start)
    line = text[start : stop if stop >= 0 else len(text)][: 10 * _LONGEST].strip(" \t\r\u3000#*")
    for pattern in (_CLAUSE_END, _PHRASE_END):
        match = pattern.search(line)
        head = line[: match.start()] if match else line
        if len(head) <= _LONGEST:
            return head.rstrip(" *\u3000")
    return line[:_LONGEST]
