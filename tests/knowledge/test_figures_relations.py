"""Relations between figures of one text: those that hold, their twins with one thing changed, and clean sentences."""

import time
from pathlib import Path

import pytest

from knowledge.figures import Figure, read_figures
from knowledge.figures.relations import Relation, RelationKind, read_relations
from knowledge.reading import read

SAMPLES = Path(__file__).resolve().parents[2] / "knowledge" / "samples"

# A sentence whose relations hold, a piece of it, and what makes the sentence wrong in the place of that piece.
TWINS: tuple[tuple[str, str, str], ...] = (
    ("云岭县公安局登记矛盾纠纷10914起，成功调解9644起，调解成功率88%。", "88%", "89%"),
    ("信访室共收到转交办信访事项153件，已化解103件，化解率67%。", "67%", "68%"),
    ("全年审结行政诉讼案件521件，败诉38件，败诉率7.29%。", "7.29%", "7.92%"),
    ("政务服务事项2418项，其中网上可办2331项，网上可办率96.4%。", "96.4%", "94.6%"),
    ("审结案件231件，其中调解51件、撤诉41件，调撤率39.83%。", "39.83%", "38.93%"),
    ("审结案件231件，其中调解结案51件、和解撤回41件，合计占39.83%。", "39.83%", "38.83%"),
    ("受理诉求2474件，办结2369件，办结率95.76%。", "95.76%", "95.87%"),
    ("青石县司法局受理复议申请214件，受理后审结198件，审结率92.5%。", "92.5%", "95.2%"),
    ("发放问卷320份，收回306份，回收率为95.6%。", "95.6%", "96.5%"),
    ("法制审核案件1408件，退查66件，案件退查率为4.7%。", "4.7%", "7.4%"),
    ("窗口受理业务32110件，其中网上办理28996件，网办率为90.3%。", "90.3%", "93.0%"),
    ("47名民警参加考试，46人通过，通过率为97.9%。", "97.9%", "99.7%"),
    ("侵企犯罪立案22起，破案18起，破案率为81.8%。", "81.8%", "88.1%"),
    ("抽查计划36次，完成35次，完成率为97.2%。", "97.2%", "92.7%"),
    ("局领导包案11件，化解10件，包案化解率为90.9%。", "90.9%", "99.0%"),
    ("办理热线转办诉求748件，按期办结745件，按期办结率为99.6%。", "99.6%", "96.9%"),
    ("市场监管所抽检食品1250批次，合格1226批次，合格率98.1%。", "98.1%", "91.8%"),
    ("评查案卷300卷，其中优秀156卷、合格142卷、不合格2卷，优秀率为52.0%。", "52.0%", "50.2%"),
    ("行政机关负责人应出庭38件，实际出庭37件，出庭应诉率97.4%。", "97.4%", "94.7%"),
    ("收到代表建议120条，采纳98条，采纳率百分之八十二。", "百分之八十二", "百分之八十三"),
    ("本年新收案件78件，旧存9件，共87件，结案80件，结案率92%。", "92%", "29%"),
    ("推送预警412条，属实的只有133条，占32.3%。", "32.3%", "33.2%"),
    ("在编人员360人，其中持证312人，占在编人员的86.7%。", "86.7%", "87.6%"),
    ("全市执业律师412人，其中女律师165人，占40%；党员律师201人，占48.8%。", "48.8%", "44.8%"),
    ("网上可办事项2331项，占全部2418项的96.4%。", "96.4%", "94.6%"),
    ("办件量23560件，其中全程网办20120件，占比85.4%。", "85.4%", "84.5%"),
    ("查处盗窃案件1起、诈骗案件4起、赌博案件3起、伤害案件9起、其他5起，共22起。", "22起", "23起"),
    ("全市调解组织67个，分别为县级30个、乡级30个、村级7个。", "67个", "76个"),
    ("评查案卷67卷，其中许可30卷、处罚30卷、强制7卷；优秀5卷、良好54卷、合格8卷。", "67卷", "68卷"),
    ("评查案卷300卷，其中优秀156卷、合格142卷、不合格2卷。", "300卷", "301卷"),
    ("制定文件12件（党委3件、政府9件）。", "12件", "13件"),
    ("行政案件1024件，刑事案件256件，执行案件312件，共1592件。", "1592件", "1529件"),
    ("召开党组会6次、局务会9次、专题会3次，合计18次。", "18次", "19次"),
    ("上半年立案45起，下半年立案52起，全年共立案97起。", "97起", "79起"),
    ("清理文件60件，其中保留42件、修改8件、废止10件。", "60件", "61件"),
    ("受理投诉88件，其中食品52件、药品21件、其他15件。", "88件", "86件"),
    ("受理案件1500件，其中一季度320件、二季度380件、三季度410件、四季度390件。", "1500件", "1050件"),
    ("局领导包案14件，化解9件，未化解5件。", "14件", "15件"),
    ("抓获嫌疑人22人，其中移送审查起诉16人。", "16人", "26人"),
    ("收到举报投诉134条，其中涉及企业权益2条。", "2条", "200条"),
    ("全局10人通过法考，其中2人担任公职律师。", "2人", "22人"),
    ("培训干部160余人次，其中科级45人次。", "45人次", "450人次"),
    ("受理行政诉讼案件22件，较2022年的31件下降29%。", "29%", "28%"),
    ("受理行政诉讼案件22件，较2022年的31件下降29%。", "下降29%", "上升29%"),
    ("案件由31件下降到22件，下降29%。", "29%", "19%"),
    ("案件由31件下降29%至22件。", "29%", "39%"),
    ("案件由31件下降到22件。", "下降到", "上升到"),
    ("办理时限由20个工作日压缩至2个工作日，压缩90%。", "90%", "80%"),
    ("发案率由40%降低至38%，下降2个百分点。", "2个百分点", "3个百分点"),
    ("发案率由40%降低至38%，下降2个百分点。", "2个百分点", "2%"),
    ("培训由4次增加到10次，增长1.5倍。", "1.5倍", "2.5倍"),
    ("培训10次，是去年4次的2.5倍。", "2.5倍", "1.5倍"),
    ("2022年刑事案件立案120起，2023年刑事案件立案93起，同比下降22.5%。", "22.5%", "25.2%"),
    ("收到信访事项142件，比上年减少15件，下降9.6%。", "9.6%", "6.9%"),
    ("受理投诉22件（去年同期31件），同比下降29%。", "29%", "92%"),
    ("受理投诉22件，同比下降29%（去年同期31件）。", "29%", "26%"),
    ("办结率98.6%，较上年的97.4%提高1.2个百分点。", "1.2个百分点", "2.1个百分点"),
    ("受理法律援助案件1245件，比2022年的1103件增加142件，增长12.9%。", "142件", "124件"),
    ("受理法律援助案件1245件，比2022年的1103件增加142件，增长12.9%。", "12.9%", "19.2%"),
    ("复议案件由2022年的86件增加至2023年的134件，增幅55.8%。", "55.8%", "58.5%"),
    ("该局四次荣获全省先进（2015、2017、2018、2019年）。", "四次", "五次"),
    ("出台《甲办法》《乙办法》《丙办法》3项制度。", "3项", "4项"),
)

