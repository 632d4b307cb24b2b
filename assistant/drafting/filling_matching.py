"""Which figures of the material may be what a slot asks for, and how sure that is."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from assistant.drafting.filling_asked import Asked, light, near, pairs, runs
from assistant.drafting.filling_facts import Fact, scopes, unit_fit
from assistant.drafting.materials import within
from knowledge.figures.matching import DOUBTFUL, SAME, parts, score, supported
from knowledge.figures.metric_decisions import Decided
from knowledge.figures.metric_words import ACTIONS

_NEARLY = SAME - 0.01
_BY_CONTEXT = 0.82
_LEAST_SHARED = 4
_LEAST_SHARE = 0.15
_SAME_PERIOD = 0.1
_NEIGHBOURS = 4
_CLEAR = 0.04
_CONTEXT_WEIGHT = 0.2
_COMMON = frozenset(pair for word in ACTIONS for pair in pairs(word)) | pairs(
    "全年我局全局共组织开展活动工作公安民警法治建设年度情况县公安局一是二是三是四是法制大队"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A figure that may be a slot's."""

    fact: Fact
    score: float
    context: float
    """0..1: the share of words that its sentence and the slot's have in common."""

    @property
    def sure(self) -> bool:
        """Whether it may be taken without asking."""
        return self.score >= SAME


def matches(
    asked: Sequence[Asked], facts: Sequence[Fact], *, organ: str, year: int, decided: Decided
) -> dict[str, list[Match]]:
    """Return by slot id the figures that may be its, best first; no figure is sure for two slots of two families."""
    words = {id(fact): pairs(fact.figure.sentence + fact.heading + fact.material.title) for fact in facts}
    narrow = {id(fact): scopes(fact.clause, organ) for fact in facts}
    around = _Around(facts)
    trusted = {fact.material.document_id for fact in facts if fact.of.usable}
    found: dict[str, list[Match]] = {}
    for one in asked:
        rows: list[Match] = []
        if one.slot.metric:
            for fact in facts:
                cap = _fits(one, fact, year, trusted)
                fit = unit_fit(one.slot.unit, fact.figure) if cap else 0.0
                if not fit:
                    continue
                sure = _score(one, fact, decided)
                if sure < DOUBTFUL:
                    continue
                context = _alike(one.words, words[id(fact)])
                if sure >= SAME and decided.verdict(one.slot.metric, fact.figure.metric) is None:
                    weak = light(one.slot.metric) and not _told(one, fact, around)
                    if fit < 1 or one.scopes != narrow[id(fact)] or weak:
                        sure = min(sure, _NEARLY)
                rows.append(Match(fact=fact, score=min(sure, cap), context=context))
        found[one.slot.id] = rows
    allotted(asked, found)
    for rows in found.values():
        rows.sort(key=lambda m: (-m.score, -m.context))
    return found


def _fits(one: Asked, fact: Fact, year: int, trusted: Iterable[str]) -> float:  # noqa: PLR0911 - one return a role
    """Return the highest score that role and period of a figure allow for a slot: 0, doubtful, or any."""
    of, figure = fact.of, fact.figure
    here = fact.material.document_id in trusted
    free = 1.0 if here else _NEARLY
    label = figure.period.label if figure.period else ""
    match one.role:
        case "level":
            if of.usable:
                return 1.0
            if of.role == "level" and label == one.label and label != str(year):
                return free
            return _NEARLY if of.role == "level" and within(figure.period, year) else 0.0
        case "part":
            if of.role == "level" and label == one.label:
                return free
            return _NEARLY if of.usable else 0.0
        case "earlier":
            return free if of.role in {"level", "from"} and label == one.label else 0.0
        case "from":
            return free if of.role == "from" else 0.0
        case "target":
            return (
                free
                if of.role == "target" and (not label or label == one.label or label.startswith(str(year + 1)))
                else 0.0
            )
        case "change":
            return free if of.role == "change" and within(figure.period, year) else 0.0


