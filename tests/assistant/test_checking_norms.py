"""Cited norms: right sentences without a finding, wrong twins with the finding on the very spot."""

import time
from datetime import date
from pathlib import Path

import pytest

from assistant.checking.norms import check_norms
from assistant.checking.types import Finding, FindingKind, Mark, Severity, Status
from knowledge.norms.resolving import Norms

SAMPLES = Path(__file__).parents[2] / "knowledge" / "samples" / "text"
UNKNOWN, ARTICLE, CONTENT = FindingKind.UNKNOWN_NORM, FindingKind.UNKNOWN_ARTICLE, FindingKind.ARTICLE_CONTENT_MISMATCH
REPEALED, VERSION, TITLE = FindingKind.REPEALED_NORM, FindingKind.NORM_VERSION, FindingKind.NORM_TITLE_MISMATCH
DUTY = "《法治政府建设与责任落实督察工作规定》"
THREE = "《关于全面推行行政执法公示制度执法全过程记录制度重大执法决定法制审核制度的指导意见》"
TELL = "在作出行政处罚决定之前，应当告知当事人拟作出的行政处罚内容及事实、理由、依据"


@pytest.fixture(scope="module")
def norms() -> Norms:
    return Norms(today=date(2026, 11, 24))


def _check(text: str, year: int | None, norms: Norms) -> tuple[tuple[Finding, ...], tuple[Mark, ...]]:
    findings, marks = check_norms(text, norms=norms, year=year)
    assert all(text[item.start : item.end] == item.surface for item in (*findings, *marks))
    return findings, marks


@pytest.mark.parametrize(
    ("year", "text"),
    [
        (2023, f"按照{DUTY}第23条要求，现将2023年法治政府建设工作报告如下："),
        (2023, f"根据{DUTY}第二十四条规定，现将年度报告予以公布，报告如下："),
        (2023, "宣传《未成年人保护法》《宪法》200余次。"),
        (2023, "《行政处罚法》第三十九条、第四十七条、第五十八条分别作了规定。"),
        (2023, "严格执行《行政诉讼法》第三条第三款。"),
        (2023, "按照《治安管理处罚法》第一百一十九条办理。"),
        (2026, "按照《治安管理处罚法》第一百四十四条办理。"),
        (2024, "依据《行政复议法》第九十条办理。"),
        (2023, "学习新修订的《行政复议法》。"),
        (2025, "学习宣传《治安管理处罚法（2025年修订）》。"),
        (2025, "学习宣传新颁布的《法治宣传教育法》。"),
        (2022, "落实《法治政府建设实施纲要（2021—2025年）》。"),
        (2023, "落实法治政府建设实施纲要（2021-2025年）要求。"),
        (2023, "贯彻《法治政府建设实施纲要》部署。"),
        (2023, "（七）加强“八五”普法，提升法治观念。"),
        (2023, "认真执行“八五”普法规划（2021—2025年）。"),
        (2023, "落实第八个五年法治宣传教育规划。"),
        (2021, "圆满完成“七五”普法总结验收，开启“八五”普法工作。"),
        (2020, "“七五”普法收官，谋划“八五”普法。"),
        (2022, "在“七五”普法基础上，深入开展“八五”普法。"),
        (2025, "四、2026年工作安排\n启动“九五”普法，落实《治安管理处罚法》第一百三十条。"),
        (2026, "“八五”普法终期评估获评优秀。"),
        (2026, "全面实施“九五”普法规划。"),
        (2023, f"落实{THREE}（国办发〔2018〕118号）。"),
        (2023, "落实国办发〔2018〕118号文件。"),
        (2023, "清理涉及原《合同法》的文件，废止《信访条例》配套制度3件。"),
        (2023, "组织学习劳动合同法和合同法律知识。"),
        (2023, "运用民法典化解纠纷，学习环境保护法。"),
        (2020, "依据《合同法》第五十二条办理。"),
        (2023, "自2020年起依据《合同法》第五十二条办理的案件全部办结。"),
        (2023, "十四五规划和“十五五”规划衔接，开展六五环境日活动。"),
        (2023, f"根据《行政处罚法》第四十四条规定，“行政机关{TELL}”。"),
        (2023, "落实《行政处罚法》第三十九条规定的“公示”要求。"),
        (2023, "依据《行政诉讼法》第三条规定，被诉行政机关负责人应当出庭应诉，不能出庭的应当委托工作人员出庭。"),
        (2023, "在《云岭日报》刊发《警民之声》3期，学习《论坚持全面依法治国》《习近平法治思想学习纲要》。"),
        (2023, "发现《企业破产法》第二条规定情形的，依法报告监督管理机构，提出重整申请。"),
        (2023, "《政府信息公开条例》第四十九条对年度报告作了规定。"),
        (2024, "《刑法（2023年修正）》学习2次。"),
        (2023, "办理行政案件适用《公安机关办理行政案件程序规定》第二百六十六条。"),
        (None, "按照《治安管理处罚法》第一百三十条办理。"),
    ],
)
def test_a_right_sentence_has_no_finding(year: int | None, text: str, norms: Norms) -> None:
    findings, _ = _check(text, year, norms)
    assert findings == ()


ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE


