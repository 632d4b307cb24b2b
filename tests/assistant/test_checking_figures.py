"""Figures against sources: proven, or reported of the right kind on the very spot."""

import time
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

from assistant.checking.check import check
from assistant.checking.support import supported, value_supported
from assistant.checking.types import CheckedText, Finding, FindingKind, Severity, SourceText, Status
from eval.figures_task import Clean, clean_reports, measure
from knowledge.figures import Figure, read_figures
from knowledge.norms.resolving import Norms

ORGAN, YEAR = "云岭县公安局", 2024

MATERIALS = (
    "法制大队2024年工作情况\n全年组织召开党委理论学习中心组学习16次，其中法治专题6次。审核行政处罚案件1436件，纠正问题案件58件，"
    "纠错率4.0%。\n办理行政复议案件17件，维持15件，撤销2件；应诉行政诉讼案件12件，局领导出庭应诉12件，出庭应诉率100%。\n"
    "开展执法培训14期，培训民警1,126人次；组织旁听庭审4次，参加民警236人。6月20日组织应急演练1次。案件退查率同比下降1.2个百分点。"
    "开展上门送教10余次，走访企业36家(次)。参与“昆仑2024”专项行动，按照《云岭县法治宣传规划（2021—2025年）》第7条办理。",
    "信访室2024年度总结\n2024年，共收到信访事项131件，同比下降7.7%，办结118件，化解率90.1%。局领导接访46批次72人次。",
    "指标 | 2023年 | 2024年 | 单位\n刑事案件立案数 | 1362 | 1208 | 起\n刑事案件破案数 | 876 | 901 | 起\n"
    "抓获犯罪嫌疑人数 | 632 | 655 | 人\n挽回经济损失 | 583.6 | 1204.5 | 万元",
)
DRAFT = (
    "局党委中心组全年集中学习16次，其中安排法治专题6次。全年法制审核行政处罚案件1436件，发现并纠正问题案件58件，纠错率为4.0%。"
    "共办理复议案件17件，其中维持15件、撤销2件。行政诉讼应诉12件，负责人全部出庭，出庭应诉率达100%。举办执法培训14期，培训民警1100余人次，"
    "组织庭审旁听4次，236名民警参加。刑事案件立案1208起，破案901起，抓获犯罪嫌疑人655人，挽回经济损失1204.5万元。"
    "受理信访131件，同比下降7.7%，化解118件，信访化解率90.1%。"
)


def sources(*texts: str, year: int = YEAR) -> list[SourceText]:
    return [
        SourceText(document_id=f"d{i}", title=f"材料{i}", text=t, organ=ORGAN, year=year) for i, t in enumerate(texts)
    ]


def against(text: str, *texts: str, previous: str | None = None, norms: Norms | None = None) -> CheckedText:
    last = sources(previous, year=YEAR - 1)[0] if previous else None
    given = sources(*texts)
    return check(text, path="稿.txt", sources=given, previous=last, year=YEAR, organ=ORGAN, norms=norms)


def only(checked: CheckedText) -> Finding:
    assert len(checked.findings) == 1, checked.findings
    return checked.findings[0]


def test_a_text_against_itself_has_no_finding_and_every_figure_proven() -> None:
    for text in (*MATERIALS, DRAFT):
        checked = against(text, text)
        assert checked.findings == ()
        assert checked.figures_checked == len(checked.marks) > 0
        assert {m.status for m in checked.marks} == {Status.PROVEN}


def test_a_reworded_draft_is_proven_from_several_offices_texts_and_a_table() -> None:
    checked = against(DRAFT, *MATERIALS)
    assert checked.findings == ()
    assert {m.status for m in checked.marks} == {Status.PROVEN}
    proof = next(m.proof for m in checked.marks if m.surface == "655人")
    assert proof
    assert proof.document_id == "d2"
    assert MATERIALS[2][proof.start : proof.end] == proof.quote


@pytest.mark.parametrize(
    ("right", "wrong", "kind", "expected"),
    [
        ("1436件", "1463件", FindingKind.CONTRADICTED_FIGURE, "1436件"),
        ("案件58件", "案件85件", FindingKind.CONTRADICTED_FIGURE, "58件"),
        ("4.0%", "4.5%", FindingKind.CONTRADICTED_FIGURE, "4.0%"),
        ("655人", "656人", FindingKind.CONTRADICTED_FIGURE, "655"),
        ("1100余人次", "1200余人次", FindingKind.CONTRADICTED_FIGURE, "1,126人次"),
        ("655人", "632人", FindingKind.WRONG_PERIOD, "2023"),
        ("1208起", "1362起", FindingKind.WRONG_PERIOD, "2023"),
        ("16次", "61次", FindingKind.CONTRADICTED_FIGURE, "16次"),
        ("236名", "236家", None, None),
    ],
)
def test_a_wrong_figure_in_a_reworded_draft_is_found_on_its_spot(
    right: str, wrong: str, kind: FindingKind | None, expected: str | None
) -> None:
    text = DRAFT.replace(right, wrong, 1)
    start = DRAFT.index(right) + len(wrong) - len(wrong.lstrip("案件"))
    found = [f for f in against(text, *MATERIALS).findings if f.start <= start < f.end]
    assert len(found) == 1
    assert found[0].surface == wrong.lstrip("案件")
    if kind:
        assert (found[0].kind, found[0].expected) == (kind, expected)