def _score(one: Asked, fact: Fact, decided: Decided) -> float:
    mine, theirs = one.slot.metric, fact.figure.metric
    sure = decided.score(mine, theirs)
    if not DOUBTFUL <= sure < SAME or decided.verdict(mine, theirs) is not None:
        return sure
    a, b = parts(mine), parts(theirs)
    if a.head != b.head or a.change != b.change or a.actions != b.actions or bool(a.topic) == bool(b.topic):
        return sure
    # A short name (通过率) whose sentence says what the long one says (执法资格考试通过率).
    last = one.slot.last.sentence if one.slot.last else ""
    told = supported(mine, fact.figure.sentence) if a.topic else supported(theirs, last)
    return _BY_CONTEXT if told >= 1 else sure


class _Around:
    """What else the material counts beside a figure: in its sentence, or in the rows of a table next to it."""

    def __init__(self, facts: Sequence[Fact]) -> None:
        self._places: dict[str, list[Fact]] = defaultdict(list)
        for fact in facts:
            self._places[fact.material.document_id].append(fact)
        self._at = {id(fact): n for rows in self._places.values() for n, fact in enumerate(rows)}

    def metrics(self, fact: Fact) -> set[str]:
        """Return the metrics beside ``fact`` that tell by themselves what they count."""
        rows, at = self._places[fact.material.document_id], self._at[id(fact)]
        near = rows[max(0, at - _NEIGHBOURS) : at + _NEIGHBOURS + 1]
        if not in_table(fact):
            near = [other for other in near if other.figure.sentence == fact.figure.sentence]
        return {other.figure.metric for other in near if other is not fact and not light(other.figure.metric)}


def in_table(fact: Fact) -> bool:
    """Say whether a figure stands in a table row."""
    return " | " in fact.figure.sentence or "\t" in fact.figure.sentence


def _told(one: Asked, fact: Fact, around: _Around) -> bool:
    """Say whether the surroundings of a figure with a light name speak of the same as the slot's."""
    if any(score(mine, theirs) >= SAME for theirs in around.metrics(fact) for mine in one.beside):
        return True
    common = pairs(one.slot.metric) | pairs(fact.figure.metric) | _COMMON
    mine, theirs = one.near - common, runs(near(fact.material.text, fact.figure)) - common
    if len(mine) < _LEAST_SHARED:
        # Last year it stood alone: it is of the whole organ, and so must this be.
        return len(theirs) < _LEAST_SHARED
    shared = len(mine & theirs)
    return shared >= _LEAST_SHARED and shared >= _LEAST_SHARE * min(len(mine), len(theirs))


def _alike(one: frozenset[str], two: frozenset[str]) -> float:
    return len(one & two) / min(len(one), len(two)) if one and two else 0.0


def allotted(asked: Sequence[Asked], found: dict[str, list[Match]]) -> None:
    """Leave each figure sure for the slots of one family only: the family that it fits clearly best, else none."""
    family = {one.slot.id: one.family for one in asked}
    labels = {one.slot.id: one.label for one in asked}
    wanted: dict[tuple[object, ...], dict[tuple[str, str, str], float]] = defaultdict(dict)
    for slot, rows in found.items():
        for row in rows:
            if row.sure:
                fits = _rank(row, labels[slot])
                by_family = wanted[_fact_key(row.fact)]
                by_family[family[slot]] = max(fits, by_family.get(family[slot], 0.0))
    for slot, rows in found.items():
        kept: list[Match] = []
        for row in rows:
            rivals = wanted[_fact_key(row.fact)]
            mine = _rank(row, labels[slot])
            best = max((fits for other, fits in rivals.items() if other != family[slot]), default=0.0)
            if not rivals or mine - best >= _CLEAR:
                kept.append(row)
            elif best - mine < _CLEAR and row.sure:
                kept.append(replace(row, score=_NEARLY))
            # Else another slot has it: it is no candidate here.
        found[slot] = kept


def _rank(row: Match, label: str) -> float:
    period = row.fact.figure.period
    same = _SAME_PERIOD if period and period.label == label else 0.0
    return row.score + _CONTEXT_WEIGHT * row.context + same


def _fact_key(fact: Fact) -> tuple[object, ...]:
    figure = fact.figure
    return fact.of.role, figure.value, figure.value_to, figure.unit, fact.name, figure.period and figure.period.label
