"""A clerk drafts a report in the browser: from the brief to the export, with gaps, edits, versions and a restart."""

import json
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import docx
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from assistant.drafting.drafts import Drafts
from assistant.drafting.types import Brief
from assistant.web.service import USER
from assistant.workspace import Workspace
from tests.browser.conftest import PHONE, Server, photograph, visit
from tests.browser.fake_drafting import GatedChat
from tests.browser.real_desk import BODIES, ORGAN, report, served

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore::DeprecationWarning:gradio")]
HOSTILE = "<img src=x onerror=\"document.title='坏了'\">"
MATERIAL = (
    "法制大队2024年工作情况\n全年受理信访事项133件，办结130件。\n"
    "组织反诈宣讲21场。\n党委书记、局长到基层讲法治课2次。\n"
    f"对照要求，法制审核人员仍然不足{HOSTILE}。\n2025年将补齐派出所法制员。\n"
)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Workspace]]:
    with served(tmp_path_factory.mktemp("draft-home")) as given:
        yield given


@pytest.fixture
def tab(context: BrowserContext, place: tuple[str, Workspace]) -> Page:
    page = visit(context, place[0])
    page.get_by_role("tab", name="起草").click()
    page.get_by_role("button", name="新建草稿").wait_for()
    return page


def begin(page: Page) -> None:
    """Fill in the first step as far as the second."""
    page.get_by_role("button", name="新建草稿").click()
    page.get_by_label("报告年度").fill("2024")
    page.get_by_label("机关", exact=True).last.fill(ORGAN)
    page.get_by_role("button", name="下一步：本年材料").click()
    expect(page.locator("#fz-draft-view")).to_contain_text("还没有材料")


def add_material(page: Page, folder: Path, name: str = "法制大队.txt", text: str = MATERIAL) -> None:
    (folder / name).write_text(text, encoding="utf-8")
    page.locator("#fz-draft-material input[type=file]").set_input_files(str(folder / name))
    expect(page.locator(".fz-d-materials")).to_contain_text(name)


def write(page: Page) -> None:
    """Go from the material to the finished draft."""
    page.get_by_role("button", name="下一步：提纲").click()
    page.get_by_role("button", name="开始起草").click()
    expect(page.locator(".fz-d-paper")).to_be_visible(timeout=30_000)


def gap(page: Page, words: str) -> None:
    """Open the list of gaps and expect a gap."""
    page.locator("[data-panel=gaps]").click()
    expect(page.locator(".fz-d-gaps")).to_contain_text(words)


def test_from_the_brief_to_the_export(tab: Page, tmp_path: Path) -> None:
    begin(tab)
    photograph(tab, "draft-material-empty")
    add_material(tab, tmp_path)
    (tmp_path / f"{HOSTILE}.txt").write_text(f"执法{HOSTILE}检查4次。\n", encoding="utf-8")
    tab.locator("#fz-draft-material input[type=file]").set_input_files(str(tmp_path / f"{HOSTILE}.txt"))
    expect(tab.locator(".fz-d-materials li")).to_have_count(2)
    broken = tmp_path / "坏文件.docx"
    broken.write_bytes(b"PK\x03\x04" + bytes(range(256)))
    tab.locator("#fz-draft-material input[type=file]").set_input_files(str(broken))
    expect(tab.locator(".fz-d-materials .bad")).to_contain_text("坏文件.docx")
    photograph(tab, "draft-material")
    tab.get_by_role("button", name="下一步：提纲").click()
    expect(tab.locator(".fz-d-outline li")).not_to_have_count(0)
    photograph(tab, "draft-outline")
    tab.get_by_role("button", name="开始起草").click()
    paper = tab.locator(".fz-d-paper")
    expect(paper).to_be_visible(timeout=30_000)
    expect(paper).to_contain_text("133件")
    expect(paper).not_to_contain_text("120件")
    assert tab.title() == "法治报告助手"
    photograph(tab, "draft")

    slot = paper.locator(".fz-slot.filled").first
    slot.click()
    card = tab.locator("[data-behind]:visible [data-slot-card].fz-now")
    expect(card.locator("mark").first).to_be_visible()
    card.get_by_role("link", name="打开原文").first.click()
    expect(tab.frame_locator("#fz-reader iframe").locator("mark").first).to_be_visible()
    tab.keyboard.press("Escape")

    with tab.expect_download() as got:
        tab.get_by_role("link", name="Word", exact=True).click()
    made = docx.Document(BytesIO(got.value.path().read_bytes()))
    assert any("133件" in p.text for p in made.paragraphs)
    assert got.value.suggested_filename == f"{ORGAN}2024年法治政府建设年度报告.docx"
    with tab.expect_download() as got:
        tab.get_by_role("link", name="Word 含依据附表").click()
    assert docx.Document(BytesIO(got.value.path().read_bytes())).tables
    with tab.expect_download() as got:
        tab.get_by_role("link", name="JSON").click()
    assert json.loads(got.value.path().read_text(encoding="utf-8"))["brief"]["year"] == 2024
    with tab.expect_download() as got:
        tab.get_by_role("link", name="Markdown").click()
    assert "133件" in got.value.path().read_text(encoding="utf-8")


