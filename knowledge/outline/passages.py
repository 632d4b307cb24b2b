"""Passages: whole sentences of one section, at most so many tokens, tiling the text."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil

from knowledge.documents import Passage, Span
from knowledge.outline.sentences import sentences
from knowledge.outline.tree import Run
from knowledge.tokens import count_tokens, count_within, fits, fitting_length

SMALLEST_LIMIT = 8
"""Tokens: no limit may be lower, for one code point takes up to four."""
_PAUSE = re.compile(r"[，、：；](?=.)|[,:;](?![0-9０-９])|[|\s]", re.DOTALL)
_WORD = re.compile(r"[0-9０-９A-Za-z.,:%％]")
_LONGEST_WORD = 40
"""Code points that a hard cut goes back so as not to part a number or a Latin word."""


@dataclass(frozen=True, slots=True)
class _Unit:
    """A stretch that is never parted, within the limit."""

    start: int
    end: int
    tokens: int


def tile(text: str, runs: Sequence[Run], *, max_tokens: int) -> tuple[Passage, ...]:
    """Return passages that together are ``text``; each lies in one run and carries its path.

    Whole lines are kept together while they fit; a longer line is parted evenly between its sentences.
    """
    return tuple(
        Passage(locator=run.path, start=span.start, end=span.end, text=text[span.start : span.end])
        for run in runs
        for span in _pack(text, run, max_tokens)
    )


def _pack(text: str, run: Run, most: int) -> Iterator[Span]:
    if fits(text[run.start : run.end], most):
        yield Span(start=run.start, end=run.end)
        return
    held: list[_Unit] = []
    spent = 0
    for unit in _units(text, run, most):
        if held and spent + unit.tokens > most:
            yield from _checked(text, held, most)
            held, spent = [], 0
        held.append(unit)
        spent += unit.tokens
    yield from _checked(text, held, most)


def _checked(text: str, units: Sequence[_Unit], most: int) -> Iterator[Span]:
    """Yield the units as one span; as two, should the tokens at their seams take it over the limit."""
    span = Span(start=units[0].start, end=units[-1].end)
    if len(units) == 1 or fits(text[span.start : span.end], most):
        yield span
        return
    yield from _checked(text, units[:-1], most)
    yield from _checked(text, units[-1:], most)


def _units(text: str, run: Run, most: int) -> Iterator[_Unit]:
    for line in _lines(text, run):
        tokens = count_within(text[line[0].start : line[-1].end], most)
        if tokens is None:
            yield from _evenly(text, line, most)
        else:
            yield _Unit(line[0].start, line[-1].end, tokens)


def _lines(text: str, run: Run) -> Iterator[list[Span]]:
    """Yield the sentences of each line of the run."""
    line: list[Span] = []
    for span in sentences(text[run.start : run.end], run.start):
        line.append(span)
        if "\n" in text[span.start : span.end]:
            yield line
            line = []
    if line:
        yield line


def _evenly(text: str, line: Sequence[Span], most: int) -> Iterator[_Unit]:
    """Part a long line between sentences into about equal units, so that no crumb is left at its end."""
    pieces = [piece for span in line for piece in _pieces(text, span, most)]
    total = sum(piece.tokens for piece in pieces)
    aim = total / ceil(total / most)
    held: list[_Unit] = []
    spent = 0
    for piece in pieces:
        if held and (spent + piece.tokens > most or spent + piece.tokens / 2 > aim):
            yield from _as_units(text, held, most)
            held, spent = [], 0
        held.append(piece)
        spent += piece.tokens
    yield from _as_units(text, held, most)


def _as_units(text: str, held: Sequence[_Unit], most: int) -> Iterator[_Unit]:
    for span in _checked(text, held, most):
        yield _Unit(span.start, span.end, count_tokens(text[span.start : span.end]))


def _pieces(text: str, span: Span, most: int) -> Iterator[_Unit]:
    tokens = count_within(text[span.start : span.end], most)
    if tokens is not None:
        yield _Unit(span.start, span.end, tokens)
        return
    for start, end in pairwise(_cuts(text, span, most)):
        yield _Unit(start, end, count_tokens(text[start:end]))


def _cuts(text: str, span: Span, most: int) -> Iterator[int]:
    """Yield where a sentence beyond the limit is cut: after a comma where there is one, hard where there is none."""
    begin = span.start
    yield begin
    while begin < span.end:
        window = min(span.end, begin + 2 * most)
        if window == span.end and fits(text[begin:window], most):
            break
        end = _cut_place(text, begin, begin + fitting_length(text[begin:window], most))
        while end - begin > 1 and not fits(text[begin:end], most):
            end -= max(1, (end - begin) // 16)
        begin = end
        yield begin
    if begin < span.end:
        yield span.end


def _cut_place(text: str, begin: int, limit: int) -> int:
    half = begin + (limit - begin) // 2
    pauses = [match.end() for match in _PAUSE.finditer(text, half, limit)]
    if pauses:
        return pauses[-1]
    end = limit
    while end > max(half, limit - _LONGEST_WORD) and _WORD.match(text, end - 1) and _WORD.match(text, end):
        end -= 1
    return end if end > begin else limit
