"""The real page in Chromium, over a fake desk."""

import re
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from assistant.web.runs import AT_ONCE
from knowledge.catching_up import Progress
from tests.browser.conftest import PHONE, Server, photograph, visit
from tests.browser.fake_desk import ORGAN, REPORT

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore::DeprecationWarning:gradio")]
QUESTION = "2023年矛盾纠纷化解成功率是多少？"
SENTENCE = "全年排查矛盾纠纷1286起，化解1209起，化解成功率94%。"


def put(page: Page, question: str) -> None:
    box = page.get_by_label("您的问题")
    box.fill(question)
    box.press("Enter")


def answered(page: Page, question: str = QUESTION) -> None:
    put(page, question)
    last = page.locator(".fz-last")
    expect(last.locator(".fz-question")).to_have_text(question)
    expect(page.locator("[data-running]")).to_have_count(0)


def open_library(page: Page) -> None:
    page.get_by_role("tab", name="资料库").click()
    page.locator(".fz-table").wait_for()


def test_sources_come_before_the_first_word_and_the_verified_answer_replaces_provisional_prose(
    page: Page, server: Server
) -> None:
    photograph(page, "chat-empty")
    server.desk.pause_s = 0.15
    put(page, QUESTION)
    expect(page.locator("#fz-cards .fz-card")).to_have_count(2)
    assert "1286" not in page.locator("#fz-live").inner_text()
    expect(page.locator("#fz-live")).to_contain_text("数字尚未核验")
    expect(page.locator("#fz-live")).to_contain_text("1286")
    expect(page.locator(".fz-last .fz-unproven")).to_have_text("【待核实】")
    expect(page.locator("#fz-live")).to_have_text("")
    assert "352" not in page.locator(".fz-last").inner_text()
    expect(page.get_by_label("您的问题")).to_have_value("")
    photograph(page, "chat-figures")


def test_a_mark_and_a_card_open_the_document_at_the_highlighted_sentence_by_keyboard_too(page: Page) -> None:
    answered(page)
    page.locator(".fz-last .fz-cite").first.press("Enter")
    frame = page.frame_locator("#fz-reader iframe")
    expect(frame.locator("mark")).to_have_text(SENTENCE)
    expect(frame.locator("mark")).to_be_in_viewport()
    expect(frame.locator(".path")).to_have_text("一、2023年主要工作 › （一）依法化解矛盾纠纷")
    photograph(page, "source")
    page.keyboard.press("Escape")
    expect(page.locator("#fz-reader")).to_be_hidden()
    expect(page.locator(".fz-last .fz-cite").first).to_be_focused()

    page.locator("#fz-cards .fz-card").nth(1).click()
    expect(frame.locator("mark")).to_contain_text("疑难纠纷87件")
    page.get_by_role("button", name="关闭原文").click()
    expect(page.locator("#fz-reader")).to_be_hidden()


def test_an_unproven_figure_shows_its_reason(page: Page) -> None:
    answered(page)
    figure = page.locator(".fz-last .fz-unproven")
    figure.focus()
    shown = figure.evaluate("element => getComputedStyle(element, '::after').content")
    assert "所引资料里没有这个数字" in shown


def test_a_refusal_is_calm_and_says_what_was_searched(page: Page) -> None:
    answered(page, "火星上有多少派出所？")
    expect(page.locator(".fz-last .fz-refused")).to_contain_text("已查找：云岭县公安局，2023年")
    expect(page.locator("#fz-cards .fz-card")).to_have_count(0)


def test_a_failure_is_said_in_chinese_and_can_be_tried_again(page: Page, server: Server) -> None:
    answered(page, "失败一次")
    expect(page.locator(".fz-last")).to_contain_text("连不上模型服务")
    page.get_by_role("button", name="重试").click()
    expect(page.locator(".fz-turn")).to_have_count(2)
    answered(page, "崩溃")
    expect(page.locator(".fz-last")).to_contain_text("内部错误")
    expect(page.locator("body")).not_to_contain_text("secret detail")
    assert len(server.desk.asked) == 3


def test_stopping_keeps_what_has_arrived(page: Page, server: Server) -> None:
    server.desk.pause_s = 0.05
    put(page, "很长的问题")
    expect(page.locator("#fz-live")).to_contain_text("1286")
    page.get_by_role("button", name="停止").click()
    expect(page.locator(".fz-last")).to_contain_text("已停止")
    expect(page.get_by_role("button", name="提问", exact=True)).to_be_visible()


