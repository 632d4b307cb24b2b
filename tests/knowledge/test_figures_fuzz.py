"""Generated report sentences, sound and broken: the reader never fails, and keeps 200,000 characters a second."""

import os
import random
import time
from itertools import pairwise
from pathlib import Path

import pytest

from knowledge.figures import non_figures, read_figures

SENTENCES = int(os.environ.get("FAZHI_FUZZ", "5000"))
GOLD = Path(__file__).with_name("gold")
_SUBJECTS = (
    "",
    "我局",
    "全县",
    "县司法局",
    "各乡镇（街道）",
    "信访室",
    "执法大队",
    "其中：",
    "2023年，",
    "截至12月底，",
    "今年以来，",
    "一季度，",
)
_VERBS = (
    "受理",
    "办结",
    "立案",
    "查处",
    "调解",
    "召开",
    "开展",
    "检查",
    "发放",
    "移送",
    "同比下降",
    "较2022年增长",
    "由",
    "压缩至",
    "占",
    "新收、审结",
    "分别",
    "",
)
_OBJECTS = (
    "行政复议申请",
    "矛盾纠纷",
    "案件",
    "《民法典》",
    "“昆仑2023”行动",
    "专题会议",
    "12345热线工单",
    "化解率",
    "企业",
    "违法建设",
    "法》四十六条",
    "GB/T 19001-2016",
    "",
)
_NUMBERS = (
    "12",
    "1,236",
    "３．１６",
    "10-15",
    "二十三",
    "三分之一",
    "五六",
    "百分之六十二",
    "零",
    "0",
    "2023",
    "12 345",
    "-5.6",
    "1亿2000",
    "1200余",
    "近500",
    "约3.5",
    "数十",
    "第8",
)
_SCALES = ("", "", "", "万", "亿", "千", "余", "多", "来")
_UNITS = (
    "件",
    "起",
    "人次",
    "家(次)",
    "家（次）",
    "%",
    "个百分点",
    "万元",
    "平方米",
    "个工作日",
    "吨",
    "倍",
    "",
    "案例",
    "条",
    "年",
    "月",
    "号",
    "微克/立方米",
    "囊",
)
_JOINTS = (
    "，",
    "、",
    "；",
    "。",
    "：",
    "(",
    ")",
    "和",
    "至",
    "\n",
    "其中",
    " ",
    "“",
    "”",
    "《",
    "分别为",
    "|",
    "一是",
    "1.",
)


def generated_sentence(source: random.Random) -> str:
    """Return one sentence, sound or broken."""
    parts: list[str] = []
    for _ in range(source.randint(1, 5)):
        groups = (_SUBJECTS, _VERBS, _OBJECTS, _NUMBERS, _SCALES, _UNITS, _JOINTS)
        part = [source.choice(group) for group in groups]
        if source.random() < 0.1:
            source.shuffle(part)
        parts.extend(part)
    text = "".join(parts)
    return text[source.randint(0, 6) :] if source.random() < 0.1 else text


def _check(text: str) -> None:
    figures = read_figures(text, year=2023)
    spans = sorted([(f.start, f.end) for f in figures] + [(n.start, n.end) for n in non_figures(text)])
    assert all(a[1] <= b[0] for a, b in pairwise(spans)), text
    for figure in figures:
        assert text[figure.start : figure.end] == figure.surface != "", text
        assert figure.value_to is None or figure.value_to > figure.value, text
        assert figure.metric_span is None or figure.metric_span.end <= len(text), text


def test_300_generated_sentences_are_read() -> None:
    source = random.Random(300)  # noqa: S311 - a fixed seed, no secret
    for _ in range(300):
        _check(generated_sentence(source))


@pytest.mark.integration
def test_generated_sentences_are_read_in_bounded_time() -> None:
    source = random.Random(20231)  # noqa: S311 - a fixed seed, no secret
    begin = time.process_time()
    for _ in range(SENTENCES):
        _check(generated_sentence(source))
    assert time.process_time() - begin <= 20 + SENTENCES * 0.003


@pytest.mark.integration
def test_reports_are_read_at_200000_characters_a_second() -> None:
    report = "\n".join(path.read_text(encoding="utf-8") for path in sorted(GOLD.glob("*.txt")))
    text = (report * (1_000_000 // len(report) + 1))[:1_000_000]
    best = min(_seconds(text) for _ in range(2))
    assert best <= 5, f"{len(text) / best:.0f} characters a second"


def _seconds(text: str) -> float:
    begin = time.process_time()
    assert len(read_figures(text, year=2023)) > 10_000
    return time.process_time() - begin
