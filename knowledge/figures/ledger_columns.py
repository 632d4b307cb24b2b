"""The ledger's columns as SQL gives them, and one such row as a value."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from knowledge.documents import Kind
from knowledge.figures.ledger_rows import LedgerRow
from knowledge.figures.types import FigureKind, Period, Qualifier
from knowledge.store import DocumentRow, FigureRow

ROW = (
    FigureRow.id,
    FigureRow.document_id,
    DocumentRow.title,
    FigureRow.document_kind,
    FigureRow.document_year,
    FigureRow.surface,
    FigureRow.value,
    FigureRow.value_to,
    FigureRow.unit,
    FigureRow.qualifier,
    FigureRow.kind,
    FigureRow.metric,
    FigureRow.metric_key,
    FigureRow.period_start,
    FigureRow.period_end,
    FigureRow.period_label,
    FigureRow.year,
    FigureRow.organ,
    FigureRow.stock,
    FigureRow.role,
    FigureRow.start,
    FigureRow.end,
    FigureRow.sentence,
)
"""Columns, not entities: a filter over 40,000 rows must not build 40,000 entities."""


def to_row(row: Sequence[Any]) -> LedgerRow:
    """Return a selected row as a value."""
    (
        row_id, document_id, title, document_kind, document_year, surface, value, value_to, unit, qualifier, kind,
        metric, metric_key, first, last, label, year, organ, stock, role, start, end, sentence,
    ) = row  # fmt: skip
    return LedgerRow(
        id=row_id,
        document_id=document_id,
        document_title=title,
        document_kind=Kind(document_kind),
        document_year=document_year,
        surface=surface,
        value=Decimal(value),
        value_to=None if value_to is None else Decimal(value_to),
        unit=unit,
        qualifier=Qualifier(qualifier),
        kind=FigureKind(kind),
        metric=metric,
        metric_key=metric_key,
        period=Period(start=first, end=last, label=label) if label else None,
        year=year,
        organ=organ,
        stock=stock,
        role=role,
        start=start,
        end=end,
        sentence=sentence,
    )
