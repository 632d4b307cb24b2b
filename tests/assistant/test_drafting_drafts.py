"""Drafts in SQL: kept per user, exact, in versions, each change whole or not at all; tables as the migration makes them."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session

from assistant.drafting.draft_tables import DraftTextRow, DraftVersionRow
from assistant.drafting.drafts import MOST_VERSIONS, Drafts
from assistant.drafting.types import Brief, OutlineSection
from assistant.errors import EditConflict
from knowledge.documents import Kind, Metadata
from knowledge.errors import NotInLibrary
from knowledge.store import Base
from tests.assistant.drafting_draft import ORGAN, a_draft
from tests.migrated import migrated_store

BRIEF = Brief(organ=ORGAN, year=2024)
METADATA = Metadata(title="信访室2024年情况", kind=Kind.DATA, organ=ORGAN, year=2024)
OUTLINE = (OutlineSection(id="o1", heading="一、工作", level=1, requirement="done", template=None, materials=("m1",)),)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    store = migrated_store(tmp_path)
    yield store.engine
    store.close()


@pytest.fixture
def drafts(engine: Engine) -> Drafts:
    return Drafts(engine)


def add(drafts: Drafts, draft_id: str, text: str, role: str = "material") -> str:
    return drafts.add_text(
        "li", draft_id, role=role, name="a.txt", metadata=METADATA, text=text, warnings=("空表。",)  # pyright: ignore[reportArgumentType]
    )  # fmt: skip


def test_the_migration_makes_the_tables_of_the_code(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, Base.metadata)
    ours = [d for d in differences if "draft" in str(d)]
    assert ours == []


def test_a_draft_comes_back_exactly_after_a_restart(engine: Engine) -> None:
    before = Drafts(engine)
    draft_id = before.create("li", BRIEF, previous_id="d7")
    add(before, draft_id, "受理信访事项131件。")
    before.set_outline("li", draft_id, OUTLINE)
    assert before.save("li", draft_id, a_draft(), based_on=0, why="生成全文", by="li") == 1
    after = Drafts(engine)
    assert after.draft("li", draft_id) == (a_draft(), 1)
    project = after.get("li", draft_id)
    assert (project.brief, project.previous_id, project.outline) == (BRIEF, "d7", OUTLINE)
    (text,) = project.materials
    assert (text.text, text.metadata, text.warnings) == ("受理信访事项131件。", METADATA, ("空表。",))
    assert project.stage == "done"
    assert [p.id for p in after.all_of("li")] == [draft_id]


def test_another_users_draft_is_not_there(drafts: Drafts) -> None:
    draft_id = drafts.create("li", BRIEF)
    assert drafts.all_of("wang") == []
    for ask in (
        lambda: drafts.get("wang", draft_id),
        lambda: drafts.head("wang", draft_id),
        lambda: drafts.remove("wang", draft_id),
        lambda: drafts.save("wang", draft_id, a_draft(), based_on=0, why="", by="wang"),
        lambda: drafts.versions("wang", draft_id),
        lambda: drafts.keep_section("wang", draft_id, a_draft().sections[0]),
        lambda: drafts.remove_text("wang", draft_id, "t1"),
    ):
        with pytest.raises(NotInLibrary, match="没有这份草稿"):
            ask()
    assert drafts.get("li", draft_id).brief == BRIEF


def test_a_removed_draft_leaves_nothing(drafts: Drafts, engine: Engine) -> None:
    draft_id = drafts.create("li", BRIEF)
    add(drafts, draft_id, "甲。")
    drafts.save("li", draft_id, a_draft(), based_on=0, why="生成全文", by="li")
    drafts.keep_section("li", draft_id, a_draft().sections[0])
    drafts.remove("li", draft_id)
    with Session(engine) as session:
        for table in Base.metadata.tables.values():
            if table.name.startswith("draft"):
                assert session.execute(select(table)).all() == []


def test_a_text_is_kept_once_and_last_years_is_one(drafts: Drafts) -> None:
    draft_id = drafts.create("li", BRIEF)
    assert add(drafts, draft_id, "甲。") == add(drafts, draft_id, "甲。")
    add(drafts, draft_id, "去年。", "previous")
    drafts.set_outline("li", draft_id, OUTLINE)
    newer = add(drafts, draft_id, "另一份去年。", "previous")
    project = drafts.get("li", draft_id)
    assert len(project.materials) == 1
    assert project.previous is not None
    assert project.previous.id == newer
    assert project.outline is None, "an outline of another report's headings stood"


def test_what_was_written_from_a_removed_text_goes_with_it(drafts: Drafts) -> None:
    draft_id = drafts.create("li", BRIEF)
    text_id = add(drafts, draft_id, "甲。")
    section = a_draft().sections[0]
    drafts.keep_section("li", draft_id, section, ("提示。",))
    drafts.keep_section("li", draft_id, section, ("提示。",))
    assert drafts.written("li", draft_id).sections == {"o1": section}
    assert drafts.written("li", draft_id).notices == ("提示。",)
    other = drafts.create("li", BRIEF)
    drafts.remove_text("li", other, text_id)
    assert drafts.get("li", draft_id).materials, "a text was removed through another draft"
    drafts.remove_text("li", draft_id, text_id)
    assert drafts.written("li", draft_id).sections == {}
    drafts.remove_text("li", draft_id, text_id)


def test_another_brief_takes_the_outline_along_the_same_does_not(drafts: Drafts) -> None:
    draft_id = drafts.create("li", BRIEF)
    drafts.set_outline("li", draft_id, OUTLINE)
    drafts.set_brief("li", draft_id, BRIEF, previous_id=None)
    assert drafts.get("li", draft_id).outline == OUTLINE
    drafts.set_brief("li", draft_id, replace(BRIEF, year=2025), previous_id=None)
    assert drafts.get("li", draft_id).outline is None


def test_versions_are_kept_listed_and_limited(drafts: Drafts, monkeypatch: pytest.MonkeyPatch) -> None:
    assert MOST_VERSIONS == 200
    most = 6
    monkeypatch.setattr("assistant.drafting.drafts.MOST_VERSIONS", most)
    draft_id = drafts.create("li", BRIEF)
    for n in range(most + 3):
        draft = replace(a_draft(), title=f"第{n + 1}版")
        drafts.save("li", draft_id, draft, based_on=n, why=f"改{n + 1}", by="li")
    versions = drafts.versions("li", draft_id)
    assert [v.number for v in versions] == list(range(most + 3, 3, -1))
    assert versions[0].why == f"改{most + 3}"
    assert drafts.draft("li", draft_id, 4)[0].title == "第4版"
    with pytest.raises(NotInLibrary, match="不再保留"):
        drafts.draft("li", draft_id, 3)


def test_a_conflict_leaves_all_as_it_was(drafts: Drafts) -> None:
    draft_id = drafts.create("li", BRIEF)
    drafts.save("li", draft_id, a_draft(), based_on=0, why="生成全文", by="li")
    drafts.save("li", draft_id, replace(a_draft(), title="甲改的"), based_on=1, why="甲", by="li")
    with pytest.raises(EditConflict, match=r"第 2 版.*刷新"):
        drafts.save("li", draft_id, replace(a_draft(), title="乙改的"), based_on=1, why="乙", by="li")
    assert drafts.draft("li", draft_id)[0].title == "甲改的"
    assert [v.why for v in drafts.versions("li", draft_id)] == ["甲", "生成全文"]


def test_of_many_that_save_at_once_one_wins(drafts: Drafts) -> None:
    draft_id = drafts.create("li", BRIEF)
    ended: list[str] = []
    ready = threading.Barrier(6)

    def save(n: int) -> None:
        ready.wait()
        try:
            drafts.save("li", draft_id, a_draft(), based_on=0, why=str(n), by="li")
        except EditConflict:
            ended.append("conflict")
        else:
            ended.append("saved")

    threads = [threading.Thread(target=save, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ended) == ["conflict"] * 5 + ["saved"]
    assert len(drafts.versions("li", draft_id)) == 1


@pytest.mark.parametrize("broken", [DraftVersionRow.__tablename__, DraftTextRow.__tablename__])
def test_a_failure_in_the_middle_leaves_the_old_state(drafts: Drafts, engine: Engine, broken: str) -> None:
    draft_id = drafts.create("li", BRIEF)
    drafts.save("li", draft_id, a_draft(), based_on=0, why="生成全文", by="li")
    drafts.keep_section("li", draft_id, a_draft().sections[0])
    before = drafts.get("li", draft_id)

    def fail(_c: object, _k: object, statement: str, *_rest: object) -> None:
        if statement.startswith(f"INSERT INTO {broken}"):
            raise RuntimeError("power cut")

    event.listen(engine, "before_cursor_execute", fail)
    change = {
        DraftVersionRow.__tablename__: lambda: drafts.save("li", draft_id, a_draft(), based_on=1, why="新", by="li"),
        DraftTextRow.__tablename__: lambda: add(drafts, draft_id, "去年。", "previous"),
    }[broken]
    try:
        with pytest.raises(RuntimeError, match="power cut"):
            change()
    finally:
        event.remove(engine, "before_cursor_execute", fail)
    assert drafts.get("li", draft_id) == before
    assert drafts.draft("li", draft_id) == (a_draft(), 1)
    assert set(drafts.written("li", draft_id).sections) == {"o1"}
