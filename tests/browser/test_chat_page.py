"""A clerk asks the sample library in the browser, follows a citation, and is refused what it does not hold."""

from collections.abc import Generator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PHONE, WIDE, photograph, visit

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(600),
    pytest.mark.filterwarnings("ignore::DeprecationWarning:gradio"),
]


@pytest.fixture
def page(browser: Browser, page_url: str) -> Generator[Page]:
    context = browser.new_context(viewport=WIDE, locale="zh-CN")
    context.set_default_timeout(60_000)
    yield visit(context, page_url)
    context.close()


def ask(page: Page, question: str) -> None:
    page.get_by_label("您的问题").fill(question)
    page.get_by_role("button", name="提问", exact=True).click()


def test_a_question_gets_an_answer_whose_mark_opens_the_highlighted_source(page: Page) -> None:
    ask(page, "2023年共排查矛盾纠纷多少起？")
    mark = page.locator(".fz-last .fz-cite").first
    expect(mark).to_be_visible(timeout=120_000)
    assert "2023" in page.locator("#fz-cards").inner_text()
    mark.click()
    cited = page.frame_locator("#fz-reader iframe").locator("mark").first
    expect(cited).to_be_visible(timeout=60_000)
    photograph(page, "chat")


def test_what_the_library_does_not_hold_is_refused(page: Page) -> None:
    ask(page, "2019年共排查矛盾纠纷多少起？")
    refused = page.locator(".fz-last .fz-refused")
    expect(refused).to_contain_text("资料中未找到", timeout=120_000)
    expect(refused).to_contain_text("2019年")


def test_a_question_that_holds_markup_is_shown_as_text(page: Page) -> None:
    ask(page, "<img src=x onerror=\"document.title='坏了'\">是什么？")
    expect(page.locator(".fz-last .fz-question")).to_contain_text("<img", timeout=120_000)
    assert page.title() == "法治报告助手"


def test_the_library_lists_the_samples_and_a_phone_scrolls_only_down(browser: Browser, page_url: str) -> None:
    context = browser.new_context(viewport=PHONE, locale="zh-CN")
    page = visit(context, page_url)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    photograph(page, "phone")
    page.get_by_role("tab", name="资料库").click()
    expect(page.locator(".fz-table")).to_contain_text("云岭县公安局", timeout=60_000)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    context.close()
