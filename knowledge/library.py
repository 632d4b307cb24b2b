"""Add, replace, remove and list documents: the only writer of documents.

SQL is the truth. A change is one transaction that also notes what the derived indexes owe (``pending``);
the notes are worked off afterwards, and after a crash at the next opening. A removed document is gone for every
search as soon as its transaction is committed, since hits are joined to SQL rows.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import uuid4

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from knowledge.documents import Document, Kind, Metadata, Outline, Passage, Section, text_hash
from knowledge.errors import NotInLibrary
from knowledge.figures.filing import clear_figures, file_figures
from knowledge.norms.numerals import article_number
from knowledge.outline import outline
from knowledge.store import ArticleRow, DocumentRow, PassageRow, PendingRow, SectionRow, Store
from knowledge.writer_lock import WriterLock

INDEXES = ("lexical", "vectors")
_ARTICLE = re.compile(r"第[零〇一二三四五六七八九十百千]+条(?:之[一二三四五六七八九十]+)?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """A document as lists show it."""

    id: str
    metadata: Metadata
    passages: int
    warnings: tuple[str, ...]
    added: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """Where an article of a regulation stands in its document's text."""

    document_id: str
    number: int
    suffix: int
    path: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDocument:
    """What is to be added: canonical text, what it is, and what was lost on the way in."""

    text: str
    metadata: Metadata
    warnings: tuple[str, ...] = ()


def in_force(metadata: Metadata, today: date) -> bool:
    """Say whether a text may be cited as law in force on ``today``; texts without a status always may."""
    if metadata.in_force_from and metadata.in_force_from > today:
        return False
    if metadata.in_force_to and metadata.in_force_to <= today:
        return False
    if metadata.status == "尚未施行":
        return metadata.in_force_from is not None
    return metadata.status not in {"历史版本", "已废止"}


