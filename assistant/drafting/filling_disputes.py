"""Figures of the material that contradict each other, also where no slot asks for them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from assistant.drafting.filling_facts import Fact, consistent, exact, facts_of, scopes, unit_fit
from assistant.drafting.materials import within
from assistant.drafting.types import Material, Source
from knowledge.figures.matching import key, parts
from knowledge.figures.metric_decisions import Decided
from knowledge.figures.types import Figure
from knowledge.figures.units import canonical

_SHORTEST_TOPIC = 2
_LONG = 10
_MOST_NAMES = 400
"""Names of one group that are compared with each other; a sheet with more is a list of things, not of metrics."""
_SURE = 0.9
"""Score from which two wordings are sure enough for one metric to call different values a contradiction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    """Two figures of this year's material that cannot both be right."""

    metric: str
    first: Figure
    second: Figure
    first_source: Source
    second_source: Source

    def message(self) -> str:
        """Return in Chinese what contradicts what."""
        return (
            f"材料互相矛盾：《{self.first_source.title}》写{self.metric}为{self.first.surface}，"
            f"《{self.second_source.title}》写{self.second.surface}，请核实后采用。"
        )


def conflicts(
    materials: Sequence[Material], *, year: int, organ: str = "", decided: Decided | None = None
) -> tuple[Dispute, ...]:
    """Return the pairs of usable figures of one metric, unit, period and scope that cannot both be right."""
    return tuple(
        Dispute(
            metric=one.figure.metric,
            first=one.figure,
            second=two.figure,
            first_source=one.source(),
            second_source=two.source(),
        )
        for one, two in _pairs(materials, year, organ, decided or Decided({}))
    )


def disputed(
    materials: Sequence[Material], *, organ: str = "", year: int, decided: Decided | None = None
) -> frozenset[tuple[str, int]]:
    """Return document id and start of each figure that another contradicts: it must not be printed as it stands."""
    found: set[tuple[str, int]] = set()
    for one, two in _pairs(materials, year, organ, decided or Decided({})):
        found |= {(f.material.document_id, f.figure.start) for f in (one, two)}
    return frozenset(found)


def _pairs(materials: Sequence[Material], year: int, organ: str, decided: Decided) -> Iterator[tuple[Fact, Fact]]:
    places: dict[str, dict[str, list[Fact]]] = defaultdict(lambda: defaultdict(list))
    for fact in facts_of(tuple(materials)):
        figure = fact.figure
        if fact.of.usable and within(figure.period, year) and figure.period and _specific(figure):
            places[figure.period.label][fact.name].append(fact)
    for by_name in places.values():
        names = list(by_name)
        alike = [(name, name) for name in names]
        alike += [
            (a, b)
            for a, b in _near(by_name, decided)
            if decided.score(by_name[a][0].figure.metric, by_name[b][0].figure.metric) >= _SURE
        ]
        for a, b in alike:
            couples = combinations(by_name[a], 2) if a == b else ((x, y) for x in by_name[a] for y in by_name[b])
            yield from ((x, y) for x, y in couples if _contradict(x, y, organ, decided))


def _near(by_name: Mapping[str, Sequence[Fact]], decided: Decided) -> Iterator[tuple[str, str]]:
    """Yield the pairs of names that can be one metric for sure: the same done to what has the same letters.

    A letter more weighs little in a long name only. What people decided to be one is yielded too.
    """
    groups: dict[tuple[frozenset[str], str], list[str]] = defaultdict(list)
    metrics: dict[str, str] = {}
    for name, facts in by_name.items():
        metrics[facts[0].figure.metric] = name
        taken = parts(facts[0].figure.metric)
        letters = "".join(sorted(taken.topic)) if len(taken.topic) < _LONG else ""
        groups[taken.actions, letters].append(name)
    for group in groups.values():
        yield from combinations(group[:_MOST_NAMES], 2)
    for (one, two), same in decided.pairs.items():
        if same and one in metrics and two in metrics and metrics[one] != metrics[two]:
            yield metrics[one], metrics[two]


def _specific(figure: Figure) -> bool:
    """Say whether a name tells enough: 民警数 or 通过率 may count many things in one text."""
    taken = parts(figure.metric)
    return len(taken.topic) >= _SHORTEST_TOPIC and bool(taken.actions)


def _contradict(one: Fact, two: Fact, organ: str, decided: Decided) -> bool:
    if not (exact(one.figure) and exact(two.figure)) or consistent(one.figure, two.figure):
        return False
    if unit_fit(one.figure.unit, two.figure) < 1 or bool(one.figure.unit) != bool(two.figure.unit):
        return False
    if canonical(one.figure.unit) != canonical(two.figure.unit) and key(one.figure.metric) != key(two.figure.metric):
        return False
    if decided.verdict(one.figure.metric, two.figure.metric) is False:
        return False
    if scopes(one.clause, organ) != scopes(two.clause, organ) or ("其中" in one.clause) != ("其中" in two.clause):
        return False
    # The same words in one sentence of one text count parts.
    same_text = one.material.document_id == two.material.document_id
    return not (same_text and one.figure.sentence == two.figure.sentence)
