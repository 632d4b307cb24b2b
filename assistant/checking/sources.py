"""What a text is checked against: given files, or the library's documents of its organ and year."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.checking.types import SourceText
from assistant.ingesting import Overrides, files_in, load
from knowledge.documents import Document, Kind
from knowledge.library import Library, NewDocument

_FACTS = frozenset({Kind.REPORT, Kind.DATA})
"""Kinds that say what was; a plan's figures are targets and prove nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What a person said about a text to be checked; None leaves it to the text and the library."""

    against: Sequence[Path] = ()
    previous: Path | None = None
    year: int | None = None
    organ: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A text with all that it is to be checked against."""

    text: str
    sources: tuple[SourceText, ...]
    previous: SourceText | None
    year: int | None
    organ: str | None
    itself: tuple[str, ...] = ()
    """Titles of sources whose text is the very text that is checked; the library's are left out of ``sources``."""


def setting(path: Path, given: Given, library: Library) -> Setting:
    """Read the file at ``path`` and gather its sources.

    Raises:
        UnreadableFile: a file does not exist or cannot be read whole.
    """
    new = load(path, Overrides(organ=given.organ, year=given.year))
    return gathered(new, given, library)


def gathered(new: NewDocument, given: Given, library: Library) -> Setting:
    """Gather what ``new`` is to be checked against: the given files, or what the library has of its organ and year.

    Raises:
        UnreadableFile: a given file does not exist or cannot be read whole.
    """
    organ, year = new.metadata.organ, new.metadata.year
    if given.against:
        sources = tuple(_from_file(path) for path in files_in(given.against))
    else:
        sources = library_sources(library, organ, year)
    same = tuple(source for source in sources if source.text.strip() == new.text.strip())
    if not given.against:
        # The library's copy of the text proves nothing; a file that a person names as the source is believed.
        sources = tuple(source for source in sources if source not in same)
    previous = _from_file(given.previous) if given.previous else previous_report(library, organ, year)
    itself = tuple(source.title for source in same)
    return Setting(text=new.text, sources=sources, previous=previous, year=year, organ=organ, itself=itself)


def library_sources(library: Library, organ: str | None, year: int | None) -> tuple[SourceText, ...]:
    """Return the reports and data sheets of one organ and year; none where either is unknown."""
    if organ is None or year is None:
        return ()
    found = [
        summary.id
        for summary in library.documents()
        if summary.metadata.kind in _FACTS and summary.metadata.organ == organ and summary.metadata.year == year
    ]
    return tuple(_from_document(library.get(document_id)) for document_id in found)


def previous_report(library: Library, organ: str | None, year: int | None) -> SourceText | None:
    """Return the organ's report of the year before, if the library has it."""
    if organ is None or year is None:
        return None
    for summary in library.documents():
        metadata = summary.metadata
        if metadata.kind is Kind.REPORT and metadata.organ == organ and metadata.year == year - 1:
            return _from_document(library.get(summary.id))
    return None


def _from_document(document: Document) -> SourceText:
    metadata = document.metadata
    return SourceText(
        document_id=document.id, title=metadata.title, text=document.text, organ=metadata.organ, year=metadata.year
    )


def _from_file(path: Path) -> SourceText:
    new = load(path, Overrides())
    return SourceText(
        document_id=str(path),
        title=new.metadata.title,
        text=new.text,
        organ=new.metadata.organ,
        year=new.metadata.year,
    )
