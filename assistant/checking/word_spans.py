"""Where the characters of a canonical text stand in a Word document, and runs cut to fit a range of them."""

import copy
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.oxml.text.run import CT_R

Element = Any
"""An element of lxml, which has no types."""
_SKIPPED = frozenset({
    qn("w:del"), qn("w:moveFrom"), qn("w:pPr"), qn("w:instrText"), qn("w:txbxContent"), qn("w:object"),
    qn("w:rt"), "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent",
})  # fmt: skip
_SAME = frozenset({
    qn("w:rPr"), qn("w:proofErr"), qn("w:bookmarkStart"), qn("w:bookmarkEnd"), qn("w:commentRangeStart"),
    qn("w:commentRangeEnd"), qn("w:commentReference"), qn("w:lastRenderedPageBreak"), qn("w:permStart"),
    qn("w:permEnd"),
})  # fmt: skip
_INVISIBLE = frozenset("\u200b\u2060\ufeff\u00ad")
_MOST_PLACES = 200
"""Places of one short piece (a cell "3") that are weighed; the neighbours decide among them."""


@dataclass(frozen=True, slots=True)
class _At:
    """One character of the document: its w:t element and the index in that element's text."""

    element: Element
    index: int


class WordSpans:
    """Maps offsets of ``text`` to the runs of ``document``; what was not found there has no place."""

    def __init__(self, document: WordDocument, text: str) -> None:
        """Match the document's pieces of text to ``text``, in order."""
        self._places: dict[int, _At] = {}
        pieces = list(_pieces(document.element.body))
        for piece, start in zip(pieces, _matched(["".join(c for c, _ in p) for p in pieces], text), strict=True):
            if start is not None:
                self._places.update({start + i: at for i, (_, at) in enumerate(piece)})
        self._offsets = sorted(self._places)

    def cut(self, start: int, end: int) -> None:
        """Split runs so that ``text[start:end]`` begins and ends with whole runs; formatting is kept."""
        found = self._between(start, end)
        if found:
            self._split(self._places[found[0]], before=True)
            self._split(self._places[found[-1]], before=False)

    def runs(self, start: int, end: int) -> tuple[CT_R, CT_R] | None:
        """Return the first and last run of ``text[start:end]``, cut before; the nearest run where it was not found."""
        found = self._between(start, end)
        if not found:
            if not self._offsets:
                return None
            found = [self._offsets[max(0, bisect_right(self._offsets, start) - 1)]]
        first, last = self._places[found[0]].element.getparent(), self._places[found[-1]].element.getparent()
        return (first, last) if isinstance(first, CT_R) and isinstance(last, CT_R) else None

    def _between(self, start: int, end: int) -> list[int]:
        return [offset for offset in range(start, end) if offset in self._places]

    def _split(self, at: _At, *, before: bool) -> None:
        """Split the run of a character in front of it, or behind it."""
        element, index = at.element, at.index if before else at.index + 1
        run = element.getparent()
        if run is None or run.tag != qn("w:r"):
            return
        text = element.text or ""
        following = list(element.itersiblings())
        if index == 0 and not any(sibling.tag != qn("w:rPr") for sibling in element.itersiblings(preceding=True)):
            return
        if index == len(text) and not following:
            return
        right = run.makeelement(run.tag, dict(run.attrib))
        properties = run.find(qn("w:rPr"))
        if properties is not None:
            right.append(copy.deepcopy(properties))
        if index == 0:
            right.append(element)
        elif index < len(text):
            rest = element.makeelement(element.tag, dict(element.attrib))
            element.text, rest.text = text[:index], text[index:]
            for each in (element, rest):
                each.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            right.append(rest)
            self._move(element, rest, index)
        for sibling in following:
            right.append(sibling)
        run.addnext(right)

    def _move(self, left: Element, right: Element, index: int) -> None:
        for offset, at in self._places.items():
            if at.element is left and at.index >= index:
                self._places[offset] = _At(right, at.index - index)


def _pieces(body: Element) -> Iterator[list[tuple[str, _At]]]:
    """Yield the document's pieces of visible text without blanks in them, in document order.

    A piece ends at the end of a paragraph, at a blank, and at all that is no plain text (a note's mark, a symbol).
    """
    for paragraph in body.iter(qn("w:p")):
        if _in_contents(paragraph) or any(True for _ in paragraph.iterancestors(qn("w:txbxContent"))):
            continue  # Word takes no comments in text boxes, and the reader leaves tables of contents out
        piece: list[tuple[str, _At]] = []
        for char, at in _characters(paragraph):
            if at is None or char.isspace():
                if piece:
                    yield piece
                piece = []
            else:
                piece.append((char, at))
        if piece:
            yield piece


def _characters(element: Element) -> Iterator[tuple[str, _At | None]]:
    for child in element:
        if child.tag in _SKIPPED or (child.tag == qn("w:r") and _hidden(child)):
            continue
        if child.tag == qn("w:t"):
            for index, char in enumerate(child.text or ""):
                shown = unicodedata.normalize("NFC", char)
                if char not in _INVISIBLE:
                    yield (shown, _At(child, index)) if len(shown) == 1 else ("", None)
        elif child.tag in _SAME:
            continue
        elif len(child):
            yield from _characters(child)
        else:
            yield "", None


def _in_contents(paragraph: Element) -> bool:
    properties = paragraph.find(qn("w:pPr"))
    style = None if properties is None else properties.find(qn("w:pStyle"))
    return style is not None and (style.get(qn("w:val")) or "").lower().startswith("toc")


def _hidden(run: Element) -> bool:
    properties = run.find(qn("w:rPr"))
    vanish = None if properties is None else properties.find(qn("w:vanish"))
    return vanish is not None and vanish.get(qn("w:val")) not in {"0", "false", "off"}


def _matched(pieces: list[str], text: str) -> list[int | None]:
    """Return where each piece stands in ``text``: the places in rising order that cover most of it.

    A piece that the text leaves out (a table of contents) finds no place, or another's, but never moves its neighbours.
    """
    tops: list[tuple[int, int, int]] = []  # (end, weight, candidate), ends and weights both rising
    candidates: list[tuple[int, int, int]] = []  # (piece, start, candidate before it)
    for number, piece in enumerate(pieces):
        made: list[tuple[int, int, int]] = []
        for start in _occurrences(piece, text):
            at = bisect_right(tops, start, key=_end) - 1
            weight, before = (tops[at][1], tops[at][2]) if at >= 0 else (0, -1)
            candidates.append((number, start, before))
            made.append((start + len(piece), weight + len(piece), len(candidates) - 1))
        for top in made:
            _put(tops, top)
    places: list[int | None] = [None] * len(pieces)
    at = tops[-1][2] if tops else -1
    while at >= 0:
        number, start, at = candidates[at]
        places[number] = start
    return places


def _occurrences(piece: str, text: str) -> Iterator[int]:
    start = text.find(piece)
    for _ in range(_MOST_PLACES):
        if start < 0:
            return
        yield start
        start = text.find(piece, start + 1)


def _put(tops: list[tuple[int, int, int]], top: tuple[int, int, int]) -> None:
    """Keep ``top`` unless one that ends no later weighs as much; drop those that it makes useless."""
    end, weight, _ = top
    at = bisect_right(tops, end, key=_end)
    if at and tops[at - 1][1] >= weight:
        return
    first = at - 1 if at and tops[at - 1][0] == end else at
    last = at
    while last < len(tops) and tops[last][1] <= weight:
        last += 1
    tops[first:last] = [top]


def _end(top: tuple[int, int, int]) -> int:
    return top[0]
