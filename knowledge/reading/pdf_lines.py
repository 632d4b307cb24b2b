"""Printed lines of a PDF page: glyphs put in reading order, columns one after the other, tables as rows."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from knowledge.reading.canonical import join_wrapped, table_row

_WIDE_GAP = 1.6
"""A gap of this many character sizes parts two cells of a table without rules."""
_BLANK_GAP = 0.3
_CHINESE_BLANK_GAP = 0.9
_COLUMN_LINES = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Glyph:
    """One printed character with its box; y grows downwards."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A rectangle on the page."""

    x0: float
    top: float
    x1: float
    bottom: float

    def holds(self, glyph: Glyph) -> bool:
        """Tell whether the glyph's centre is inside."""
        x, y = (glyph.x0 + glyph.x1) / 2, (glyph.top + glyph.bottom) / 2
        return self.x0 <= x <= self.x1 and self.top <= y <= self.bottom


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One printed line, or one row of a table (``cells`` > 1: never joined with its neighbours)."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    cells: int = 1
    column: int = 0
    """0 across the page; 1 and 2 the left and right column of a page of two."""
    glyphs: tuple[Glyph, ...] = ()
    wraps: tuple[tuple[str, str], ...] = ()
    """Lines joined inside the cells of a table row, where a number may be broken."""