HOLDING = tuple(dict.fromkeys(text for text, _, _ in TWINS))
FAILING = tuple(text.replace(right, wrong) for text, right, wrong in TWINS)


def relations_of(text: str, year: int = 2023) -> tuple[Relation, ...]:
    return read_relations(text, read_figures(text, year=year))


def about(text: str, surface: str) -> Relation:
    """Return the one relation about a figure."""
    (relation,) = [r for r in relations_of(text) if r.figure.surface == surface]
    return relation


@pytest.mark.parametrize("text", HOLDING)
def test_a_right_relation_holds_and_nothing_in_its_sentence_fails(text: str) -> None:
    found = relations_of(text)
    assert any(r.holds for r in found)
    assert not [r.formula for r in found if r.holds is False or r.note]


@pytest.mark.parametrize("text", FAILING)
def test_its_twin_with_one_thing_changed_fails(text: str) -> None:
    assert [r for r in relations_of(text) if r.holds is False]


@pytest.mark.parametrize(
    ("text", "surface", "kind", "formula", "expected"),
    [
        ("收到信访事项153件，已化解103件，化解率68%。", "68%", RelationKind.RATE, "103 ÷ 153 = 67.32%", "67%"),
        ("受理诉求2474件，办结2369件，办结率95.87%。", "95.87%", RelationKind.RATE, "2369 ÷ 2474 = 95.76%", "95.76%"),
        (
            "审结案件231件，其中调解结案51件、和解撤回41件，合计占38.83%。",
            "38.83%",
            RelationKind.RATE,
            "(51 + 41) ÷ 231 = 39.83%",
            "39.83%",
        ),
        ("行政案件12起、刑事案件35起，共48起。", "48起", RelationKind.SUM, "12 + 35 = 47", "47起"),
        ("抓获嫌疑人22人，其中移送起诉25人。", "25人", RelationKind.PART, "25 > 22", None),
        (
            "受理案件22件，较2022年的31件下降28%。",
            "28%",
            RelationKind.CHANGE,
            "(22 − 31) ÷ 31 = −29.03%",
            "29%",
        ),
        (
            "受理案件22件，较2022年的31件上升29%。",
            "29%",
            RelationKind.CHANGE,
            "(22 − 31) ÷ 31 = −29.03%",
            "下降29%",
        ),
        ("发案率由40%降低至38%，下降2%。", "2%", RelationKind.CHANGE, "38% − 40% = −2个百分点", "2个百分点"),
        ("培训由4次增加到10次，增长2.5倍。", "2.5倍", RelationKind.CHANGE, "(10 − 4) ÷ 4 = 1.5倍", "1.5倍"),
        (
            "收到来信142件，比上年减少15件，下降6.9%。",
            "6.9%",
            RelationKind.CHANGE,
            "15 ÷ (142 + 15) = 9.55%",
            "9.6%",
        ),
        (
            "该局五次获评先进（2015、2017、2018、2019年）。",
            "五次",
            RelationKind.SERIES,
            "列出4个年份：2015、2017、2018、2019",
            "4次",
        ),
    ],
)
def test_a_failing_relation_says_how_it_was_reckoned_and_what_should_stand_there(
    text: str, surface: str, kind: RelationKind, formula: str, expected: str | None
) -> None:
    relation = about(text, surface)
    assert (relation.kind, relation.holds, relation.formula, relation.expected) == (kind, False, formula, expected)