@pytest.mark.parametrize(
    ("year", "text", "kind", "severity", "spot"),
    [
        (2023, f"按照{DUTY}第32条要求，现将2023年工作情况报告如下：", CONTENT, WARNING, "第32条"),
        (2023, f"按照{DUTY}第24条要求，现将2023年工作情况报告如下：", CONTENT, NOTE, "第24条"),
        (2023, f"按照{DUTY}第230条要求，现将有关情况报告如下：", ARTICLE, ERROR, "第230条"),
        (2023, "《行政处罚法》第八十六条、第八十七条作了规定。", ARTICLE, ERROR, "第八十七条"),
        (2023, "《行政处罚法》第八十至九十条作了规定。", ARTICLE, ERROR, "九十条"),
        (2023, "严格执行《行政诉讼法》第三条第五款。", ARTICLE, WARNING, "第五款"),
        (2023, "按照《治安管理处罚法》第一百二十条办理。", ARTICLE, ERROR, "第一百二十条"),
        (2026, "按照《治安管理处罚法》第一百四十五条办理。", ARTICLE, ERROR, "第一百四十五条"),
        (2023, "依据《行政复议法》第四十四条办理。", ARTICLE, ERROR, "第四十四条"),
        (2023, "依据行政许可法第九十条办理。", ARTICLE, ERROR, "第九十条"),
        (2023, "《行政许可法》自实施以来，该法第九百条得到落实。", ARTICLE, ERROR, "第九百条"),
        (2023, "适用《公安机关办理行政案件程序规定》第二百六十七条。", ARTICLE, WARNING, "第二百六十七条"),
        (2023, "落实《党政主要负责人履行推进法治建设第一责任人职责规定》第五条。", ARTICLE, NOTE, "第五条"),
        (2023, "落实《法治政府建设实施纲要（2021—2026年）》。", TITLE, ERROR, "2021—2026"),
        (2023, "落实《法治政府建设实施纲要（20212025年）》。", TITLE, ERROR, "20212025"),
        (2023, "落实法治政府建设实施纲要（20212025年）要求。", TITLE, ERROR, "20212025"),
        (2023, "落实《法治社会建设实施纲要（2021—2025年）》。", TITLE, ERROR, "2021—2025"),
        (2023, "落实“八五”普法规划（2020—2025年）。", TITLE, ERROR, "2020—2025"),
        (2023, "制定《云岭县“七五”普法方案（2021—2025年）》。", TITLE, ERROR, "2021—2025"),
        (2023, "按照《法治政府建设与责任落实工作规定》要求，", TITLE, WARNING, "《法治政府建设与责任落实工作规定》"),
        (2023, "贯彻《道路安全法》。", TITLE, WARNING, "《道路安全法》"),
        (2023, f"落实{THREE}（国办发〔2018〕115号）。", TITLE, ERROR, "国办发〔2018〕115号"),
        (2023, f"落实{THREE}（国办发〔2019〕118号）。", TITLE, ERROR, "国办发〔2019〕118号"),
        (2023, "印发《云岭县执法公示办法》（国办发〔2018〕118号）。", TITLE, ERROR, "国办发〔2018〕118号"),
        (2025, "印发石家府〔202527)文件。", TITLE, WARNING, "〔202527)"),
        (2023, "印发云府〔2023)5号文件。", TITLE, WARNING, "〔2023)5号"),
        (2023, "落实国发〔2032〕5号文件。", TITLE, WARNING, "国发〔2032〕5号"),
        (2023, "依据《合同法》第五十二条办理。", REPEALED, ERROR, "《合同法》第五十二条"),
        (2023, "贯彻落实《信访条例》。", REPEALED, ERROR, "《信访条例》"),
        (2023, "深入学习宣传民法通则，扩大覆盖面。", REPEALED, ERROR, "民法通则"),
        (2023, "学习劳动合同法和合同法知识。", REPEALED, ERROR, "合同法"),
        (2027, "依据《环境保护法》第六条处罚。", REPEALED, ERROR, "《环境保护法》第六条"),
        (2026, "依据《环境保护法》第六条处罚。", VERSION, NOTE, "《环境保护法》第六条"),
        (
            2026,
            "落实《法治政府建设实施纲要（2021—2025年）》。",
            REPEALED,
            WARNING,
            "《法治政府建设实施纲要（2021—2025年）》",
        ),
        (
            2023,
            "落实《法治政府建设实施纲要（2015—2020年）》。",
            REPEALED,
            ERROR,
            "《法治政府建设实施纲要（2015—2020年）》",
        ),
        (2026, "深入推进“八五”普法。", REPEALED, WARNING, "“八五”普法"),
        (2023, "（七）加强“七五”普法，提升法治观念。", REPEALED, ERROR, "“七五”普法"),
        (2021, "深入开展“七五”普法。", REPEALED, WARNING, "“七五”普法"),
        (2023, "按照“九五”普法规范，研究制定方案。", VERSION, ERROR, "“九五”普法"),
        (2023, "四、2024年工作安排\n推进“九五”普法。", VERSION, ERROR, "“九五”普法"),
        (2025, "深入推进“九五”普法。", VERSION, WARNING, "“九五”普法"),
        (2023, "落实《法治宣传教育法》。", VERSION, ERROR, "《法治宣传教育法》"),
        (2023, "学习法治宣传教育法。", VERSION, ERROR, "法治宣传教育法"),
        (2023, "依据《治安管理处罚法（2025年修订）》第十条办理。", VERSION, ERROR, "2025"),
        (2025, "依据《治安管理处罚法（2025年修订）》第十条办理。", VERSION, WARNING, "2025"),
        (2023, "依据《行政处罚法（2022年修订）》办理。", VERSION, WARNING, "2022"),
        (2023, "依据《行政处罚法（2017年修正）》办理。", VERSION, WARNING, "2017"),
        (2021, "依据《行政处罚法》第三十三条办理。", VERSION, NOTE, "《行政处罚法》第三十三条"),
        (2023, "依据《监察法》第三条办理。", VERSION, NOTE, "《监察法》第三条"),
        (None, "依据《合同法》第五十二条办理。", REPEALED, NOTE, "《合同法》第五十二条"),
        (2023, f"根据《行政处罚法》第五十四条规定，“行政机关{TELL}”。", CONTENT, WARNING, "第五十四条"),
        (
            2023,
            "根据《行政处罚法》第五十四条规定，“行政机关应当在三十日内向全体股东报送材料”。",
            CONTENT,
            WARNING,
            "第五十四条",
        ),
        (
            2023,
            "根据《行政诉讼法》第五十三条规定，被诉行政机关负责人应当出庭应诉，不能出庭的应当委托工作人员出庭。",
            CONTENT,
            WARNING,
            "第五十三条",
        ),
        (2023, "依据《行政检察监督法》办理。", UNKNOWN, WARNING, "《行政检察监督法》"),
        (2023, "制定《云岭县公安局执法责任制实施办法》。", UNKNOWN, NOTE, "《云岭县公安局执法责任制实施办法》"),
        (2023, "落实国办发〔2020〕999号。", UNKNOWN, NOTE, "国办发〔2020〕999号"),
    ],
)
def test_a_wrong_sentence_has_its_one_finding_on_the_spot(
    year: int | None, text: str, kind: FindingKind, severity: Severity, spot: str, norms: Norms
) -> None:
    findings, _ = _check(text, year, norms)
    assert [(f.kind, f.severity, f.surface) for f in findings if f.severity is severity] == [(kind, severity, spot)]
    assert all(f.severity is NOTE for f in findings if f.severity is not severity)
    assert findings[0].message.endswith("。")