class Library:
    """The documents of one home folder."""

    def __init__(self, store: Store, lock: WriterLock, *, today: Callable[[], date] = date.today) -> None:
        """Work on ``store``; every change takes ``lock`` first."""
        self._store = store
        self._lock = lock
        self._today = today

    def add(self, new: NewDocument) -> str:
        """Add a document and return its id; the same text of the same kind, organ and year is kept once.

        Raises:
            LibraryBusy: another process writes this library.
        """
        return self.add_all([new])[0]

    def add_all(self, news: Sequence[NewDocument]) -> list[str]:
        """Add several documents in one transaction: all of them or none."""
        self._lock.acquire()
        outlines = [outline(new.text, new.metadata.kind) for new in news]
        with self._store.begin() as session:
            return [self._insert(session, new, made) for new, made in zip(news, outlines, strict=True)]

    def replace(self, document_id: str, new: NewDocument) -> str:
        """Put ``new`` in the place of a document, in one step; return the new id.

        Raises:
            NotInLibrary: there is no such document; nothing is changed.
        """
        self._lock.acquire()
        made = outline(new.text, new.metadata.kind)
        with self._store.begin() as session:
            self._delete(session, document_id)
            return self._insert(session, new, made)

    def remove(self, document_id: str) -> None:
        """Remove a document: no query finds it from now on.

        Raises:
            NotInLibrary: there is no such document.
        """
        self._lock.acquire()
        with self._store.begin() as session:
            self._delete(session, document_id)

    def get(self, document_id: str) -> Document:
        """Return a document with its text, by id or by a title that is its alone.

        Raises:
            NotInLibrary: no document has that id or title.
        """
        with self._store.begin() as session:
            row = session.get(DocumentRow, document_id) or _by_title(session, document_id)
            if row is None:
                raise NotInLibrary(f"资料库里没有“{document_id}”。用 fazhi documents 查看现有资料。")
            return _document(row)

    def documents(self) -> list[Summary]:
        """List all documents: reports by organ and year first, then the rest by title."""
        counts = select(PassageRow.document_id, func.count().label("n")).group_by(PassageRow.document_id).subquery()
        query = (
            select(DocumentRow, func.coalesce(counts.c.n, 0))
            .outerjoin(counts, counts.c.document_id == DocumentRow.id)
            .order_by(DocumentRow.kind.desc(), DocumentRow.organ, DocumentRow.year, DocumentRow.title)
        )
        with self._store.begin() as session:
            return [
                Summary(
                    id=row.id,
                    metadata=_metadata(row),
                    passages=count,
                    warnings=tuple(row.warnings),
                    added=row.added.isoformat(timespec="seconds"),
                )
                for row, count in session.execute(query)
            ]

    def outline(self, document_id: str) -> Outline:
        """Return a document's stored sections and passages."""
        document = self.get(document_id)
        with self._store.begin() as session:
            sections = session.scalars(
                select(SectionRow)
                .where(SectionRow.document_id == document.id)
                .order_by(SectionRow.start, SectionRow.id)
            ).all()
            passages = session.scalars(
                select(PassageRow).where(PassageRow.document_id == document.id).order_by(PassageRow.start)
            ).all()
        return Outline(
            sections=tuple(
                Section(heading=s.heading, level=s.level, path=s.path, start=s.start, end=s.end) for s in sections
            ),
            passages=tuple(Passage(locator=p.locator, start=p.start, end=p.end, text=p.text) for p in passages),
        )

    def organs(self) -> tuple[str, ...]:
        """Return every organ that a report, plan or data sheet names."""
        query = select(DocumentRow.organ).where(
            DocumentRow.organ.is_not(None), DocumentRow.kind.in_([Kind.REPORT, Kind.PLAN, Kind.DATA])
        )
        with self._store.begin() as session:
            return tuple(sorted({organ for organ in session.scalars(query) if organ}))

    def years(self, organ: str | None = None) -> tuple[int, ...]:
        """Return the reporting years that reports and data sheets cover, oldest first."""
        query = select(DocumentRow.year).where(
            DocumentRow.year.is_not(None), DocumentRow.kind.in_([Kind.REPORT, Kind.DATA])
        )
        if organ:
            query = query.where(DocumentRow.organ == organ)
        with self._store.begin() as session:
            return tuple(sorted({year for year in session.scalars(query) if year}))

    def regulations(self) -> list[tuple[str, Metadata]]:
        """Return id and metadata of every regulation and catalogue entry."""
        query = select(DocumentRow).where(DocumentRow.kind.in_([Kind.REGULATION, Kind.CATALOGUE]))
        with self._store.begin() as session:
            return [(row.id, _metadata(row)) for row in session.scalars(query)]

    def regulation_titles(self) -> tuple[str, ...]:
        """Return the titles of regulations and catalogue entries."""
        query = select(DocumentRow.title).where(DocumentRow.kind.in_([Kind.REGULATION, Kind.CATALOGUE])).distinct()
        with self._store.begin() as session:
            return tuple(session.scalars(query))

    def articles(self, document_id: str) -> list[Article]:
        """Return the articles of a regulation in their order."""
        query = select(ArticleRow).where(ArticleRow.document_id == document_id).order_by(ArticleRow.start)
        with self._store.begin() as session:
            return [
                Article(
                    document_id=row.document_id,
                    number=row.number,
                    suffix=row.suffix,
                    path=row.path,
                    start=row.start,
                    end=row.end,
                )
                for row in session.scalars(query)
            ]

    def headings(self, document_id: str, position: int) -> str:
        """Return the words of the headings above a position, outermost first."""
        query = (
            select(SectionRow.heading)
            .where(SectionRow.document_id == document_id, SectionRow.start <= position, SectionRow.end > position)
            .order_by(SectionRow.level)
        )
        with self._store.begin() as session:
            return " ".join(session.scalars(query))

    def refresh_currency(self) -> int:
        """Recompute which regulations are in force today; return how many changed (their index entries follow)."""
        changed = 0
        with self._store.begin() as session:
            for row in session.scalars(select(DocumentRow).where(DocumentRow.kind == Kind.REGULATION)):
                current = in_force(_metadata(row), self._today())
                if current != row.current:
                    row.current = current
                    _owe(session, row.id, "add")
                    changed += 1
        return changed

    def _insert(self, session: Session, new: NewDocument, made: Outline) -> str:
        digest = text_hash(new.text)
        existing = _same(session, digest, new.metadata)
        if existing:
            return existing
        document_id = uuid4().hex[:12]
        session.add(_row(document_id, digest, new, current=in_force(new.metadata, self._today())))
        session.flush()
        session.add_all(
            SectionRow(document_id=document_id, heading=s.heading, level=s.level, path=s.path, start=s.start, end=s.end)
            for s in made.sections
        )
        session.add_all(
            PassageRow(document_id=document_id, locator=p.locator, start=p.start, end=p.end, text=p.text)
            for p in made.passages
        )
        if new.metadata.kind is Kind.REGULATION:
            session.add_all(_articles(document_id, made))
        metadata = new.metadata
        file_figures(session, document_id, new.text, kind=metadata.kind, organ=metadata.organ, year=metadata.year)
        _owe(session, document_id, "add")
        return document_id

    def _delete(self, session: Session, document_id: str) -> None:
        row = session.get(DocumentRow, document_id)
        if row is None:
            raise NotInLibrary(f"资料库里没有编号为“{document_id}”的资料，可能已被删除。请刷新列表后再试。")
        for table in (SectionRow, PassageRow, ArticleRow):
            session.execute(delete(table).where(table.document_id == document_id))
        clear_figures(session, document_id)
        session.delete(row)
        _owe(session, document_id, "remove")


