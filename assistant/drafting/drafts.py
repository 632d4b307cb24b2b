"""Drafts kept in SQL: what they are made from, every version, and how far the writing is; per user."""

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Literal, cast
from uuid import uuid4

from pydantic import TypeAdapter
from sqlalchemy import CursorResult, Engine, delete, func, select, update
from sqlalchemy.orm import Session

from assistant.drafting.draft_tables import DraftRow, DraftSectionRow, DraftTextRow, DraftVersionRow
from assistant.drafting.types import Brief, Draft, DraftSection, OutlineSection
from assistant.errors import EditConflict
from knowledge.documents import Metadata, text_hash
from knowledge.errors import NotInLibrary
from knowledge.store import now

Stage = Literal["brief", "outline", "writing", "done"]
TextRole = Literal["material", "previous"]
MOST_VERSIONS = 200
"""Versions kept of one draft; the oldest goes first."""
_DRAFT = TypeAdapter(Draft)
_BRIEF = TypeAdapter(Brief)
_SECTION = TypeAdapter(DraftSection)
_OUTLINE = TypeAdapter(tuple[OutlineSection, ...])
_METADATA = TypeAdapter(Metadata)
_NOTICES = TypeAdapter(tuple[str, ...])


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenText:
    """A text of a draft's own."""

    id: str
    role: TextRole
    name: str
    metadata: Metadata
    text: str
    sha256: str
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """A draft as it is kept: what it is made from and how far it is."""

    id: str
    brief: Brief
    stage: Stage
    previous_id: str | None
    outline: tuple[OutlineSection, ...] | None
    version: int
    created: datetime
    changed: datetime
    """UTC, without zone; ``created`` likewise."""
    texts: tuple[GivenText, ...] = ()

    @property
    def materials(self) -> tuple[GivenText, ...]:
        """Texts of this year in the order in which they came."""
        return tuple(text for text in self.texts if text.role == "material")

    @property
    def previous(self) -> GivenText | None:
        """Last year's report where it was given as a file."""
        return next((text for text in self.texts if text.role == "previous"), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A version as the list shows it."""

    number: int
    why: str
    by: str
    made: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """The sections written so far of a draft in the making."""

    sections: Mapping[str, DraftSection] = field(default_factory=dict[str, DraftSection])
    notices: tuple[str, ...] = ()


class Drafts:
    """The drafts of all users; each method sees one user's alone. Every change is one transaction."""

    def __init__(self, engine: Engine) -> None:
        """Keep drafts in the library's database."""
        self._engine = engine

    def create(self, user: str, brief: Brief, *, previous_id: str | None = None) -> str:
        """Begin a draft and return its id."""
        draft_id = uuid4().hex[:12]
        with self._begin() as session:
            session.add(DraftRow(id=draft_id, user=user, brief=asdict(brief), previous_id=previous_id, stage="brief"))
        return draft_id

    def all_of(self, user: str) -> list[Project]:
        """Return a user's drafts without their texts, the latest first."""
        with self._begin() as session:
            rows = session.scalars(select(DraftRow).where(DraftRow.user == user).order_by(DraftRow.changed.desc()))
            return [_project(row, ()) for row in rows]

    def get(self, user: str, draft_id: str) -> Project:
        """Return a draft with its texts.

        Raises:
            NotInLibrary: it is gone.
        """
        with self._begin() as session:
            row = _owned(session, user, draft_id)
            texts = session.scalars(
                select(DraftTextRow)
                .where(DraftTextRow.draft_id == draft_id)
                .order_by(DraftTextRow.added, DraftTextRow.id)
            )
            return _project(row, tuple(_text(text) for text in texts))

    def head(self, user: str, draft_id: str) -> Project:
        """Return a draft without its texts: cheap, for what asks often.

        Raises:
            NotInLibrary: it is gone.
        """
        with self._begin() as session:
            return _project(_owned(session, user, draft_id), ())

    def remove(self, user: str, draft_id: str) -> None:
        """Remove a draft with all its versions.

        Raises:
            NotInLibrary: it is gone already.
        """
        with self._begin() as session:
            row = _owned(session, user, draft_id)
            for table in (DraftTextRow, DraftSectionRow, DraftVersionRow):
                session.execute(delete(table).where(table.draft_id == draft_id))
            session.delete(row)

    def set_brief(self, user: str, draft_id: str, brief: Brief, *, previous_id: str | None) -> None:
        """Change what is to be drafted; an outline that stood for another brief goes."""
        with self._begin() as session:
            row = _owned(session, user, draft_id)
            if row.brief != asdict(brief) or row.previous_id != previous_id:
                row.outline = None
                _forget(session, draft_id)
            row.brief, row.previous_id, row.changed = asdict(brief), previous_id, now()

    def set_outline(self, user: str, draft_id: str, outline: tuple[OutlineSection, ...]) -> None:
        """Keep the outline as a person left it; what was written for another one goes."""
        with self._begin() as session:
            row = _owned(session, user, draft_id)
            row.outline, row.changed = _OUTLINE.dump_json(outline).decode(), now()
            _forget(session, draft_id)

    def set_stage(self, user: str, draft_id: str, stage: Stage) -> None:
        """Keep how far the draft is."""
        with self._begin() as session:
            row = _owned(session, user, draft_id)
            row.stage, row.changed = stage, now()

    def add_text(
        self,
        user: str,
        draft_id: str,
        *,
        role: TextRole,
        name: str,
        metadata: Metadata,
        text: str,
        warnings: tuple[str, ...] = (),
    ) -> str:
        """Keep a text for a draft and return its id; the same text is kept once, last year's replaces another.

        Sections in the making go: they were written without it.
        """
        digest = text_hash(text)
        with self._begin() as session:
            row = _owned(session, user, draft_id)
            same = session.scalars(
                select(DraftTextRow).where(
                    DraftTextRow.draft_id == draft_id, DraftTextRow.role == role, DraftTextRow.sha256 == digest
                )
            ).first()
            if same is not None:
                return same.id
            if role == "previous":
                session.execute(
                    delete(DraftTextRow).where(DraftTextRow.draft_id == draft_id, DraftTextRow.role == "previous")
                )
                row.outline = None
            _forget(session, draft_id)  # they were written without this text
            text_id = f"t{uuid4().hex[:11]}"
            session.add(
                DraftTextRow(
                    id=text_id,
                    draft_id=draft_id,
                    role=role,
                    name=name,
                    data=_METADATA.dump_json(metadata).decode(),
                    text=text,
                    sha256=digest,
                    warnings=list(warnings),
                )
            )
            row.changed = now()
        return text_id

    def remove_text(self, user: str, draft_id: str, text_id: str) -> None:
        """Take a text away from a draft, and what was written while it was there; harmless where it is gone."""
        with self._begin() as session:
            row = _owned(session, user, draft_id)
            text = session.get(DraftTextRow, text_id)
            if text is None or text.draft_id != draft_id:
                return
            if text.role == "previous":
                row.outline = None
            row.changed = now()
            session.delete(text)
            _forget(session, draft_id)

    def keep_section(self, user: str, draft_id: str, section: DraftSection, notices: tuple[str, ...] = ()) -> None:
        """Keep a section as soon as it is written."""
        with self._begin() as session:
            _owned(session, user, draft_id)
            session.merge(
                DraftSectionRow(
                    draft_id=draft_id,
                    section_id=section.id,
                    section=_SECTION.dump_json(section).decode(),
                    notices=_NOTICES.dump_json(notices).decode(),
                )
            )

    def written(self, user: str, draft_id: str) -> Written:
        """Return the sections written so far of a draft in the making."""
        with self._begin() as session:
            _owned(session, user, draft_id)
            rows = list(session.scalars(select(DraftSectionRow).where(DraftSectionRow.draft_id == draft_id)))
        sections = {row.section_id: _SECTION.validate_json(row.section) for row in rows}
        notices = tuple(notice for row in rows for notice in _NOTICES.validate_json(row.notices))
        return Written(sections=sections, notices=notices)

    def forget_written(self, user: str, draft_id: str) -> None:
        """Drop what was written of a draft in the making, to write all of it anew."""
        with self._begin() as session:
            _owned(session, user, draft_id)
            _forget(session, draft_id)

    def save(
        self, user: str, draft_id: str, draft: Draft, *, based_on: int, why: str, by: str, whole: bool = False
    ) -> int:
        """Keep a new version and return its number; ``based_on`` is the version that was changed.

        ``whole`` ends a writing. Any other version, an edit that comes while the next text is being written, leaves
        the sections of that writing as they are.

        Raises:
            EditConflict: another version was saved meanwhile; nothing is changed.
            NotInLibrary: the draft is gone.
        """
        with self._begin() as session:
            row = _owned(session, user, draft_id)
            number = based_on + 1
            ended = whole or row.stage != "writing"
            # One statement, so that of two that save at the same moment one alone finds the version as it was.
            taken = session.execute(
                update(DraftRow)
                .where(DraftRow.id == draft_id, DraftRow.version == based_on)
                .values(version=number, stage="done" if ended else row.stage, changed=now())
                .execution_options(synchronize_session=False)
            )
            if not cast("CursorResult[Any]", taken).rowcount:
                session.refresh(row)
                raise conflict(row.version)
            session.add(
                DraftVersionRow(
                    draft_id=draft_id, number=number, why=why, by=by, draft=_DRAFT.dump_json(draft).decode()
                )
            )
            if ended:
                _forget(session, draft_id)
            session.execute(
                delete(DraftVersionRow).where(
                    DraftVersionRow.draft_id == draft_id, DraftVersionRow.number <= number - MOST_VERSIONS
                )
            )
        return number

    def draft(self, user: str, draft_id: str, number: int | None = None) -> tuple[Draft, int]:
        """Return a version (the newest unless ``number`` says which) with its number.

        Raises:
            NotInLibrary: there is no such version (any more).
        """
        with self._begin() as session:
            row = _owned(session, user, draft_id)
            wanted = row.version if number is None else number
            found = session.scalars(
                select(DraftVersionRow).where(DraftVersionRow.draft_id == draft_id, DraftVersionRow.number == wanted)
            ).first()
            if found is None:
                raise NotInLibrary("这份草稿还没有写成，或这个版本已不再保留。请刷新页面。")
            return _DRAFT.validate_json(found.draft), wanted

    def versions(self, user: str, draft_id: str) -> list[Version]:
        """Return the kept versions, the newest first."""
        with self._begin() as session:
            _owned(session, user, draft_id)
            rows = session.execute(
                select(DraftVersionRow.number, DraftVersionRow.why, DraftVersionRow.by, DraftVersionRow.made)
                .where(DraftVersionRow.draft_id == draft_id)
                .order_by(DraftVersionRow.number.desc())
            )
            return [Version(number=number, why=why, by=by, made=made) for number, why, by, made in rows]

    def count(self, user: str) -> int:
        """Return how many drafts a user has."""
        with self._begin() as session:
            return session.scalar(select(func.count()).select_from(DraftRow).where(DraftRow.user == user)) or 0

    @contextmanager
    def _begin(self) -> Generator[Session]:
        with Session(self._engine, expire_on_commit=False) as session, session.begin():
            yield session


def conflict(version: int) -> EditConflict:
    """Return the refusal to save over a version that another change has made."""
    return EditConflict(
        f"保存前，这份草稿已被另一处修改（第 {version} 版）。您的改动没有覆盖它；请刷新后在新版上重做。"
    )


def _owned(session: Session, user: str, draft_id: str) -> DraftRow:
    row = session.get(DraftRow, draft_id)
    if row is None or row.user != user:
        raise NotInLibrary("没有这份草稿，可能已被删除。请回到草稿列表。")
    return row


def _forget(session: Session, draft_id: str) -> None:
    session.execute(delete(DraftSectionRow).where(DraftSectionRow.draft_id == draft_id))


def _project(row: DraftRow, texts: tuple[GivenText, ...]) -> Project:
    return Project(
        id=row.id,
        brief=_BRIEF.validate_python(row.brief),
        stage=row.stage,  # pyright: ignore[reportArgumentType] - written by this module alone
        previous_id=row.previous_id,
        outline=_OUTLINE.validate_json(row.outline) if row.outline else None,
        version=row.version,
        created=row.created,
        changed=row.changed,
        texts=texts,
    )


def _text(row: DraftTextRow) -> GivenText:
    return GivenText(
        id=row.id,
        role="previous" if row.role == "previous" else "material",
        name=row.name,
        metadata=_METADATA.validate_json(row.data),
        text=row.text,
        sha256=row.sha256,
        warnings=tuple(row.warnings),
    )