def gather(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    """Group glyphs into lines from top to bottom, each from left to right."""
    lines: list[list[Glyph]] = []
    bounds: list[tuple[float, float]] = []
    for glyph in sorted(glyphs, key=lambda each: ((each.top + each.bottom) / 2, each.x0)):
        middle = (glyph.top + glyph.bottom) / 2
        if lines and bounds[-1][0] <= middle <= bounds[-1][1]:
            lines[-1].append(glyph)
            if glyph.bottom - glyph.top > bounds[-1][1] - bounds[-1][0]:
                bounds[-1] = (glyph.top, glyph.bottom)
        else:
            lines.append([glyph])
            bounds.append((glyph.top, glyph.bottom))
    return [sorted(line, key=lambda each: each.x0) for line in lines]


def _wide(char: str) -> bool:
    return unicodedata.east_asian_width(char[-1:] or " ") in "WF"


def segments(line: Sequence[Glyph]) -> list[list[Glyph]]:
    """Cut a line at its wide gaps; blanks that were printed count as gaps."""
    inked = [glyph for glyph in line if glyph.text.strip()]
    parts: list[list[Glyph]] = [inked[:1]] if inked else []
    for before, after in pairwise(inked):
        if after.x0 - before.x1 > _WIDE_GAP * max(before.size, after.size):
            parts.append([])
        parts[-1].append(after)
    return parts


def written(line: Sequence[Glyph]) -> str:
    """Return a line's text: printed blanks once, and a blank where Latin letters or digits stand apart."""
    text = ""
    last: Glyph | None = None
    blank = False
    for glyph in line:
        if not glyph.text.strip():
            blank = True
            continue
        if last is not None:
            gap = (glyph.x0 - last.x1) / max(last.size, 1.0)
            chinese = _wide(last.text) or _wide(glyph.text)
            if (gap > _BLANK_GAP and not chinese) or gap > _CHINESE_BLANK_GAP or (blank and gap > 0):
                text += " "
        text += glyph.text
        last, blank = glyph, False
    return text


def _line(glyphs: Sequence[Glyph], text: str, cells: int, column: int = 0) -> Line:
    inked = [glyph for glyph in glyphs if glyph.text.strip()] or list(glyphs)
    return Line(
        text=text,
        x0=min(each.x0 for each in inked),
        x1=max(each.x1 for each in inked),
        top=min(each.top for each in inked),
        bottom=max(each.bottom for each in inked),
        size=median(each.size for each in inked),
        cells=cells,
        column=column,
        glyphs=tuple(glyphs),
    )


def body_lines(glyphs: Sequence[Glyph], width: float) -> list[Line]:
    """Return the lines outside ruled tables in reading order."""
    rows = [row for row in gather(glyphs) if any(glyph.text.strip() for glyph in row)]
    gutter = _gutter(rows, width)
    if gutter is not None:
        return _by_columns(rows, gutter)
    parts = [segments(row) for row in rows]
    lines: list[Line] = []
    for at, (row, cut) in enumerate(zip(rows, parts, strict=True)):
        beside = [parts[near] for near in (at - 1, at + 1) if 0 <= near < len(parts)]
        if len(cut) > 1 and any(len(other) > 1 and _aligned(cut, other) for other in beside):
            lines.append(_line(row, table_row([written(part) for part in cut]), len(cut)))
        else:
            lines.append(_line(row, written(row), 1))
    return lines


def _aligned(row: Sequence[Sequence[Glyph]], other: Sequence[Sequence[Glyph]]) -> bool:
    """Tell whether two cut lines share a column beyond the first: its left edge, right edge or middle."""
    for cell in row[1:]:
        size = cell[0].size
        for near in other[1:]:
            left, right = abs(cell[0].x0 - near[0].x0), abs(cell[-1].x1 - near[-1].x1)
            if min(left, right, abs(cell[0].x0 + cell[-1].x1 - near[0].x0 - near[-1].x1) / 2) < size:
                return True
    return False


def _gutter(rows: Sequence[Sequence[Glyph]], width: float) -> float | None:
    """Return where two columns of running text part; None on a page of one column.

    Columns of running text fill their width on both sides; a table's cells do not.
    """
    best: tuple[int, float] | None = None
    for step in range(36, 65, 2):
        x = width * step / 100
        both = [row for row in rows if _parted(row, x) and row[0].x0 < x < row[-1].x1]
        crossing = sum(1 for row in rows if row[0].x0 < x < row[-1].x1 and not _parted(row, x))
        if len(both) < _COLUMN_LINES or crossing > len(both) / 4:
            continue
        if not _running(both, x):
            continue
        if best is None or len(both) > best[0]:
            best = (len(both), x)
    return None if best is None else best[1]


def _running(rows: Sequence[Sequence[Glyph]], x: float) -> bool:
    left = sorted(max(g.x1 for g in row if g.x1 <= x) - row[0].x0 for row in rows)
    right = sorted(row[-1].x1 - min(g.x0 for g in row if g.x0 >= x) for row in rows)
    widest = max(row[-1].x1 for row in rows) - min(row[0].x0 for row in rows)
    return min(left[len(left) // 2], right[len(right) // 2]) > widest / 3


def _parted(row: Sequence[Glyph], x: float) -> bool:
    """Tell whether no glyph touches the vertical strip around ``x``."""
    return not any(glyph.x0 < x + 2 and glyph.x1 > x - 2 for glyph in row if glyph.text.strip())


def _by_columns(rows: Sequence[Sequence[Glyph]], x: float) -> list[Line]:
    """Read the left column, then the right one; a line across both (a title) ends the band above it."""
    lines: list[Line] = []
    left: list[Line] = []
    right: list[Line] = []
    for row in rows:
        if not _parted(row, x):
            lines += [*left, *right, _line(row, written(row), 1)]
            left, right = [], []
            continue
        for at, (side, glyphs) in enumerate(
            ((left, [g for g in row if g.x1 <= x]), (right, [g for g in row if g.x1 > x]))
        ):
            if any(glyph.text.strip() for glyph in glyphs):
                side.append(_line(glyphs, written(glyphs), 1, at + 1))
    return [*lines, *left, *right]


def table_lines(glyphs: Sequence[Glyph], rows: Sequence[Sequence[Box | None]]) -> list[Line]:
    """Return a ruled table's rows; a merged cell is written once, where it begins."""
    lines: list[Line] = []
    left = list(glyphs)
    for row in rows:
        cells: list[str] = []
        used: list[Glyph] = []
        wraps: list[tuple[str, str]] = []
        for box in row:
            inside = [] if box is None else [glyph for glyph in left if box.holds(glyph)]
            parts = [written(line) for line in gather(inside)]
            parts = [part for part in parts if part]
            cells.append(join_wrapped(parts))
            wraps += pairwise(parts)
            used += inside
            taken = {id(glyph) for glyph in inside}
            left = [glyph for glyph in left if id(glyph) not in taken]
        if any(cells):
            text = table_row(cells)
            made = _line(used, text, max(2, len(cells)))
            lines.append(
                Line(
                    text=text, x0=made.x0, x1=made.x1, top=made.top, bottom=made.bottom, size=made.size,
                    cells=made.cells, glyphs=made.glyphs, wraps=tuple(wraps),
                )
            )  # fmt: skip
    return lines
