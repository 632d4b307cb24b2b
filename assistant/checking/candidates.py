"""Figures of the sources that may be the one that a text prints, each with how surely it counts the same thing."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.checking.alignment import Aligned, Pair, Place, Source
from assistant.checking.numbers import GAP, Numbers, Sentence, Slot, bare_words, grams
from knowledge.figures import Figure
from knowledge.figures.matching import SAME, score

_NO_WORDS = re.compile(r"[^A-Za-z一-龥]+")
_LOOKED_AT = 10
_COMMON = 300
_EQUAL_LOOKED_AT = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A source's number that may stand behind a printed figure."""

    place: Place
    slot: Slot
    sureness: float
    """0 to 1 that both count the same thing; 1 where the sentences differ in numbers alone."""
    exact: bool
    paired: bool
    """Both stand in the same place of sentences that stem from each other."""
    named: bool
    """Their metrics have the same name."""

    @property
    def figure(self) -> Figure | None:
        """The source's figure; None where the number is no figure there."""
        return self.slot.figure


@dataclass(frozen=True, slots=True)
class _Known:
    place: Place
    slot: Slot
    clause: frozenset[str]


class Candidates:
    """The figures of all sources by the words around them and by value."""

    def __init__(self, sources: Sequence[Source]) -> None:
        """Index the sources' figures."""
        self._known: list[_Known] = []
        postings: defaultdict[str, list[int]] = defaultdict(list)
        self._by_value: defaultdict[str, list[int]] = defaultdict(list)
        for source in sources:
            for sentence in source.numbers.sentences:
                for slot in sentence.slots:
                    if slot.figure is None:
                        continue
                    clause = clause_grams(source.numbers, slot, sentence)
                    n = len(self._known)
                    self._known.append(_Known(Place(source, sentence), slot, clause))
                    for gram in clause | grams(bare_words(slot.figure.metric)):
                        postings[gram].append(n)
                    self._by_value[_value_key(slot.figure)].append(n)
        self._postings = {gram: ids for gram, ids in postings.items() if len(ids) <= _COMMON}

    def find(self, checked: Numbers, slot: Slot, aligned: Aligned, pairs: Sequence[Pair]) -> list[Candidate]:
        """Return candidates for a figure, the surest first; ``pairs`` are those of its sentence's alignment."""
        figure = slot.figure
        found = {(id(p.place.source), p.slot.start): _of_pair(slot, p) for p in pairs}
        if figure is None:
            return sorted(found.values(), key=_rank)
        clause = clause_grams(checked, slot, aligned.sentence)
        near = {(id(p.source), p.sentence.start) for p in aligned.places}
        for n in self._nearby(figure, clause):
            known = self._known[n]
            key = (id(known.place.source), known.slot.start)
            candidate = _judge(figure, clause, aligned.sentence, known, near)
            if key not in found or candidate.sureness > found[key].sureness:
                paired = key in found
                found[key] = candidate if not paired else _as_paired(candidate)
        return sorted(found.values(), key=_rank)

    def all(self) -> Iterator[Candidate]:
        """Yield every figure of the sources, unweighed."""
        for known in self._known:
            yield Candidate(place=known.place, slot=known.slot, sureness=0.0, exact=False, paired=False, named=False)

    def _nearby(self, figure: Figure, clause: frozenset[str]) -> list[int]:
        votes: Counter[int] = Counter()
        total = len(self._known) + 1
        for gram in sorted(clause | grams(bare_words(figure.metric))):
            ids = self._postings.get(gram, ())
            weight = round(1000 * math.log(1 + total / len(ids))) if ids else 0
            for n in ids:
                votes[n] += weight
        best = [n for n, _ in sorted(votes.items(), key=lambda item: (-item[1], item[0]))[:_LOOKED_AT]]
        equal = sorted(self._by_value.get(_value_key(figure), ()), key=lambda n: (-votes[n], n))
        return list(dict.fromkeys(best + equal[:_EQUAL_LOOKED_AT]))


def clause_grams(numbers: Numbers, slot: Slot, sentence: Sentence) -> frozenset[str]:
    """Return the pairs of characters of the clause around a number, without its numbers."""
    start, end = numbers.clause(slot, sentence)
    return grams(_words(numbers.folded[start : slot.start]) + GAP + _words(numbers.folded[slot.end : end]))


def _words(folded: str) -> str:
    return GAP.join(bare_words(piece) for piece in _NO_WORDS.split(folded))


def overlap(a: frozenset[str], b: frozenset[str]) -> float:
    """Return 0..1: how much two sets share, measured at the mean of their sizes."""
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else 0.0


def _value_key(figure: Figure) -> str:
    return f"{figure.value.normalize()}"


def _rank(candidate: Candidate) -> tuple[float, int]:
    return (-candidate.sureness, candidate.slot.start)


def _of_pair(slot: Slot, pair: Pair) -> Candidate:
    named = bool(slot.figure and pair.slot.figure and score(slot.figure.metric, pair.slot.figure.metric) >= SAME)
    return Candidate(
        place=pair.place, slot=pair.slot, sureness=pair.strength, exact=pair.exact, paired=True, named=named
    )


def _as_paired(candidate: Candidate) -> Candidate:
    return Candidate(
        place=candidate.place,
        slot=candidate.slot,
        sureness=candidate.sureness,
        exact=False,
        paired=True,
        named=candidate.named,
    )


def _judge(
    figure: Figure, clause: frozenset[str], sentence: Sentence, known: _Known, near: set[tuple[int, int]]
) -> Candidate:
    """Weigh metric name, clause and sentence of two figures."""
    other = known.slot.figure
    metric = score(figure.metric, other.metric) if other and figure.metric and other.metric else 0.0
    words = overlap(clause, known.clause)
    around = overlap(sentence.grams, known.place.sentence.grams)
    if (id(known.place.source), known.place.sentence.start) in near:
        around = max(around, 0.5)
    blend = 0.5 * metric + 0.3 * words + 0.2 * around
    return Candidate(
        place=known.place,
        slot=known.slot,
        sureness=min(0.95, blend),
        exact=False,
        paired=False,
        named=metric >= SAME,
    )
