"""Headings as marks in the text, and the sections that they open."""

from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.documents import Section

RUN_IN = 9
"""Level of 一是/二是, which stand below every other heading."""
_LONGEST = 60
"""Characters of a heading that are kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Where a heading begins: its position, level (1 is outermost) and short label (一、, (二), 第三章, 三是)."""

    position: int
    level: int
    label: str


def paths(marks: Sequence[Mark], separator: str) -> list[str]:
    """Return each mark's path: the labels of the headings above it and its own."""
    found: list[str] = []
    stack: list[Mark] = []
    for mark in marks:
        while stack and stack[-1].level >= mark.level:
            stack.pop()
        stack.append(mark)
        above = separator.join(m.label for m in stack if m.level != RUN_IN)
        run_in = [m.label for m in stack if m.level == RUN_IN]
        found.append(" › ".join([above, *run_in] if above else run_in))
    return found


def sections_of(text: str, marks: Sequence[Mark], *, separator: str) -> tuple[Section, ...]:
    """Return the section that each mark opens; it ends where a heading of its level or above begins."""
    ends = [len(text)] * len(marks)
    open_marks: list[int] = []
    for i, mark in enumerate(marks):
        while open_marks and marks[open_marks[-1]].level >= mark.level:
            ends[open_marks.pop()] = mark.position
        open_marks.append(i)
    return tuple(
        Section(heading=_heading(text, mark.position), level=mark.level, path=path, start=mark.position, end=end)
        for mark, path, end in zip(marks, paths(marks, separator), ends, strict=True)
    )


def _heading(text: str, position: int) -> str:
    """Return the heading's words: its line, or, run in, up to the first stop."""
    line = text[position : position + _LONGEST].split("\n", 1)[0]
    stop = line.find("。")
    return (line[:stop] if stop > 0 else line).strip().lstrip("#").strip()