@pytest.mark.parametrize(
    ("year", "text", "statuses"),
    [
        (2023, f"按照{DUTY}第23条要求，加强“八五”普法。", [Status.PROVEN, Status.PROVEN]),
        (2023, "《行政处罚法》第三十九条、《行政处罚法》第一百条。", [Status.PROVEN, Status.CONTRADICTED]),
        (2023, "制定《云岭县公安局执法办法》。", [Status.UNPROVEN]),
        (2023, "依据《监察法》第三条办理，本规定第八条。", [Status.UNPROVEN, Status.UNPROVEN]),
        (2023, "落实“七五”普法和云公发〔2023〕5号。", [Status.CONTRADICTED, Status.UNPROVEN]),
        (2023, "开展“七五”普法规划（2016—2020年）总结验收。", [Status.UNPROVEN]),
    ],
)
def test_every_norm_has_one_mark(year: int, text: str, statuses: list[Status], norms: Norms) -> None:
    _, marks = _check(text, year, norms)
    assert [mark.status for mark in marks] == statuses
    assert {mark.subject for mark in marks} == {"norm"}


def test_a_proven_article_shows_its_text(norms: Norms) -> None:
    _, (mark,) = _check("执行《行政处罚法》第三十九条。", 2023, norms)
    assert mark.proof is not None
    assert mark.proof.document_id == ""
    assert mark.proof.locator.endswith("第三十九条")
    assert "公示" in mark.proof.quote


