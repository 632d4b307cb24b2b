"""Writing that is disturbed: an edit meanwhile, material that comes later, another last year, a bad model, a stranger."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.chat import ChatModel
from assistant.drafting import draft_runs
from assistant.drafting.desk import DraftingDesk, Opened
from assistant.drafting.drafts import Drafts
from assistant.drafting.ground import Prepared, Tools
from assistant.drafting.rendering import fillings_of, paragraph_text, plain_text
from assistant.drafting.types import Brief, Draft, DraftSection, Gap, SlotStatus
from assistant.errors import ModelError
from knowledge.errors import BadRequest, NotInLibrary
from knowledge.figures.metric_decisions import MetricDecisions
from knowledge.library import Library
from knowledge.store import Store
from knowledge.writer_lock import WriterLock
from tests.fakes import ScriptedChat
from tests.migrated import migrated_store

pytestmark = pytest.mark.integration

ORGAN = "云岭县公安局"
LAST = """云岭县公安局2023年法治政府建设年度报告
一、2023年主要举措和成效
（一）化解矛盾纠纷
全年受理信访事项120件，办结96件，信访事项办结率80%。
（二）加强法治宣传
开展反诈宣讲18场。办理行政复议案件7件。
二、存在的不足和原因
法制审核力量不足，主要原因是人员编制紧张。
三、主要负责人履行推进法治建设第一责任人职责情况
局长主持召开专题会议4次。
四、2024年工作安排
补齐法制员。
"""
LETTERS = "信访室2024年情况\n2024年，信访室受理信访事项131件，办结118件。信访室每周五下午公开接访。\n"
TALKS = "宣传科2024年情况\n2024年，城关派出所开展反诈宣讲24场。\n"
PARTS = "宣传科2024年情况\n2024年，进校开展反诈宣讲14场，进企开展反诈宣讲10场。\n"
COURTS = "法制大队2024年情况\n2024年，办理行政复议案件5件。\n"


@pytest.fixture
def opened_desks(tmp_path: Path) -> Iterator[Callable[..., DraftingDesk]]:
    store: Store = migrated_store(tmp_path)
    lock = WriterLock(tmp_path)
    lock.acquire()
    made: list[DraftingDesk] = []

    def make(model: ChatModel | None = None) -> DraftingDesk:
        made.append(DraftingDesk(Drafts(store.engine), Library(store, lock), MetricDecisions(store), lambda: model))
        return made[-1]

    yield make
    for desk in made:
        desk.close()
    store.close()


def begun(desk: DraftingDesk, folder: Path, **materials: str) -> str:
    draft_id = desk.create("li", Brief(organ=ORGAN, year=2024))
    last = folder / "去年.txt"
    last.write_text(LAST, encoding="utf-8")
    desk.add_previous("li", draft_id, last)
    for name, text in materials.items():
        add(desk, draft_id, folder, name, text)
    return draft_id


def add(desk: DraftingDesk, draft_id: str, folder: Path, name: str, text: str) -> None:
    path = folder / f"{name}.txt"
    path.write_text(text, encoding="utf-8")
    assert not desk.add_material("li", draft_id, path).error


def until(what: Callable[[], bool]) -> None:
    for _ in range(2000):
        if what():
            return
        time.sleep(0.005)
    raise AssertionError("it does not come about")


def state(desk: DraftingDesk, draft_id: str) -> str:
    progress = desk.progress("li", draft_id)
    return progress.state if progress else "none"


def whole(desk: DraftingDesk, draft_id: str, *, anew: bool = False) -> Opened:
    assert desk.start("li", draft_id, anew=anew)
    until(lambda: state(desk, draft_id) in {"done", "failed", "stopped"})
    assert state(desk, draft_id) == "done", desk.progress("li", draft_id)
    return desk.open("li", draft_id)


def slot(draft: Draft, last: str) -> str:
    return next(s.id for s in draft.slots if s.last and s.last.surface == last)


def gap(draft: Draft, last: str) -> Gap:
    return next(g for g in draft.gaps if g.last_surface == last)


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> threading.Semaphore:
    """Return what lets the writing go on, one section each."""
    tickets = threading.Semaphore(0)
    real = draft_runs.write

    def write(
        prepared: Prepared, index: int, *, tools: Tools, on_text: Callable[[str], None], stop: Callable[[], bool]
    ) -> tuple[DraftSection, tuple[str, ...]]:
        assert tickets.acquire(timeout=10)
        return real(prepared, index, tools=tools, on_text=on_text, stop=stop)

    monkeypatch.setattr(draft_runs, "write", write)
    return tickets


def interrupted(desk: DraftingDesk, draft_id: str, held: threading.Semaphore, sections: int) -> None:
    """Begin, let some sections be written, and stop."""
    held.release(sections)
    assert desk.start("li", draft_id)
    until(lambda: len(desk.written("li", draft_id)) == sections)
    desk.stop("li", draft_id)
    held.release()
    until(lambda: state(desk, draft_id) == "stopped")


def test_an_edit_of_the_old_version_leaves_the_sections_in_the_making(
    opened_desks: Callable[..., DraftingDesk], tmp_path: Path, held: threading.Semaphore
) -> None:
    desk = opened_desks()
    draft_id = begun(desk, tmp_path, 信访=LETTERS)
    held.release(99)
    draft = whole(desk, draft_id).draft
    while held.acquire(blocking=False):
        pass
    interrupted(desk, draft_id, held, 2)
    last = draft.sections[-1]
    desk.add_paragraph("li", draft_id, last.id, "", "我在停下时加的。", based_on=1)
    after = opened_desks()
    assert state(after, draft_id) == "stopped"
    assert len(after.written("li", draft_id)) == 2
    held.release(99)
    assert "我在停下时加的。" in plain_text(whole(after, draft_id).draft)


def test_material_that_comes_while_it_is_stopped_is_used_everywhere(
    opened_desks: Callable[..., DraftingDesk], tmp_path: Path, held: threading.Semaphore
) -> None:
    desk = opened_desks()
    draft_id = begun(desk, tmp_path, 信访=LETTERS)
    interrupted(desk, draft_id, held, len(desk.plan("li", draft_id).sections) - 1)
    add(desk, draft_id, tmp_path, "法制", COURTS + "法制大队对信访事项逐件评查。\n")
    held.release(99)
    draft = whole(desk, draft_id).draft
    assert "行政复议案件5件" in plain_text(draft)
    told = plain_text(draft) + "".join(u.text for u in draft.unused)
    assert "信访事项逐件评查" in told, "a sentence of the new material is neither used nor listed"


def test_given_figures_move_to_the_slots_of_another_last_year(
    opened_desks: Callable[..., DraftingDesk], tmp_path: Path
) -> None:
    desk = opened_desks()
    draft_id = begun(desk, tmp_path, 信访=LETTERS)
    draft = whole(desk, draft_id).draft
    desk.fill_gap("li", draft_id, slot(draft, "7件"), "9件", based_on=1)
    desk.fill_gap("li", draft_id, slot(draft, "4次"), "6次", based_on=2)
    other = LAST.replace("全年受理", "开展法治培训33次，全年受理").replace(
        "局长主持召开专题会议4次。", "局长带头学法。"
    )
    path = tmp_path / "另一份.txt"
    path.write_text(other, encoding="utf-8")
    desk.add_previous("li", draft_id, path)
    new = whole(desk, draft_id, anew=True).draft
    assert slot(new, "7件") != slot(draft, "7件")
    given = [f for f in new.fillings if f.status is SlotStatus.GIVEN]
    assert [(f.slot, f.surface, f.by) for f in given] == [(slot(new, "7件"), "9件", "li")]
    assert fillings_of(new)[slot(new, "33次")].status is SlotStatus.MISSING
    assert any("1 项数字" in notice for notice in new.notices), "a given figure was dropped and nobody told"


def test_a_candidate_is_taken_only_when_chosen_and_keeps_its_source(
    opened_desks: Callable[..., DraftingDesk], tmp_path: Path
) -> None:
    desk = opened_desks()
    draft_id = begun(desk, tmp_path, 信访=LETTERS, 宣传=TALKS)
    draft = whole(desk, draft_id).draft
    asked = gap(draft, "18场")
    assert asked.status is SlotStatus.DOUBTFUL
    assert "24场" in {c.surface for c in asked.candidates}
    assert fillings_of(draft)[asked.slot].surface == ""
    with pytest.raises(BadRequest, match="刷新"):
        desk.choose("li", draft_id, asked.slot, 99, based_on=1)
    index = next(n for n, c in enumerate(asked.candidates) if c.surface == "24场")
    opened = desk.choose("li", draft_id, asked.slot, index, based_on=1)
    filling = fillings_of(opened.draft)[asked.slot]
    assert (filling.status, filling.surface) == (SlotStatus.GIVEN, "24场")
    assert [s.title for s in filling.sources] == ["宣传科2024年情况"]
    later = desk.fill_gap("li", draft_id, slot(draft, "7件"), "9件", based_on=2)
    assert fillings_of(later.draft)[asked.slot].sources == filling.sources
    assert desk.open("li", draft_id).draft == later.draft, "what is kept is not what was made"


def test_a_proposal_stands_only_when_accepted(opened_desks: Callable[..., DraftingDesk], tmp_path: Path) -> None:
    desk = opened_desks()
    draft_id = begun(desk, tmp_path, 信访=LETTERS, 宣传=PARTS)
    draft = whole(desk, draft_id).draft
    asked = gap(draft, "18场")
    assert asked.proposal == "24场"
    assert "24场" not in plain_text(draft)
    opened = desk.accept_proposal("li", draft_id, asked.slot, based_on=1)
    filling = fillings_of(opened.draft)[asked.slot]
    assert (filling.surface, filling.by) == ("24场", "li")
    assert [s.title for s in filling.sources] == ["宣传科2024年情况"] * 2
    with pytest.raises(BadRequest, match="自己填写"):
        desk.accept_proposal("li", draft_id, slot(draft, "7件"), based_on=2)


def test_a_model_that_writes_figures_and_fails_spoils_nothing(
    opened_desks: Callable[..., DraftingDesk], tmp_path: Path
) -> None:
    bad = "全年受理信访事项999件，办结120件，荣获先进集体。⟦s9⟧"
    script: list[str | ModelError] = [bad if n % 3 else ModelError("模型断开。", received="888件") for n in range(60)]
    desk = opened_desks(ScriptedChat(script=script, obeys_grammar=False))
    draft_id = begun(desk, tmp_path, 信访=LETTERS)
    draft = whole(desk, draft_id).draft
    text = plain_text(draft)
    for wrong in ("999", "888", "120件", "先进集体", "⟦"):
        assert wrong not in text
    assert "131件" in text
    assert draft.model == "照本宣科"


def test_a_stranger_finds_nothing_and_stops_nothing(
    opened_desks: Callable[..., DraftingDesk], tmp_path: Path, held: threading.Semaphore
) -> None:
    desk = opened_desks()
    draft_id = begun(desk, tmp_path, 信访=LETTERS)
    assert desk.start("li", draft_id)
    for ask in (
        lambda: desk.stop("wang", draft_id),
        lambda: desk.remove("wang", draft_id),
        lambda: desk.start("wang", draft_id),
        lambda: desk.progress("wang", draft_id),
        lambda: desk.open("wang", draft_id),
        lambda: desk.as_docx("wang", draft_id),
        lambda: desk.add_previous("wang", draft_id, tmp_path / "去年.txt"),
    ):
        with pytest.raises((NotInLibrary, BadRequest)):
            ask()
    held.release(99)
    until(lambda: state(desk, draft_id) == "done")
    opened = desk.open("li", draft_id)
    assert opened.version == 1
    assert "131件" in "".join(paragraph_text(p, opened.draft).text for s in opened.draft.sections for p in s.paragraphs)
