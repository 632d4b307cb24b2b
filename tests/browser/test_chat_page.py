"""A clerk asks in the browser, follows a citation, and is refused what the library does not hold."""

import os
from collections.abc import Generator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


@pytest.fixture(params=["wide"])
def page(browser: Browser, page_url: str) -> Generator[Page]:
    context = browser.new_context(viewport=WIDE, locale="zh-CN")  # pyright: ignore[reportArgumentType]
    opened = context.new_page()
    opened.set_default_timeout(60_000)
    opened.goto(page_url)
    yield opened
    context.close()


def ask(page: Page, question: str) -> None:
    page.get_by_label("问题", exact=True).fill(question)
    page.get_by_role("button", name="提问", exact=True).click()


def shoot(page: Page, name: str) -> None:
    if folder := os.environ.get("FAZHI_SCREENSHOTS"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"))


def test_a_question_gets_an_answer_whose_mark_opens_the_highlighted_source(page: Page) -> None:
    ask(page, "2023年共排查矛盾纠纷多少起？")
    mark = page.locator("a.mark").first
    expect(mark).to_be_visible(timeout=120_000)
    assert "2023" in page.locator("#cards").inner_text()
    mark.click()
    cited = page.frame_locator("iframe[name=source]").locator("mark").first
    expect(cited).to_be_visible(timeout=60_000)
    shoot(page, "chat")


def test_what_the_library_does_not_hold_is_refused(page: Page) -> None:
    ask(page, "2019年共排查矛盾纠纷多少起？")
    refused = page.locator(".answer.refused")
    expect(refused).to_contain_text("资料中未找到", timeout=120_000)
    expect(refused).to_contain_text("2019年")


def test_a_question_that_holds_markup_is_shown_as_text(page: Page) -> None:
    ask(page, "<img src=x onerror=\"document.title='坏了'\">是什么？")
    expect(page.locator(".turn .question")).to_contain_text("<img", timeout=120_000)
    assert page.title() == "法治报告助手"


def test_nothing_is_fetched_from_elsewhere_and_a_phone_scrolls_only_down(browser: Browser, page_url: str) -> None:
    context = browser.new_context(viewport=PHONE, locale="zh-CN")  # pyright: ignore[reportArgumentType]
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(page_url)
    expect(page.get_by_role("button", name="提问", exact=True)).to_be_visible(timeout=60_000)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    foreign = [url for url in asked if not url.startswith((page_url, "data:", "blob:"))]
    assert foreign == []
    shoot(page, "phone")
    context.close()
