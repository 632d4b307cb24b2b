"""A document's figures as rows of the ledger, and the version of the reader that made them."""

from functools import cache
from hashlib import sha256
from pathlib import Path

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from knowledge.documents import Kind
from knowledge.figures.document_figures import read_document, role_of
from knowledge.figures.matching import key
from knowledge.figures.types import Figure
from knowledge.store import FigureReadingRow, FigureRow

FILED = (Kind.REPORT, Kind.DATA)
"""The kinds of document that state what an organ did; plans and rules state what ought to be."""


@cache
def reader_version() -> str:
    """Return the hash of the reader's own source: what another reader filed is read again."""
    digest = sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def file_figures(
    session: Session, document_id: str, text: str, *, kind: Kind, organ: str | None, year: int | None
) -> int:
    """Write a document's part of the ledger anew, in the caller's transaction; return the number of rows."""
    clear_figures(session, document_id)
    if kind not in FILED:
        return 0
    figures = read_document(text, organ=organ, year=year)
    rows = [_row(document_id, kind, year, figure, text) for figure in figures]
    if rows:
        session.execute(insert(FigureRow), rows)
    session.add(FigureReadingRow(document_id=document_id, version=reader_version()))
    session.flush()
    return len(rows)


def clear_figures(session: Session, document_id: str) -> None:
    """Take a document out of the ledger."""
    for table in (FigureRow, FigureReadingRow):
        session.execute(delete(table).where(table.document_id == document_id))


def _row(document_id: str, kind: Kind, year: int | None, figure: Figure, text: str) -> dict[str, object]:
    period = figure.period
    one_year = period is not None and period.start.year == period.end.year
    return {
        "document_id": document_id,
        "document_kind": kind.value,
        "document_year": year,
        "surface": figure.surface,
        "value": format(figure.value, "f"),
        "value_to": None if figure.value_to is None else format(figure.value_to, "f"),
        "unit": figure.unit,
        "qualifier": figure.qualifier.value,
        "kind": figure.kind.value,
        "metric": figure.metric,
        "metric_key": key(figure.metric) if figure.metric else "",
        "period_start": period.start if period else None,
        "period_end": period.end if period else None,
        "period_label": period.label if period else None,
        "year": period.end.year if period and one_year else None,
        "organ": figure.organ,
        "stock": figure.stock,
        "role": role_of(figure, text, year),
        "start": figure.start,
        "end": figure.end,
        "sentence": figure.sentence,
    }
