"""A reviewer checks a text in the browser: planted errors stand out at their spots, and their evidence opens."""

import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import docx
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import PHONE, photograph, visit
from tests.browser.real_desk import BODIES, report, served

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore::DeprecationWarning:gradio")]
PLANTED = report(2023, BODIES[2023].replace("120件", "210件"))
HOSTILE = "<img src=x onerror=\"document.title='坏了'\">"


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(tmp_path_factory.mktemp("check-home")) as (address, _):
        yield address


@pytest.fixture
def tab(context: BrowserContext, url: str) -> Page:
    page = visit(context, url)
    page.get_by_role("tab", name="核查").click()
    page.get_by_label("粘贴文稿").wait_for()
    return page


def check(page: Page, text: str) -> None:
    page.get_by_label("粘贴文稿").fill(text)
    page.get_by_label("粘贴文稿").blur()
    expect(page.locator("#fz-check-year textarea, #fz-check-year input")).to_have_value("2023")
    page.get_by_role("button", name="核查", exact=True).click()
    expect(page.locator(".fz-checked")).to_be_visible(timeout=30_000)


def test_a_planted_figure_is_red_at_its_spot_and_its_evidence_opens(tab: Page) -> None:
    check(tab, PLANTED)
    spot = tab.locator(".fz-paper .fz-mark.contradicted")
    expect(spot).to_have_text("210件")
    assert spot.evaluate("e => getComputedStyle(e).color") == "rgb(166, 61, 47)"
    assert spot.evaluate("e => getComputedStyle(e).borderBottomStyle") == "double", "not told by colour alone"
    expect(tab.locator(".fz-counts .contradicted strong")).to_have_text("1")

    spot.press("Enter")
    card = tab.locator(".fz-finding.fz-now")
    expect(card.locator(".fz-goto q")).to_have_text("210件")
    expect(card.locator(".fz-quote mark")).to_contain_text("120")
    tab.locator(".fz-checked").evaluate("e => e.scrollIntoView({block: 'start'})")
    photograph(tab, "check")
    card.get_by_role("link", name="打开原文").first.click()
    expect(tab.frame_locator("#fz-reader iframe").locator("mark").first).to_contain_text("受理信访事项120件")
    tab.keyboard.press("Escape")
    tab.locator(".fz-paper a.fz-mark.proven").first.click()
    expect(tab.frame_locator("#fz-reader iframe").locator("mark").first).to_be_visible()


def test_findings_lead_to_their_spots_and_can_be_filtered(tab: Page) -> None:
    check(tab, PLANTED.replace("局长带头学法。", "局长带头学法【待补充】次。" + HOSTILE + "\n坚持依法行政。" * 60))
    total = tab.locator(".fz-finding").count()
    assert total >= 2
    expect(tab.locator(".fz-paper")).to_contain_text(HOSTILE)
    assert tab.title() == "法治报告助手"
    tab.get_by_label("按种类筛选").select_option("placeholder_left")
    expect(tab.locator(".fz-finding:visible")).to_have_count(1)
    expect(tab.locator("[data-shown]")).to_have_text("1")
    tab.locator(".fz-finding:visible .fz-goto").click()
    expect(tab.locator(".fz-paper .fz-mark.fz-now")).to_contain_text("待补充")
    expect(tab.locator(".fz-paper .fz-mark.fz-now")).to_be_in_viewport()
    tab.get_by_label("按种类筛选").select_option("")
    expect(tab.locator(".fz-finding:visible")).to_have_count(total)


