"""The hard filters that apply inside both indexes and in SQL alike."""

from dataclasses import dataclass

from knowledge.documents import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Which documents may answer; an empty tuple leaves that side open.

    ``years`` never admits a document whose year is unknown. ``document_ids`` narrows to given documents.
    """

    kinds: tuple[Kind, ...] = ()
    years: tuple[int, ...] = ()
    organs: tuple[str, ...] = ()
    document_ids: tuple[str, ...] = ()
    current_only: bool = False
    """Leave out regulations that are no longer (or not yet) in force."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexedPassage:
    """One passage as the derived indexes see it; ``passage_id`` is the SQL row's id."""

    passage_id: int
    document_id: str
    kind: Kind
    year: int | None
    organ: str | None
    current: bool
    """False for regulations that are not in force (历史版本、已废止、尚未施行)."""
    text: str
    """What is indexed: heading path and passage text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """A passage's id with the score one index gave it (higher is better)."""

    passage_id: int
    score: float