def test_a_filter_taken_away_asks_again_without_it_and_can_be_put_back(page: Page, server: Server) -> None:
    answered(page)
    page.get_by_role("button", name=re.compile("去掉条件“2023年”")).click()
    expect(page.get_by_role("button", name=re.compile("恢复按年度查找"))).to_be_visible()
    expect(page.locator(".fz-turn")).to_have_count(1)
    assert server.desk.asked[-1] == (QUESTION, (), frozenset({"years"}))
    page.get_by_role("button", name=re.compile("恢复按年度查找")).click()
    expect(page.get_by_role("button", name=re.compile("去掉条件“2023年”"))).to_be_visible()
    assert server.desk.asked[-1] == (QUESTION, (), frozenset())


def test_an_example_can_be_asked_and_a_follow_up_knows_what_was_asked_before(page: Page, server: Server) -> None:
    page.locator(".fz-example").first.click()
    expect(page.locator(".fz-last")).to_be_visible()
    first = server.desk.asked[0][0]
    answered(page, "那2022年呢？")
    assert server.desk.asked[-1][:2] == ("那2022年呢？", (first,))


def test_conversations_survive_a_restart_of_the_server(page: Page, server: Server, context: BrowserContext) -> None:
    answered(page)
    assert "?c=" in page.url
    server.stop()
    server.start()
    later = visit(context, page.url)
    expect(later.locator(".fz-last .fz-question")).to_have_text(QUESTION)
    expect(later.locator("#fz-cards .fz-card")).to_have_count(2)
    later.locator(".fz-last .fz-cite").first.click()
    expect(later.frame_locator("#fz-reader iframe").locator("mark")).to_have_text(SENTENCE)


def test_conversations_are_switched_renamed_and_deleted(page: Page) -> None:
    answered(page)
    page.get_by_role("button", name="＋ 新对话").click()
    expect(page.locator(".fz-welcome")).to_be_visible()
    answered(page, "第二个问题")
    expect(page.locator(".fz-list li")).to_have_count(2)

    page.locator(".fz-name", has_text=QUESTION).click()
    expect(page.locator(".fz-last .fz-question")).to_have_text(QUESTION)
    page.get_by_role("button", name=f"改名：{QUESTION}").click()
    page.get_by_role("dialog").get_by_role("textbox").fill("化解率 <b>核对</b>")
    page.get_by_role("dialog").get_by_role("button", name="确定").click()
    expect(page.locator(".fz-list")).to_contain_text("化解率 <b>核对</b>")

    delete = page.get_by_role("button", name="删除：第二个问题")
    delete.click()
    page.get_by_role("dialog").get_by_role("button", name="取消").click()
    expect(page.locator(".fz-list li")).to_have_count(2)
    delete.click()
    page.get_by_role("dialog").get_by_role("button", name="删除").click()
    expect(page.locator(".fz-list li")).to_have_count(1)
    expect(page.locator(".fz-last .fz-question")).to_have_text(QUESTION)


def test_a_page_that_is_reloaded_meets_the_answer_still_in_the_making(page: Page, server: Server) -> None:
    server.desk.pause_s = 0.1
    put(page, QUESTION)
    expect(page.locator("#fz-live")).to_contain_text("1286")
    page.reload()
    expect(page.locator("#fz-live")).to_contain_text("1286")
    expect(page.locator(".fz-last")).to_be_visible()
    assert len(server.desk.asked) == 1


