"""Passages: whole sentences of one section, at most so many tokens, tiling the text."""

from collections.abc import Iterator, Sequence

from knowledge.documents import Passage, Span
from knowledge.outline.sentences import sentences
from knowledge.outline.tree import Mark, paths
from knowledge.tokens import count_tokens

_BREAKS = ("，", ",", "、", "：", ":", "|", "\t", " ")


def tile(text: str, marks: Sequence[Mark], *, separator: str, max_tokens: int) -> tuple[Passage, ...]:
    """Return passages that together are ``text``; each lies in one section and carries its path."""
    starts = [0, *(mark.position for mark in marks), len(text)]
    labels = ["前言" if marks else "正文", *paths(marks, separator)]
    found: list[Passage] = []
    for label, start, end in zip(labels, starts, starts[1:], strict=False):
        for span in _pack(text, start, end, max_tokens):
            found.append(Passage(locator=label, start=span.start, end=span.end, text=text[span.start : span.end]))
    return tuple(found)


def _pack(text: str, start: int, end: int, most: int) -> Iterator[Span]:
    """Yield runs of whole sentences within the limit; a sentence longer than that alone is cut."""
    if start == end:
        return
    if count_tokens(text[start:end]) <= most:
        yield Span(start=start, end=end)
        return
    begin = start
    spent = 0
    for piece in _pieces(text, start, end, most):
        cost = count_tokens(text[piece.start : piece.end]) + 1  # joining can change a token at the seam
        if spent and spent + cost > most:
            yield Span(start=begin, end=piece.start)
            begin, spent = piece.start, 0
        spent += cost
    yield Span(start=begin, end=end)


def _pieces(text: str, start: int, end: int, most: int) -> Iterator[Span]:
    for span in sentences(text[start:end], start):
        if span.end - span.start <= most // 4 or count_tokens(text[span.start : span.end]) < most:
            yield span
        else:
            yield from _cut(text, span, most)


def _cut(text: str, span: Span, most: int) -> Iterator[Span]:
    """Cut an overlong sentence at a comma where there is one, hard where there is none."""
    begin = span.start
    # A code point is at most four tokens of its bytes, so this many always fit.
    step = max(1, most // 4)
    while begin < span.end:
        stop = min(begin + step, span.end)
        while stop < span.end and count_tokens(text[begin : min(stop + step, span.end)]) < most:
            stop = min(stop + step, span.end)
        if stop < span.end:
            at = max(text.rfind(mark, begin + 1, stop) for mark in _BREAKS)
            stop = at + 1 if at > begin + (stop - begin) // 2 else stop
        yield Span(start=begin, end=stop)
        begin = stop
