"""What the ledger page asks for: metrics by year, one metric's years for a chart, conflicts, decisions on names."""

import tempfile
import threading
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import func, select

from assistant.answering.types import SeriesPoint
from assistant.ledger_view import write_workbook, years_of
from knowledge.errors import BadRequest
from knowledge.figures.ledger import Ledger
from knowledge.figures.ledger_rows import Conflict, LedgerRow, MetricGroup
from knowledge.figures.units import canonical
from knowledge.library import Library
from knowledge.store import FigureRow, MetricNameRow, Store


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerFilter:
    """Which part of the ledger is looked at; empty means all."""

    organ: str = ""
    words: str = ""
    """A piece of a metric's name, in any of its wordings."""
    years: str = ""
    """2023, 2021-2024 or 2021,2023"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One metric of one organ with its figures by year."""

    organ: str
    group: MetricGroup
    cells: dict[int | None, tuple[LedgerRow, ...]]
    """Equal figures once; under None those whose period is no single year."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerView:
    """The lines under a filter with the years that they have."""

    lines: tuple[Line, ...]
    years: tuple[int, ...]
    undated: bool
    """Whether a line has figures without a single year."""
    conflicts: tuple[Conflict, ...]
    unnamed: int = 0
    """Figures under the filter whose metric the text does not name: in the workbook only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """The years of one metric: ``points`` can stand in one chart, the rest is named in ``notes``."""

    organ: str
    metric: str
    unit: str
    points: tuple[SeriesPoint, ...]
    rows: tuple[LedgerRow, ...]
    """The row behind each point."""
    notes: tuple[str, ...]
    disputed: frozenset[int] = frozenset()
    """Years with more than one value: shown, never joined by a line."""
    stock: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """That a person took two names for one metric, or for two."""

    first: str
    second: str
    same: bool


@dataclass(slots=True)
class _Kept:
    """What was read for one organ while the ledger had one state."""

    state: tuple[object, ...]
    views: dict[str, tuple[list[MetricGroup], list[LedgerRow], list[Conflict]]] = field(
        default_factory=dict[str, tuple[list[MetricGroup], list[LedgerRow], list[Conflict]]]
    )


