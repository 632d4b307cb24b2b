"""SQL tables of the library and the sessions over them; SQL is the truth."""

from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import (
    JSON,
    Date,
    DateTime,
    Engine,
    ForeignKey,
    Index,
    LargeBinary,
    Text,
    UniqueConstraint,
    create_engine,
    event,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker


class Base(DeclarativeBase):
    """Base of every table of the product, so that one migration history covers all."""


def now() -> datetime:
    """Return the present instant in UTC, without zone, as the tables store it."""
    return datetime.now(UTC).replace(tzinfo=None)


class DocumentRow(Base):
    """A document of the library with its canonical text."""

    __tablename__ = "documents"

    id: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    kind: Mapped[str]
    organ: Mapped[str | None]
    year: Mapped[int | None]
    document_number: Mapped[str | None]
    issued: Mapped[date | None] = mapped_column(Date)
    in_force_from: Mapped[date | None] = mapped_column(Date)
    in_force_to: Mapped[date | None] = mapped_column(Date)
    status: Mapped[str | None]
    verified: Mapped[str | None]
    source: Mapped[str | None]
    extra: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    text: Mapped[str] = mapped_column(Text, deferred=True)
    """Loaded only where it is asked for: lists and filters read hundreds of rows."""
    sha256: Mapped[str]
    warnings: Mapped[list[str]] = mapped_column(JSON, default=list)
    current: Mapped[bool] = mapped_column(default=True)
    added: Mapped[datetime] = mapped_column(DateTime, default=now)


Index("documents_by_filter", DocumentRow.kind, DocumentRow.year, DocumentRow.organ)
Index("documents_by_hash", DocumentRow.sha256)


class SectionRow(Base):
    """A section of a document."""

    __tablename__ = "sections"

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"), index=True)
    heading: Mapped[str]
    level: Mapped[int]
    path: Mapped[str]
    start: Mapped[int]
    end: Mapped[int]


class PassageRow(Base):
    """A passage of a document; ``text`` repeats the slice of the document, so that a search reads no whole text."""

    __tablename__ = "passages"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    """Never used twice, so that a derived index cannot point at another passage."""
    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"), index=True)
    locator: Mapped[str]
    start: Mapped[int]
    end: Mapped[int]
    text: Mapped[str] = mapped_column(Text)


class VectorRow(Base):
    """A passage's vector by the hash of the indexed text and the embedder, kept so that nothing is embedded twice."""

    __tablename__ = "vectors"

    key: Mapped[str] = mapped_column(primary_key=True)
    """``<embedder id>:<sha256 of the indexed text>``."""
    vector: Mapped[bytes] = mapped_column(LargeBinary)
    """float32, little endian."""


class PendingRow(Base):
    """Work that the derived indexes still owe: written with the change itself, removed when done."""

    __tablename__ = "pending"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    """Never used twice, so that settling old work cannot settle newer work."""
    document_id: Mapped[str] = mapped_column(index=True)
    index: Mapped[str]
    """``lexical`` or ``vectors``."""
    action: Mapped[str]
    """``add`` or ``remove``."""


class ArticleRow(Base):
    """An article of a regulation and where it stands, for instant look-up by number."""

    __tablename__ = "articles"

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    suffix: Mapped[int] = mapped_column(default=0)
    """1 for 之一, 2 for 之二; 0 for none."""
    path: Mapped[str]
    start: Mapped[int]
    end: Mapped[int]


class FigureRow(Base):
    """A figure of a report or data sheet: one line of the ledger; offsets are code points of the document's text."""

    __tablename__ = "figures"

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"), index=True)
    document_kind: Mapped[str]
    document_year: Mapped[int | None]
    surface: Mapped[str]
    value: Mapped[str]
    """The number as text, so that no decimal is lost; ``value_to`` likewise."""
    value_to: Mapped[str | None]
    unit: Mapped[str]
    qualifier: Mapped[str]
    kind: Mapped[str]
    metric: Mapped[str]
    """Empty where the text does not say what is counted; such a figure answers nothing."""
    metric_key: Mapped[str]
    """Wordings that differ only in order, light words and synonyms share it."""
    period_start: Mapped[date | None] = mapped_column(Date)
    period_end: Mapped[date | None] = mapped_column(Date)
    period_label: Mapped[str | None]
    year: Mapped[int | None]
    """The calendar year that the period lies in; None where it spans several or is unknown."""
    organ: Mapped[str | None]
    stock: Mapped[bool]
    role: Mapped[str]
    """``level``, or ``from`` for the old value of a change (由12个增加到15个), or ``target`` for what is planned."""
    start: Mapped[int]
    end: Mapped[int]
    sentence: Mapped[str] = mapped_column(Text)


Index("figures_by_organ", FigureRow.organ, FigureRow.year, FigureRow.metric)
Index("figures_by_metric", FigureRow.metric, FigureRow.organ, FigureRow.year)


class FigureReadingRow(Base):
    """Which version of the reader filled a document's part of the ledger."""

    __tablename__ = "figure_readings"

    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[str]


class MetricNameRow(Base):
    """What a person decided on two metric names: the same, or not; ``first`` sorts before ``second``."""

    __tablename__ = "metric_names"
    __table_args__ = (UniqueConstraint("first", "second", name="metric_names_pair"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    first: Mapped[str]
    second: Mapped[str]
    same: Mapped[bool]
    decided_by: Mapped[str | None]
    decided: Mapped[datetime] = mapped_column(DateTime, default=now)


class Store:
    """The database behind a library: engine, sessions, migrations."""

    def __init__(self, url: str) -> None:
        """Open ``url`` (SQLAlchemy form) and bring its tables up to date."""
        self.url = url
        self.engine = _engine(url)
        self._sessions = sessionmaker(self.engine, expire_on_commit=False)
        _migrate(self.engine)

    @contextmanager
    def begin(self) -> Generator[Session]:
        """Yield a session whose changes are committed together, or not at all."""
        with self._sessions.begin() as session:
            yield session

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()


def _engine(url: str) -> Engine:
    if not url.startswith("sqlite"):
        return create_engine(url, pool_pre_ping=True)
    engine = create_engine(url, connect_args={"timeout": 30})

    @event.listens_for(engine, "connect")
    def set_pragmas(connection: Any, _record: object) -> None:  # pyright: ignore[reportUnusedFunction]
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "foreign_keys=ON", "synchronous=FULL", "busy_timeout=30000"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    return engine


def _migrate(engine: Engine) -> None:
    """Run the migrations in ``knowledge/migrations`` up to the newest."""
    from alembic import command  # noqa: PLC0415 - alembic costs 0.2 s and is needed only where a store opens
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
