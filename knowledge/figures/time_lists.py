"""Times that stand in lists and columns: 3月15日、9月8日 as one span, a bare year at the head of a row."""

import re
from collections.abc import Sequence
from dataclasses import replace

from knowledge.figures.time_words import Point, TimeWord

_LISTED = re.compile(r"\s?(?:、|和|及|与)\s?")
_ROW_YEAR = re.compile(r"^[ \t|]{0,8}(?P<year>(?:19|20)[0-9]{2})(?=[ \t|]{1,8}[0-9])", re.MULTILINE)


def row_years(folded: str) -> list[TimeWord]:
    """Return the bare years that open a row of printed columns: ``2021 131 126 17.5%``."""
    return [
        TimeWord(start=m.start("year"), end=m.end("year"), first=Point(int(m["year"])))
        for m in _ROW_YEAR.finditer(folded)
    ]


def listed(folded: str, words: Sequence[TimeWord]) -> list[TimeWord]:
    """Join days or months that stand in a list (3月15日、9月8日) into one word from the first to the last."""
    joined: list[TimeWord] = []
    chained = False
    for word in words:
        before = joined[-1] if joined else None
        chained = before is not None and (before.last is None or chained) and _in_one_list(folded, before, word)
        if before and chained:
            year = word.first.year or before.first.year
            word = replace(before, end=word.end, last=replace(word.first, year=year))  # noqa: PLW2901 - the list's
            joined.pop()
        joined.append(word)
    return joined


def _in_one_list(folded: str, before: TimeWord, word: TimeWord) -> bool:
    dated = before.first.month and word.first.month and bool(before.first.day) == bool(word.first.day)
    plain = not (
        word.last
        or before.compared
        or word.compared
        or before.cutoff
        or word.cutoff
        or before.open_end
        or word.open_end
    )
    if not (dated and plain and _LISTED.fullmatch(folded, before.end, word.start)):
        return False
    low, high = before.first, word.first
    same_year = high.year is None or high.year == low.year
    return not same_year or ((high.month or 0), (high.day or 0)) > ((low.month or 0), (low.day or 0))
