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
    every = [line for page in pages for line in page.lines]
    if not every:
        return Joined(paragraphs=(), seams=())
    whole = _margins(every)
    finished: list[str] = []
    seams: list[tuple[str, str]] = []
    open_lines: list[str] = []
    last: Line | None = None
    for page in pages:
        margins = _margins(page.lines) if len(page.lines) >= 8 else whole  # noqa: PLR2004 - enough lines to measure
        for at, line in enumerate(page.lines):
            if last is not None and not _begins(last, line, margins, same_page=at > 0):
                seam = _seam(open_lines[-1], line.text)
                seams += [seam] if seam else []
                open_lines.append(line.text)
            else:
                finished += [_joined(open_lines)] if open_lines else []
                open_lines = [line.text]
            last = line
    return Joined(paragraphs=(*finished, _joined(open_lines)), seams=tuple(seams))


def _joined(lines: Sequence[str]) -> str:
    text = lines[0].strip()
    for line in lines[1:]:
        part = line.strip()
        split_number = text[-1:].isdecimal() and part[:1].isdecimal()
        text = text + part if split_number else join_wrapped([text, part])
    return text


def _seam(before: str, after: str) -> tuple[str, str] | None:
    end, start = re.search(r"\d+$", before.strip()), re.match(r"\d+", after.strip())
    return (end[0], start[0]) if end and start else None


def _begins(last: Line, line: Line, margins: Margins, *, same_page: bool) -> bool:
    """Tell whether ``line`` begins a paragraph."""
    if last.cells > 1 or line.cells > 1 or abs(last.size - line.size) > 0.15 * margins.size:
        return True
    if same_page and line.top - last.top > 1.6 * max(margins.pitch, line.size):
        return True
    size = margins.size
    ended = last.text.rstrip()[-1:] in _END
    missing = margins.right - last.x1
    if line.x0 - margins.left > _INDENT * size:
        hanging = abs(last.x0 - line.x0) < size / 2 and missing < _SHORT * size
        return ended or not hanging
    if ended and _ENUMERATOR.match(line.text):
        return True
    if ended and missing > _SHORT * size:
        return True
    return missing > _VERY_SHORT * size