def test_the_right_article_is_shown_beside_the_wrong_one(norms: Norms) -> None:
    (finding,), _ = _check(f"《行政处罚法》第五十四条规定：“行政机关{TELL}”。", 2023, norms)
    assert finding.expected == "第四十四条"
    assert [proof.locator.rsplit(" › ", 1)[-1] for proof in finding.evidence] == ["第五十四条", "第四十四条"]


def test_no_successor_is_invented(norms: Norms) -> None:
    (finding,), _ = _check("落实《法治政府建设实施纲要（2021—2025年）》。", 2026, norms)
    assert finding.expected is None
    assert "没有找到后续文件" in finding.message


def test_an_unknown_norm_is_called_unproven_once(norms: Norms) -> None:
    findings, marks = _check("制定《云岭县执法办法》，落实《云岭县执法办法》。", 2023, norms)
    assert len(findings) == 1
    assert "无法核实" in findings[0].message
    assert [mark.status for mark in marks] == [Status.UNPROVEN] * 2


def test_a_clean_real_report_has_no_error_and_no_warning(corpus: Path, norms: Norms) -> None:
    text = (corpus / "reports" / "seed.txt").read_text(encoding="utf-8")
    findings, marks = _check(text, 2023, norms)
    assert [f.kind for f in findings] == [UNKNOWN]  # its own plan, which nobody else knows
    assert findings[0].severity is NOTE
    assert [m.status for m in marks].count(Status.PROVEN) == len(marks) - 1 == 6


@pytest.mark.parametrize(
    ("printed", "planted", "kind"),
    [
        ("第23条", "第28条", CONTENT),
        ("第23条", "第123条", ARTICLE),
        ("“八五”普法,", "“七五”普法,", REPEALED),
        ("“八五”普法规范", "“九五”普法规范", VERSION),
        ("《未成年人保护法》", "《婚姻法》", REPEALED),
        ("学习宣传民法典", "学习宣传物权法", REPEALED),
        ("责任落实督察工作规定", "责任落实工作规定", TITLE),
    ],
)
def test_errors_planted_in_a_real_report_are_found(
    corpus: Path, norms: Norms, printed: str, planted: str, kind: FindingKind
) -> None:
    text = (corpus / "reports" / "seed.txt").read_text(encoding="utf-8")
    assert printed in text
    at = text.index(printed)
    findings, _ = _check(text.replace(printed, planted, 1), 2023, norms)
    (found,) = [f for f in findings if f.severity is not NOTE]
    assert found.kind is kind
    assert found.start < at + len(planted)
    assert at < found.end


@pytest.mark.parametrize("year", [2021, 2022, 2023])
def test_the_sample_reports_are_clean(year: int, norms: Norms) -> None:
    findings, _ = _check((SAMPLES / f"report_{year}.md").read_text(encoding="utf-8"), year, norms)
    assert {f.severity for f in findings} <= {NOTE}


@pytest.mark.integration
def test_time_grows_with_length_alone(norms: Norms) -> None:
    check_norms("《行政处罚法》第三条", norms=norms, year=2023)
    for piece in (
        "第三条",
        "《",
        "“八五”普法",
        "合同法",
        "《行政处罚法》第三条规定“依法",
        "府〔202527)",
        "法治建设纲要（2021",
    ):
        begun = time.perf_counter()
        check_norms(piece * (20_000 // len(piece)), norms=norms, year=2023)
        assert time.perf_counter() - begun < 5, piece
