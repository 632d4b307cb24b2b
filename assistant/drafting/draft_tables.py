"""SQL tables of the drafts: what each is made from, sections in the making, versions."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, DateTime, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from knowledge.store import Base, now


class DraftRow(Base):
    """A draft of one user: the brief and how far it is."""

    __tablename__ = "drafts"

    id: Mapped[str] = mapped_column(primary_key=True)
    user: Mapped[str] = mapped_column(index=True)
    brief: Mapped[dict[str, Any]] = mapped_column(JSON)
    previous_id: Mapped[str | None]
    """A document of the library that is last year's report; None where a text was given, or there is none."""
    stage: Mapped[str] = mapped_column(default="brief")
    outline: Mapped[str | None] = mapped_column(Text)
    """JSON; None until a person saved one."""
    version: Mapped[int] = mapped_column(default=0)
    """Number of the newest version; 0 before the first."""
    created: Mapped[datetime] = mapped_column(DateTime, default=now)
    changed: Mapped[datetime] = mapped_column(DateTime, default=now)


class DraftTextRow(Base):
    """A text that a draft is made from and that is in no library: canonical text, with what it says of itself."""

    __tablename__ = "draft_texts"

    id: Mapped[str] = mapped_column(primary_key=True)
    draft_id: Mapped[str] = mapped_column(ForeignKey("drafts.id", ondelete="CASCADE"), index=True)
    role: Mapped[str]
    """``material`` or ``previous``."""
    name: Mapped[str]
    data: Mapped[str] = mapped_column(Text)
    """Metadata as JSON."""
    text: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str]
    warnings: Mapped[list[str]] = mapped_column(JSON, default=list)
    added: Mapped[datetime] = mapped_column(DateTime, default=now)


class DraftSectionRow(Base):
    """A section that is written while others still wait; gone when the whole is saved as a version."""

    __tablename__ = "draft_sections"

    draft_id: Mapped[str] = mapped_column(ForeignKey("drafts.id", ondelete="CASCADE"), primary_key=True)
    section_id: Mapped[str] = mapped_column(primary_key=True)
    section: Mapped[str] = mapped_column(Text)
    notices: Mapped[str] = mapped_column(Text, default="[]")


class DraftVersionRow(Base):
    """One version of a draft, whole."""

    __tablename__ = "draft_versions"
    __table_args__ = (UniqueConstraint("draft_id", "number", name="draft_versions_number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[str] = mapped_column(ForeignKey("drafts.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    why: Mapped[str]
    by: Mapped[str]
    made: Mapped[datetime] = mapped_column(DateTime, default=now)
    draft: Mapped[str] = mapped_column(Text)
