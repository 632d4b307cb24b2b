"""Paragraphs from printed lines: where a line break is the author's, and where it is only the page's width."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from knowledge.reading.canonical import join_wrapped
from knowledge.reading.pdf_furniture import Page
from knowledge.reading.pdf_lines import Line

_END = "。！？；：…!?;:”」》】"
_ENUMERATOR = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}、|[(（][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[.．、](?!\d)"
    r"|第[一二三四五六七八九十百千零〇]{1,7}[编章节条]|[①-⑳])"
)
_INDENT = 1.3
_SHORT = 1.6
_VERY_SHORT = 3.5
_SIZE_CHANGE = 0.15
_PITCH_CHANGE = 1.6
_ENOUGH = 8
"""Lines enough to measure a page's own margins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Margins:
    """Where running text begins and ends, and how far its lines are apart."""

    left: float
    right: float
    pitch: float
    size: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """The paragraphs, and the pairs of digits that joining lines has brought together."""

    paragraphs: tuple[str, ...]
    seams: tuple[tuple[str, str], ...]
    """The digit runs at the end of a line and at the start of the next, now one run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Placed:
    """A line in its column; ``indent`` and ``missing`` (at its end) count character sizes."""

    line: Line
    page: int
    margins: Margins

    @property
    def indent(self) -> float:
        return (self.line.x0 - self.margins.left) / self.margins.size

    @property
    def missing(self) -> float:
        return (self.margins.right - self.line.x1) / self.margins.size


def _margins(lines: Sequence[Line]) -> Margins:
    """Measure the running text: the usual left edge, the far right edge, the usual distance of lines."""
    running = [line for line in lines if line.cells == 1] or list(lines)
    weight = Counter[float]()
    for line in running:
        weight[round(line.size * 2) / 2] += len(line.text)
    size = weight.most_common(1)[0][0] or 1.0
    body = [line for line in running if abs(line.size - size) <= size * 0.15] or running
    long = [line for line in body if len(line.text) > 1]
    lefts = Counter(round(line.x0 / 3) for line in long or body)
    most = max(lefts.values())
    left = min(edge for edge, count in lefts.items() if count >= max(1, most * 0.25)) * 3.0
    right = sorted(line.x1 for line in body)[int(len(body) * 0.95)] if body else 0.0
    steps = [b.top - a.top for a, b in pairwise(body) if 0 < b.top - a.top < size * 4]
    return Margins(left=left, right=right, pitch=median(steps) if steps else size * 1.5, size=size)


def paragraphs(pages: Sequence[Page]) -> Joined:
    """Join the lines of all pages into paragraphs; table rows stay as they are."""
    whole = _margins_by_column([line for page in pages for line in page.lines])
    finished: list[str] = []
    seams: list[tuple[str, str]] = []
    open_lines: list[str] = []
    last: _Placed | None = None
    for page in pages:
        margins = whole | _margins_by_column(page.lines, enough=_ENOUGH)
        for line in page.lines:
            placed = _Placed(line=line, page=page.number, margins=margins[line.column])
            if last is not None and not _begins(last, placed):
                seam = _seam(open_lines[-1], line.text)
                seams += [seam] if seam else []
                open_lines.append(line.text)
            else:
                finished += [_joined(open_lines)] if open_lines else []
                open_lines = [line.text]
            last = placed
    finished += [_joined(open_lines)] if open_lines else []
    return Joined(paragraphs=tuple(finished), seams=tuple(seams))


def _margins_by_column(lines: Sequence[Line], enough: int = 1) -> dict[int, Margins]:
    """Measure each column that has ``enough`` lines."""
    columns = {line.column: [each for each in lines if each.column == line.column] for line in lines}
    return {column: _margins(found) for column, found in columns.items() if len(found) >= enough}


def _joined(lines: Sequence[str]) -> str:
    # The first cell of a table row may be empty: its blank before the bar stays.
    text = lines[0] if len(lines) == 1 else lines[0].strip()
    for line in lines[1:]:
        part = line.strip()
        split_number = text[-1:].isdecimal() and part[:1].isdecimal()
        text = text + part if split_number else join_wrapped([text, part])
    return text


def _seam(before: str, after: str) -> tuple[str, str] | None:
    end, start = re.search(r"\d+$", before.strip()), re.match(r"\d+", after.strip())
    return (end[0], start[0]) if end and start else None


def _begins(last: _Placed, now: _Placed) -> bool:
    """Tell whether a line begins a paragraph, from where it and the line before it stand."""
    size = now.margins.size
    if last.line.cells > 1 or now.line.cells > 1 or abs(last.line.size - now.line.size) > _SIZE_CHANGE * size:
        return True
    beneath = last.page == now.page and last.line.column == now.line.column
    if beneath and now.line.top - last.line.top > _PITCH_CHANGE * max(now.margins.pitch, now.line.size):
        return True
    ended = last.line.text.rstrip()[-1:] in _END
    if now.indent > _INDENT:
        hanging = abs(last.indent - now.indent) < 1 / 2 and last.missing < _SHORT
        return ended or not hanging
    if ended and (_ENUMERATOR.match(now.line.text) or last.missing > _SHORT):
        return True
    return last.missing > _VERY_SHORT