def _owe(session: Session, document_id: str, action: str) -> None:
    session.execute(delete(PendingRow).where(PendingRow.document_id == document_id))
    session.add_all(PendingRow(document_id=document_id, index=index, action=action) for index in INDEXES)


def _same(session: Session, digest: str, metadata: Metadata) -> str | None:
    for row in session.scalars(select(DocumentRow).where(DocumentRow.sha256 == digest)):
        if (row.kind, row.organ, row.year) == (metadata.kind, metadata.organ, metadata.year):
            return row.id
    return None


def _by_title(session: Session, title: str) -> DocumentRow | None:
    rows = session.scalars(select(DocumentRow).where(DocumentRow.title == title.strip("《》")).limit(2)).all()
    return rows[0] if len(rows) == 1 else None


def _row(document_id: str, digest: str, new: NewDocument, *, current: bool) -> DocumentRow:
    metadata = new.metadata
    return DocumentRow(
        id=document_id,
        title=metadata.title,
        kind=metadata.kind.value,
        organ=metadata.organ,
        year=metadata.year,
        document_number=metadata.document_number,
        issued=metadata.issued,
        in_force_from=metadata.in_force_from,
        in_force_to=metadata.in_force_to,
        status=metadata.status,
        verified=metadata.verified,
        source=metadata.source,
        extra=dict(metadata.extra),
        text=new.text,
        sha256=digest,
        warnings=list(new.warnings),
        current=current,
    )


def _articles(document_id: str, made: Outline) -> list[ArticleRow]:
    rows: dict[tuple[int, int], ArticleRow] = {}
    for section in made.sections:
        label = section.path.rsplit(" › ", 1)[-1]
        if not _ARTICLE.match(label):
            continue
        number, suffix = article_number(label)
        rows.setdefault(
            (number, suffix),
            ArticleRow(
                document_id=document_id,
                number=number,
                suffix=suffix,
                path=section.path,
                start=section.start,
                end=section.end,
            ),
        )
    return list(rows.values())


def _metadata(row: DocumentRow) -> Metadata:
    return Metadata(
        title=row.title,
        kind=Kind(row.kind),
        organ=row.organ,
        year=row.year,
        document_number=row.document_number,
        issued=row.issued,
        in_force_from=row.in_force_from,
        in_force_to=row.in_force_to,
        status=row.status,
        verified=row.verified,
        source=row.source,
        extra=dict(row.extra),
    )


def _document(row: DocumentRow) -> Document:
    return Document(id=row.id, metadata=_metadata(row), text=row.text, sha256=row.sha256, warnings=tuple(row.warnings))


def with_overrides(metadata: Metadata, *, kind: Kind | None, organ: str | None, year: int | None) -> Metadata:
    """Let what a person stated win over what was recognised."""
    given = {name: value for name, value in (("kind", kind), ("organ", organ), ("year", year)) if value is not None}
    return replace(metadata, **given) if given else metadata
