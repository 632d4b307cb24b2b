"""What holds for every text: no crash, exact spans, no overlap, every numeral explained, linear time."""

import re
import time
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from knowledge.figures import non_figures, read_figures, read_quantities

_PIECES = st.sampled_from(
    [
        *"0123456789０１９零〇一二两三十百千万亿",
        *'，,。.;；:：、()（）《》“”"%％-—～至/×+·[]〔〕 \n　',
        *"年月日时分第条号件起人次家名万元余多近约超达共以上下内左右每个其中较比同期",
        "2023年",
        "2022",
        "百分之",
        "分之",
        "个百分点",
        "个工作日",
        "截至",
        "以来",
        "(次)",
        "7×24小时",
        "12345",
        "立案",
        "共计",
        "化解率",
        "同比下降",
        "一是",
        "(一)",
        "四、",
        "第二十三条",
        "km",
        "A4",
        "零败诉",
        "😀",
        "½",
        "①",
        "٣",
    ]
)
_TEXTS = st.one_of(st.lists(_PIECES, max_size=40).map("".join), st.text(max_size=60))
_NUMERALS = re.compile("[0-9０-９]+|[零〇一二两三四五六七八九十百千万亿]+")


@given(_TEXTS)
@settings(max_examples=400, deadline=None)
def test_a_figures_surface_is_the_text_at_its_offsets(text: str) -> None:
    for figure in read_figures(text, year=2023):
        assert text[figure.start : figure.end] == figure.surface != ""
        assert figure.value_to is None or figure.value_to > figure.value
        span = figure.metric_span
        assert span is None or 0 <= span.start <= span.end <= len(text)


@given(_TEXTS)
@example("第0近0")
@example("第3大于5件")
@settings(max_examples=400, deadline=None)
def test_figures_and_other_numbers_never_overlap_and_leave_no_numeral_out(text: str) -> None:
    spans = sorted([(q.start, q.end) for q in read_quantities(text)] + [(n.start, n.end) for n in non_figures(text)])
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    covered = {i for start, end in spans for i in range(start, end)}
    assert [m.group() for m in _NUMERALS.finditer(text) if not covered.issuperset(range(*m.span()))] == []


@given(_TEXTS)
@settings(max_examples=200, deadline=None)
def test_figures_are_the_quantities_in_context(text: str) -> None:
    figures, quantities = read_figures(text), read_quantities(text)
    assert [(f.surface, f.value, f.unit, f.start) for f in figures] == [
        (q.surface, q.value, q.unit, q.start) for q in quantities
    ]


_SENTENCE = "2023年，我局共受理各类案件1200余件，办结1,153件，办结率96.1%；组织“净网2023”行动，推进普法工作走深走实，持续提升群众法治素养。"


@pytest.mark.integration
def test_a_megabyte_on_one_line_is_read_in_ten_seconds() -> None:
    text = (_SENTENCE * 20000)[:1_000_000]
    start = time.process_time()
    figures = read_figures(text, year=2023)
    assert len(figures) > 40_000
    assert time.process_time() - start <= 10


@pytest.mark.integration
@pytest.mark.parametrize(
    "unit",
    ["1", "1,111", "第1、", "《", "“", "一", "万", "2015、", "a1", "1+", "1万", "百分之", "(", "化解", "每年", "2022-"],
)
def test_reading_time_grows_in_step_with_the_text(unit: str) -> None:
    def seconds(size: int) -> float:
        text = (unit * size)[:size]
        start = time.process_time()
        read_figures(text, year=2023)
        return time.process_time() - start

    small, large = seconds(10_000), min(seconds(80_000), seconds(80_000))
    assert large <= max(24 * small, 1.5)
