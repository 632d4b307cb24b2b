"""Conversations with their turns, kept per user; a turn keeps its whole answer with frozen citations."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import JSON, DateTime, Engine, ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from knowledge.errors import NotInLibrary
from knowledge.store import Base, now

_TITLE = 24


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
    """The answer in the command line's JSON form, citations with quote, offsets and hash."""
    asked: Mapped[datetime] = mapped_column(DateTime, default=now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """A conversation as the list shows it."""

    id: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A question with its answer as JSON."""

    question: str
    answer: dict[str, Any]


class Conversations:
    """The conversations of all users; each method sees one user's alone."""

    def __init__(self, engine: Engine) -> None:
        """Keep conversations in the library's database."""
        self._engine = engine

    def all_of(self, user: str) -> list[Conversation]:
        """Return a user's conversations, the latest first."""
        query = select(ConversationRow).where(ConversationRow.user == user).order_by(ConversationRow.changed.desc())
        with Session(self._engine) as session:
            return [Conversation(id=row.id, title=row.title) for row in session.scalars(query)]

    def create(self, user: str, title: str) -> Conversation:
        """Begin a conversation named after its first question."""
        row = ConversationRow(id=uuid4().hex[:12], user=user, title=title.strip()[:_TITLE] or "新对话")
        with Session(self._engine) as session, session.begin():
            session.add(row)
            return Conversation(id=row.id, title=row.title)

    def delete(self, user: str, conversation_id: str) -> None:
        """Delete a conversation with its turns.

        Raises:
            NotInLibrary: the user has no such conversation.
        """
        with Session(self._engine) as session, session.begin():
            row = self._owned(session, user, conversation_id)
            for turn in session.scalars(select(TurnRow).where(TurnRow.conversation_id == conversation_id)):
                session.delete(turn)
            session.flush()
            session.delete(row)

    def turns(self, user: str, conversation_id: str) -> list[Turn]:
        """Return the turns in order.

        Raises:
            NotInLibrary: the user has no such conversation.
        """
        query = select(TurnRow).where(TurnRow.conversation_id == conversation_id).order_by(TurnRow.id)
        with Session(self._engine) as session:
            self._owned(session, user, conversation_id)
            return [Turn(question=row.question, answer=row.answer) for row in session.scalars(query)]

    def append(self, user: str, conversation_id: str, question: str, answer: dict[str, Any]) -> None:
        """Keep a turn.

        Raises:
            NotInLibrary: the user has no such conversation.
        """
        with Session(self._engine) as session, session.begin():
            row = self._owned(session, user, conversation_id)
            row.changed = now()
            session.add(TurnRow(conversation_id=conversation_id, question=question, answer=answer))

    @staticmethod
    def _owned(session: Session, user: str, conversation_id: str) -> ConversationRow:
        row = session.get(ConversationRow, conversation_id)
        if row is None or row.user != user:
            raise NotInLibrary("没有这个对话，可能已被删除。请刷新页面。")
        return row
