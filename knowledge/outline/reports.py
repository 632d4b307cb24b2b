"""Headings of reports, plans and data sheets: 一、/(一)/1./(1) at the start of a line, and 一是/二是 run in."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from knowledge.norms.numerals import to_int
from knowledge.outline.sentences import sentences
from knowledge.outline.tree import Mark, heading_words

_NUMERAL = "[一二三四五六七八九十]{1,3}"
_LINE = re.compile(
    r"^[^\S\n]*+(?:#{1,6}[^\S\n]*+)?(?:\*\*)?(?:"
    rf"(?P<part>第{_NUMERAL}(?:部分|编|篇|章))(?=[\s：:])"
    rf"|(?P<one>{_NUMERAL}[、．])(?!{_NUMERAL}[、级类等])"
    rf"|(?P<two>[（(]{_NUMERAL}[)）])"
    r"|(?P<three>[1-9１-９][0-9０-９]?[.．、])(?![0-9０-９])"
    r"|(?P<four>[（(][1-9１-９][0-9０-９]?[)）])"
    r"|(?P<five>[①-⑳]))",
    re.MULTILINE,
)
_RANKS = {"part": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5}
_RUN_IN_RANK = 6
_CELLS = re.compile(r"\t| \| ")
_RUN_IN = re.compile(
    rf"(?:^|[。；;！？!?：:])[”’」』）)\"]*[^\S\n]*(?P<label>(?P<number>{_NUMERAL})(?P<word>[是要]))(?!否)",
    re.MULTILINE,
)
_HEADING_LINE = 40
"""A 一是 line no longer than this is the heading of the paragraphs below it."""
_SKIP = 2
"""How far a number may run ahead of the last one: one heading may have been lost in the source."""
_HALF_WIDTH = str.maketrans("（）．０１２３４５６７８９", "().0123456789")


def report_marks(text: str) -> tuple[Mark, ...]:
    """Return the headings in order; labels are written half-width, so that （一） and (一) are one path."""
    lines = tuple(_line_marks(text))
    starts = [span.start for span in sentences(text)]
    marks = list(lines)
    bounds = [0, *(mark.start for mark in lines), len(text)]
    candidates = [*_RUN_IN.finditer(text)]
    places = [match.start("label") for match in candidates]
    low = 0
    for begin, end in pairwise(bounds):
        high = bisect_right(places, end - 1, low)
        marks.extend(_run_in_marks(text, candidates[low:high], starts, begin))
        low = high
    return tuple(sorted(marks, key=lambda mark: (mark.start, mark.rank)))


@dataclass(slots=True)
class _Count:
    """The last number seen at each rank since a heading above it."""

    last: dict[int, int] = field(default_factory=dict[int, int])

    def accepts(self, rank: int, number: int) -> bool:
        last = self.last.get(rank, 0)
        if number != 1 and not last < number <= last + _SKIP:
            return False
        self.last = {above: seen for above, seen in self.last.items() if above < rank} | {rank: number}
        return True


def _line_marks(text: str) -> Iterator[Mark]:
    count = _Count()
    for match in _LINE.finditer(text):
        name = match.lastgroup or ""
        stop = text.find("\n", match.end())
        if name == "" or _CELLS.search(text, match.end(), stop if stop >= 0 else len(text)):
            continue  # a table's row
        number = _number(match[name])
        if number is None or not count.accepts(_RANKS[name], number):
            continue
        yield Mark(
            start=match.start(),
            rank=_RANKS[name],
            label=match[name].translate(_HALF_WIDTH),
            heading=heading_words(text, match.start()),
            apart=name in {"part", "one"},
        )


def _number(label: str) -> int | None:
    if "①" <= label[0] <= "⑳":
        return ord(label[0]) - ord("①") + 1
    try:
        return to_int(re.sub(r"[第部分编篇章（）()．.、]", "", label))
    except ValueError:
        return None


def _run_in_marks(text: str, candidates: Sequence[re.Match[str]], starts: Sequence[int], begin: int) -> Iterator[Mark]:
    """Yield the 一是/二是 of one section that count on from each other; a lone 一是 is no heading.

    A section begins with the sentence that its 一是 stands in ("主要表现在：一是…"), for passages never cut sentences.
    """
    for series in _series(candidates):
        places = [max(begin, starts[bisect_right(starts, match.start("label")) - 1]) for match in series]
        for i, match in enumerate(series):
            if i and places[i] <= places[i - 1]:
                continue
            last = i + 1 == len(series)
            yield Mark(
                start=places[i],
                rank=_RUN_IN_RANK,
                label=match["label"],
                heading=heading_words(text, match.start("label")),
                end=_paragraph_end(text, match, starts) if last else None,
            )


def _series(candidates: Sequence[re.Match[str]]) -> Iterator[list[re.Match[str]]]:
    series: list[re.Match[str]] = []
    for match in candidates:
        try:
            number = to_int(match["number"])
        except ValueError:
            continue
        if series and number == len(series) + 1 and match["word"] == series[0]["word"]:
            series.append(match)
        elif number == 1:
            if len(series) > 1:
                yield series
            series = [match]
    if len(series) > 1:
        yield series


def _paragraph_end(text: str, match: re.Match[str], starts: Sequence[int]) -> int | None:
    """Return where the paragraph ends; None where the line is a heading of its own, with its text below."""
    stop = text.find("\n", match.end())
    if stop < 0:
        return None
    own_line = match.start("label") == match.start() or not text[match.start() : match.start("label")].strip()
    if own_line and stop - match.start("label") <= _HEADING_LINE:
        return None
    place = bisect_right(starts, stop)
    return starts[place] if place < len(starts) else None