@pytest.mark.parametrize(
    ("right", "wrong", "kind", "spot"),
    [
        ("办结118件", "办结181件", FindingKind.CONTRADICTED_FIGURE, "181件"),
        ("16次", "160次", FindingKind.CONTRADICTED_FIGURE, "160次"),
        ("1,126人次", "1,126万人次", FindingKind.CONTRADICTED_FIGURE, "1,126万人次"),
        ("10余次", "10次", FindingKind.CONTRADICTED_FIGURE, "10次"),
        ("72人次", "72人", FindingKind.WRONG_UNIT, "72人"),
        ("36家(次)", "36家", FindingKind.WRONG_UNIT, "36家"),
        ("1.2个百分点", "1.2%", FindingKind.WRONG_UNIT, "1.2%"),
        ("118件", "118起", FindingKind.WRONG_UNIT, "118起"),
        ("同比下降7.7%", "同比上升7.7%", FindingKind.CHANGE_MISMATCH, "上升"),
        ("2024年，共收到", "2023年，共收到", FindingKind.WRONG_PERIOD, "2023年"),
        ("6月20日", "6月12日", FindingKind.WRONG_PERIOD, "6月12日"),
        ("昆仑2024", "昆仑2023", FindingKind.CONTRADICTED_FIGURE, "2023"),
        ("2021—2025", "2021—2026", FindingKind.NORM_TITLE_MISMATCH, "2026"),
        ("第7条", "第8条", FindingKind.ARTICLE_CONTENT_MISMATCH, "第8条"),
    ],
)
def test_one_change_in_the_same_wording_is_found_on_its_spot(
    right: str, wrong: str, kind: FindingKind, spot: str
) -> None:
    text = next(m for m in MATERIALS if right in m)
    finding = only(against(text.replace(right, wrong, 1), *MATERIALS))
    assert (finding.kind, finding.surface) == (kind, spot)
    assert finding.evidence[0].quote in text


def test_cases_counted_by_another_usual_word_are_a_warning_where_the_words_are_the_same() -> None:
    assert only(against(MATERIALS[1].replace("118件", "118起"), *MATERIALS)).severity is Severity.WARNING


def test_two_swapped_figures_are_both_reported_as_counting_something_else() -> None:
    checked = against(DRAFT.replace("维持15件、撤销2件", "维持2件、撤销15件"), *MATERIALS)
    assert [(f.kind, f.surface, f.expected) for f in checked.findings] == [
        (FindingKind.WRONG_METRIC, "2件", "15件"),
        (FindingKind.WRONG_METRIC, "15件", "2件"),
    ]


def test_figures_swapped_between_rows_of_a_table_are_both_reported() -> None:
    checked = against(DRAFT.replace("立案1208起，破案901起", "立案901起，破案1208起"), *MATERIALS)
    assert [f.surface for f in checked.findings] == ["901起", "1208起"]


def test_a_change_from_last_year_is_recomputed_from_the_table_that_has_both_years() -> None:
    right = "2024年，刑事案件立案1208起，同比下降11.3%。"
    checked = against(right, MATERIALS[2])
    assert checked.findings == ()
    assert [m.status for m in checked.marks] == [Status.PROVEN, Status.PROVEN]
    for wrong in (right.replace("11.3", "13.1"), right.replace("下降", "上升")):
        finding = only(against(wrong, MATERIALS[2]))
        assert (finding.kind, finding.expected) == (FindingKind.CHANGE_MISMATCH, "下降11.3%")


def test_last_years_value_left_standing_is_stale() -> None:
    previous = MATERIALS[1].replace("2024", "2023").replace("131件", "142件").replace("72人次", "64人次")
    finding = only(against(MATERIALS[1].replace("72人次", "64人次"), MATERIALS[1], previous=previous))
    assert (finding.kind, finding.surface, finding.expected) == (FindingKind.STALE_FIGURE, "64人次", "72人次")
    assert finding.severity is Severity.ERROR


def test_a_clause_that_no_source_has_is_unsupported() -> None:
    text = MATERIALS[1].replace("72人次。", "72人次，劝返越级走访人员37人。")
    finding = only(against(text, *MATERIALS))
    assert (finding.kind, finding.surface, finding.evidence) == (FindingKind.UNSUPPORTED_FIGURE, "37人", ())


