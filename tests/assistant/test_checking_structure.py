"""Structure: required contents, empty and lost sections, years, placeholders; no alarm on the shapes that reports take."""

from itertools import permutations
from pathlib import Path

import pytest

from assistant.checking.structure import check_structure
from assistant.checking.types import Finding, FindingKind, Severity, SourceText
from tests.conftest import CORPUS

WORDS = [
    "健全内部审核流程",
    "细化裁量基准",
    "公示执法依据",
    "统一文书格式",
    "抽查卷宗质量",
    "整改程序瑕疵",
    "走访辖区村寨",
    "登记邻里争执",
    "邀请乡贤参与",
    "回访当事双方",
    "疏导对立情绪",
    "防止矛盾升级",
    "主持专题研讨",
    "审定年度计划",
    "督促班子述法",
    "带队暗访窗口",
    "约谈落后单位",
    "批示疑难线索",
    "授课力量偏少",
    "案例更新迟缓",
    "课堂形式单一",
    "学用结合不紧",
    "岗位轮换频繁",
    "经费保障吃紧",
    "聘请兼职讲师",
    "编写操作指引",
    "开设夜间课程",
    "建立导师名册",
    "引入模拟演练",
    "评选精品教案",
]


def filler(n: int) -> str:
    """Return prose without figures that no other ``n`` has."""
    return "".join(f"{a}，{b}，{c}。" for a, b, c in permutations(WORDS[6 * n : 6 * n + 6], 3))[:300] + "。"


REPORT = f"""云岭县公安局2023年法治政府建设年度报告
2023年，云岭县公安局认真履行职责，现将2023年法治政府建设情况报告如下：
一、2023年法治政府建设主要举措和成效
（一）规范执法行为
全年审核案件1436件。{filler(0)}
（二）化解矛盾纠纷
排查矛盾纠纷7236起。{filler(1)}
二、党政主要负责人履行推进法治建设第一责任人职责情况
局长带头学法，主持研究法治议题12个。{filler(2)}
三、存在的不足和原因
执法培训不够系统，原因是师资力量薄弱。{filler(3)}
四、2024年工作安排
健全培训制度，加强执法监督。{filler(4)}
特此报告。
"""


def findings(text: str, *, original: str | None = None, year: int | None = None) -> list[Finding]:
    sources = [SourceText(document_id="d", title="原稿", text=original)] if original else []
    return list(check_structure(text, sources=sources, year=year))


def kinds(text: str, *, original: str | None = None, year: int | None = None) -> list[FindingKind]:
    return [f.kind for f in findings(text, original=original, year=year)]


def without(text: str, heading: str, following: str) -> str:
    return text[: text.index(heading)] + text[text.index(following) :]


def test_a_whole_report_has_no_finding() -> None:
    assert findings(REPORT, year=2023) == []
    assert findings(REPORT, original=REPORT) == []


@pytest.mark.parametrize(
    ("heading", "following", "expected"),
    [
        ("一、2023", "二、党政", "推进法治政府建设的主要举措和成效"),
        ("二、党政", "三、存在", "党政主要负责人履行推进法治建设第一责任人职责情况"),
        ("三、存在", "四、2024", "存在的不足和原因"),
        ("四、2024", "特此报告", "下一年度主要安排"),
    ],
)
def test_each_required_content_is_missed(heading: str, following: str, expected: str) -> None:
    text = without(REPORT, heading, following)
    assert [(f.kind, f.expected) for f in findings(text)] == [(FindingKind.MISSING_SECTION, expected)]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("一、2023年法治政府建设主要举措和成效", "一、工作开展情况"),
        ("一、2023年法治政府建设主要举措和成效", "一、推进法治政府建设取得的成绩"),
        ("二、党政主要负责人履行推进法治建设第一责任人职责情况", "二、压实第一责任人责任，加强组织领导"),
        ("三、存在的不足和原因", "三、存在的主要问题"),
        ("三、存在的不足和原因", "三、短板弱项"),
        ("四、2024年工作安排", "四、下一步打算"),
        ("四、2024年工作安排", "四、下一年度推进法治政府建设的主要安排"),
        ("（一）规范执法行为\n", "（一）规范执法行为。"),
        ("一、", "## 一、"),
    ],
)
def test_other_headings_for_the_same_contents_are_no_alarm(old: str, new: str) -> None:
    assert old in REPORT
    assert findings(REPORT.replace(old, new)) == []


