"""Conversations with their turns, kept per user; a turn keeps its whole answer with frozen citations."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, cast
from uuid import uuid4

from pydantic import TypeAdapter
from sqlalchemy import JSON, DateTime, Engine, ForeignKey, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from assistant.answering.types import Answer, Citation
from assistant.rendering import answer_json
from knowledge.errors import NotInLibrary
from knowledge.store import Base, now

State = Literal["done", "stopped", "failed"]
LONGEST_TITLE = 60
_ANSWERS = TypeAdapter(Answer)


class ConversationRow(Base):
    """A conversation of one user."""

    __tablename__ = "conversations"

    id: Mapped[str] = mapped_column(primary_key=True)
    user: Mapped[str] = mapped_column(index=True)
    title: Mapped[str]
    changed: Mapped[datetime] = mapped_column(DateTime, default=now)


class TurnRow(Base):
    """A question and what was answered."""

    __tablename__ = "turns"

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), index=True)
    question: Mapped[str]
    answer: Mapped[dict[str, Any]] = mapped_column(JSON)
    """The answer in the command line's JSON form, citations with quote, offsets and hash; beside it ``state``
    and ``removed`` (the filters that the reader took away)."""
    asked: Mapped[datetime] = mapped_column(DateTime, default=now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """A conversation as the list shows it."""

    id: str
    title: str
    changed: datetime
    """UTC, without zone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A question with its whole answer, and how the answering ended."""

    id: int
    question: str
    answer: Answer
    state: State
    removed: frozenset[str]
    asked: datetime


class Conversations:
    """The conversations of all users; each method sees one user's alone."""

    def __init__(self, engine: Engine) -> None:
        """Keep conversations in the library's database."""
        self._engine = engine

    def all_of(self, user: str) -> list[Conversation]:
        """Return a user's conversations, the latest first."""
        query = (
            select(ConversationRow)
            .where(ConversationRow.user == user)
            .order_by(ConversationRow.changed.desc(), ConversationRow.id)
        )
        with Session(self._engine) as session:
            return [_conversation(row) for row in session.scalars(query)]

    def create(self, user: str, title: str) -> Conversation:
        """Begin a conversation named after its first question."""
        row = ConversationRow(id=uuid4().hex, user=user, title=_title(title), changed=now())
        with self._begin() as session:
            session.add(row)
            return _conversation(row)

    def rename(self, user: str, conversation_id: str, title: str) -> None:
        """Give a conversation another title; an empty one changes nothing.

        Raises:
            NotInLibrary: the user has no such conversation.
        """
        with self._begin() as session:
            row = _owned(session, user, conversation_id)
            if title.strip():
                row.title = _title(title)

    def delete(self, user: str, conversation_id: str) -> None:
        """Delete a conversation with its turns.

        Raises:
            NotInLibrary: the user has no such conversation.
        """
        with self._begin() as session:
            row = _owned(session, user, conversation_id)
            session.execute(delete(TurnRow).where(TurnRow.conversation_id == conversation_id))
            session.delete(row)

    def turns(self, user: str, conversation_id: str) -> list[Turn]:
        """Return the turns, the earliest first.

        Raises:
            NotInLibrary: the user has no such conversation.
        """
        query = select(TurnRow).where(TurnRow.conversation_id == conversation_id).order_by(TurnRow.id)
        with Session(self._engine) as session:
            _owned(session, user, conversation_id)
            return [_turn(row) for row in session.scalars(query)]

    def append(
        self,
        user: str,
        conversation_id: str,
        answer: Answer,
        *,
        state: State = "done",
        removed: frozenset[str] = frozenset(),
        replaces: int | None = None,
    ) -> Turn:
        """Keep a turn, in the place of the turn ``replaces`` where one is named.

        Raises:
            NotInLibrary: the user has no such conversation.
        """
        kept = {**answer_json(answer), "state": state, "removed": sorted(removed)}
        with self._begin() as session:
            _owned(session, user, conversation_id).changed = now()
            if replaces is not None:
                doomed = delete(TurnRow).where(TurnRow.id == replaces, TurnRow.conversation_id == conversation_id)
                session.execute(doomed)
            row = TurnRow(conversation_id=conversation_id, question=answer.question, answer=kept, asked=now())
            session.add(row)
            session.flush()
            return _turn(row)

    def citation(self, user: str, turn_id: int, n: int) -> Citation | None:
        """Return the frozen citation ``n`` of a turn; None where the user has none such."""
        query = (
            select(TurnRow)
            .join(ConversationRow, ConversationRow.id == TurnRow.conversation_id)
            .where(TurnRow.id == turn_id, ConversationRow.user == user)
        )
        with Session(self._engine) as session:
            row = session.scalar(query)
            citations = _turn(row).answer.citations if row else ()
        return next((citation for citation in citations if citation.n == n), None)

    @contextmanager
    def _begin(self) -> Generator[Session]:
        with Session(self._engine, expire_on_commit=False) as session, session.begin():
            yield session


def _title(text: str) -> str:
    return " ".join(text.split())[:LONGEST_TITLE] or "新对话"


def _owned(session: Session, user: str, conversation_id: str) -> ConversationRow:
    row = session.get(ConversationRow, conversation_id)
    if row is None or row.user != user:
        raise NotInLibrary("没有这个对话，可能已被删除。请刷新页面，或开始新对话。")
    return row


def _conversation(row: ConversationRow) -> Conversation:
    return Conversation(id=row.id, title=row.title, changed=row.changed)


def _turn(row: TurnRow) -> Turn:
    return Turn(
        id=row.id,
        question=row.question,
        answer=_ANSWERS.validate_python(row.answer),
        state=cast("State", row.answer.get("state", "done")),
        removed=frozenset(row.answer.get("removed", ())),
        asked=row.asked,
    )
