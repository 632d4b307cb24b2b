"""All known versions of all known norms: of the library, of the statutes package, of the catalogue, and bare facts."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Protocol

from knowledge.documents import Document, Kind, Metadata
from knowledge.errors import NotInLibrary, UnreadableFile
from knowledge.norms.catalogue import Entry, entries, entry
from knowledge.norms.known_norms import KnownNorm, known_norms
from knowledge.norms.statute_dates import repealed_by
from knowledge.norms.statute_rows import StatuteDatabase, database_path
from knowledge.norms.statutes import Statute, statutes
from knowledge.norms.titles import key

_MARKED = re.compile(r"《([^《》\n]{2,60})》")
_COUNT = re.compile(r"共(?:\d{1,3}章)?(\d{1,4})条")


class Position(Protocol):
    """Where an article stands in its document's text."""

    @property
    def number(self) -> int:
        """Return the article's number."""
        ...

    @property
    def suffix(self) -> int:
        """Return 1 for 第十七条之一, 0 for the article itself."""
        ...

    @property
    def path(self) -> str:
        """Return the heading path, as in 第二章 › 第二十三条."""
        ...

    @property
    def start(self) -> int:
        """Return the offset of its first character."""
        ...

    @property
    def end(self) -> int:
        """Return the offset behind its last character."""
        ...


class Shelf(Protocol):
    """What is needed of the library."""

    def regulations(self) -> list[tuple[str, Metadata]]:
        """Return id and metadata of every regulation and catalogue entry."""
        ...

    def articles(self, document_id: str) -> Sequence[Position]:
        """Return the articles of a regulation in order."""
        ...

    def get(self, document_id: str) -> Document:
        """Return a document with its text."""
        ...


class Origin(StrEnum):
    """Where a version is known from; the value is shown to people."""

    LIBRARY = "资料库"
    STATUTES = "法律数据库"
    CATALOGUE = "目录"
    FACTS = "随产品提供的条数记录"


@dataclass(frozen=True, slots=True, kw_only=True)
class NormVersion:
    """One version of one norm and its place in time, as far as it is known."""

    title: str
    origin: Origin
    issued: date | None = None
    since: date | None = None
    """First day in force; None where not recorded."""
    until: date | None = None
    """First day no longer in force; None where it still is, or where that is not recorded."""
    period: tuple[int, int] | None = None
    """The years that a plan covers."""
    article_count: int | None = None
    """Known without reading the text; None where it is not."""
    document_number: str | None = None
    document_id: str = ""
    """Of the library; empty for any other origin."""
    law_id: str = ""
    """Of the statutes package; empty where the version is not from there."""
    successor: str | None = None
    """Title of what took its place, where that is another norm."""
    entry_id: str = ""

    @property
    def begins(self) -> date | None:
        """Return the first day in force, else the day of issue, which is never later."""
        return self.since or self.issued

    @property
    def label(self) -> str:
        """Return the title with the year of the version, for people."""
        return f"《{self.title}》（{self.issued.year}年版本）" if self.issued else f"《{self.title}》"


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeal:
    """A norm that a law repeals in its closing article."""

    title: str
    by: str
    day: date | None
    """None where the repealing law's own day is not recorded: then it is long ago."""
    latest: date
    """The day by which it was repealed at the latest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """Everything known, by normal form of the title."""

    versions: Mapping[str, tuple[NormVersion, ...]]
    """Oldest first."""
    repeals: Mapping[str, Repeal]
    """Norms that are known only by their end."""
    existed: frozenset[str]
    """Norms that are known to be older than their first known version."""
    new: frozenset[str]
    """Norms that did not exist before their first known version."""


def register(shelf: Shelf | None, *, today: date) -> Register:
    """Read all sources once; a missing statutes package leaves the library, the catalogue and the facts."""
    found: dict[str, list[NormVersion]] = {}
    laws: tuple[Statute, ...] = ()
    with suppress(NotInLibrary, UnreadableFile):
        laws = tuple(statutes(today=today))
    for version in (*_of_library(shelf), *map(_of_statute, laws), *_of_facts(), *_of_catalogue()):
        same = found.setdefault(key(version.title), [])
        twin = next((n for n, other in enumerate(same) if _is_same(other, version)), None)
        if twin is None:
            same.append(version)
        else:
            same[twin] = _merged(same[twin], version)
    repeals = _repeals(laws)
    ordered = {name: _in_order(versions, repeals.get(name)) for name, versions in found.items()}
    mentioned = _first_mentions(laws)
    return Register(
        versions=ordered,
        repeals={name: repeal for name, repeal in repeals.items() if name not in ordered},
        existed=_existed(ordered, mentioned),
        new=frozenset(map(key, known_norms().first_adopted)) | _replacing(laws, ordered, mentioned),
    )


def _of_library(shelf: Shelf | None) -> Iterator[NormVersion]:
    for document_id, metadata in shelf.regulations() if shelf else ():
        if metadata.kind is not Kind.REGULATION:
            continue  # catalogue entries are read from the catalogue itself
        yield NormVersion(
            title=metadata.title,
            origin=Origin.LIBRARY,
            issued=metadata.issued or (date(metadata.year, 1, 1) if metadata.year else None),
            since=metadata.in_force_from,
            until=metadata.in_force_to,
            document_number=metadata.document_number,
            document_id=document_id,
            law_id=metadata.extra.get("law_id", ""),
        )


def _of_statute(law: Statute) -> NormVersion:
    metadata = law.metadata
    return NormVersion(
        title=metadata.title,
        origin=Origin.STATUTES,
        issued=metadata.issued,
        since=metadata.in_force_from,
        until=metadata.in_force_to,
        law_id=metadata.extra["law_id"],
    )


def _of_facts() -> Iterator[NormVersion]:
    facts = known_norms()
    for norm in (*facts.former, *facts.known):
        yield _of_fact(norm)


def _of_fact(norm: KnownNorm) -> NormVersion:
    return NormVersion(
        title=norm.title,
        origin=Origin.FACTS,
        issued=norm.issued,
        since=norm.in_force_from,
        article_count=norm.articles,
        document_number=norm.document_number,
    )


def _of_catalogue() -> Iterator[NormVersion]:
    for known in entries():
        counts = (_COUNT.search(fact) for fact in known.facts)
        yield NormVersion(
            title=known.title,
            origin=Origin.CATALOGUE,
            issued=known.issued,
            since=known.in_force_from or (date(known.period.start, 1, 1) if known.period else None),
            until=_catalogue_end(known),
            period=(known.period.start, known.period.end) if known.period else None,
            article_count=next((int(match[1]) for match in counts if match), None),
            document_number=known.document_number,
            successor=entry(known.replaced_by).title if known.replaced_by else None,
            entry_id=known.id,
        )


def _catalogue_end(known: Entry) -> date | None:
    if known.in_force_to or not known.period:
        return known.in_force_to
    return date(known.period.end + 1, 1, 1)


def _is_same(one: NormVersion, other: NormVersion) -> bool:
    if one.law_id and one.law_id == other.law_id:
        return True
    if one.issued is None or other.issued is None:
        return True
    return one.issued == other.issued or (
        one.since is not None and one.since == other.since and Origin.CATALOGUE in {one.origin, other.origin}
    )


def _merged(one: NormVersion, other: NormVersion) -> NormVersion:
    """Keep the first source's text, and add what only the other one knows."""
    return replace(
        one,
        issued=one.issued or other.issued,
        since=one.since or other.since,
        until=one.until or other.until,
        period=one.period or other.period,
        article_count=one.article_count or other.article_count,
        document_number=one.document_number or other.document_number,
        law_id=one.law_id or other.law_id,
        successor=one.successor or other.successor,
        entry_id=one.entry_id or other.entry_id,
    )


