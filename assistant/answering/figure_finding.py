"""From what a question asks to the ledger's rows: which metric is meant, and its rows for the years asked."""

import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from assistant.answering.figure_question import AskedMetric
from knowledge.figures.ledger import Ledger
from knowledge.figures.ledger_rows import LedgerRow
from knowledge.figures.matching import DOUBTFUL, SAME, parts, supported
from knowledge.figures.metric_decisions import Decided
from knowledge.figures.units import canonical

_CLOSE = 0.03
"""Scores this near to the best are as good as the best."""
_MOST_METRICS = 3
_UNTOLD = 0.79
_SUPPORT_SURE = 0.6
_SUPPORT_DOUBTFUL = 0.75
_BEHIND = 12
_CLAUSE_END = re.compile(r"[,，。;；、]|\d")
_PERSONS = frozenset({"人", "名", "位"})
_TIMES = frozenset({"次", "场", "场次", "期", "轮", "班次", "批次", "堂", "讲", "课", "届"})
_RATES = frozenset({"%", "‰", "百分点"})
_APART = {"人次": "person-times", "元": "money", "小时": "hour", "日": "day", "工作日": "workday", "分": "points"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One metric of the ledger that a question means, with all its level rows of one organ."""

    asked: AskedMetric
    organ: str | None
    score: float
    names: tuple[str, ...]
    rows: tuple[LedgerRow, ...]

    @property
    def sure(self) -> bool:
        """Whether the match needs no word of caution."""
        return self.score >= SAME

    def of(self, year: int, part: str | None = None) -> list[LedgerRow]:
        """Return the rows of one year (or of the given part of it), one for each value, the year's own report first.

        Several rows mean that the texts give several values: none of them may be chosen silently.
        """
        fit = [
            r for r in self.rows if (r.period and r.period.label == part if part else r.year == year and r.whole_year)
        ]
        # A sentence says by itself what its figure counts; a table's row does not.
        fit.sort(
            key=lambda r: (
                r.document_year != year,
                " | " in r.sentence,
                self.names.index(r.metric),
                r.document_id,
                r.start,
            )
        )
        kept: list[LedgerRow] = []
        for row in fit:
            if not any(_agree(row, other) for other in kept):
                kept.append(row)
        return kept

    def years(self) -> tuple[int, ...]:
        """Return the years that have a row."""
        return tuple(sorted({row.year for row in self.rows if row.year and row.whole_year}))


def find(asked: AskedMetric, ledger: Ledger, organ: str | None) -> list[Found]:
    """Return the metrics of ``organ`` that the question may mean: one, or a few equally good ones; empty if none."""
    decided = ledger.decisions.load()
    scored: dict[str, float] = {}
    for name in ledger.names(organ):
        value = _score(asked, name, decided)
        if value >= DOUBTFUL:
            scored[name] = value
    if not scored:
        return []
    rows = [
        row
        for row in ledger.named(tuple(scored), organ)
        if row.role == "level" and _unit_fits(asked, row) and _told(asked, row, scored[row.metric])
    ]
    present = {row.metric for row in rows}
    scored = {name: value for name, value in scored.items() if name in present}
    if not scored:
        return []
    best = max(scored.values())
    seeds = sorted((name for name, value in scored.items() if value >= best - _CLOSE), key=lambda n: (-scored[n], n))
    groups = _grouped(seeds, decided)
    if len(groups) > _MOST_METRICS:
        return []
    others = ledger.names(organ)
    return [_found(asked, organ, seeds, scored, others, ledger, decided) for seeds in groups]


def _score(asked: AskedMetric, name: str, decided: Decided) -> float:
    spoken = decided.score(_headed(asked), name) if asked.words else 0.0
    read = decided.score(asked.name, name) if asked.name else 0.0
    # A question without a topic (通过率是多少) may mean several things even where one name equals its words.
    told = parts(asked.words).topic or parts(asked.name).topic
    return max(spoken, read) if told else min(max(spoken, read), _UNTOLD)


def _told(asked: AskedMetric, row: LedgerRow, score: float) -> bool:
    """Say whether a row's sentence, up to the figure, tells what the question says: its name alone may be too short."""
    at = row.sentence.find(row.surface)
    behind = row.sentence[at + len(row.surface) :] if at >= 0 else ""
    context = f"{row.metric}·{row.sentence[: max(0, at)]}·{_CLAUSE_END.split(behind)[0][:_BEHIND]}"
    return supported(asked.words, context) >= (_SUPPORT_SURE if score >= SAME else _SUPPORT_DOUBTFUL)


def _headed(asked: AskedMetric) -> str:
    """Give the question's words the head that the measure word asked for implies."""
    if parts(asked.words).head or not asked.unit:
        return asked.words
    head = {"人次": "人次", "%": "率", "元": "金额"}.get(asked.unit)
    head = head or ("次数" if asked.unit in _TIMES else "人数" if asked.unit in _PERSONS else "数")
    return asked.words + head


def _grouped(names: Sequence[str], decided: Decided) -> list[list[str]]:
    groups: list[list[str]] = []
    for name in names:
        home = next((group for group in groups if decided.same(group[0], name)), None)
        if home is None:
            groups.append([name])
        else:
            home.append(name)
    return groups


def _found(
    asked: AskedMetric,
    organ: str | None,
    seeds: Sequence[str],
    scored: dict[str, float],
    others: Collection[str],
    ledger: Ledger,
    decided: Decided,
) -> Found:
    """Take in the other wordings of the metric, unless one text gives both different values."""
    wordings = sorted(
        (name for name in others if name not in seeds and any(decided.same(seed, name) for seed in seeds)),
        key=lambda name: -max(decided.score(seed, name) for seed in seeds),
    )
    rows = [
        row
        for row in ledger.named([*seeds, *wordings], organ)
        if row.role == "level"
        and _unit_fits(asked, row)
        and (row.metric not in scored or _told(asked, row, scored[row.metric]))
    ]
    names = list(seeds)
    for name in wordings:
        if not _told_apart(name, names, rows):
            names.append(name)
    return Found(
        asked=asked,
        organ=organ,
        score=max(scored[seed] for seed in seeds),
        names=tuple(names),
        rows=tuple(row for row in rows if row.metric in names),
    )


def _told_apart(name: str, names: Sequence[str], rows: Sequence[LedgerRow]) -> bool:
    """Say whether one document gives ``name`` and one of ``names`` different values for one period."""
    places: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for row in rows:
        if row.metric in names and row.period:
            places[row.document_id, row.period.label, row.unit].add(str(row.value))
    return any(
        row.metric == name
        and row.period
        and (known := places.get((row.document_id, row.period.label, row.unit)))
        and str(row.value) not in known
        for row in rows
    )


def _agree(one: LedgerRow, other: LedgerRow) -> bool:
    same = (one.value, one.value_to, one.qualifier) == (other.value, other.value_to, other.qualifier)
    return same and (canonical(one.unit) == canonical(other.unit) or "" in {one.unit, other.unit})


def sort_of(unit: str) -> str:
    """Return what may be asked and answered with one another: 人 and 名, 次 and 场; but 人 and 人次 may not."""
    unit = canonical(unit)
    if unit in _PERSONS:
        return "persons"
    if unit in _TIMES:
        return "times"
    if unit in _RATES:
        return "rate"
    return _APART.get(unit, "things")


def _unit_fits(asked: AskedMetric, row: LedgerRow) -> bool:
    if not asked.unit or not row.unit:
        return True
    unit = "元" if asked.unit in {"万元", "亿元"} else asked.unit
    return sort_of(unit) == sort_of(row.unit)
