"""A clerk reads the ledger in the browser: cells open their source, the chart is drawn, names are merged and split."""

import re
from collections.abc import Iterator
from io import BytesIO

import pytest
from openpyxl import load_workbook
from playwright.sync_api import BrowserContext, Page, expect

from assistant.ingesting import Overrides
from assistant.workspace import Workspace
from tests.browser.conftest import PHONE, photograph, visit
from tests.browser.real_desk import ORGAN, report, served

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore::DeprecationWarning:gradio")]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Workspace]]:
    with served(tmp_path_factory.mktemp("ledger-home")) as given:
        yield given


@pytest.fixture
def tab(context: BrowserContext, place: tuple[str, Workspace]) -> Page:
    page = visit(context, place[0])
    page.get_by_role("tab", name="指标台账").click()
    page.locator(".fz-ledger").wait_for()
    return page


def choose(page: Page, metric: str) -> None:
    page.locator(".fz-ledger").get_by_role("button", name=metric, exact=True).click()
    expect(page.locator("#fz-metric .fz-heading")).to_contain_text(metric)


def test_a_cell_opens_its_source_and_a_metric_its_chart(tab: Page) -> None:
    cell = tab.locator(".fz-ledger td a").filter(has_text="98件").first
    cell.click()
    expect(tab.frame_locator("#fz-reader iframe").locator("mark")).to_have_text("98件")
    tab.keyboard.press("Escape")
    metric = tab.locator(".fz-ledger tr").filter(has_text="81.6%").locator(".fz-metric").inner_text()
    choose(tab, metric)
    expect(tab.locator("#fz-metric [data-drawn] .scatterlayer .point")).to_have_count(3)
    expect(tab.locator("#fz-metric .textpoint").first).to_have_text("81.6%")
    tab.set_viewport_size({"width": 1280, "height": 1240})
    tab.evaluate("scrollTo(0, 0)")
    photograph(tab, "ledger")


def test_conflicts_are_listed_with_both_sources(tab: Page) -> None:
    conflict = tab.locator(".fz-conflicts li").first
    expect(conflict).to_contain_text("110件")
    expect(conflict).to_contain_text("115")
    expect(conflict.locator("a[data-source]")).to_have_count(2)
    choose(tab, "信访事项受理数")
    expect(tab.locator("#fz-metric .fz-chart-notes")).to_contain_text("2022年有不止一个数值")
    expect(tab.locator("#fz-metric [data-drawn] .scatterlayer .js-line")).to_have_count(0)


def test_filters_narrow_the_table_and_a_bad_year_is_answered(tab: Page) -> None:
    box = tab.get_by_label("指标", exact=True)
    box.fill("行政复议")
    box.press("Enter")
    expect(tab.locator(".fz-ledger tbody tr")).to_have_count(1)
    years = tab.locator("#fz-ledger-filters").get_by_label("年度")
    years.fill("去年")
    years.press("Enter")
    expect(tab.locator("#fz-ledger-note")).to_contain_text("看不懂年度“去年”")
    box.fill("")
    years.fill("2021-2022")
    years.press("Enter")
    expect(tab.locator(".fz-ledger thead")).to_contain_text("2022年")
    expect(tab.locator(".fz-ledger thead")).not_to_contain_text("2023年")
    with tab.expect_download() as got:
        tab.get_by_role("link", name="导出 .xlsx").click()
    book = load_workbook(BytesIO(got.value.path().read_bytes()))
    told = {str(value) for row in book["明细"].iter_rows(values_only=True) for value in row}
    assert "98件" in told
    assert "120件" not in told


def test_two_names_are_merged_split_and_undone(tab: Page) -> None:
    names = tab.locator(".fz-metric").all_inner_texts()
    first = next(name for name in names if "复议" in name)
    second = next(name for name in names if "宣讲" in name or "宣传" in name)
    choose(tab, first)
    other = tab.get_by_label("与另一指标合并")
    other.fill(second)
    tab.get_by_role("option", name=second, exact=True).click()
    expect(tab.locator("#fz-merge")).to_contain_text("并为一行")
    tab.get_by_role("button", name="确认合并").click()
    expect(tab.locator("#fz-ledger-note")).to_contain_text("已合并")
    assert len(tab.locator(".fz-metric").all_inner_texts()) == len(names) - 1
    expect(tab.locator("#fz-metric .fz-wordings")).to_contain_text("人工确认")
    tab.get_by_role("button", name=f"拆出：{first}").click()
    expect(tab.locator("dialog")).to_contain_text("可以撤销")
    tab.locator("dialog").get_by_role("button", name="拆出").click()
    expect(tab.locator("#fz-ledger-note")).to_contain_text("已拆出")
    assert sorted(tab.locator(".fz-metric").all_inner_texts()) == sorted(names)
    tab.locator("#fz-decisions summary").click()
    while (undo := tab.locator("#fz-decisions").get_by_role("button", name="撤销")).count():
        before = undo.count()
        undo.first.click()
        expect(undo).to_have_count(before - 1)
        if before > 1:
            tab.locator("#fz-decisions summary").click()
    assert sorted(tab.locator(".fz-metric").all_inner_texts()) == sorted(names)


def test_a_trend_question_in_the_chat_has_its_chart(tab: Page) -> None:
    tab.get_by_role("tab", name="问答").click()
    tab.get_by_label("您的问题").fill(f"{ORGAN}近三年信访事项办结率变化")
    tab.get_by_label("您的问题").press("Enter")
    expect(tab.locator(".fz-last [data-drawn] .scatterlayer .point")).to_have_count(3, timeout=30_000)
    expect(tab.locator(".fz-last")).to_contain_text("据台账")
    expect(tab.locator(".fz-last .fz-series td")).to_have_text(
        [re.compile("81.6%"), re.compile("84.5%"), re.compile("80%")]
    )
    expect(tab.locator(".fz-last")).to_contain_text("81.6−80=1.6")
    photograph(tab, "chat-trend")


def test_a_phone_scrolls_only_down(tab: Page) -> None:
    tab.set_viewport_size(PHONE)
    choose(tab, tab.locator(".fz-metric").first.inner_text())
    expect(tab.locator("#fz-metric [data-drawn]")).to_have_count(1)
    assert tab.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    photograph(tab, "ledger-phone")


def test_a_new_document_is_in_the_ledger_when_the_tab_is_opened_again(
    tab: Page, place: tuple[str, Workspace], tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.mktemp("new") / "2024.txt"
    file.write_text(report(2024, "全年受理信访事项133件，办结130件。"), encoding="utf-8")
    added = place[1].desk.ingest(file, Overrides())
    assert added.document_id
    tab.get_by_role("tab", name="资料库").click()
    tab.get_by_role("tab", name="指标台账").click()
    expect(tab.locator(".fz-ledger")).to_contain_text("133件")
    place[1].desk.remove(added.document_id)
    tab.get_by_role("tab", name="资料库").click()
    tab.get_by_role("tab", name="指标台账").click()
    expect(tab.locator(".fz-ledger")).not_to_contain_text("133件")
