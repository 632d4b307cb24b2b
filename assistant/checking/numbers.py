"""A text cut into sentences with their numbers lifted out: the rest is compared as wording, the numbers as values."""

import bisect
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from assistant.checking.directions import directions
from knowledge.figures import Figure, NamedNumber, non_figures
from knowledge.figures.document_figures import read_document
from knowledge.figures.numerals import ARABIC, CHINESE, chinese_value, fold

GAP = "□"
"""Stands in a skeleton where a number was."""
WAY = "◇"
"""Stands in a skeleton where a word of direction was (上升, 减少)."""
_ENDS = re.compile(r"[。;；!！?？\n]")
_LONGEST = 600
"""Characters of a sentence at most; longer runs are no prose."""
_JOINS = frozenset("，,、")
_SILENT = re.compile(r"[^0-9A-Za-z一-龥%‰]")
_WHOLE = frozenset({"date", "article", "ordinal", "time", "hotline", "event_day", "code", "formula", "grade", "ratio"})
_PARTS = frozenset({"title", "name", "document_number"})
_PASSED = frozenset({"lexical", "vague"})
_SHORT_NAMES = (
    ("法考", "国家统一法律职业资格考试"),
    ("司法考试", "国家统一法律职业资格考试"),
    ("电诈", "电信网络诈骗"),
    ("旁听庭审", "庭审旁听"),
    ("中心组", "理论学习中心组"),
    ("理论学习理论学习", "理论学习"),
)
"""So that two texts are found to speak of one thing; the printed text is left as it is."""
_NUMERAL = re.compile(rf"[0-9]+(?:\.[0-9]+)?|[{CHINESE}]+")
_CLAUSE_ENDS = re.compile(r"[，,。;；:：!！?？\n、]")
"""、 ends a clause only behind a figure: 失效2件、废止1件."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One number of a text, whatever it is; offsets are code points, half-open."""

    kind: str
    """``figure``, a kind of :class:`NamedNumber`, or ``raw`` for digits that the reader passed by."""
    surface: str
    start: int
    end: int
    sense: tuple[tuple[str, str], ...]
    """Each numeral with the character behind it, in one spelling: (("2023", "年"), ("8", "月"))."""
    figure: Figure | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence with its numbers lifted out."""

    start: int
    end: int
    skeleton: str
    """The words without punctuation, spaces and enumerators; each number is one ``GAP``."""
    slots: tuple[Slot, ...]
    """In order, one for each ``GAP``."""
    grams: frozenset[str]
    """Pairs of neighbouring characters of the skeleton that hold no ``GAP``."""


class Numbers:
    """All sentences and numbers of one text."""

    def __init__(self, text: str, *, organ: str | None, year: int | None) -> None:
        """Read ``text`` once."""
        self.text = text
        self.folded = fold(text)
        self.figures = read_document(text, organ=organ, year=year)
        named = non_figures(text)
        self.named = named
        self.slots = _slots(self.folded, text, self.figures, named)
        skipped = [(n.start, n.end) for n in named if n.kind == "enumerator"]
        self.sentences = _sentences(self.folded, self.slots, skipped)
        self._starts = [s.start for s in self.sentences]

    def sentence_at(self, position: int) -> Sentence | None:
        """Return the sentence that holds ``position``; None between sentences."""
        i = bisect.bisect_right(self._starts, position) - 1
        return self.sentences[i] if i >= 0 and position < self.sentences[i].end else None

    def clause(self, slot: Slot | Figure, sentence: Sentence) -> tuple[int, int]:
        """Return the bounds of the clause around a number, within its sentence."""
        start, end = sentence.start, sentence.end
        numbers = {s.end for s in sentence.slots if s.figure}
        for match in _CLAUSE_ENDS.finditer(self.folded, sentence.start, sentence.end):
            if match.group() == "、" and match.start() not in numbers:
                continue
            if match.end() <= slot.start:
                start = match.end()
            elif match.start() >= slot.end:
                end = match.start()
                break
        return start, end


def grams(words: str) -> frozenset[str]:
    """Return the pairs of neighbouring characters that hold no gap; a single character stands for itself."""
    return frozenset(a + b for a, b in pairwise(words) if GAP not in {a, b})


def bare_words(folded: str) -> str:
    """Return ``folded`` without punctuation and spaces, usual short names written out."""
    words = _SILENT.sub("", folded)
    for short, full in _SHORT_NAMES:
        if short in words:
            words = words.replace(short, full)
    return words


def sense_of(folded: str) -> tuple[tuple[str, str], ...]:
    """Return the numerals of a printed form with the character behind each, in one spelling."""
    found: list[tuple[str, str]] = []
    for match in _NUMERAL.finditer(folded.replace(",", "").replace(" ", "")):
        value = match.group()
        if value[0] in CHINESE:
            number = chinese_value(value)
            value = str(number) if number is not None else value
        elif "." not in value:
            value = value.lstrip("0") or "0"
        behind = match.string[match.end() : match.end() + 1]
        found.append((value, "日" if behind == "号" else behind))
    return tuple(found)


def _slots(folded: str, text: str, figures: tuple[Figure, ...], named: tuple[NamedNumber, ...]) -> tuple[Slot, ...]:
    slots: list[Slot] = []
    taken: list[tuple[int, int]] = [(n.start, n.end) for n in named if n.kind == "enumerator"]
    for figure in figures:
        slots.append(_slot("figure", folded, text, (figure.start, figure.end), figure))
    for name in named:
        if name.kind in _PARTS:
            for match in _NUMERAL.finditer(folded, name.start, name.end):
                slots.append(_slot(name.kind, folded, text, match.span()))
        elif name.kind != "enumerator" and name.kind not in _PASSED:
            slots.append(_slot(name.kind, folded, text, (name.start, name.end)))
    taken += [(s.start, s.end) for s in slots]
    taken.sort()
    starts = [a for a, _ in taken]
    for match in ARABIC.finditer(folded):
        i = bisect.bisect_right(starts, match.start()) - 1
        if i < 0 or taken[i][1] <= match.start():
            slots.append(_slot("raw", folded, text, match.span()))
    slots.sort(key=lambda s: (s.start, -s.end))
    apart: list[Slot] = []
    for slot in slots:
        if not apart or slot.start >= apart[-1].end:
            apart.append(slot)
    return tuple(apart)


def _slot(kind: str, folded: str, text: str, span: tuple[int, int], figure: Figure | None = None) -> Slot:
    start, end = span
    return Slot(
        kind=kind, surface=text[start:end], start=start, end=end, sense=sense_of(folded[start:end]), figure=figure
    )


def _sentences(folded: str, slots: tuple[Slot, ...], skipped: list[tuple[int, int]]) -> tuple[Sentence, ...]:
    sentences: list[Sentence] = []
    cursor = skip = 0
    for start, end in _bounds(folded, slots):
        inside: list[Slot] = []
        while cursor < len(slots) and slots[cursor].start < end:
            inside.append(slots[cursor])
            cursor += 1
        left_out: list[tuple[int, int]] = []
        while skip < len(skipped) and skipped[skip][0] < end:
            left_out.append(skipped[skip])
            skip += 1
        skeleton = _skeleton(folded, (start, end), inside, left_out)
        if skeleton:
            sentences.append(
                Sentence(start=start, end=end, skeleton=skeleton, slots=tuple(inside), grams=grams(skeleton))
            )
    return tuple(sentences)


def _bounds(folded: str, slots: tuple[Slot, ...]) -> list[tuple[int, int]]:
    """Return the sentences; a line that ends in a comma runs on, and no number is cut."""
    bounds: list[tuple[int, int]] = []
    starts = [s.start for s in slots]
    start = 0
    for match in _ENDS.finditer(folded):
        position = match.start()
        if match.group() == "\n" and position and folded[position - 1] in _JOINS:
            continue
        i = bisect.bisect_right(starts, position) - 1
        if i >= 0 and slots[i].end > position:
            continue
        bounds.append((start, match.end()))
        start = match.end()
    if start < len(folded):
        bounds.append((start, len(folded)))
    return [piece for bound in bounds for piece in _cut(folded, bound, slots, starts)]


def _cut(folded: str, bound: tuple[int, int], slots: tuple[Slot, ...], starts: list[int]) -> Iterator[tuple[int, int]]:
    """Cut a sentence without end into pieces, behind a comma where there is one, never inside a number."""
    start, end = bound
    while end - start > _LONGEST:
        cut = max(folded.rfind(mark, start + _LONGEST // 2, start + _LONGEST) for mark in _JOINS) + 1
        cut = cut or start + _LONGEST
        i = bisect.bisect_right(starts, cut) - 1
        if i >= 0 and slots[i].start < cut < slots[i].end:
            cut = slots[i].end
        yield start, min(cut, end)
        start = cut
    if start < end:
        yield start, end


def _skeleton(folded: str, span: tuple[int, int], slots: list[Slot], left_out: list[tuple[int, int]]) -> str:
    pieces: list[str] = []
    position = span[0]
    ways = [(d.start, d.end, WAY) for d in directions(folded, *span)]
    marks = sorted([(s.start, s.end, GAP) for s in slots] + [(a, b, "") for a, b in left_out] + ways)
    for start, end, mark in marks:
        if start < position:
            continue
        pieces += [bare_words(folded[position:start]), mark]
        position = end
    pieces.append(bare_words(folded[position : span[1]]))
    return "".join(pieces)
