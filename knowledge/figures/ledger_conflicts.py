"""Rows of the ledger that contradict each other; what merely looks alike is no conflict."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

from knowledge.figures.ledger_rows import Conflict, LedgerRow
from knowledge.figures.matching import parts
from knowledge.figures.metric_decisions import Decided
from knowledge.figures.units import canonical

_SURE = 0.9
"""Score from which two wordings are sure enough for one metric to call different values a conflict."""
_SHORTEST_TOPIC = 2
_PART = re.compile(r"其中|某|每|派出所|分局|支队|大队|所队|中心|试点|乡镇|街道|上半年|下半年|季度|月")


def find_conflicts(rows: Sequence[LedgerRow], decided: Decided) -> list[Conflict]:
    """Return the conflicting pairs by organ and period, each pair of values once."""
    places: dict[tuple[str | None, str, str], list[LedgerRow]] = defaultdict(list)
    for row in rows:
        if row.period and _specific(row):
            places[row.organ, row.period.label, canonical(row.unit)].append(row)
    found: list[Conflict] = []
    seen: set[tuple[object, ...]] = set()
    for place, members in sorted(places.items(), key=lambda item: tuple(str(part) for part in item[0])):
        for first, second in _pairs(members, decided):
            mark = (place, frozenset({first.metric_key, second.metric_key}), frozenset({first.value, second.value}))
            if mark not in seen:
                seen.add(mark)
                found.append(Conflict(first=first, second=second))
    return found


def _specific(row: LedgerRow) -> bool:
    """Say whether a name tells enough: 民警数 or 通过率 may count many things in one report."""
    taken = parts(row.metric)
    return len(taken.topic) >= _SHORTEST_TOPIC and bool(taken.actions) and not row.stock


def _pairs(rows: Sequence[LedgerRow], decided: Decided) -> Iterator[tuple[LedgerRow, LedgerRow]]:
    by_key: dict[str, list[LedgerRow]] = defaultdict(list)
    for row in rows:
        by_key[row.metric_key].append(row)
    keys = list(by_key)
    alike: list[tuple[str, str]] = [(key, key) for key in keys]
    alike += [
        (a, b) for a, b in combinations(keys, 2) if decided.score(by_key[a][0].metric, by_key[b][0].metric) >= _SURE
    ]
    for one, two in alike:
        couples = combinations(by_key[one], 2) if one == two else ((a, b) for a in by_key[one] for b in by_key[two])
        for first, second in couples:
            if contradict(first, second, decided):
                yield first, second


def contradict(first: LedgerRow, second: LedgerRow, decided: Decided) -> bool:
    """Say whether two rows of one organ, period and metric cannot both be right."""
    comparable = first.exact and second.exact and {first.role, second.role} == {"level"}
    if not comparable or first.value == second.value or canonical(first.unit) != canonical(second.unit):
        return False
    if not (_specific(first) and _specific(second)):
        return False
    if decided.verdict(first.metric, second.metric) is False:
        return False
    if first.document_id != second.document_id:
        return True
    # Inside one text the same words in one sentence count parts, and a narrower scope counts less.
    if first.sentence == second.sentence:
        return False
    return not (_PART.search(_lead(first)) or _PART.search(_lead(second)))


def _lead(row: LedgerRow) -> str:
    """Return the clause in front of a figure."""
    before = row.sentence[: max(0, row.sentence.find(row.surface))]
    return re.split(r"[,，。;；]", before)[-1]