def test_good_and_bad_files_each_get_their_result(page: Page, server: Server, tmp_path: Path) -> None:
    files = {
        "2024年报告.txt": REPORT.encode(),
        "损坏的.docx": b"\xff\xfe\x00\xd8broken",
        "含表格.txt": "表格里的数字".encode(),
        "<img src=x onerror=window.hacked=1>.txt": "恶意文件名".encode(),
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    open_library(page)
    page.locator("#fz-upload").get_by_label("机关").fill("云岭县司法局")
    settle(page)
    page.locator("#fz-files input[type=file]").set_input_files([tmp_path / name for name in files])
    results = page.locator("#fz-results li")
    expect(page.locator("#fz-results")).to_contain_text("已处理 4 / 4 份，1 份未能加入")
    expect(results.nth(0)).to_contain_text("成功")
    expect(results.nth(1)).to_contain_text("失败")
    expect(results.nth(1)).to_contain_text("文件损坏")
    expect(results.nth(2)).to_contain_text("警告")
    expect(results.nth(2)).to_contain_text("有1处数字没有读出")
    expect(page.locator(".fz-table")).to_contain_text("2024年报告")
    assert {d.metadata.organ for d in server.desk.library.values() if d.id.startswith("up-")} == {"云岭县司法局"}
    photograph(page, "library")
    assert page.evaluate("window.hacked") is None


def settle(page: Page) -> None:
    """Leave the field as a person would, so that Gradio has taken in what was typed before the next event."""
    page.keyboard.press("Tab")
    page.wait_for_timeout(300)


def test_a_wrong_year_adds_nothing_and_says_why(page: Page, server: Server, tmp_path: Path) -> None:
    (tmp_path / "甲.txt").write_text("正文", encoding="utf-8")
    before = len(server.desk.library)
    open_library(page)
    page.locator("#fz-upload").get_by_label("年度").fill("去年")
    settle(page)
    page.locator("#fz-files input[type=file]").set_input_files(tmp_path / "甲.txt")
    expect(page.locator("#fz-results")).to_contain_text("应是四位数字")
    assert len(server.desk.library) == before


def test_the_list_is_filtered_by_words_kind_and_year(page: Page) -> None:
    open_library(page)
    rows = page.locator(".fz-table tbody tr")
    expect(rows).to_have_count(4)
    page.get_by_label("题名或文件名").fill("2022")
    expect(rows).to_have_count(1)
    page.get_by_label("题名或文件名").fill("")
    expect(rows).to_have_count(4)
    page.locator("#fz-filters").get_by_label("种类").click()
    page.get_by_role("option", name="法律法规").click()
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("云岭县行政执法规定")


def test_a_removed_document_leaves_the_list_and_its_citation_says_so(page: Page) -> None:
    answered(page)
    open_library(page)
    row = page.locator('tr[data-document="report-2023"]')
    row.get_by_role("button", name="移除").click()
    page.get_by_role("dialog").get_by_role("button", name="取消").click()
    expect(row).to_have_count(1)
    row.get_by_role("button", name="移除").click()
    page.get_by_role("dialog").get_by_role("button", name="移除").click()
    expect(row).to_have_count(0)
    expect(page.locator("#fz-results")).to_contain_text("已移除")

    page.get_by_role("tab", name="问答").click()
    page.locator(".fz-last .fz-cite").first.click()
    frame = page.frame_locator("#fz-reader iframe")
    expect(frame.get_by_role("alert")).to_contain_text("来源已删除")
    expect(frame.get_by_role("alert")).to_contain_text(SENTENCE)


def test_a_changed_source_is_never_highlighted(page: Page, server: Server) -> None:
    answered(page)
    item = server.desk.library["report-2023"]
    server.desk.library["report-2023"] = replace(item, text=item.text.replace("1286", "1300"))
    page.locator(".fz-last .fz-cite").first.click()
    frame = page.frame_locator("#fz-reader iframe")
    expect(frame.get_by_role("alert")).to_contain_text("来源已变更")
    expect(frame.get_by_role("alert")).to_contain_text(SENTENCE)
    expect(frame.locator("mark")).to_have_count(0)


def test_a_document_is_replaced_by_an_uploaded_file(page: Page, server: Server, tmp_path: Path) -> None:
    (tmp_path / "坏.docx").write_bytes(b"\xff\xfe\x00\xd8")
    (tmp_path / "新版规定.txt").write_text("第一条　新的。", encoding="utf-8")
    open_library(page)
    page.locator('tr[data-document="statute"]').get_by_role("button", name="替换").click()
    expect(page.locator("#fz-replace")).to_contain_text("替换《云岭县行政执法规定》")
    page.locator("#fz-replacement input[type=file]").set_input_files(tmp_path / "坏.docx")
    expect(page.locator("#fz-results")).to_contain_text("资料库未变")
    assert "statute" in server.desk.library
    page.locator('tr[data-document="statute"]').get_by_role("button", name="替换").click()
    page.locator("#fz-replacement input[type=file]").set_input_files(tmp_path / "新版规定.txt")
    expect(page.locator('tr[data-document="statute"]')).to_have_count(0)
    expect(page.locator(".fz-table")).to_contain_text("新版规定")


def test_hostile_words_of_models_documents_and_people_run_nowhere(page: Page, server: Server) -> None:
    answered(page, "脚本<img src=x onerror=\"window.hacked='question'\">")
    expect(page.locator(".fz-last")).to_contain_text("<script>")
    open_library(page)
    page.locator('tr[data-document="hostile"] a').click()
    frame = page.frame_locator("#fz-reader iframe")
    expect(frame.locator("main")).to_contain_text("onerror")
    page.wait_for_timeout(300)
    assert page.evaluate("window.hacked") is None
    assert page.frames[-1].evaluate("window.hacked") is None
    policy = httpx.get(f"{server.url}/source/hostile").headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")


def test_everything_is_chinese_whatever_the_browser_speaks(page: Page) -> None:
    assert page.locator("html").get_attribute("lang") == "zh-CN"
    assert page.title() == "法治报告助手"
    open_library(page)
    words = page.locator("body").inner_text()
    foreign = set(re.findall(r"[A-Za-z]{3,}", words)) - {"docx", "pdf", "html", "txt", "xlsx", "csv"}
    assert foreign - {"img", "src", "onerror", "window", "hacked", "document"} == set()
    assert "点击上传" in words


def test_every_control_has_a_name_and_focus_is_visible(page: Page) -> None:
    answered(page)
    for tab in ("问答", "资料库"):
        page.get_by_role("tab", name=tab).click()
        nameless = page.evaluate(
            """() => [...document.querySelectorAll('button, input, textarea, a[href]')]
              .filter(e => e.checkVisibility() && !(e.innerText?.trim() || e.ariaLabel || e.title
                || e.labels?.length || e.getAttribute('aria-labelledby') || e.type === 'file'))
              .map(e => e.outerHTML.slice(0, 160))"""
        )
        assert nameless == []
    page.get_by_role("tab", name="问答").click()
    page.keyboard.press("Tab")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"


def test_on_a_phone_nothing_scrolls_sideways_and_the_reader_fills_the_screen(browser: Browser, server: Server) -> None:
    context = browser.new_context(viewport=PHONE, locale="zh-CN")
    page = visit(context, server.url)

    def fits() -> bool:
        return page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    assert fits()
    answered(page, "很长的问题")
    expect(page.locator("#fz-composer")).to_be_in_viewport(ratio=1)
    assert fits()
    photograph(page, "chat-phone")
    page.locator(".fz-last .fz-cite").first.click()
    expect(page.frame_locator("#fz-reader iframe").locator("mark")).to_be_in_viewport()
    assert page.locator("#fz-reader").bounding_box() == {"x": 0, "y": 0, **PHONE}
    photograph(page, "source-phone")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="对话列表").click()
    expect(page.locator(".fz-name")).to_be_visible()
    open_library(page)
    assert fits()
    photograph(page, "library-phone")
    context.close()