def test_an_equal_number_of_something_else_proves_nothing() -> None:
    finding = only(against("新建交通信号灯118件。", *MATERIALS))
    assert finding.kind in {FindingKind.UNSUPPORTED_FIGURE, FindingKind.WRONG_METRIC}


def test_last_years_document_as_the_only_source_proves_no_figure_of_this_year() -> None:
    text = "2024年，共收到信访事项131件，化解118件。"
    given = sources("2023年，共收到信访事项131件，化解118件。", year=2023)
    checked = check(text, path="稿", sources=given, year=2024, organ=ORGAN)
    assert Status.PROVEN not in {m.status for m in checked.marks}
    assert checked.findings


def test_without_sources_figures_are_unproven_and_only_arithmetic_speaks() -> None:
    checked = against("全年收到信访事项150件，化解120件，化解率80%。")
    assert checked.findings == ()
    assert {m.status for m in checked.marks} == {Status.UNPROVEN}
    finding = only(against("全年收到信访事项150件，化解120件，化解率90%。"))
    assert (finding.kind, finding.surface) == (FindingKind.RATE_MISMATCH, "90%")


def test_a_rate_that_follows_from_proven_counts_is_proven() -> None:
    checked = against("收到信访事项150件，化解120件，化解率80%。", "收到信访事项150件，化解120件。")
    assert checked.findings == ()
    assert {m.status for m in checked.marks} == {Status.PROVEN}


def test_findings_never_overlap_and_are_sorted() -> None:
    text = DRAFT.replace("131件", "113件").replace("90.1%", "19.0%").replace("1208起", "1280起")
    findings = against(text, *MATERIALS).findings
    assert list(findings) == sorted(findings, key=lambda f: (f.start, f.end))
    assert all(a.end <= b.start for a, b in pairwise(findings))
    assert all(text[f.start : f.end] == f.surface for f in findings)


def figure(text: str) -> Figure:
    (found,) = read_figures(text)
    return found


@pytest.mark.parametrize(
    ("printed", "source", "is_supported"),
    [
        ("送教10余次", "送教12次", True),
        ("发放1200余份", "发放1,236份", True),
        ("发放1300余份", "发放1,236份", False),
        ("发放1200余份", "发放1,300份", False),
        ("送教12次", "送教10余次", False),
        ("送教10次", "送教10余次", False),
        ("近500人次", "487人次", True),
        ("近500人次", "512人次", False),
        ("约70人", "72人", True),
        ("约70人", "79人", False),
        ("满意率95%以上", "满意率98.2%", True),
        ("满意率95%以上", "满意率94.2%", False),
        ("化解率67%", "化解率67.32%", True),
        ("化解率68%", "化解率67.32%", False),
        ("化解率67.32%", "化解率67%", False),
        ("惠及3.2万人次", "惠及31,985人次", True),
        ("惠及3.3万人次", "惠及31,985人次", False),
        ("走访36家(次)", "走访36家次", True),
        ("走访36家", "走访36家次", False),
        ("收到153件", "收到153.4件", False),
        ("提高5个百分点", "提高5%", False),
    ],
)
def test_qualifiers_rounding_and_units_bear_out_a_figure_or_not(
    printed: str, source: str, *, is_supported: bool
) -> None:
    assert supported(figure(printed), figure(source)) is is_supported


def test_a_range_takes_in_values_inside_it_only() -> None:
    printed = figure("每月10-15人次")
    inside, outside = figure("12人次"), figure("16人次")
    assert printed.value_to == Decimal(15)
    assert value_supported(printed, inside)
    assert not value_supported(printed, outside)


def test_planted_errors_are_found_and_clean_texts_give_no_alarm() -> None:
    text = "\n".join(MATERIALS[:2])
    numbers, cases = measure([Clean(name="材料", source=sources(text)[0])], 1)
    assert numbers["clean_false_alarms_per_1000"] == 0
    missed = [c for c in cases if "operator" in c and not c["found"] and c["operator"] != "repealed"]
    assert missed == []
    assert numbers["planted"] >= 14


@pytest.mark.integration
def test_planted_errors_in_all_reports_are_found() -> None:
    seed = Path(__file__).resolve().parents[3] / "shared" / "corpus" / "reports" / "seed.txt"
    numbers, _ = measure(clean_reports(seed), 3)
    assert numbers["found"] >= 0.97
    assert numbers["lowest"] >= 0.9
    assert numbers["clean_false_alarms_per_1000"] == 0
    assert numbers["redrafted_false_alarms_per_1000"] <= 2


@pytest.mark.integration
def test_a_long_text_is_checked_in_two_seconds() -> None:
    text = "\n".join(f"（{i}）第{i}项工作。" + DRAFT for i in range(25))
    begin = time.perf_counter()
    against(text[:6000], text)
    assert time.perf_counter() - begin < 2