def test_the_operands_are_the_figures_of_the_text() -> None:
    relation = about("收到信访事项153件，已化解103件，化解率67%。", "67%")
    assert [f.surface for f in relation.operands] == ["103件", "153件"]


def test_a_truncated_rate_holds_with_a_note() -> None:
    relation = about("受理诉求150件，办结101件，办结率67.3%。", "67.3%")
    assert relation.holds
    assert not relation.note
    truncated = about("受理诉求300件，办结203件，办结率67.6%。", "67.6%")
    assert (truncated.holds, truncated.note) == (True, True)


@pytest.mark.parametrize(("part", "holds"), [("1236份", True), ("1312份", True), ("1800份", True), ("2400份", False)])
def test_a_whole_printed_with_yu_leaves_room_above_but_not_for_double(part: str, *, holds: bool) -> None:
    assert about(f"发放资料1200余份，其中手册{part}。", part).holds is holds


@pytest.mark.parametrize(("total", "holds"), [("10余次", True), ("20余次", False), ("近20次", True), ("约12次", True)])
def test_an_approximate_total_is_compared_with_its_room(total: str, *, holds: bool) -> None:
    assert about(f"召开党组会3次、局务会9次，共{total}。", total).holds is holds


def test_a_sum_above_the_plain_reach_of_yu_is_neither_proven_nor_refuted() -> None:
    relations = [r for r in relations_of("发放手册812份、折页500份，共1200余份。") if r.kind is RelationKind.SUM]
    assert not [r for r in relations if r.holds is False]