def test_eight_tabs_work_at_once(server: Server, context: BrowserContext) -> None:
    pages = [visit(context, server.url) for _ in range(8)]
    server.desk.pause_s = 0.03
    for number, page in enumerate(pages):
        put(page, f"第{number}个问题")
    waiting = sum(1 for page in pages if page.locator("#fz-live [data-again]").count())
    assert waiting <= len(pages) - AT_ONCE
    for number, page in enumerate(pages):
        expect(page.locator(".fz-last .fz-question")).to_have_text(f"第{number}个问题", timeout=30_000)
        expect(page.locator(".fz-turn")).to_have_count(1)
    assert len(server.desk.asked) == 8


def test_the_banner_stays_until_the_search_by_meaning_is_complete(server: Server, context: BrowserContext) -> None:
    server.desk.indexed = Progress(done=3, total=12)
    page = visit(context, server.url)
    expect(page.locator("#fz-banner")).to_contain_text("3 / 12 段")
    server.desk.indexed = Progress(done=12, total=12)
    expect(page.locator("#fz-banner")).to_be_hidden()


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"host": "localhost:7860"}, 200),
        ({"host": "[::1]:7860"}, 200),
        ({"host": "evil.example"}, 403),
        ({"host": "127.0.0.1.evil.example"}, 403),
        ({"host": "[broken"}, 403),
    ],
)
def test_foreign_host_names_are_refused(server: Server, headers: dict[str, str], status: int) -> None:
    for path in ("/", "/healthz", "/progress", "/source/statute"):
        assert httpx.get(server.url + path, headers=headers).status_code == status


def test_another_sites_page_cannot_post(server: Server) -> None:
    for origin, refused in (("https://evil.example", True), ("null", True), (server.url, False)):
        answer = httpx.post(f"{server.url}/gradio_api/queue/join", headers={"origin": origin}, json={})
        assert (answer.status_code == 403) is refused


def test_unknown_addresses_and_other_peoples_files_are_not_served(server: Server) -> None:
    assert httpx.get(f"{server.url}/static/page.py").status_code == 404
    assert httpx.get(f"{server.url}/gradio_api/file=/etc/passwd").status_code in {403, 404}
    gone = httpx.get(f"{server.url}/source/none?start=1&end=4&sha=x&turn=99&n=1")
    assert gone.status_code == 404
    assert "来源已删除" in gone.text
    assert httpx.get(f"{server.url}/source/statute?start=-5&end=2").status_code == 200


def test_the_organ_filter_offers_what_the_library_holds(page: Page) -> None:
    open_library(page)
    page.locator("#fz-filters").get_by_label("机关").click()
    expect(page.get_by_role("option", name=ORGAN, exact=True)).to_be_visible()
