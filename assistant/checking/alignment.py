"""Which sentences of the sources a sentence stems from, and which of their numbers stand in the same place."""

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property

from assistant.checking.contents import headings
from assistant.checking.numbers import GAP, Numbers, Sentence, Slot
from assistant.checking.types import SourceText
from knowledge.documents import Section
from knowledge.figures.numerals import fold
from knowledge.figures.periods import reporting_year

_CANDIDATES = 4
_LEAST_SHARED = 0.35
_COMMON = 400
"""A pair of characters that stands in more sentences than this says nothing about where a sentence stems from."""
_TWIN_SENTENCES = 0.5
_TWIN_VALUES = 0.7
_LONGEST = 500


class Source:
    """A source's text with its numbers."""

    def __init__(self, given: SourceText, *, organ: str | None, year: int | None) -> None:
        """Read ``given``; ``organ`` and ``year`` stand in for what it does not say."""
        self.given = given
        self.year = given.year or reporting_year(fold(given.text)) or year
        self.numbers = Numbers(given.text, organ=given.organ or organ, year=self.year)
        self.twin = False
        """The source is a version of the very text that is checked, so that equal sentences have equal dates."""

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """The source's sections, outer before inner, for the heading path of a quote."""
        return headings(self.given.text)


@dataclass(frozen=True, slots=True)
class Place:
    """A sentence of a source."""

    source: Source
    sentence: Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A number of the checked text and the number that stands in its place in a source."""

    place: Place
    slot: Slot
    strength: float
    """1 where the sentences are the same but for numbers; else from how many words beside the numbers agree."""
    exact: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Aligned:
    """What was found for one sentence."""

    sentence: Sentence
    places: tuple[Place, ...]
    """The likely origins, best first."""
    pairs: tuple[tuple[Pair, ...], ...]
    """For each slot of the sentence."""
    likeness: float
    """Of the best origin, 0 to 1; 1 is the same wording."""


class Origins:
    """The sentences of all sources, to be asked for the origins of a sentence."""

    def __init__(self, sources: Sequence[Source], checked: Numbers) -> None:
        """Index the sources' sentences."""
        self._checked = checked
        self._places = [Place(source, s) for source in sources for s in source.numbers.sentences]
        self._by_skeleton: defaultdict[str, list[Place]] = defaultdict(list)
        postings: defaultdict[str, list[int]] = defaultdict(list)
        for i, place in enumerate(self._places):
            self._by_skeleton[place.sentence.skeleton].append(place)
            for gram in place.sentence.grams:
                postings[gram].append(i)
        self._postings = {gram: ids for gram, ids in postings.items() if len(ids) <= _COMMON}
        total = len(self._places) + 1
        self._weight = {gram: math.log(1 + total / len(ids)) for gram, ids in self._postings.items()}
        self._most = math.log(1 + total)
        self._order: defaultdict[str, list[Sentence]] = defaultdict(list)
        for sentence in checked.sentences:
            self._order[sentence.skeleton].append(sentence)
        self._mark_twins(sources)

    def align(self, sentence: Sentence) -> Aligned:
        """Return where ``sentence`` stems from and how its numbers pair."""
        same = self._same_wording(sentence)
        if same:
            pairs = tuple(
                tuple(Pair(place=p, slot=p.sentence.slots[i], strength=1.0, exact=True) for p in same)
                for i in range(len(sentence.slots))
            )
            return Aligned(sentence=sentence, places=tuple(same), pairs=pairs, likeness=1.0)
        candidates = self._candidates(sentence)
        found: list[list[Pair]] = [[] for _ in sentence.slots]
        scored: list[tuple[float, Place]] = []
        for place in candidates:
            likeness = _pair_up(sentence, place, found)
            scored.append((likeness, place))
        scored.sort(key=lambda item: -item[0])
        return Aligned(
            sentence=sentence,
            places=tuple(place for _, place in scored),
            pairs=tuple(tuple(sorted(pairs, key=lambda p: -p.strength)) for pairs in found),
            likeness=scored[0][0] if scored else 0.0,
        )

    def _same_wording(self, sentence: Sentence) -> list[Place]:
        """Return the places with the same words; where a source has as many as the text, the one of the same rank."""
        mine = self._order[sentence.skeleton]
        rank = next(i for i, s in enumerate(mine) if s.start == sentence.start) if len(mine) > 1 else 0
        by_source: defaultdict[int, list[Place]] = defaultdict(list)
        for place in self._by_skeleton.get(sentence.skeleton, ()):
            by_source[id(place.source)].append(place)
        found: list[Place] = []
        for places in by_source.values():
            found.extend([places[rank]] if len(places) == len(mine) else places)
        return found

    def _candidates(self, sentence: Sentence) -> list[Place]:
        votes: Counter[int] = Counter()
        total = 0.0
        for gram in sentence.grams:
            weight = self._weight.get(gram, self._most)
            total += weight
            for i in self._postings.get(gram, ()):
                votes[i] += weight  # pyright: ignore[reportArgumentType] - a Counter adds floats as well
        if not total:
            return []
        best = sorted(votes.items(), key=lambda item: (-item[1], item[0]))[:_CANDIDATES]
        return [self._places[i] for i, vote in best if vote / total >= _LEAST_SHARED]

    def _mark_twins(self, sources: Sequence[Source]) -> None:
        numbered = [s for s in self._checked.sentences if s.slots]
        for source in sources:
            same = values = equal = 0
            mine: defaultdict[str, list[Sentence]] = defaultdict(list)
            for sentence in source.numbers.sentences:
                mine[sentence.skeleton].append(sentence)
            for sentence in numbered:
                twins = mine.get(sentence.skeleton)
                if twins:
                    same += 1
                    values += len(sentence.slots)
                    senses = [s.sense for s in sentence.slots]
                    equal += max(sum(a == b.sense for a, b in zip(senses, twin.slots, strict=True)) for twin in twins)
            source.twin = bool(values) and same >= _TWIN_SENTENCES * len(numbered) and equal >= _TWIN_VALUES * values


def _pair_up(sentence: Sentence, place: Place, found: list[list[Pair]]) -> float:
    """Pair the numbers of two sentences by the words beside them; return how alike the sentences are."""
    a, b = sentence.skeleton, place.sentence.skeleton
    if max(len(a), len(b)) > _LONGEST:
        a, b = a[:_LONGEST], b[:_LONGEST]
    matcher = SequenceMatcher(None, a, b, autojunk=False)
    blocks = matcher.get_matching_blocks()
    mine = _gap_numbers(a)
    theirs = _gap_numbers(b)
    matched = 0
    for block in blocks:
        matched += block.size
        run = a[block.a : block.a + block.size]
        for offset, character in enumerate(run):
            if character != GAP:
                continue
            left = len(run[:offset].replace(GAP, ""))
            right = len(run[offset + 1 :].replace(GAP, ""))
            strength = min(0.95, 0.5 + 0.05 * min(left, 6) + 0.04 * min(right, 4))
            if left + right == 0:
                continue
            slot = place.sentence.slots[theirs[block.b + offset]]
            found[mine[block.a + offset]].append(Pair(place=place, slot=slot, strength=strength, exact=False))
    return 2 * matched / (len(a) + len(b))


def _gap_numbers(skeleton: str) -> dict[int, int]:
    """Return for each position of a gap which gap it is."""
    return {position: n for n, position in enumerate(i for i, c in enumerate(skeleton) if c == GAP)}