@pytest.mark.parametrize(
    "text",
    [
        "受理行政复议申请46件，审结41件，维持28件，维持率70%。",
        "收到信访事项153件，已化解103件，群众满意率98%。",
        "开庭应诉案件10件，负责人出庭应诉率达100%。",
        "刑事案件立案120起，同比下降21.9%。",
        "群众满意度98.6%，较上年提高1.2个百分点。",
    ],
)
def test_what_the_text_cannot_prove_is_left_open(text: str) -> None:
    assert [r.holds for r in relations_of(text) if r.kind in {RelationKind.RATE, RelationKind.CHANGE}][-1] is not False


def test_the_sum_of_a_list_that_is_not_called_whole_is_not_forced() -> None:
    assert not [r for r in relations_of("抓获嫌疑人22人，其中盗窃8人、诈骗9人。") if r.kind is RelationKind.SUM]


@pytest.mark.parametrize(
    "text",
    [
        "召开联席会议4次，分别听取汇报2次、研究议题3次。",
        "全年办理案件300件，受理、审结分别为120件、110件。",
        "印发《甲办法》等4项制度，修订《乙规定》《丙规定》2次。",
    ],
)
def test_figures_that_are_only_dealt_out_are_no_list_of_a_total(text: str) -> None:
    assert not [r.formula for r in relations_of(text) if r.holds is False]


def test_an_unstated_total_or_share_is_never_supplied() -> None:
    text = "检查食品单位36家（次），农资门店38家（次），企业9家（次）。收到信访事项153件，已化解103件。"
    assert relations_of(text) == ()


def test_two_lists_that_agree_with_each_other_refute_their_total() -> None:
    text = "评查案卷68卷，其中许可30卷、处罚30卷、强制7卷；优秀5卷、良好54卷、合格8卷。"
    relation = about(text, "68卷")
    assert (relation.holds, relation.expected) == (False, "67卷")


TABLE = """一、2023年工作情况
全年网办率为90.3%，比2022年提高5.7个百分点。云岭县电信网络诈骗案件立案165起，比2022年下降11.8%。
指标 | 2022年 | 2023年 | 单位
网办率 | 84.6 | 90.3 | %
电信网络诈骗案件立案 | 187 | 165 | 起
"""


def test_last_years_value_is_taken_from_the_texts_own_table() -> None:
    assert {r.figure.surface: r.holds for r in relations_of(TABLE)} == {
        "90.3%": None,
        "5.7个百分点": True,
        "11.8%": True,
    }


@pytest.mark.parametrize(
    ("right", "wrong"),
    [("提高5.7个", "提高7.5个"), ("下降11.8%", "上升11.8%"), ("| 84.6 |", "| 86.4 |"), ("| 187 |", "| 178 |")],
)
def test_a_change_that_the_table_contradicts_fails(right: str, wrong: str) -> None:
    failed = [r for r in relations_of(TABLE.replace(right, wrong)) if r.holds is False]
    assert [r.kind for r in failed] == [RelationKind.CHANGE]


def test_a_rate_that_differs_between_text_and_table_is_a_conflict() -> None:
    conflicts = [r for r in relations_of(TABLE.replace("为90.3%", "为93.0%")) if r.kind is RelationKind.CONFLICT]
    assert [(r.holds, r.operands[0].surface) for r in conflicts] == [(False, "93.0%")]


def test_a_plain_restatement_with_another_value_is_a_conflict() -> None:
    text = "全年共受理行政复议申请案件86件。制度更加健全。\n全年共受理行政复议申请案件68件，群众更加满意。"
    (conflict,) = [r for r in relations_of(text) if r.kind is RelationKind.CONFLICT]
    assert (conflict.figure.surface, conflict.operands[0].surface) == ("68件", "86件")