def drafted(page: Page, folder: Path) -> None:
    begin(page)
    add_material(page, folder)
    write(page)


def test_a_gap_that_is_filled_updates_the_text_and_a_wrong_entry_is_answered_beside_its_field(
    tab: Page, tmp_path: Path
) -> None:
    drafted(tab, tmp_path)
    gap(tab, "行政复议")
    item = tab.locator(".fz-d-gaps li[data-gap]").filter(has_text="行政复议")
    expect(item.locator(".fz-d-last")).to_contain_text("7件")
    field = item.get_by_role("textbox")
    field.fill("很多")
    item.get_by_role("button", name=re.compile("填入")).click()
    expect(item.locator(".fz-d-said")).to_contain_text("不是一个完整的数字")
    expect(field).to_have_value("很多")
    field.fill("9件")
    field.press("Enter")
    expect(tab.locator(".fz-d-paper .fz-slot.given")).to_have_text("9件")
    expect(tab.locator("#fz-draft-note")).to_contain_text("已填入")
    expect(tab.locator(".fz-d-gaps li[data-gap]").filter(has_text="行政复议")).to_have_count(0)
    photograph(tab, "draft-gap-filled")
    tab.locator(".fz-d-paper .fz-slot.given").click()
    tab.get_by_role("button", name="撤回填写").click()
    expect(tab.locator(".fz-d-paper .fz-slot.missing")).to_contain_text("待补充")


def test_without_material_every_figure_is_a_gap_and_what_is_typed_stays_with_its_own_gap(tab: Page) -> None:
    begin(tab)
    write(tab)
    expect(tab.locator(".fz-d-paper .fz-slot:not(.missing)")).to_have_count(0)
    gaps = tab.locator(".fz-d-gaps li[data-gap]")
    fields = gaps.get_by_role("textbox")
    expect(fields).to_have_count(5)
    third = gaps.nth(2).get_attribute("data-gap")
    fields.nth(2).fill("95%")
    fields.nth(0).fill("133件")
    fields.nth(0).press("Enter")
    expect(tab.locator(".fz-d-paper .fz-slot.given")).to_have_text("133件")
    expect(fields).to_have_count(4)
    expect(fields.first).to_have_value("")
    expect(tab.locator(f"[data-gap={third}]").get_by_role("textbox")).to_have_value("95%")


