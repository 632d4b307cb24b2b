"""What a PDF repeats on its pages and no one reads as text: running heads, feet, page numbers."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.reading.pdf_lines import Line

_ZONE = 0.12
"""Share of the page height, at the top and at the foot, where running heads stand."""
_NUMBER = r"(\d{1,4}|[ivxlcIVXLC]{1,6})"
_DECORATED = re.compile(
    rf"[-—–―－─·•~\s]+{_NUMBER}[-—–―－─·•~\s]+|第\s*{_NUMBER}\s*页.*|{_NUMBER}\s*/\s*\d{{1,4}}|(?:P|Page)\.?\s*{_NUMBER}.*",
    re.IGNORECASE,
)
_BARE = re.compile(r"\d{1,4}")
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page's lines in reading order."""

    number: int
    height: float
    lines: tuple[Line, ...]


def _in_zone(line: Line, page: Page) -> bool:
    return line.bottom < page.height * _ZONE or line.top > page.height * (1 - _ZONE)


def without_furniture(pages: Sequence[Page]) -> tuple[list[Page], list[Line]]:
    """Return the pages without running heads, feet and page numbers, and the lines dropped."""
    places: defaultdict[tuple[str, int], list[tuple[int, Line]]] = defaultdict(list)
    for page in pages:
        for line in page.lines:
            if _in_zone(line, page) and line.cells == 1:
                key = (_DIGITS.sub("#", line.text), round(line.top / 6))
                places[key].append((page.number, line))
    dropped: set[int] = set()
    for found in places.values():
        if _repeats(found, len(pages)):
            dropped |= {id(line) for _, line in found}
    for page in pages:
        dropped |= {id(line) for line in page.lines if _page_number(line, page)}
    kept = [
        Page(
            number=page.number, height=page.height, lines=tuple(each for each in page.lines if id(each) not in dropped)
        )
        for page in pages
    ]
    return kept, [line for page in pages for line in page.lines if id(line) in dropped]


def _repeats(found: Sequence[tuple[int, Line]], pages: int) -> bool:
    """Tell a running head: the same words at the same height, any digits equal or counting the pages."""
    distinct = {number for number, _ in found}
    if len(distinct) < max(2, pages * 0.3):
        return False
    if len({line.text for _, line in found}) == 1:
        return True
    for at in range(len(_DIGITS.findall(found[0][1].text))):
        offsets = Counter(int(_DIGITS.findall(line.text)[at]) - number for number, line in found)
        if offsets.most_common(1)[0][1] == len(found):
            return True
    return False


def _page_number(line: Line, page: Page) -> bool:
    """Tell a page number that stands alone at the page's edge: decorated, or equal to the page's own number."""
    if not _in_zone(line, page) or line.cells > 1:
        return False
    outermost = line in (min(page.lines, key=lambda each: each.top), max(page.lines, key=lambda each: each.bottom))
    text = line.text.strip()
    if not outermost:
        return False
    return bool(_DECORATED.fullmatch(text)) or (bool(_BARE.fullmatch(text)) and int(text) == page.number)
