"""What holds for the passages of any text at all."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.documents import Kind, Outline
from knowledge.outline import outline, sentences
from knowledge.tokens import count_tokens

PIECES = st.sampled_from(
    [
        "一、概况\n", "二、问题\n", "（一）学习。", "\n(二)", "1.", "\n2．案件", "①", "一是", "二是", "。二是抓，", "：一是", "三要",
        "第一章　总则\n", "\n第二章 ", "第一条　", "\n第二条　", "第二条规定的", "第三条之一 ", "附则\n", "目录\n", "附件：", "# ",
        "。", "；", "！”", "》", "？", '"', "\n", "\n\n", "\r\n", "\r", "\u2028", "　", " ", "\t", " | ", "，", "、", ":",
        "2023年", "1,234.5万元", "12:30", "e\u0301", "👩‍👧", "\ufeff", "\x00", "\U0002a6d6", "公安机关依法办理各类事项", "word " * 9,
    ]
)  # fmt: skip
TEXTS = st.one_of(st.lists(PIECES, max_size=60).map("".join), st.text(max_size=200))
KINDS = st.sampled_from(list(Kind))
WHOLE = re.compile(r"[。！？；!?;\n\r][”’」』）)】〕》〉\"]*\s*$")


def check(text: str, found: Outline, limit: int) -> None:
    assert "".join(p.text for p in found.passages) == text
    assert all(p.text == text[p.start : p.end] and p.text and p.locator for p in found.passages)
    assert all(count_tokens(p.text) <= limit for p in found.passages)
    for p in found.passages:
        for s in found.sections:
            apart = p.end <= s.start or s.end <= p.start
            inside = s.start <= p.start and p.end <= s.end
            assert apart or inside, (p, s)


@settings(max_examples=150, deadline=None)
@given(TEXTS, KINDS, st.integers(min_value=8, max_value=60))
def test_passages_tile_the_text_keep_the_limit_and_stay_in_their_section(text: str, kind: Kind, limit: int) -> None:
    check(text, outline(text, kind, max_tokens=limit), limit)


@settings(max_examples=150, deadline=None)
@given(TEXTS, KINDS)
def test_no_passage_cuts_a_sentence_that_fits(text: str, kind: Kind) -> None:
    limit = 40
    bounds = {p.end for p in outline(text, kind, max_tokens=limit).passages} - {len(text)}
    for span in sentences(text):
        if count_tokens(text[span.start : span.end]) <= limit:
            assert not [end for end in bounds if span.start < end < span.end]


def test_a_passage_ends_with_a_stop_or_a_line() -> None:
    text = "一、做法\n" + "".join(f"第{n}项工作共办理{n * 13}件，群众满意率达{n}%。" for n in range(1, 90))
    found = outline(text, Kind.REPORT)
    assert len(found.passages) > 5
    assert all(WHOLE.search(p.text) for p in found.passages)


def test_an_overlong_sentence_is_cut_after_commas_and_never_inside_a_number() -> None:
    text = "，".join(f"第{n}所办理1,{n:03},{n:03}件用时12:{n:02}" for n in range(10, 90)) + "。"
    passages = outline(text, Kind.REPORT).passages
    assert len(passages) > 3
    assert all(p.text.endswith("，") for p in passages[:-1])


def test_a_number_without_any_pause_near_is_kept_whole_by_a_hard_cut() -> None:
    text = "".join(f"共办结{n}件" for n in range(10_000_000, 10_000_200))
    passages = outline(text, Kind.REPORT, max_tokens=50).passages
    figures = [figure for p in passages for figure in re.findall(r"\d+", p.text)]
    assert figures == [str(n) for n in range(10_000_000, 10_000_200)]


def test_a_long_paragraph_leaves_no_crumb_at_its_end() -> None:
    text = "一、做法\n" + "各所队依法办理事项，群众普遍满意，工作成效明显。" * 60 + "\n"
    sizes = [count_tokens(p.text) for p in outline(text, Kind.REPORT).passages[1:]]
    assert len(sizes) > 1
    assert min(sizes) > 0.6 * max(sizes)


def test_short_paragraphs_of_one_section_are_joined() -> None:
    text = "一、做法\n" + "".join(f"办理第{n}件。\n" for n in range(20))
    assert len(outline(text, Kind.REPORT).passages) == 1


@pytest.mark.integration
@pytest.mark.parametrize(
    "unit",
    [
        "中",
        "我们，",
        " ",
        "\n",
        "。",
        "1",
        "a",
        '！"，',
        "。一是甲。二是乙",
        "(一)甲\n",
        "第一条　甲\n",
        "第二条规定的\n",
        "一、甲 | 乙\n",
    ],
)
@pytest.mark.parametrize("kind", [Kind.REPORT, Kind.REGULATION])
def test_time_grows_with_the_text_and_not_with_its_square(unit: str, kind: Kind) -> None:
    def seconds(length: int) -> float:
        text = unit * (length // len(unit))
        start = time.process_time()
        assert "".join(p.text for p in outline(text, kind).passages) == text
        return time.process_time() - start

    outline("预热。", kind)
    small, large = max(seconds(5_000), 0.01), min(seconds(40_000), seconds(40_000))
    assert large < 8 * 7 * small
