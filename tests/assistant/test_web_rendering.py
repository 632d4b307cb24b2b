"""What the pages show is escaped, marked and linked as it should be."""

import re
from dataclasses import replace
from datetime import datetime

import pytest

from assistant.answering.types import Answer, AnswerFigure, Citation, Searched
from assistant.conversations import Conversation, Turn
from assistant.web.library_rendering import FileResult, results_html, table_html
from assistant.web.rendering import cards_html, conversations_html, live_html, turns_html
from assistant.web.runs import Progress
from assistant.web.source import missing_page, source_page
from knowledge.documents import Kind, Metadata, Span, text_hash
from knowledge.library import Summary
from tests.browser.fake_desk import REPORT, document, outline_of

EVIL = "<img src=x onerror=alert(1)>\"'&${1}"
QUOTE = "化解1209起"
CITATION = Citation(
    n=1,
    document_id="a/b?c",
    title=EVIL,
    kind=Kind.REPORT,
    locator=EVIL,
    quote=EVIL,
    quote_sha256=text_hash(EVIL),
    start=3,
    end=9,
)


def turn(text: str, **changes: object) -> Turn:
    answer = Answer(question=EVIL, refused=False, answer=text, route="open", citations=(CITATION,), notice=EVIL)
    answer = replace(answer, **changes)  # pyright: ignore[reportArgumentType]
    return Turn(
        id=7,
        question=EVIL,
        answer=answer,
        state="done",
        removed=frozenset(),
        asked=datetime(2026, 1, 1),  # noqa: DTZ001
    )


def test_nothing_of_people_models_or_documents_reaches_the_page_unescaped() -> None:
    searched = Searched(organ=EVIL, articles=(EVIL,))
    summary = Summary(
        id=EVIL,
        metadata=Metadata(title=EVIL, kind=Kind.REPORT, organ=EVIL, status=EVIL, verified=EVIL),
        passages=1,
        warnings=(EVIL,),
        added="",
    )
    hostile = document("x", f"{EVIL}\n一、{EVIL}\n二、{EVIL}", summary.metadata)
    pages = (
        turns_html([turn(f"{EVIL}[1]【待核实{EVIL}】", searched=searched)]),
        live_html(Progress(question=EVIL, removed=frozenset(), replaces=None, stage="writing", text=EVIL)),
        cards_html([CITATION]),
        conversations_html([Conversation(id=EVIL, title=EVIL, changed=datetime(2026, 1, 1))], ""),  # noqa: DTZ001
        table_html([summary], total=1, rows=10),
        results_html([FileResult(name=EVIL, error=EVIL)], [EVIL]),
        source_page(hostile, outline_of(hostile.text), wanted=Span(start=0, end=5), frozen=CITATION),
        missing_page(EVIL, CITATION),
    )
    for page in pages:
        assert "<img src=x" not in page
        assert "onerror" in page, "the hostile text is shown, as text"
        assert not re.search(r'="[^"]*<', page)


def test_a_mark_links_to_its_place_and_a_number_without_citation_stays_text() -> None:
    page = turns_html([turn("有依据[1]，没有依据[2]。")])
    assert 'href="/source/a%2Fb%3Fc?start=3&amp;end=9' in page
    assert "turn=7&amp;n=1#quote" in page
    assert "没有依据[2]" in page


def test_an_unproven_figure_says_its_own_reason() -> None:
    text = "甲【待核实】，乙【待核实】。"
    figures = tuple(
        AnswerFigure(surface="1", start=at, end=at + 5, status="unsupported", citation=None, reason=reason)
        for at, reason in ((1, "理由甲"), (8, "理由乙"))
    )
    page = turns_html([turn(text, figures=figures)])
    assert re.findall(r'data-reason="([^"]*)"', page) == ["理由甲", "理由乙"]


def test_only_the_last_turn_can_be_asked_again_and_none_while_an_answer_is_made() -> None:
    turns = [turn("甲"), replace(turn("乙"), id=8)]
    assert turns_html(turns).count('data-act="retry"') == 1
    making = Progress(question="问", removed=frozenset(), replaces=8)
    page = turns_html(turns, answering=making)
    assert 'data-act="retry"' not in page
    assert 'data-turn="8"' not in page, "the turn that is being replaced is not shown beside its successor"


@pytest.mark.parametrize(("stage", "again"), [("waiting", True), ("searching", False), ("writing", False)])
def test_only_an_answer_that_waits_its_turn_is_looked_at_again(stage: str, *, again: bool) -> None:
    progress = Progress(question="问", removed=frozenset(), replaces=None, stage=stage)  # pyright: ignore[reportArgumentType]
    assert ("data-again" in live_html(progress)) is again


def report_page(start: int, end: int, sha: str) -> str:
    metadata = Metadata(title="报告", kind=Kind.REPORT, organ="云岭县公安局", year=2023)
    made = document("r", REPORT, metadata)
    frozen = replace(CITATION, quote="当时的原话", locator="一、（一）")
    return source_page(made, outline_of(REPORT), wanted=Span(start=start, end=end), sha256=sha, frozen=frozen)


def test_the_quote_is_marked_under_its_heading_path() -> None:
    start = REPORT.find(QUOTE)
    page = report_page(start, start + len(QUOTE), text_hash(QUOTE))
    assert f'<mark id="quote">{QUOTE}</mark>' in page
    assert '<p class="path">一、2023年主要工作 › （一）依法化解矛盾纠纷</p>' in page
    assert "来源已变更" not in page


def test_a_quote_over_two_paragraphs_is_marked_in_both_with_one_target() -> None:
    start = REPORT.find("成功率94%")
    end = REPORT.find("推行")
    page = report_page(start, end, text_hash(REPORT[start:end]))
    assert page.count("<mark") == 2
    assert page.count('id="quote"') == 1


@pytest.mark.parametrize(
    ("start", "end", "sha"),
    [(5, 12, text_hash("别的话")), (10**6, 10**6 + 5, text_hash("")), (5, 12, ""), (5, 12, "' onload='x")],
)
def test_a_quote_that_no_longer_stands_there_is_announced_and_never_marked(start: int, end: int, sha: str) -> None:
    page = report_page(start, end, sha)
    assert "<mark" not in page
    assert "来源已变更" in page
    assert "当时的原话" in page


def test_the_source_view_loses_no_character_of_the_text() -> None:
    page = report_page(REPORT.find(QUOTE), REPORT.find(QUOTE) + 4, text_hash(QUOTE[:4]))
    main = page.split("<main>")[1].split("</main>")[0]
    shown = re.sub(r"<[^>]+>", "", main)
    assert "".join(shown.split()) == "".join(REPORT.split())
