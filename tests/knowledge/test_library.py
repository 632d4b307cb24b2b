"""Documents in and out: one transaction each, nothing lost, one writer."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from knowledge.documents import Kind, Metadata
from knowledge.errors import LibraryBusy, NotInLibrary
from knowledge.library import Library, NewDocument, in_force
from knowledge.store import PassageRow, PendingRow, Store
from knowledge.writer_lock import WriterLock

TEXT = "一、概况\n2023年受理事项12件。\n二、安排\n(一)继续推进。\n"


def new(text: str = TEXT, **given: object) -> NewDocument:
    values = {"title": "云岭县公安局2023年报告", "kind": Kind.REPORT, "organ": "云岭县公安局", "year": 2023, **given}
    return NewDocument(text=text, metadata=Metadata(**values))  # pyright: ignore[reportArgumentType]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store(f"sqlite:///{tmp_path / 'library.sqlite3'}")
    yield made
    made.close()


@pytest.fixture
def library(store: Store, tmp_path: Path) -> Iterator[Library]:
    lock = WriterLock(tmp_path)
    yield Library(store, lock)
    lock.release()


def test_passages_concatenated_are_the_text(library: Library) -> None:
    made = library.add(new())
    assert "".join(p.text for p in library.outline(made).passages) == TEXT


def test_the_same_document_is_kept_once(library: Library) -> None:
    assert library.add(new()) == library.add(new())
    assert len(library.documents()) == 1


def test_the_same_text_of_another_year_is_another_document(library: Library) -> None:
    assert library.add(new()) != library.add(new(year=2022))


def test_a_removed_document_leaves_no_passage_and_notes_the_indexes_debt(library: Library, store: Store) -> None:
    made = library.add(new())
    library.remove(made)
    with store.begin() as session:
        assert session.scalars(select(PassageRow)).all() == []
        owed = [(p.document_id, p.action) for p in session.scalars(select(PendingRow))]
    assert owed == [(made, "remove")] * 2
    with pytest.raises(NotInLibrary, match="资料库里没有"):
        library.get(made)


def test_replacing_what_is_not_there_changes_nothing(library: Library) -> None:
    library.add(new())
    with pytest.raises(NotInLibrary):
        library.replace("000000000000", new("一、其他\n别的内容。\n"))
    assert [s.metadata.title for s in library.documents()] == ["云岭县公安局2023年报告"]


def test_a_replaced_document_gets_a_new_id(library: Library) -> None:
    old = library.add(new())
    made = library.replace(old, new("一、概况\n2023年受理事项13件。\n"))
    assert made != old
    assert [s.id for s in library.documents()] == [made]


def test_a_second_writer_is_told_who_writes(library: Library, store: Store, tmp_path: Path) -> None:
    library.add(new())
    other = Library(store, WriterLock(tmp_path))
    with pytest.raises(LibraryBusy, match="进程号"):
        other.add(new(year=2020))


def test_articles_are_found_by_number(library: Library) -> None:
    law = "示范条例\n第一条　甲。\n第二条　依照本条例第一条的规定，乙。\n第三条　丙。\n"
    made = library.add(new(law, kind=Kind.REGULATION, organ=None))
    found = library.articles(made)
    assert [a.number for a in found] == [1, 2, 3]
    assert library.get(made).text[found[1].start : found[1].end].startswith("第二条")


@pytest.mark.parametrize(
    ("status", "begins", "ends", "expected"),
    [
        (None, None, None, True),
        ("现行有效", None, None, True),
        ("尚未施行", date(2027, 1, 1), None, False),
        ("尚未施行", date(2026, 1, 1), None, True),
        ("尚未施行", None, None, False),
        ("历史版本", None, None, False),
        ("已废止", None, None, False),
        ("现行有效", None, date(2026, 8, 15), False),
        ("现行有效", None, date(2027, 8, 15), True),
    ],
)
def test_what_is_in_force_depends_on_the_day(
    status: str | None, begins: date | None, ends: date | None, *, expected: bool
) -> None:
    metadata = Metadata(title="某法", kind=Kind.REGULATION, status=status, in_force_from=begins, in_force_to=ends)
    assert in_force(metadata, date(2026, 11, 24)) is expected
