"""The desk of drafts over a real database, no model: material, writing in the background, edits, versions, files."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.chat import ChatModel
from assistant.drafting import draft_edits, draft_runs
from assistant.drafting.desk import DraftingDesk, Opened
from assistant.drafting.drafts import Drafts
from assistant.drafting.editing import paragraph_of, section_of
from assistant.drafting.ground import Prepared, Tools
from assistant.drafting.rendering import fillings_of, paragraph_text, plain_text
from assistant.drafting.types import Brief, Draft, DraftSection, DraftSentence, SlotStatus
from assistant.errors import EditConflict, ModelUnavailable
from knowledge.documents import Kind, Metadata
from knowledge.errors import BadRequest, NotInLibrary
from knowledge.figures.metric_decisions import MetricDecisions
from knowledge.library import Library, NewDocument
from knowledge.store import Store
from knowledge.writer_lock import WriterLock
from tests.migrated import migrated_store

pytestmark = pytest.mark.integration

ORGAN = "云岭县公安局"
LAST = """云岭县公安局2023年法治政府建设年度报告
一、2023年主要举措和成效
（一）依法化解矛盾纠纷
全年受理信访事项120件，办结96件，信访事项办结率80%。
组织反诈宣讲18场。
（二）规范执法办案
办理行政复议案件7件。
二、存在的不足和原因
法制审核力量不足，主要原因是人员编制紧张。
三、主要负责人履行推进法治建设第一责任人职责情况
局长带头学法，主持召开专题会议4次。
四、2024年工作安排
补齐法制员。
"""
LETTERS = "信访室2024年工作情况\n2024年，信访室受理信访事项131件，办结118件。信访室每周五下午公开接访。\n"
MEETINGS = "办公室2024年情况\n2024年，局长主持召开专题会议6次。\n"
COURTS = "法制大队2024年情况\n2024年，办理行政复议案件5件。\n"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = migrated_store(tmp_path)
    yield made
    made.close()


@pytest.fixture
def library(store: Store, tmp_path: Path) -> Library:
    lock = WriterLock(tmp_path)
    lock.acquire()
    return Library(store, lock)


@pytest.fixture
def open_desk(store: Store, library: Library) -> Iterator[Callable[..., DraftingDesk]]:
    opened: list[DraftingDesk] = []

    def make(model: ChatModel | None = None) -> DraftingDesk:
        opened.append(DraftingDesk(Drafts(store.engine), library, MetricDecisions(store), lambda: model))
        return opened[-1]

    yield make
    for desk in opened:
        desk.close()


@pytest.fixture
def desk(open_desk: Callable[..., DraftingDesk]) -> DraftingDesk:
    return open_desk()


def last_years(library: Library) -> str:
    metadata = Metadata(title=f"{ORGAN}2023年法治政府建设年度报告", kind=Kind.REPORT, organ=ORGAN, year=2023)
    return library.add(NewDocument(text=LAST, metadata=metadata))


def file(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def draft_id(desk: DraftingDesk, library: Library, tmp_path: Path) -> str:
    made = desk.create("li", Brief(organ=ORGAN, year=2024), previous_id=last_years(library))
    for name, text in (("信访室.txt", LETTERS), ("办公室.txt", MEETINGS)):
        assert not desk.add_material("li", made, file(tmp_path, name, text)).error
    return made


def ended(desk: DraftingDesk, draft_id: str) -> str:
    for _ in range(2000):
        progress = desk.progress("li", draft_id)
        if progress is None or not progress.running:
            return progress.state if progress else "none"
        time.sleep(0.005)
    raise AssertionError("the writing does not end")


def written(desk: DraftingDesk, draft_id: str, **how: bool) -> Opened:
    assert desk.start("li", draft_id, **how)
    assert ended(desk, draft_id) == "done", desk.progress("li", draft_id)
    return desk.open("li", draft_id)


def slot_of(draft: Draft, last: str) -> str:
    return next(s.id for s in draft.slots if s.last and s.last.surface == last)


def paragraph_with(draft: Draft, words: str) -> str:
    return next(p.id for s in draft.sections for p in s.paragraphs if words in paragraph_text(p, draft).text)


def surface(opened: Opened, slot: str) -> str:
    return fillings_of(opened.draft)[slot].surface


def test_a_brief_that_lacks_something_is_refused(desk: DraftingDesk, library: Library) -> None:
    with pytest.raises(BadRequest, match="机关"):
        desk.create("li", Brief(organ=" ", year=2024))
    with pytest.raises(BadRequest, match="年度"):
        desk.create("li", Brief(organ=ORGAN, year=24))
    with pytest.raises(BadRequest, match="不早于"):
        desk.create("li", Brief(organ=ORGAN, year=2023), previous_id=last_years(library))
    assert desk.all_of("li") == []


def test_last_years_report_is_offered_the_nearest_first(desk: DraftingDesk, library: Library) -> None:
    last_years(library)
    older = Metadata(title="旧报告", kind=Kind.REPORT, organ=ORGAN, year=2021)
    library.add(NewDocument(text=LAST.replace("2023", "2021"), metadata=older))
    assert [c.year for c in desk.previous_choices(ORGAN, 2024)] == [2023, 2021]
    assert desk.previous_choices(ORGAN, 2022)[0].title == "旧报告"
    assert desk.previous_choices("别的局", 2024) == ()


def test_a_bad_file_is_told_and_the_rest_goes_on(desk: DraftingDesk, draft_id: str, tmp_path: Path) -> None:
    bad = tmp_path / "坏.docx"
    bad.write_bytes(b"PK\x03\x04nonsense")
    added = desk.add_material("li", draft_id, bad, name="坏<b>.docx")
    assert added.text_id is None
    assert added.error
    read = desk.materials("li", draft_id)
    assert [(m.name, m.figures) for m in read] == [("信访室.txt", 2), ("办公室.txt", 1)]
    again = desk.add_material("li", draft_id, tmp_path / "信访室.txt")
    assert again.text_id == read[0].text_id
    assert desk.recognise(file(tmp_path, "去年.txt", LAST)).year == 2023


def test_the_outline_is_rearranged_and_refused_where_it_jumps(desk: DraftingDesk, draft_id: str) -> None:
    plan = desk.plan("li", draft_id)
    assert plan.missing == ()
    assert any(p.slots for p in plan.sections)
    lines = [
        (p.section.id, p.section.heading, p.section.level) for p in plan.sections if p.section.requirement != "short"
    ]
    plan = desk.save_outline("li", draft_id, [*lines, ("", "其他情况", 1)])
    assert [r.id for r in plan.missing] == ["short"]
    assert plan.sections[-1].section.heading.endswith("其他情况")
    with pytest.raises(BadRequest, match="层级"):
        desk.save_outline("li", draft_id, [("", "甲", 1), ("", "乙", 3)])


def test_a_whole_draft(desk: DraftingDesk, draft_id: str) -> None:
    opened = written(desk, draft_id)
    text = plain_text(opened.draft)
    assert "131件" in text
    assert "120件" not in text
    assert "【待补充：" in text
    assert {g.last_surface for g in opened.draft.gaps if g.slot} == {"18场", "7件"}
    assert (opened.version, opened.latest) == (1, 1)
    assert [v.why for v in desk.versions("li", draft_id)] == ["生成全文"]
    assert desk.project("li", draft_id).stage == "done"
    shape = json.loads(json.dumps(desk.as_json("li", draft_id), ensure_ascii=False))
    assert shape["text"] == text
    for figure in shape["figures"]:
        assert text[figure["start"] : figure["end"]] == figure["surface"]
        assert figure["status"] in {"filled", "computed", "material", "given"}
        assert figure["citation"]
    name, body = desk.as_docx("li", draft_id, annex=True)
    assert name.endswith(".docx")
    assert body.startswith(b"PK")
    assert "【待补充：" in desk.as_markdown("li", draft_id)[1]


def test_filling_a_gap_updates_text_gaps_and_version(desk: DraftingDesk, draft_id: str) -> None:
    draft = written(desk, draft_id).draft
    slot = slot_of(draft, "7件")
    with pytest.raises(BadRequest, match="单位"):
        desk.fill_gap("li", draft_id, slot, "9人次", based_on=1)
    opened = desk.fill_gap("li", draft_id, slot, "9", based_on=1)
    assert "行政复议案件9件" in plain_text(opened.draft)
    assert slot not in {g.slot for g in opened.draft.gaps}
    filling = fillings_of(opened.draft)[slot]
    assert (filling.status, filling.by) == (SlotStatus.GIVEN, "li")
    with pytest.raises(EditConflict):
        desk.fill_gap("li", draft_id, slot, "10", based_on=1)
    cleared = desk.clear_slot("li", draft_id, slot, based_on=2)
    assert slot in {g.slot for g in cleared.draft.gaps}
    assert "9件" not in plain_text(cleared.draft)
    with pytest.raises(BadRequest, match="不用撤回"):
        desk.clear_slot("li", draft_id, slot, based_on=3)


def test_a_rate_follows_from_what_a_person_gave(desk: DraftingDesk, library: Library, tmp_path: Path) -> None:
    made = desk.create("li", Brief(organ=ORGAN, year=2024), previous_id=last_years(library))
    desk.add_material("li", made, file(tmp_path, "信访室.txt", "信访室2024年情况\n2024年，办结信访事项118件。\n"))
    draft = written(desk, made).draft
    received, rate = slot_of(draft, "120件"), slot_of(draft, "80%")
    assert fillings_of(draft)[rate].status is SlotStatus.MISSING
    opened = desk.fill_gap("li", made, received, "131件", based_on=1)
    filling = fillings_of(opened.draft)[rate]
    assert filling.status is SlotStatus.COMPUTED
    assert filling.formula.startswith("118 ÷ 131")
    assert filling.surface in plain_text(opened.draft)


def test_an_edit_stays_when_its_section_or_all_is_written_anew(
    desk: DraftingDesk, draft_id: str, tmp_path: Path
) -> None:
    draft = written(desk, draft_id).draft
    paragraph = paragraph_with(draft, "131件")
    mine = paragraph_text(paragraph_of(draft, paragraph), draft).text + "群众满意度稳步提高。"
    opened = desk.edit_paragraph("li", draft_id, paragraph, mine, based_on=1)
    section = next(s.id for s in draft.sections if any(p.id == paragraph for p in s.paragraphs))
    assert "修改" in desk.versions("li", draft_id)[0].why
    opened, kept = desk.rewrite_section("li", draft_id, section, based_on=2)
    assert kept == 1
    assert paragraph_text(paragraph_of(opened.draft, paragraph), opened.draft).text == mine
    same, ask = desk.rewrite_paragraph("li", draft_id, paragraph, based_on=3)
    assert ask
    assert same.version == 3
    given = desk.fill_gap("li", draft_id, slot_of(draft, "18场"), "21场", based_on=3)
    desk.add_material("li", draft_id, file(tmp_path, "法制大队.txt", COURTS))
    again = written(desk, draft_id, anew=True)
    assert paragraph_text(paragraph_of(again.draft, paragraph), again.draft).text == mine
    assert surface(again, slot_of(draft, "18场")) == "21场" == surface(given, slot_of(draft, "18场"))
    assert surface(again, slot_of(draft, "7件")) == "5件"
    assert any("您改过的 1 段" in notice for notice in again.draft.notices)
    new, ask = desk.rewrite_paragraph("li", draft_id, paragraph, based_on=again.version, force=True)
    assert not ask
    assert "群众满意度" not in plain_text(new.draft)
    forced = written(desk, draft_id, force=True)
    assert not any(p.locked for s in forced.draft.sections for p in s.paragraphs)


def test_material_that_came_later_is_used_by_a_section_written_anew(
    desk: DraftingDesk, draft_id: str, tmp_path: Path
) -> None:
    draft = written(desk, draft_id).draft
    desk.add_material("li", draft_id, file(tmp_path, "法制大队.txt", COURTS))
    section = next(s.id for s in draft.sections if "规范执法办案" in s.heading)
    opened, _ = desk.rewrite_section("li", draft_id, section, based_on=1)
    assert "行政复议案件5件" in plain_text(opened.draft)
    assert "法制大队2024年情况" in opened.draft.materials


def test_another_report_of_last_year_never_moves_figures_into_old_slots(
    desk: DraftingDesk, draft_id: str, tmp_path: Path
) -> None:
    before = written(desk, draft_id).draft
    other = LAST.replace("全年受理信访事项", "开展法治培训33次，全年受理信访事项")
    desk.add_previous("li", draft_id, file(tmp_path, "去年.txt", other))
    with pytest.raises(BadRequest, match="重新生成全文"):
        desk.fill_gap("li", draft_id, slot_of(before, "7件"), "9", based_on=1)
    with pytest.raises(BadRequest, match="重新生成全文"):
        desk.rewrite_section("li", draft_id, before.sections[1].id, based_on=1)
    last = before.sections[-1].paragraphs[0].id
    opened = desk.edit_paragraph("li", draft_id, last, "明年补齐法制员。", based_on=1)
    assert opened.draft.fillings == before.fillings
    assert opened.draft.gaps == before.gaps


def test_versions_compared_and_restored(desk: DraftingDesk, draft_id: str) -> None:
    first = written(desk, draft_id).draft
    paragraph = paragraph_with(first, "131件")
    desk.edit_paragraph("li", draft_id, paragraph, "全新的一段。", based_on=1)
    rows = [row for row in desk.compare("li", draft_id, 1, 2) if row.changed]
    assert [row.right for row in rows] == ["全新的一段。"]
    with pytest.raises(EditConflict):
        desk.restore("li", draft_id, 1, based_on=1)
    opened = desk.restore("li", draft_id, 1, based_on=2)
    assert opened.draft == first
    assert desk.versions("li", draft_id)[0].why == "恢复第1版"
    assert desk.sources("li", draft_id, paragraph)[0].title == "信访室2024年工作情况"


class Gate:
    """Holds the writing before each section until it is let through."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.written: list[int] = []
        self._tickets = threading.Semaphore(0)
        real = draft_runs.write

        def write(
            prepared: Prepared, index: int, *, tools: Tools, on_text: Callable[[str], None], stop: Callable[[], bool]
        ) -> tuple[DraftSection, tuple[str, ...]]:
            assert self._tickets.acquire(timeout=10)
            self.written.append(index)
            return real(prepared, index, tools=tools, on_text=on_text, stop=stop)

        monkeypatch.setattr(draft_runs, "write", write)

    def let(self, sections: int) -> None:
        self._tickets.release(sections)