def _in_order(versions: Sequence[NormVersion], repeal: Repeal | None) -> tuple[NormVersion, ...]:
    """Sort by day of issue, end each version where the next one begins, and name what took the last one's place."""
    ordered = sorted(versions, key=lambda v: v.issued or v.since or date.min)
    closed = [replace(version, until=version.until or following.begins) for version, following in pairwise(ordered)]
    last = ordered[-1]
    if repeal and last.until and last.until == repeal.day:
        last = replace(last, successor=last.successor or repeal.by)
    return (*closed, last)


def _first_mentions(laws: Sequence[Statute]) -> Mapping[str, date]:
    """Return since when each title is named by another law of the package."""
    first: dict[str, date] = {}
    for law in laws:
        issued = law.metadata.issued
        for title in frozenset(_MARKED.findall(law.text)) if issued else ():
            name = key(title)
            if issued and issued < first.get(name, date.max):
                first[name] = issued
    return first


def _existed(versions: Mapping[str, Sequence[NormVersion]], mentioned: Mapping[str, date]) -> frozenset[str]:
    earlier = _first_days()
    found: set[str] = set()
    for name, known in versions.items():
        issued = known[0].issued
        if issued and (mentioned.get(name, date.max) < issued or earlier.get(name, date.max) < issued):
            found.add(name)
    return frozenset(found)


def _first_days() -> Mapping[str, date]:
    """Return the package's 施行日期 by title: of an amended law it is the day on which it first came into force."""
    days: dict[str, date] = {}
    with suppress(NotInLibrary, UnreadableFile):
        for row in StatuteDatabase(database_path()).laws():
            if row.effective:
                days[key(row.title)] = min(row.effective, days.get(key(row.title), date.max))
    return days


def _repeals(laws: Sequence[Statute]) -> Mapping[str, Repeal]:
    found: dict[str, Repeal] = {}
    for law in laws:
        day, issued = law.metadata.in_force_from, law.metadata.issued
        for title in repealed_by(law.text):
            name = key(title)
            if name != key(law.metadata.title) and issued:
                found[name] = Repeal(title=title, by=law.metadata.title, day=day, latest=day or issued)
    return found


def _replacing(
    laws: Sequence[Statute], versions: Mapping[str, Sequence[NormVersion]], mentioned: Mapping[str, date]
) -> frozenset[str]:
    """Return the laws that came in the place of a norm with another name: they are no amended ones."""
    found: set[str] = set()
    for law in laws:
        name, issued, day = key(law.metadata.title), law.metadata.issued, law.metadata.in_force_from
        first = versions[name][0].issued == issued
        if not (issued and day and day > issued and first) or mentioned.get(name, date.max) < issued:
            continue
        if any(key(title) != name for title in repealed_by(law.text)):
            found.add(name)
    return frozenset(found)