def test_an_edit_is_kept_rewriting_asks_first_and_versions_come_back(tab: Page, tmp_path: Path) -> None:
    drafted(tab, tmp_path)
    paragraph = tab.locator(".fz-d-p").filter(has_text="133件")
    paragraph.locator("p").click(position={"x": 60, "y": 8})
    expect(tab.locator("[data-behind]:visible .fz-d-before")).to_have_count(1)
    paragraph.get_by_role("button", name="修改").click()
    area = tab.get_by_label("段落文字")
    words = area.input_value()
    assert "【待补充：" in words
    area.fill("")
    tab.locator("[data-editing]").get_by_role("button", name="保存").click()
    expect(tab.locator("[data-editing] .fz-d-said")).to_contain_text("不能是空的")
    area.fill(f"我们写的一句话{HOSTILE}。{words}")
    photograph(tab, "draft-edit")
    tab.locator("[data-editing]").get_by_role("button", name="保存").click()
    edited = tab.locator(".fz-d-p").filter(has_text="我们写的一句话")
    expect(edited).to_contain_text("您改过")
    expect(edited.locator(".fz-slot.filled").first).to_have_text("133件")
    expect(tab.locator("[data-editing]")).to_have_count(0)
    assert tab.title() == "法治报告助手"

    edited.get_by_role("button", name="用资料重写本段").click()
    tab.get_by_role("dialog").get_by_role("button", name="取消").click()
    expect(edited).to_contain_text("我们写的一句话")
    section = tab.locator(".fz-d-section").filter(has=edited)
    section.get_by_role("button", name=re.compile("^用资料重写本节")).click()
    tab.get_by_role("dialog").get_by_role("button", name="取消").click()
    section.get_by_role("button", name=re.compile("^用资料重写本节")).click()
    expect(tab.get_by_role("dialog")).to_contain_text("您改过")
    tab.get_by_role("dialog").get_by_role("button", name="保留并重写").click()
    expect(tab.locator("#fz-draft-note")).to_contain_text("保留了您改过的 1 段")
    expect(tab.locator(".fz-d-paper")).to_contain_text("我们写的一句话")
    section.get_by_role("button", name="连改过的一起重写").click()
    tab.get_by_role("dialog").get_by_role("button", name="全部重写").click()
    expect(tab.locator(".fz-d-paper")).not_to_contain_text("我们写的一句话")

    tab.locator("[data-panel=versions]").click()
    expect(tab.locator(".fz-d-versions li")).to_have_count(4)
    tab.get_by_label("左边的版本").select_option("2")
    tab.get_by_role("button", name="对照", exact=True).click()
    expect(tab.locator(".fz-d-compare del").first).to_contain_text("我们写的一句话")
    photograph(tab, "draft-compare")
    tab.get_by_role("button", name="恢复第 2 版").click()
    expect(tab.locator(".fz-d-paper")).to_contain_text("我们写的一句话")
    tab.locator("[data-panel=versions]").click()
    expect(tab.locator(".fz-d-versions li").first).to_contain_text("第 5 版")


def test_a_paragraph_is_written_anew_from_the_material_and_a_heading_is_renamed(tab: Page, tmp_path: Path) -> None:
    drafted(tab, tmp_path)
    paragraph = tab.locator(".fz-d-p").filter(has_text="133件")
    paragraph.locator("p").click(position={"x": 60, "y": 8})
    paragraph.get_by_role("button", name="修改").click()
    tab.get_by_label("段落文字").fill("另写的一句话。")
    tab.locator("[data-editing]").get_by_role("button", name="保存").click()
    edited = tab.locator(".fz-d-p").filter(has_text="另写的一句话")
    edited.get_by_role("button", name="用资料重写本段").click()
    tab.get_by_role("dialog").get_by_role("button", name="重写这一段").click()
    expect(paragraph.locator(".fz-slot.filled").first).to_have_text("133件")
    expect(edited).to_have_count(0)
    tab.get_by_role("button", name="改标题：一、2024年主要工作").click()
    tab.get_by_role("dialog").get_by_role("textbox").fill("一、主要举措和成效")
    tab.get_by_role("dialog").get_by_role("button", name="确定").click()
    expect(tab.locator(".fz-d-paper h4").first).to_have_text("一、主要举措和成效")


def test_a_paragraph_is_added_and_removed(tab: Page, tmp_path: Path) -> None:
    drafted(tab, tmp_path)
    count = tab.locator(".fz-d-p").count()
    tab.locator(".fz-d-section").nth(1).get_by_role("button", name="加一段").first.click()
    tab.get_by_label("段落文字").fill("新加的一段文字。")
    tab.locator("[data-editing]").get_by_role("button", name="保存").click()
    expect(tab.locator(".fz-d-p")).to_have_count(count + 1)
    new = tab.locator(".fz-d-p").filter(has_text="新加的一段文字")
    new.locator("p").click(position={"x": 60, "y": 8})
    new.get_by_role("button", name="删除本段").click()
    tab.get_by_role("dialog").get_by_role("button", name="删除").click()
    expect(tab.locator(".fz-d-p")).to_have_count(count)


