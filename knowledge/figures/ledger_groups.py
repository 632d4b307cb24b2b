"""Which metric names of a ledger count as one metric over the years."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from knowledge.figures.ledger_rows import MetricGroup
from knowledge.figures.matching import SAME, Parts, compare, parts
from knowledge.figures.metric_decisions import Decided


class Said(NamedTuple):
    """What grouping needs of a row."""

    metric: str
    key: str
    unit: str
    year: int | None
    label: str | None
    document_id: str
    value: str


def group_names(said: Sequence[Said], decided: Decided) -> list[MetricGroup]:
    """Return the metrics, the most frequent first; two wordings join where they match and no text tells them apart."""
    by_name: dict[str, list[Said]] = defaultdict(list)
    for row in said:
        by_name[row.metric].append(row)
    groups = _Groups(by_name, decided)
    made = [_group(names, by_name) for names in groups.joined()]
    return sorted(made, key=lambda group: (-group.rows, group.name))


def _group(names: Sequence[str], by_name: dict[str, list[Said]]) -> MetricGroup:
    rows = [row for name in names for row in by_name[name]]
    latest = max(rows, key=lambda row: (row.year or 0, row.metric))
    return MetricGroup(
        name=latest.metric,
        names=tuple(sorted(names)),
        units=tuple(unit for unit, _ in Counter(row.unit for row in rows).most_common()),
        years=tuple(sorted({row.year for row in rows if row.year})),
        rows=len(rows),
    )


class _Groups:
    """Union of names: what people merged, equal keys, then the best matches that nothing forbids."""

    def __init__(self, by_name: dict[str, list[Said]], decided: Decided) -> None:
        self._names = list(by_name)
        self._decided = decided
        self._parent = {name: name for name in self._names}
        self._members = {name: [name] for name in self._names}
        self._values = {name: _values(rows) for name, rows in by_name.items()}

    def joined(self) -> list[list[str]]:
        for (first, second), same in self._decided.pairs.items():
            if same and first in self._parent and second in self._parent:
                self._join(first, second)
        first_of: dict[str, str] = {}
        for name in self._names:
            other = first_of.setdefault(parts(name).key(), name)
            if other != name and self._allowed(other, name):
                self._join(other, name)
        for _, first, second in sorted(self._matches(), key=lambda match: -match[0]):
            if self._find(first) != self._find(second) and self._allowed(first, second):
                self._join(first, second)
        return [members for name, members in self._members.items() if self._find(name) == name]

    def _matches(self) -> list[tuple[float, str, str]]:
        """Return the pairs that match, looking only at names with equal head and a common letter or action."""
        blocks: dict[tuple[str, str], list[tuple[str, Parts]]] = defaultdict(list)
        for name in self._names:
            if self._find(name) == name:
                taken = parts(name)
                for action in taken.actions or {taken.topic[-2:]}:
                    blocks[taken.change, action].append((name, taken))
        found: list[tuple[float, str, str]] = []
        for block in blocks.values():
            for i, (first, a) in enumerate(block):
                for second, b in block[i + 1 :]:
                    if (value := compare(a, b)) >= SAME:
                        found.append((value, first, second))
        return found

    def _allowed(self, first: str, second: str) -> bool:
        """Say whether no text gives both different values, and no person split any of their wordings."""
        one, two = self._members[self._find(first)], self._members[self._find(second)]
        if self._decided.pairs and any(self._decided.verdict(a, b) is False for a in one for b in two):
            return False
        return not any(
            place in self._values[b] and self._values[b][place].isdisjoint(values)
            for a in one
            for place, values in self._values[a].items()
            for b in two
        )

    def _join(self, first: str, second: str) -> None:
        one, two = self._find(first), self._find(second)
        if one != two:
            self._parent[two] = one
            self._members[one] += self._members[two]

    def _find(self, name: str) -> str:
        while self._parent[name] != name:
            name = self._parent[name]
        return name


def _values(rows: Sequence[Said]) -> dict[tuple[str, str, str], set[str]]:
    """Return what one name was given as, by document, period and unit."""
    values: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for row in rows:
        values[row.document_id, row.label or "", row.unit].add(row.value)
    return values
