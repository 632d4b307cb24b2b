"""The ledger: the figures of all reports and data sheets, by organ, metric and year."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select

from knowledge.documents import Kind
from knowledge.figures.filing import FILED, file_figures, reader_version
from knowledge.figures.ledger_columns import ROW, to_row
from knowledge.figures.ledger_conflicts import find_conflicts
from knowledge.figures.ledger_groups import Said, group_names
from knowledge.figures.ledger_rows import Conflict, LedgerRow, MetricGroup, Near
from knowledge.figures.matching import nearness
from knowledge.figures.metric_decisions import MetricDecisions
from knowledge.store import DocumentRow, FigureReadingRow, FigureRow, PassageRow, Store


class Ledger:
    """Reads the ledger of one store; ``catch_up`` and decisions write, for whoever holds the library's lock."""

    def __init__(self, store: Store) -> None:
        """Work on ``store``."""
        self._store = store
        self.decisions = MetricDecisions(store)

    def catch_up(self) -> int:
        """File the documents that no reader, or an older one, has filed; return how many. Cheap when none is owed."""
        owed = (
            select(DocumentRow.id)
            .outerjoin(FigureReadingRow, FigureReadingRow.document_id == DocumentRow.id)
            .where(
                DocumentRow.kind.in_(FILED),
                or_(FigureReadingRow.version.is_(None), FigureReadingRow.version != reader_version()),
            )
        )
        with self._store.begin() as session:
            waiting = list(session.scalars(owed))
        for document_id in waiting:
            with self._store.begin() as session:
                row = session.get(DocumentRow, document_id)
                if row is not None:
                    kind = Kind(row.kind)
                    file_figures(session, row.id, row.text, kind=kind, organ=row.organ, year=row.year)
        return len(waiting)

    def rows(
        self,
        *,
        organ: str | None = None,
        metric: str | None = None,
        years: Collection[int] | None = None,
        kinds: Collection[Kind] | None = None,
        documents: Collection[str] | None = None,
    ) -> list[LedgerRow]:
        """Return the rows that fit all given filters, by organ, year and place.

        ``metric`` admits every wording that counts as the same; ``years`` are calendar years of the period.
        """
        wanted: list[ColumnElement[bool]] = []
        if organ is not None:
            wanted.append(FigureRow.organ == organ)
        if metric is not None:
            wanted.append(FigureRow.metric.in_(self.wordings(metric, organ)))
        if years is not None:
            wanted.append(FigureRow.year.in_(tuple(years)))
        if kinds is not None:
            wanted.append(FigureRow.document_kind.in_([kind.value for kind in kinds]))
        if documents is not None:
            wanted.append(FigureRow.document_id.in_(tuple(documents)))
        order = (FigureRow.organ, FigureRow.year, FigureRow.document_id, FigureRow.start)
        with self._store.begin() as session:
            return [to_row(row) for row in session.execute(_joined(wanted).order_by(*order))]

    def row(self, row_id: int) -> LedgerRow | None:
        """Return one row; None where it is gone (its document was replaced or removed)."""
        with self._store.begin() as session:
            found = session.execute(_joined([FigureRow.id == row_id])).first()
        return to_row(found) if found else None

    def at(self, document_id: str, start: int) -> LedgerRow | None:
        """Return the row that begins at ``start`` of a document; None where none does."""
        with self._store.begin() as session:
            found = session.execute(_joined([FigureRow.document_id == document_id, FigureRow.start == start])).first()
        return to_row(found) if found else None

    def named(self, names: Collection[str], organ: str | None) -> list[LedgerRow]:
        """Return the rows with exactly these metric names."""
        wanted: list[ColumnElement[bool]] = [FigureRow.metric.in_(tuple(names))]
        if organ is not None:
            wanted.append(FigureRow.organ == organ)
        with self._store.begin() as session:
            return [to_row(row) for row in session.execute(_joined(wanted).order_by(FigureRow.year, FigureRow.start))]

    def organs(self) -> tuple[str, ...]:
        """Return the organs that have rows."""
        with self._store.begin() as session:
            query = select(FigureRow.organ).where(FigureRow.organ.is_not(None)).distinct()
            return tuple(sorted(organ for organ in session.scalars(query) if organ))

    def years(self, organ: str | None = None) -> tuple[int, ...]:
        """Return the calendar years that have rows."""
        query = select(FigureRow.year).where(FigureRow.year.is_not(None)).distinct()
        if organ is not None:
            query = query.where(FigureRow.organ == organ)
        with self._store.begin() as session:
            return tuple(sorted(year for year in session.scalars(query) if year))

    def names(self, organ: str | None = None) -> tuple[str, ...]:
        """Return every metric name that says what is counted."""
        query = select(FigureRow.metric).where(FigureRow.metric != "").distinct()
        if organ is not None:
            query = query.where(FigureRow.organ == organ)
        with self._store.begin() as session:
            return tuple(session.scalars(query))

    def wordings(self, metric: str, organ: str | None = None) -> tuple[str, ...]:
        """Return the metric names that count as ``metric``, decisions of people first."""
        decided = self.decisions.load()
        return tuple(name for name in self.names(organ) if decided.same(metric, name))

    def metrics(self, organ: str | None = None) -> list[MetricGroup]:
        """Return the metrics with all their wordings and years, the most frequent first."""
        query = select(
            FigureRow.metric,
            FigureRow.metric_key,
            FigureRow.unit,
            FigureRow.year,
            FigureRow.period_label,
            FigureRow.document_id,
            FigureRow.value,
        ).where(FigureRow.metric != "", FigureRow.role == "level")
        if organ is not None:
            query = query.where(FigureRow.organ == organ)
        with self._store.begin() as session:
            said = [Said(*row) for row in session.execute(query)]
        return group_names(said, self.decisions.load())

    def conflicts(self, organ: str | None = None) -> list[Conflict]:
        """Return pairs of rows that contradict each other: one metric, period, organ and unit, two exact values."""
        wanted: list[ColumnElement[bool]] = [
            FigureRow.role == "level",
            FigureRow.qualifier == "exact",
            FigureRow.metric != "",
            FigureRow.period_label.is_not(None),
        ]
        if organ is not None:
            wanted.append(FigureRow.organ == organ)
        with self._store.begin() as session:
            rows = [to_row(row) for row in session.execute(_joined(wanted))]
        return find_conflicts(rows, self.decisions.load())

    def nearest(self, metric: str, organ: str | None = None, *, most: int = 5) -> list[Near]:
        """Return the metrics most like ``metric`` that do exist, with their years, best first."""
        ranked = sorted(((nearness(metric, name), name) for name in self.names(organ)), reverse=True)
        near = [(score, name) for score, name in ranked[: 4 * most] if score >= _NEAR]
        if not near:
            return []
        years: dict[str, set[int]] = defaultdict(set)
        query = select(FigureRow.metric, FigureRow.year).where(
            FigureRow.metric.in_([name for _, name in near]),
            FigureRow.year.is_not(None),
            FigureRow.role == "level",
        )
        if organ is not None:
            query = query.where(FigureRow.organ == organ)
        with self._store.begin() as session:
            for name, year in session.execute(query):
                years[name].add(year or 0)
        found = [Near(metric=n, years=tuple(sorted(years[n])), score=s) for s, n in near if years[n]]
        return found[:most]

    def merge(self, first: str, second: str, *, by: str | None = None) -> None:
        """Keep that a person takes two names for one metric; it wins over every score."""
        self.decisions.decide(first, second, same=True, by=by)

    def split(self, first: str, second: str, *, by: str | None = None) -> None:
        """Keep that a person takes two names for different metrics; it wins over every score."""
        self.decisions.decide(first, second, same=False, by=by)

    def locator(self, document_id: str, position: int) -> str:
        """Return the heading path of the passage at ``position``; empty where the document is gone."""
        query = select(PassageRow.locator).where(
            and_(PassageRow.document_id == document_id, PassageRow.start <= position, PassageRow.end > position)
        )
        with self._store.begin() as session:
            return session.scalars(query.limit(1)).first() or ""


_NEAR = 0.4


def _joined(wanted: Sequence[ColumnElement[bool]]) -> Select[*tuple[Any, ...]]:
    return select(*ROW).join(DocumentRow, DocumentRow.id == FigureRow.document_id).where(*wanted)