@pytest.mark.parametrize(
    "text",
    [
        "全年共受理行政复议申请案件86件。\n2022年共受理行政复议申请案件68件。",
        "全年共受理行政复议申请案件86件。\n在城区共受理行政复议申请案件68件。",
        "全年共受理行政复议申请案件86件。\n上半年共受理行政复议申请案件48件。",
        "全年共受理行政复议申请案件86件。\n其中受理行政复议申请案件48件。",
        "全年共受理行政复议申请案件86件。\n全年共受理行政复议申请案件80余件。",
        "全年共受理行政复议申请案件86件。\n2024年力争受理行政复议申请案件98件。",
        "局党组召开法治专题会议4次。\n局长主持召开法治专题会议2次。",
    ],
)
def test_another_period_place_part_or_target_is_no_conflict(text: str) -> None:
    assert not [r for r in relations_of(text) if r.kind is RelationKind.CONFLICT]


def test_relations_come_in_the_order_of_their_figures() -> None:
    found = relations_of("".join(HOLDING))
    assert [r.figure.start for r in found] == sorted(r.figure.start for r in found)


def test_clean_sentences_stay_clean_whatever_stands_around_them() -> None:
    for mark in "；。":
        for i in range(0, len(HOLDING) - 3, 2):
            text = mark.join(sentence.rstrip("。") for sentence in HOLDING[i : i + 4]) + "。"
            assert not [(r.figure.surface, r.formula) for r in relations_of(text) if r.holds is False], text


def test_the_sample_documents_have_no_failing_relation() -> None:
    files = [*sorted((SAMPLES / "text").glob("*.md")), *sorted((SAMPLES / "files").iterdir())]
    texts = [f.read_text(encoding="utf-8") if f.suffix == ".md" else read(f).text for f in files]
    found = [r for text in texts for r in read_relations(text, read_figures(text))]
    assert sum(r.holds is True for r in found) > 100
    assert not [(r.formula, r.figure.sentence) for r in found if r.holds is False]


def test_the_real_report_has_its_relations_and_none_fails(corpus: Path) -> None:
    found = relations_of((corpus / "reports" / "seed.txt").read_text(encoding="utf-8"))
    assert {(r.kind, r.figure.surface) for r in found if r.holds} >= {
        (RelationKind.RATE, "88%"),
        (RelationKind.RATE, "67%"),
        (RelationKind.PART, "2人"),
        (RelationKind.PART, "2条"),
    }
    assert not [r.formula for r in found if r.holds is False]


@pytest.mark.integration
def test_no_statute_has_a_failing_relation(corpus: Path) -> None:
    files = sorted((corpus / "regulations").glob("*.md"))
    assert len(files) > 50
    for file in files:
        text = file.read_text(encoding="utf-8")
        assert not [r.formula for r in read_relations(text, read_figures(text)) if r.holds is False], file.name


@pytest.mark.integration
@pytest.mark.parametrize(
    "piece", ["办结率为1%，占2%，", "其中3件、", "由3件增加到5件，增长2%，", "| 办结率 | 1 | 2 |\n", "共3件(5件、"]
)
def test_time_grows_with_the_text_and_not_faster(piece: str) -> None:
    def seconds(times: int) -> float:
        text = piece * times
        figures = read_figures(text, year=2023)
        start = time.process_time()
        read_relations(text, figures)
        return time.process_time() - start

    seconds(50)
    assert min(seconds(1000), seconds(1000)) < 30 * max(seconds(100), 0.004)


def test_a_report_of_many_figures_is_read_in_a_tenth_of_a_second() -> None:
    text = (SAMPLES / "text" / "report_2023.md").read_text(encoding="utf-8") * 3
    figures = read_figures(text)
    best = min(_seconds(text, figures) for _ in range(3))
    assert best < 0.1 * len(text) / 6000


def _seconds(text: str, figures: tuple[Figure, ...]) -> float:
    start = time.process_time()
    read_relations(text, figures)
    return time.process_time() - start