def test_the_head_persons_duty_may_be_told_inside_another_section() -> None:
    text = without(REPORT, "二、党政", "三、存在").replace("三、存在", "二、存在").replace("四、2024", "三、2024")
    assert FindingKind.MISSING_SECTION in kinds(text)
    folded = text.replace("（二）化解", "局长切实履行第一责任人职责。\n（二）化解")
    assert findings(folded) == []


def test_a_short_passage_and_another_document_are_not_asked_for_sections() -> None:
    assert findings("2023年，云岭县公安局审核案件1436件。") == []
    assert findings("云岭县公安局信访工作制度\n" + filler(0) * 5) == []


def test_an_empty_section_is_reported_on_its_heading() -> None:
    text = without(REPORT, "执法培训不够", "四、2024")
    (finding,) = findings(text)
    assert (finding.kind, finding.surface) == (FindingKind.EMPTY_SECTION, "三、存在的不足和原因")
    assert text[finding.start : finding.end] == finding.surface


def test_a_section_that_the_original_has_is_reported_where_it_stood() -> None:
    text = without(REPORT, "（二）化解矛盾纠纷", "二、党政")
    (finding,) = findings(text, original=REPORT)
    assert (finding.kind, finding.expected) == (FindingKind.MISSING_SECTION, "（二）化解矛盾纠纷")
    assert finding.surface.startswith("二、党政")
    assert finding.evidence[0].quote.startswith("（二）化解矛盾纠纷")
    assert findings(text) == []


@pytest.mark.parametrize(
    ("right", "wrong", "expected"),
    [
        ("局2023年法治", "局2022年法治", "2023年"),
        ("现将2023年", "现将2022年", "2023年"),
        ("一、2023年", "一、2022年", "2023年"),
        ("四、2024年", "四、2023年", "2024年"),
    ],
)
def test_an_odd_year_in_title_opening_or_heading_is_found(right: str, wrong: str, expected: str) -> None:
    text = REPORT.replace(right, wrong, 1)
    for year in (None, 2023):
        (finding,) = findings(text, year=year)
        assert (finding.kind, finding.expected) == (FindingKind.WRONG_PERIOD, expected)
        assert finding.start == text.index(wrong) + wrong.index("20")


@pytest.mark.parametrize(
    ("text", "surface"),
    [
        ("全年办结【待补充：调解成功率】。", "【待补充：调解成功率】"),
        ("化解率为【待核实】。", "【待核实】"),
        ("办理案件XX件。", "XX"),
        ("办理案件X件。", "X"),
        ("办理案件××件。", "××"),
        ("云岭县公安局××年报告。", "××"),
        ("办理案件____件。", "____"),
        ("办理案件＿＿件。", "＿＿"),
        ("办理案件（数据待补充）件。", "（数据待补充）"),
        ("成功率⟦调解成功率⟧。", "⟦调解成功率⟧"),
        ("此处TODO补数。", "TODO"),
    ],
)
def test_a_placeholder_is_found_with_its_span(text: str, surface: str) -> None:
    (finding,) = findings(text)
    assert (finding.kind, finding.surface) == (FindingKind.PLACEHOLDER_LEFT, surface)


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("化解率为【待补充：信访事项化解率】。", Severity.WARNING),
        ("化解率为【待核实：信访事项化解率】。", Severity.WARNING),
        ("化解率为【待补充】。", Severity.ERROR),
        ("化解率为XX%。", Severity.ERROR),
    ],
)
def test_a_mark_that_names_what_is_missing_is_no_error(text: str, severity: Severity) -> None:
    (finding,) = findings(text)
    assert finding.severity is severity


@pytest.mark.parametrize(
    "text",
    [
        "实行7×24小时巡查。",
        "推行“1+X”模式。",
        "完善【典型案例】栏目。",
        "使用X光机检查。",
        "待补办证件12件已办结。",
        "MAX平台",
    ],
)
def test_what_only_looks_like_a_placeholder_is_none(text: str) -> None:
    assert findings(text) == []


def test_the_seed_report_has_no_finding() -> None:
    path = Path(CORPUS) / "reports" / "seed.txt"
    if not path.exists():
        pytest.skip("真实语料 ../shared/corpus 不在本机，跳过")
    text = path.read_text(encoding="utf-8")
    assert findings(text, original=text, year=2023) == []