def test_an_uploaded_report_is_checked_against_an_uploaded_source_and_comes_back_with_comments(
    tab: Page, tmp_path: Path
) -> None:
    document = docx.Document()
    for line in PLANTED.splitlines():
        document.add_paragraph(line)
    document.save(str(tmp_path / "送审稿.docx"))
    (tmp_path / "来源.txt").write_text(report(2023, BODIES[2023]), encoding="utf-8")
    tab.locator("#fz-check-file input[type=file]").set_input_files(str(tmp_path / "送审稿.docx"))
    expect(tab.locator("#fz-check-year textarea, #fz-check-year input")).to_have_value("2023")
    tab.get_by_label("另行上传来源文件").check()
    tab.get_by_role("button", name="核查", exact=True).click()
    expect(tab.locator("#fz-check-result")).to_contain_text("还没有选择来源文件")
    tab.locator("#fz-check-sources input[type=file]").set_input_files(str(tmp_path / "来源.txt"))
    expect(tab.locator("#fz-check-sources")).to_contain_text("来源")
    tab.get_by_role("button", name="核查", exact=True).click()
    spot = tab.locator(".fz-paper .fz-mark.contradicted")
    expect(spot).to_have_text("210件")
    spot.click()
    link = tab.locator(".fz-finding.fz-now").get_by_role("link", name="打开原文").first
    assert str(tmp_path) not in (link.get_attribute("href") or "")
    link.click()
    expect(tab.frame_locator("#fz-reader iframe").locator("mark").first).to_contain_text("120件")
    with tab.expect_download() as got:
        tab.get_by_role("link", name="下载批注稿").click()
    made = docx.Document(BytesIO(got.value.path().read_bytes()))
    assert any("120" in comment.text for comment in made.comments)
    assert got.value.suggested_filename == "送审稿（核查批注）.docx"
    with tab.expect_download() as got:
        tab.get_by_role("link", name="下载 .json").click()
    assert '"contradicted_figure"' in got.value.path().read_text(encoding="utf-8")


def test_a_text_that_is_the_librarys_own_does_not_prove_itself(tab: Page) -> None:
    check(tab, report(2023, BODIES[2023]))
    expect(tab.locator(".fz-checked")).to_contain_text("文稿不能证明自己")
    expect(tab.locator(".fz-counts .proven strong")).to_have_text("0")


def test_an_uploaded_source_that_is_the_same_text_is_used_and_said(tab: Page, tmp_path: Path) -> None:
    (tmp_path / "同一份.txt").write_text(report(2023, BODIES[2023]), encoding="utf-8")
    tab.get_by_label("另行上传来源文件").check()
    tab.locator("#fz-check-sources input[type=file]").set_input_files(str(tmp_path / "同一份.txt"))
    expect(tab.locator("#fz-check-sources")).to_contain_text("同一份")
    check(tab, report(2023, BODIES[2023]))
    expect(tab.locator(".fz-checked")).to_contain_text("请确认选对了来源")
    expect(tab.locator(".fz-counts .proven strong")).not_to_have_text("0")


def test_an_empty_form_and_a_bad_year_are_answered_in_chinese(tab: Page) -> None:
    tab.get_by_role("button", name="核查", exact=True).click()
    expect(tab.locator("#fz-check-result")).to_contain_text("请先粘贴文稿")
    tab.get_by_label("粘贴文稿").fill("办理案件3件。")
    tab.locator("#fz-check-year textarea, #fz-check-year input").fill("23年")
    tab.get_by_role("button", name="核查", exact=True).click()
    expect(tab.locator("#fz-check-result")).to_contain_text("应是四位数字")


def test_six_thousand_characters_are_shown_within_three_seconds_and_a_phone_scrolls_only_down(tab: Page) -> None:
    check(tab, PLANTED)
    line = "开展专项检查{n}次，发现问题{m}处，均已整改；组织培训{n}期，参训{m}人次。"
    long = PLANTED + "\n".join(line.format(n=n + 2, m=n * 3 + 40) for n in range(160))
    assert len(long) > 6000
    tab.get_by_label("粘贴文稿").fill(long)
    begin = time.perf_counter()
    tab.get_by_role("button", name="核查", exact=True).click()
    expect(tab.locator(".fz-paper")).to_contain_text("开展专项检查161次", timeout=15_000)
    spent = time.perf_counter() - begin
    assert spent <= 3, f"{spent:.2f} s"
    tab.set_viewport_size(PHONE)
    assert tab.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    tab.locator(".fz-checked").evaluate("e => e.scrollIntoView({block: 'start'})")
    photograph(tab, "check-phone")