def until(what: Callable[[], bool]) -> None:
    for _ in range(2000):
        if what():
            return
        time.sleep(0.005)
    raise AssertionError("it does not come about")


def test_an_interrupted_draft_goes_on_where_it_was(
    open_desk: Callable[..., DraftingDesk], desk: DraftingDesk, draft_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(monkeypatch)
    assert desk.start("li", draft_id)
    assert not desk.start("li", draft_id), "a second tab started it once more"
    gate.let(2)
    until(lambda: len(desk.written("li", draft_id)) == 2)
    for change in (
        lambda: desk.save_outline("li", draft_id, [("", "甲", 1)]),
        lambda: desk.remove_text("li", draft_id, "t1"),
        lambda: desk.set_brief("li", draft_id, Brief(organ=ORGAN, year=2025), previous_id=None),
    ):
        with pytest.raises(BadRequest, match="正在写稿"):
            change()
    desk.stop("li", draft_id)
    gate.let(1)
    assert ended(desk, draft_id) == "stopped"

    restarted = open_desk()
    progress = restarted.progress("li", draft_id)
    assert progress is not None
    assert (progress.state, progress.done) == ("stopped", 2)
    assert len(restarted.written("li", draft_id)) == 2
    gate.written.clear()
    gate.let(99)
    opened = written(restarted, draft_id)
    assert 0 not in gate.written
    assert 1 not in gate.written
    assert plain_text(opened.draft).count("131件") >= 1
    assert restarted.progress("li", draft_id).state == "done"  # pyright: ignore[reportOptionalMemberAccess]


def test_an_edit_saved_while_all_is_written_anew_stays(
    desk: DraftingDesk, draft_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = written(desk, draft_id).draft
    gate = Gate(monkeypatch)
    assert desk.start("li", draft_id)
    until(lambda: desk.progress("li", draft_id).state == "writing")  # pyright: ignore[reportOptionalMemberAccess]
    desk.edit_paragraph("li", draft_id, paragraph_with(draft, "131件"), "我在写作时改的。", based_on=1)
    gate.let(99)
    assert ended(desk, draft_id) == "done"
    opened = desk.open("li", draft_id)
    assert opened.version == 3
    assert "我在写作时改的。" in plain_text(opened.draft)


def test_a_draft_removed_while_it_is_written_ends_quietly(
    desk: DraftingDesk, draft_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(monkeypatch)
    desk.start("li", draft_id)
    desk.remove("li", draft_id)
    gate.let(99)
    with pytest.raises(NotInLibrary):
        desk.progress("li", draft_id)
    until(lambda: not desk.runs.progress(draft_id).running)  # pyright: ignore[reportOptionalMemberAccess]
    assert desk.all_of("li") == []


def test_a_model_that_cannot_be_opened_is_told_and_the_draft_can_go_on(
    store: Store, library: Library, draft_id: str
) -> None:
    broken = [True]

    def model() -> None:
        if broken[0]:
            raise ModelUnavailable("模型连不上。请检查地址。")

    desk = DraftingDesk(Drafts(store.engine), library, MetricDecisions(store), model)
    try:
        desk.start("li", draft_id)
        assert ended(desk, draft_id) == "failed"
        assert "模型连不上" in desk.progress("li", draft_id).message  # pyright: ignore[reportOptionalMemberAccess]
        broken[0] = False
        assert written(desk, draft_id).version == 1
    finally:
        desk.close()


def test_a_previous_report_that_left_the_library_is_told(desk: DraftingDesk, library: Library, draft_id: str) -> None:
    library.remove(desk.project("li", draft_id).previous_id or "")
    opened = written(desk, draft_id)
    assert any("上年报告已不在资料库" in notice for notice in opened.draft.notices)
    assert opened.draft.slots == ()


def test_renaming_adding_removing(desk: DraftingDesk, draft_id: str) -> None:
    draft = written(desk, draft_id).draft
    section = draft.sections[-1]
    opened = desk.add_paragraph("li", draft_id, section.id, "", "新增一段。", based_on=1)
    new = paragraph_with(opened.draft, "新增一段")
    opened = desk.rename_section("li", draft_id, section.id, "四、下一步打算", based_on=2)
    assert section_of(opened.draft, section.id).heading == "四、下一步打算"
    opened = desk.unlock("li", draft_id, new, based_on=3)
    opened = desk.remove_paragraph("li", draft_id, new, based_on=4)
    assert plain_text(replace(opened.draft, sections=draft.sections)) == plain_text(draft)
    assert "新增一段" not in plain_text(opened.draft)


def test_one_of_two_contradicting_figures_is_chosen_with_its_source(
    desk: DraftingDesk, draft_id: str, tmp_path: Path
) -> None:
    other = "督察大队2024年情况\n2024年，全局受理信访事项140件。\n"
    desk.add_material("li", draft_id, file(tmp_path, "督察.txt", other))
    draft = written(desk, draft_id).draft
    gap = next(g for g in draft.gaps if g.last_surface == "120件")
    assert {c.surface for c in gap.candidates} >= {"131件", "140件"}
    assert "131件" not in plain_text(draft)
    with pytest.raises(BadRequest, match="刷新"):
        desk.choose("li", draft_id, gap.slot, 9, based_on=1)
    index = next(n for n, c in enumerate(gap.candidates) if c.surface == "131件")
    opened = desk.choose("li", draft_id, gap.slot, index, based_on=1)
    assert "信访事项131件" in plain_text(opened.draft)
    later = desk.fill_gap("li", draft_id, slot_of(draft, "7件"), "9", based_on=2)
    filling = fillings_of(later.draft)[gap.slot]
    assert (filling.status, [s.title for s in filling.sources]) == (SlotStatus.GIVEN, ["信访室2024年工作情况"])
    with pytest.raises(BadRequest, match="自己填写"):
        desk.accept_proposal("li", draft_id, slot_of(draft, "18场"), based_on=3)


@pytest.mark.parametrize("same_section", [False, True])
def test_an_edit_saved_while_a_section_is_written_anew(
    desk: DraftingDesk, draft_id: str, monkeypatch: pytest.MonkeyPatch, *, same_section: bool
) -> None:
    draft = written(desk, draft_id).draft
    mine = paragraph_with(draft, "131件")
    own = next(s.id for s in draft.sections if any(p.id == mine for p in s.paragraphs))
    section = own if same_section else next(s.id for s in draft.sections if "规范执法办案" in s.heading)
    real = draft_edits.write

    def write(
        prepared: Prepared, index: int, *, tools: Tools, on_text: Callable[[str], None]
    ) -> tuple[DraftSection, tuple[str, ...]]:
        desk.edit_paragraph("li", draft_id, mine, "我同时改的。", based_on=1)
        return real(prepared, index, tools=tools, on_text=on_text)

    monkeypatch.setattr(draft_edits, "write", write)
    if same_section:
        with pytest.raises(EditConflict, match="第 2 版"):
            desk.rewrite_section("li", draft_id, section, based_on=1)
    else:
        assert desk.rewrite_section("li", draft_id, section, based_on=1)[0].version == 3
    assert "我同时改的。" in plain_text(desk.open("li", draft_id).draft)


def test_an_open_sentence_is_an_ordinary_one_once_it_is_filled(desk: DraftingDesk, draft_id: str) -> None:
    opened = written(desk, draft_id)
    slot = slot_of(opened.draft, "7件")

    def holding(draft: Draft) -> DraftSentence:
        sentences = (s for section in draft.sections for p in section.paragraphs for s in p.sentences)
        return next(s for s in sentences if f"⟦{slot}⟧" in s.text)

    assert holding(opened.draft).mark
    now = holding(desk.fill_gap("li", draft_id, slot, "9", based_on=opened.version).draft)
    assert (now.mark, now.origin) == ("", "template")
    cleared = desk.clear_slot("li", draft_id, slot, based_on=opened.version + 1).draft
    assert holding(cleared).mark
