"""The types everything else speaks in: documents, sections, passages, spans.

All offsets count Unicode code points in a document's canonical text and are half-open.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """What sort of text a document is; the value is what the CLI and the database store."""

    REPORT = "report"
    REGULATION = "regulation"
    PLAN = "plan"
    DATA = "data"
    CATALOGUE = "catalogue"
    """A catalogue entry (目录信息，非原文): facts about a norm whose text the library lacks."""


def text_hash(text: str) -> str:
    """Return the SHA-256 of ``text`` in UTF-8 as 64 hex digits."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A half-open range of code points in a canonical text."""

    start: int
    end: int

    def __post_init__(self) -> None:
        """Refuse a span that runs backwards."""
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: {self.start}..{self.end}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading with everything up to the next heading of its level or above."""

    heading: str
    level: int
    path: str
    """Heading path as shown to people: "二、(三) › 二是" or "第二章 › 第二十三条"."""
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A run of whole sentences that is retrieved as one; passages tile the text."""

    locator: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """Sections and passages of one text; ``"".join(p.text for p in passages)`` is the text."""

    sections: tuple[Section, ...]
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What a document is: read from its text, or given by a person who knows better."""

    title: str
    kind: Kind
    organ: str | None = None
    year: int | None = None
    """Reporting year of a report or data sheet; version year of a regulation; None if unknown."""
    document_number: str | None = None
    issued: date | None = None
    """成文 or 公布 date of this version."""
    in_force_from: date | None = None
    in_force_to: date | None = None
    """First day on which the text is no longer in force; None while it is."""
    status: str | None = None
    """现行有效 / 尚未施行 / 历史版本 / 已废止 …; None for texts that have no such status."""
    verified: str | None = None
    """How far status and dates are verified, in a Chinese sentence shown to people."""
    source: str | None = None
    """Where the file came from: file name, package, or address."""
    extra: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One text of the library with its metadata; the text is canonical and never changes."""

    id: str
    """Stable for this very content: replaced content gets a new id."""
    metadata: Metadata
    text: str
    sha256: str
    warnings: tuple[str, ...] = ()