class LedgerDesk:
    """The ledger for the page; what it reads is kept until the ledger changes."""

    def __init__(self, ledger: Ledger, store: Store, library: Library) -> None:
        """Read ``ledger``, whose tables are in ``store``."""
        self._ledger = ledger
        self._store = store
        self._library = library
        self._kept = _Kept(state=())
        self._lock = threading.Lock()

    def organs(self) -> tuple[str, ...]:
        """Return the organs that have figures."""
        return self._ledger.organs()

    def view(self, wanted: LedgerFilter) -> LedgerView:
        """Return the lines under a filter, the most frequent metrics first.

        Raises:
            BadRequest: the years cannot be read.
        """
        years = years_of(wanted.years)
        groups, rows, conflicts = self._read(wanted.organ)
        words = wanted.words.strip()
        admitted = {name: g for g in groups if any(words in name for name in (*g.names, g.name)) for name in g.names}
        cells: dict[tuple[str, str], dict[int | None, list[LedgerRow]]] = defaultdict(lambda: defaultdict(list))
        for row in rows:
            group = admitted.get(row.metric)
            if group and row.role == "level" and (years is None or row.year in years):
                cells[group.name, row.organ or ""][row.year].append(row)
        lines = [
            Line(organ=organ, group=admitted[name], cells={year: _distinct(told) for year, told in by_year.items()})
            for (name, organ), by_year in cells.items()
        ]
        lines.sort(key=lambda line: (-len(line.cells), -line.group.rows, line.group.name, line.organ))
        dated = {year for line in lines for year in line.cells}
        shown = [c for c in conflicts if c.first.metric in admitted and (years is None or c.first.year in years)]
        return LedgerView(
            lines=tuple(lines),
            years=tuple(sorted(year for year in dated if year is not None)),
            undated=None in dated,
            conflicts=tuple(shown),
            unnamed=sum(not row.metric and (years is None or row.year in years) for row in rows) if not words else 0,
        )

    def group(self, organ: str, metric: str) -> MetricGroup | None:
        """Return the metric that has a wording; None where there is none (any more)."""
        return next((g for g in self._read(organ)[0] if metric in g.names), None)

    def groups(self, organ: str) -> Sequence[MetricGroup]:
        """Return the metrics of an organ, the most frequent first."""
        return self._read(organ)[0]

    def series(self, organ: str, metric: str) -> Series | None:
        """Return one metric's years for a chart: whole years and one unit only."""
        group = self.group(organ, metric)
        if group is None:
            return None
        rows = [
            row
            for row in self._read(organ)[1]
            if row.metric in group.names and row.role == "level" and (row.organ or "") == organ
        ]
        whole = [row for row in rows if row.whole_year and row.value_to is None]
        notes = [f"{len(rows) - len(whole)} 个数字不是整年的，或是区间，只列在表里。"] if len(whole) < len(rows) else []
        units = Counter(canonical(row.unit) for row in whole)
        unit = units.most_common(1)[0][0] if units else ""
        like = [row for row in whole if canonical(row.unit) == unit]
        if len(like) < len(whole):
            notes.append(f"{len(whole) - len(like)} 个数字的单位不是“{unit or '无单位'}”，没有画入。")
        points: list[SeriesPoint] = []
        behind: list[LedgerRow] = []
        for year in sorted({row.year for row in like if row.year}):
            for row in _distinct([row for row in like if row.year == year]):
                behind.append(row)
                points.append(_point(row, year, group.name))
        years = Counter(point.year for point in points)
        disputed = frozenset(year for year, n in years.items() if n > 1)
        if disputed:
            told = "、".join(f"{year}年" for year in sorted(disputed))
            notes.append(f"{told}有不止一个数值，分别标出，不连线；请对照原文。")
        if any(row.stock for row in like):
            notes.append("含“目前、截至”等时点数，各年不能相加。")
        return Series(
            organ=organ,
            metric=group.name,
            unit=like[0].unit if like else "",
            points=tuple(points),
            rows=tuple(behind),
            notes=tuple(notes),
            disputed=disputed,
            stock=bool(like) and all(row.stock for row in like),
        )

    def workbook(self, wanted: LedgerFilter) -> bytes:
        """Return the rows under a filter as .xlsx.

        Raises:
            BadRequest: the years cannot be read.
        """
        groups = self._read(wanted.organ)[0]
        words = wanted.words.strip()
        names = {name for g in groups if any(words in n for n in (*g.names, g.name)) for name in g.names}
        rows = self._ledger.rows(organ=wanted.organ or None, years=years_of(wanted.years))
        kept = [row for row in rows if not words or row.metric in names]
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "ledger.xlsx"
            write_workbook(path, kept, groups)
            return path.read_bytes()

    def decisions(self) -> list[Decision]:
        """Return what people decided on names."""
        pairs = self._ledger.decisions.load().pairs
        return [Decision(first=a, second=b, same=same) for (a, b), same in sorted(pairs.items())]

    def merge(self, organ: str, first: str, second: str) -> tuple[Decision, ...]:
        """Keep that two names are one metric; return what was decided.

        Raises:
            BadRequest: a name is empty, both are the same, or a text gives both with different values.
        """
        one, two = self.group(organ, first), self.group(organ, second)
        if one is None or two is None:
            raise BadRequest("台账里已没有这个指标。请刷新后再试。")
        before = self.decisions()
        self._ledger.merge(first, second)
        again = self.group(organ, first)
        if again is None or second not in again.names:
            self._restore(before, [(first, second)])
            raise BadRequest(f"没有合并：曾确认“{first}”与“{second}”的某些说法不是同一指标，请先撤销那条确认。")
        return (Decision(first=first, second=second, same=True),)

    def split(self, organ: str, name: str) -> tuple[Decision, ...]:
        """Keep that a wording is another metric than all others of its group; return what was decided.

        Raises:
            BadRequest: the metric has no other wording.
        """
        group = self.group(organ, name)
        others = [other for other in group.names if other != name] if group else []
        if not others:
            raise BadRequest(f"“{name}”没有与别的说法合并，不用拆分。")
        for other in others:
            self._ledger.split(name, other)
        return tuple(Decision(first=name, second=other, same=False) for other in others)

    def undo(self, decisions: Sequence[tuple[str, str]]) -> None:
        """Forget what was decided on pairs of names; the matching decides again."""
        self._restore([], decisions)

    def _restore(self, before: Sequence[Decision], pairs: Sequence[tuple[str, str]]) -> None:
        kept = {(d.first, d.second): d.same for d in before}
        for first, second in pairs:
            one, two = sorted((first, second))
            if (one, two) in kept:
                self._ledger.decisions.decide(one, two, same=kept[one, two], by=None)
            else:
                self._ledger.decisions.forget(one, two)

    def _read(self, organ: str) -> tuple[list[MetricGroup], list[LedgerRow], list[Conflict]]:
        state = self._state()
        with self._lock:
            if self._kept.state != state:
                self._kept = _Kept(state=state)
            kept = self._kept
            if organ not in kept.views:
                wanted = organ or None
                kept.views[organ] = (
                    self._ledger.metrics(wanted),
                    self._ledger.rows(organ=wanted),
                    self._ledger.conflicts(wanted),
                )
            return kept.views[organ]

    def _state(self) -> tuple[object, ...]:
        """Return what differs whenever the ledger or a decision has changed."""
        figures = select(func.count(FigureRow.id), func.max(FigureRow.id))
        decided = select(MetricNameRow.id, MetricNameRow.same)
        with self._store.begin() as session:
            return (
                *session.execute(figures).one(),
                tuple((number, same) for number, same in session.execute(decided)),
                tuple(sorted(summary.id for summary in self._library.documents())),
            )


def _distinct(rows: Sequence[LedgerRow]) -> tuple[LedgerRow, ...]:
    """Return rows without repetitions of one value; a report's own figure stands for its copies."""
    seen: dict[tuple[object, ...], LedgerRow] = {}
    for row in rows:
        label = row.period.label if row.period else ""
        seen.setdefault((row.value, row.value_to, canonical(row.unit), row.qualifier, label), row)
    return tuple(seen.values())


def _point(row: LedgerRow, year: int, name: str) -> SeriesPoint:
    return SeriesPoint(
        year=year,
        value=format(row.value, "f"),
        unit=row.unit,
        surface=row.surface,
        metric=name,
        organ=row.organ,
        citation=0,
    )