def test_typed_words_outlive_a_change_made_in_another_window(
    tab: Page, tmp_path: Path, place: tuple[str, Workspace]
) -> None:
    drafted(tab, tmp_path)
    draft_id = tab.url.split("draft=")[1].split("%2F")[0]
    paragraph = tab.locator(".fz-d-p").filter(has_text="133件")
    paragraph.locator("p").click(position={"x": 60, "y": 8})
    paragraph.get_by_role("button", name="修改").click()
    tab.get_by_label("段落文字").fill("我在这个窗口写的话。")
    desk = place[1].desk.drafting
    other = desk.open(USER, draft_id).draft.sections[0].paragraphs[0].id
    desk.edit_paragraph(USER, draft_id, other, "另一个窗口改的开头。", based_on=1)
    tab.locator("[data-editing]").get_by_role("button", name="保存").click()
    expect(tab.locator("#fz-draft-note")).to_contain_text("已被另一处修改")
    expect(tab.locator(".fz-d-paper")).to_contain_text("另一个窗口改的开头")
    expect(tab.get_by_label("段落文字")).to_have_value("我在这个窗口写的话。")
    tab.locator("[data-editing]").get_by_role("button", name="保存").click()
    expect(tab.locator(".fz-d-paper")).to_contain_text("我在这个窗口写的话")


def test_the_outline_is_rearranged_and_a_missing_content_is_warned_of(tab: Page, tmp_path: Path) -> None:
    begin(tab)
    add_material(tab, tmp_path)
    tab.get_by_role("button", name="下一步：提纲").click()
    lines = tab.locator(".fz-d-outline li")
    problems = lines.filter(has=tab.locator("input[value*='存在的问题']"))
    problems.get_by_role("button", name="上移").click()
    expect(lines.nth(1).get_by_label("标题")).to_have_value("二、存在的问题")
    lines.last.get_by_role("button", name="删去这一节").click()
    tab.get_by_role("button", name="＋ 添加一节").click()
    lines.last.get_by_label("标题").fill("反诈工作")
    tab.get_by_role("button", name="保存提纲").click()
    expect(tab.locator("#fz-draft-note")).to_contain_text("提纲已保存")
    expect(lines.nth(1).get_by_label("标题")).to_have_value("一、存在的问题")
    expect(lines.last.get_by_label("标题")).to_have_value("四、反诈工作")
    expect(tab.locator(".fz-d-missing")).to_contain_text("主要安排")
    tab.locator(".fz-d-missing").get_by_role("button", name="加入提纲").click()
    tab.get_by_role("button", name="开始起草").click()
    expect(tab.locator(".fz-d-paper h4").last).to_contain_text("主要安排", timeout=30_000)


def test_a_bad_year_keeps_what_was_typed(tab: Page) -> None:
    tab.get_by_role("button", name="新建草稿").click()
    tab.get_by_label("报告年度").fill("24")
    tab.get_by_label("机关", exact=True).last.fill("青石县司法局")
    tab.get_by_role("button", name="下一步：本年材料").click()
    expect(tab.locator("#fz-draft-note")).to_contain_text("四位数字")
    expect(tab.get_by_label("机关", exact=True).last).to_have_value("青石县司法局")
    photograph(tab, "draft-brief")


def test_a_draft_interrupted_by_a_restart_is_listed_so_and_goes_on(tab: Page, place: tuple[str, Workspace]) -> None:
    workspace = place[1]
    brief = Brief(organ="青石县司法局", year=2024)
    draft_id = workspace.desk.drafting.create(USER, brief)
    Drafts(workspace.store.engine).set_stage(USER, draft_id, "writing")
    tab.reload()
    tab.get_by_role("tab", name="起草").click()
    item = tab.locator(".fz-d-list li").filter(has_text="青石县司法局")
    expect(item).to_contain_text("已中断")
    photograph(tab, "draft-list")
    item.get_by_role("button", name=re.compile("继续")).click()
    expect(tab.locator(".fz-d-writing")).to_contain_text("上次写作被中断")
    tab.get_by_role("button", name="继续起草").click()
    expect(tab.locator(".fz-d-paper")).to_be_visible(timeout=30_000)
    tab.get_by_role("button", name="全部草稿").click()
    item.get_by_role("button", name=re.compile("删除")).click()
    tab.get_by_role("dialog").get_by_role("button", name="删除").click()
    expect(item).to_have_count(0)


def test_the_address_opens_the_draft_again_and_a_phone_scrolls_only_down(tab: Page, tmp_path: Path) -> None:
    drafted(tab, tmp_path)
    tab.reload()
    expect(tab.locator(".fz-d-paper")).to_contain_text("133件")
    tab.set_viewport_size(PHONE)
    assert tab.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    photograph(tab, "draft-phone")
    tab.locator("#fz-draft-steps").get_by_role("button", name="提纲").click()
    expect(tab.locator(".fz-d-outline")).to_be_visible()
    assert tab.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    photograph(tab, "draft-phone-outline")


def test_writing_goes_on_while_the_page_is_loaded_again_and_stops_and_goes_on(
    context: BrowserContext, server: Server, tmp_path: Path
) -> None:
    model = GatedChat()
    server.desk.model = model
    drafting = server.desk.drafting
    draft_id = drafting.create(USER, Brief(organ=ORGAN, year=2024))
    (tmp_path / "法制大队.txt").write_text(MATERIAL, encoding="utf-8")
    assert not drafting.add_material(USER, draft_id, tmp_path / "法制大队.txt").error
    (tmp_path / "上年报告.txt").write_text(report(2023, BODIES[2023]), encoding="utf-8")
    drafting.add_previous(USER, draft_id, tmp_path / "上年报告.txt")
    page = visit(context, f"{server.url}/?draft={draft_id}/3")
    page.get_by_role("button", name="开始起草").click()
    expect(page.locator(".fz-d-writing")).to_contain_text("正在写第")
    assert model.asked.wait(10)
    photograph(page, "draft-writing")
    page.reload()
    expect(page.locator(".fz-d-writing")).to_contain_text("正在写第")
    page.get_by_role("button", name="停止").click()
    expect(page.locator(".fz-d-writing")).to_contain_text("已中断", timeout=15_000)
    photograph(page, "draft-stopped")
    model.open.set()
    page.get_by_role("button", name="继续起草").click()
    expect(page.locator(".fz-d-paper")).to_contain_text("133件", timeout=30_000)


def test_a_model_that_is_silent_for_long_loses_nobody_who_watches(
    context: BrowserContext, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Streams end while nothing changes: the page asks again, and shows the draft once it is there."""
    monkeypatch.setattr("assistant.web.drafting._LOOKS", 2)
    model = GatedChat()
    server.desk.model = model
    drafting = server.desk.drafting
    draft_id = drafting.create(USER, Brief(organ=ORGAN, year=2024))
    (tmp_path / "法制大队.txt").write_text(MATERIAL, encoding="utf-8")
    drafting.add_material(USER, draft_id, tmp_path / "法制大队.txt")
    (tmp_path / "上年报告.txt").write_text(report(2023, BODIES[2023]), encoding="utf-8")
    drafting.add_previous(USER, draft_id, tmp_path / "上年报告.txt")
    page = visit(context, f"{server.url}/?draft={draft_id}/3")
    page.get_by_role("button", name="开始起草").click()
    expect(page.locator(".fz-d-writing")).to_contain_text("正在写第")
    assert model.asked.wait(10)
    page.reload()
    expect(page.locator(".fz-d-writing")).to_contain_text("正在写第")
    page.wait_for_timeout(6000)
    model.open.set()
    expect(page.locator(".fz-d-paper")).to_contain_text("133件", timeout=15_000)
