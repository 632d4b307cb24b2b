"""The sample library: every file is made from its source, is marked as invented, and its figures hold together."""

import io
import json
import re
import zipfile
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any

import docx
import pdfplumber
import pytest

from knowledge.documents import Kind
from knowledge.norms.statutes import statutes
from knowledge.outline.recognising import recognise
from knowledge.reading.registry import read
from knowledge.reading.types import Reading
from knowledge.samples import sample_files
from knowledge.samples.blocks import TEXTS, Heading, Item, Note, Paragraph, Table, parse
from knowledge.samples.build import plain_file, render, web_file

SEED = Path(__file__).resolve().parents[3] / "shared" / "corpus" / "reports" / "seed.txt"
MARK = "示例资料，机构与数字均为虚构"
YEARS = (2021, 2022, 2023)


@cache
def report(year: int) -> str:
    return (TEXTS / f"report_{year}.md").read_text(encoding="utf-8")


@cache
def reading(path: Path) -> Reading:
    return read(path)


def ingested(path: Path) -> str:
    return reading(path).text


def number(fragment: str) -> Decimal:
    """Return the last number of a fragment."""
    return Decimal(re.findall(r"\d+(?:\.\d+)?", fragment)[-1])


def rounded(value: Decimal, like: Decimal) -> Decimal:
    exponent = like.as_tuple().exponent
    assert isinstance(exponent, int)
    return value.quantize(Decimal(1).scaleb(exponent), rounding=ROUND_HALF_UP)


# --- the files -------------------------------------------------------------------------------------------------------


def test_the_library_holds_three_reports_a_plan_a_list_and_a_rule_in_six_files() -> None:
    names = [path.name for path in sample_files()]
    assert [Path(name).suffix for name in names] == [".txt", ".docx", ".pdf", ".html", ".xlsx", ".docx"]
    assert len(set(names)) == 6


@pytest.mark.parametrize("path", sample_files(), ids=lambda path: path.name)
def test_a_committed_file_is_what_its_source_makes(path: Path) -> None:
    assert _content(path.read_bytes(), path.suffix) == _content(render(path), path.suffix)


def _content(data: bytes, suffix: str) -> object:
    """Return the members of a package: two builds of zlib may pack the same bytes differently."""
    if suffix not in {".docx", ".xlsx"}:
        return data
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return [(member.filename, member.date_time, package.read(member)) for member in package.infolist()]


@pytest.mark.parametrize("path", sample_files(), ids=lambda path: path.name)
def test_a_file_is_small_reads_whole_and_says_that_it_is_invented(path: Path) -> None:
    assert path.stat().st_size < 64 * 1024
    assert reading(path).warnings == ()
    assert MARK in ingested(path).replace(",", "，")


@pytest.mark.parametrize(
    ("index", "kind", "year"),
    [
        (0, Kind.REPORT, 2021),
        (1, Kind.REPORT, 2022),
        (2, Kind.REPORT, 2023),
        (3, Kind.PLAN, None),
        (4, Kind.PLAN, 2023),
        (5, Kind.REGULATION, 2022),
    ],
)
def test_a_file_is_recognised_as_what_it_is(index: int, kind: Kind, year: int | None) -> None:
    path = sample_files()[index]
    metadata = recognise(ingested(path), filename=path.name)
    assert (metadata.kind, metadata.year) == (kind, year)


@pytest.mark.parametrize("year", YEARS)
def test_a_report_has_three_thousand_chinese_characters_and_forty_figures_or_more(year: int) -> None:
    assert len(re.findall("[一-鿿]", report(year))) >= 3000
    assert len(re.findall(r"\d+(?:\.\d+)?[余万]*[件次起人名条份项期场卷%]", report(year))) >= 40


@pytest.mark.parametrize(("index", "year"), list(enumerate(YEARS)))
def test_a_report_keeps_every_number_of_its_source_whatever_the_format(index: int, year: int) -> None:
    source = "".join(re.findall(r"\d+(?:\.\d+)?", re.sub(r"^\| *-.*$|^#+ ", "", report(year), flags=re.MULTILINE)))
    assert "".join(re.findall(r"\d+(?:\.\d+)?", ingested(sample_files()[index]))) == source


@pytest.mark.parametrize("year", YEARS)
def test_a_report_has_the_contents_that_are_required(year: int) -> None:
    headings = re.findall(r"^## (.+)$", report(year), flags=re.MULTILINE)
    for heading, words in zip(
        headings, (f"一、{year}年", "第一责任人职责", "不足和原因", f"四、{year + 1}年"), strict=True
    ):
        assert words in heading
    first = report(year).split("## 二、")[0]
    assert "".join(re.findall(r"^(?:### )?（(.)）", first, flags=re.MULTILINE)) == "一二三四五六七"
    assert report(year).count("原因是") >= 4
    assert "特此报告。" in report(year)


def test_the_pdf_has_a_text_layer_page_numbers_and_a_table() -> None:
    with pdfplumber.open(sample_files()[2]) as pdf:
        pages = [page.extract_text() for page in pdf.pages]
        tables = [table for page in pdf.pages for table in page.extract_tables()]
    assert "云岭县公安局2023年法治政府建设年度报告" in pages[0]
    assert [text.splitlines()[-1] for text in pages] == [f"— {n} —" for n in range(1, len(pages) + 1)]
    assert ["网办率", "84.6", "90.3", "%"] in [row for table in tables for row in table]


def test_the_word_report_has_real_headings_a_table_and_numbers_that_word_counts() -> None:
    document = docx.Document(str(sample_files()[1]))
    levels = [paragraph.style.name for paragraph in document.paragraphs if paragraph.style is not None]
    assert levels.count("Heading 1") == 4
    assert levels.count("Heading 2") == 7 + 4
    assert document.tables[0].cell(2, 2).text == "6.0"
    assert not any(paragraph.text.startswith("1. ") for paragraph in document.paragraphs)
    assert "\n1. 执法精细化程度不够" in ingested(sample_files()[1])


def test_the_rule_has_twenty_seven_articles_counted_by_word_in_six_chapters() -> None:
    text = ingested(sample_files()[5])
    assert len(re.findall(r"^第[一二三四五六七八九十]+条\s", text, flags=re.MULTILINE)) == 27
    assert len(re.findall(r"^第[一二三四五六]章\s", text, flags=re.MULTILINE)) == 6
    assert "\n第二十七条 本规定自2022年3月1日起施行" in text
    assert not any("第二十七条" in p.text for p in docx.Document(str(sample_files()[5])).paragraphs)


def test_the_page_carries_navigation_that_is_not_part_of_the_plan() -> None:
    page, text = sample_files()[3].read_text(encoding="utf-8"), ingested(sample_files()[3])
    for furniture in ("政务公开", "相关阅读", "网站地图", "12345"):
        assert furniture in page
        assert furniture not in text


# --- nothing is copied -----------------------------------------------------------------------------------------------

BOILERPLATE = re.compile(
    "法治政府建设与责任落实督察工作规定(?:第23条)?|谁执法谁普法普法责任制|党政主要负责人履行推进法治建设第一责任人职责|履行推进法治建设第一责任人职责"
    r"|20\d\d年度?法治政府建设(?:年度报告|工作)?"
)
"""Names of norms and plans, and the heading and title that every such report must have."""


def _runs(text: str) -> set[str]:
    found: set[str] = set()
    for line in text.splitlines():
        for piece in BOILERPLATE.split(re.sub(r"\W", "", line)):
            found |= {piece[i : i + 12] for i in range(len(piece) - 11)}
    return found


@pytest.mark.skipif(not SEED.exists(), reason="the published report is not on this machine")
@pytest.mark.parametrize("source", sorted(TEXTS.glob("*.md")), ids=lambda path: path.stem)
def test_no_twelve_characters_are_shared_with_a_published_report(source: Path) -> None:
    assert _runs(source.read_text(encoding="utf-8")) & _runs(SEED.read_text(encoding="utf-8")) == set()


# --- the figures hold together ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """A printed rate follows from its counts at the printed decimals; fragments as the report prints them."""

    year: int
    part: str
    whole: str
    rate: str


RATES = (
    Rate(year=2021, whole="审核行政案件1286", part="退回补正97", rate="审核退回率为7.5"),
    Rate(year=2021, whole="受理业务27640", part="网上办理21560", rate="网办率为78.0"),
    Rate(year=2021, whole="行政诉讼案件8件，负责人", part="负责人出庭7", rate="出庭率为87.5"),
    Rate(year=2021, whole="审结行政诉讼案件8", part="败诉1", rate="败诉率为12.5"),
    Rate(year=2021, whole="已审结13", part="撤销1", rate="纠错率为7.7"),
    Rate(year=2021, whole="58名民警", part="55人", rate="通过率为94.8"),
    Rate(year=2021, whole="案件26起", part="破案19", rate="破案率为73.1"),
    Rate(year=2021, whole="抽查计划28", part="实际完成23", rate="完成率为82.1"),
    Rate(year=2021, whole="矛盾纠纷7326", part="调解成功6380", rate="调解成功率为87.1"),
    Rate(year=2021, whole="信访事项168", part="化解121", rate="信访事项化解率为72.0"),
    Rate(year=2021, whole="诉求612", part="按期办结603", rate="按期办结率为98.5"),
    Rate(year=2021, whole="案卷240", part="优秀86", rate="优秀率为35.8"),
    Rate(year=2022, whole="审核行政案件1342", part="退回补正81", rate="审核退回率为6.0"),
    Rate(year=2022, whole="受理业务31109", part="网上办理26318", rate="网办率为84.6"),
    Rate(year=2022, whole="行政诉讼案件9", part="负责人出庭9", rate="出庭应诉率为100"),
    Rate(year=2022, whole="行政复议12", part="撤销1", rate="纠错率为8.3"),
    Rate(year=2022, whole="63名民警", part="60人", rate="通过率为95.2"),
    Rate(year=2022, whole="立案24起", part="破案19", rate="破案率为79.2"),
    Rate(year=2022, whole="抽查计划30", part="完成27", rate="完成率为90"),
    Rate(year=2022, whole="矛盾纠纷7018", part="成功调处6295", rate="调解成功率为89.7"),
    Rate(year=2022, whole="信访事项157", part="化解119", rate="信访事项化解率为75.8"),
    Rate(year=2022, whole="诉求705", part="按期办结699", rate="按期办结率为99.1"),
    Rate(year=2022, whole="案卷评查260", part="优秀117", rate="优秀率为45.0"),
    Rate(year=2023, whole="问卷320", part="收回306", rate="回收率为95.6"),
    Rate(year=2023, whole="审核行政案件1408", part="退查66", rate="退查率为4.7"),
    Rate(year=2023, whole="受理业务32110", part="网上办理28996", rate="网办率为90.3"),
    Rate(year=2023, whole="行政诉讼案件11", part="负责人出庭11", rate="连续两年保持100"),
    Rate(year=2023, whole="审结11", part="败诉1", rate="败诉率为9.1"),
    Rate(year=2023, whole="47名民警", part="46人", rate="通过率为97.9"),
    Rate(year=2023, whole="立案22", part="破案18", rate="破案率为81.8"),
    Rate(year=2023, whole="抽查计划36", part="完成35", rate="完成率为97.2"),
    Rate(year=2023, whole="矛盾纠纷6754", part="化解6207", rate="化解率为91.9"),
    Rate(year=2023, whole="信访事项142", part="化解112", rate="信访事项化解率为78.9"),
    Rate(year=2023, whole="局领导包案11", part="化解10", rate="包案化解率为90.9"),
    Rate(year=2023, whole="诉求748", part="按期办结745", rate="按期办结率为99.6"),
    Rate(year=2023, whole="案卷300", part="优秀156", rate="优秀率为52.0"),
    Rate(year=2023, whole="推送预警412", part="属实的只有133", rate="占32.3"),
)


@pytest.mark.parametrize("case", RATES, ids=lambda case: f"{case.year} {case.rate}")
def test_a_rate_follows_from_its_counts(case: Rate) -> None:
    for fragment in (case.part, case.whole, case.rate):
        assert fragment in report(case.year)
    printed = number(case.rate)
    assert rounded(100 * number(case.part) / number(case.whole), printed) == printed


SUMS = (
    (2021, "26个所队", ("25个所队达到要求", "另有1个所队")),
    (2021, "印发的23件", ("继续保留17件", "修改4件", "废止2件")),
    (2021, "已审结13件", ("维持11件", "撤销1件", "终止1件")),
    (2021, "案卷240卷", ("优秀86卷", "合格148卷", "不合格6卷")),
    (2021, "包案14件", ("化解9件", "未化解的5件")),
    (2021, "抽查计划28次", ("实际完成23次", "缺5次")),
    (2022, "对18件规范性文件", ("继续有效15件", "失效2件", "废止1件")),
    (2022, "行政复议12件", ("维持10件", "撤销1件", "终止1件")),
    (2022, "案卷评查260卷", ("优秀117卷", "合格140卷", "不合格3卷")),
    (2023, "规范性文件21件", ("继续有效18件", "修改2件", "废止1件")),
    (2023, "审结14件", ("维持12件", "终止2件")),
    (2023, "案卷300卷", ("优秀156卷", "合格142卷", "不合格2卷")),
    (2023, "48项任务", ("按期完成47项", "1项任务没有按期完成")),
)


@pytest.mark.parametrize(("year", "whole", "parts"), SUMS, ids=lambda value: str(value)[:12])
def test_parts_add_up_to_their_whole(year: int, whole: str, parts: tuple[str, ...]) -> None:
    for fragment in (whole, *parts):
        assert fragment in report(year)
    assert sum(number(part) for part in parts) == number(whole)


PARTS = (
    (2021, "集中学习10次", "其中法治专题3次"),
    (2021, "收集意见建议43条", "办理答复41条"),
    (2021, "线索19条", "立案12件"),
    (2021, "共有7人", "其中2人担任"),
    (2021, "举报投诉41条", "查实3条"),
    (2021, "抓获犯罪嫌疑人31人", "移送审查起诉24人"),
    (2021, "发现问题36个", "已整改34个"),
    (2021, "涉案财物1430件", "移交、处置1212件"),
    (2021, "任务31项", "完成29项"),
    (2021, "被申请行政复议14件", "已审结13件"),
    (2022, "集中学习12次", "其中法治专题4次"),
    (2022, "改进意见57条", "其中42条"),
    (2022, "线索24条", "立案15件"),
    (2022, "立案15件", "其中移送审查起诉8件"),
    (2022, "增至9人", "其中3人"),
    (2022, "举报投诉38条", "查实2条"),
    (2022, "抓获犯罪嫌疑人28人", "移送审查起诉21人"),
    (2022, "包案12件", "化解10件"),
    (2022, "执法事项27件", "查实4件"),
    (2022, "年初确定的34项", "工作中的33项"),
    (2023, "全年学习14次", "其中法治专题5次"),
    (2023, "线索27条", "立案18件"),
    (2023, "立案18件", "其中移送审查起诉11件"),
    (2023, "达到12人", "其中4人"),
    (2023, "走访企业154家", "其中小微企业和个体工商户83家"),
    (2023, "检查对象141家", "其中联合检查9次"),
    (2023, "举报投诉29条", "查实1条"),
    (2023, "抓获犯罪嫌疑人25人", "移送审查起诉20人"),
    (2023, "发现问题28个", "已整改27个"),
    (2023, "行政复议15件", "审结14件"),
    (2023, "重点任务28项", "年底完成27项"),
    (2023, "执法事项21件", "查实2件"),
)


@pytest.mark.parametrize(("year", "whole", "part"), PARTS, ids=lambda value: str(value)[:14])
def test_a_part_is_no_larger_than_its_whole(year: int, whole: str, part: str) -> None:
    assert whole in report(year)
    assert part in report(year)
    assert number(part) <= number(whole)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A year-on-year statement agrees with the report of the year before."""

    year: int
    states: str
    before: str
    after: str
    percent: bool = False
    """Whether the statement is a growth rate; otherwise a difference, of counts or of percentage points."""


CHANGES = (
    Change(year=2022, states="比上年增加2次", before="集中学习10", after="集中学习12"),
    Change(year=2022, states="较2021年增长30.1", before="辅警412", after="培训536", percent=True),
    Change(year=2022, states="比2021年下降1.5", before="退回率为7.5", after="退回率为6.0"),
    Change(year=2022, states="比2021年提高6.6", before="网办率为78.0", after="网办率为84.6"),
    Change(year=2022, states="比上年提高12.5", before="出庭率为87.5", after="出庭应诉率为100"),
    Change(year=2022, states="同比下降4.2", before="矛盾纠纷7326", after="矛盾纠纷7018", percent=True),
    Change(year=2022, states="比2021年提高2.6", before="成功率为87.1", after="成功率为89.7"),
    Change(year=2022, states="同比下降6.5", before="信访事项168", after="信访事项157", percent=True),
    Change(year=2022, states="比上年提高3.8", before="化解率为72.0", after="化解率为75.8"),
    Change(year=2022, states="比上年提高9.2", before="优秀率为35.8", after="优秀率为45.0"),
    Change(year=2022, states="比2021年下降12.6", before="立案214", after="立案187", percent=True),
    Change(year=2023, states="各增加2", before="集中学习12", after="全年学习14"),
    Change(year=2023, states="退回率下降1.3", before="退回率为6.0", after="退查率为4.7"),
    Change(year=2023, states="比2022年提高5.7", before="网办率为84.6", after="网办率为90.3"),
    Change(year=2023, states="比上年减少31", before="联办1127", after="联办1096"),
    Change(year=2023, states="比上年多2", before="培训班11", after="执法培训13"),
    Change(year=2023, states="比上年减少9条", before="举报投诉38", after="举报投诉29"),
    Change(year=2023, states="比2022年增长37.0", before="损失426", after="损失583.6", percent=True),
    Change(year=2023, states="同比下降3.8", before="矛盾纠纷7018", after="矛盾纠纷6754", percent=True),
    Change(year=2023, states="调解成功率提高2.2", before="成功率为89.7", after="化解率为91.9"),
    Change(year=2023, states="比上年减少15", before="信访事项157", after="信访事项142"),
    Change(year=2023, states="下降9.6", before="信访事项157", after="信访事项142", percent=True),
    Change(year=2023, states="提高3.1", before="化解率为75.8", after="化解率为78.9"),
    Change(year=2023, states="较上年增长17.0", before="入区865", after="入区1012", percent=True),
    Change(year=2023, states="比上年提高7个", before="优秀率为45.0", after="优秀率为52.0"),
    Change(year=2023, states="比上年减少6", before="执法事项27", after="执法事项21"),
    Change(year=2023, states="比2022年下降11.8", before="立案187", after="立案165", percent=True),
)


@pytest.mark.parametrize("case", CHANGES, ids=lambda case: f"{case.year} {case.states}")
def test_a_statement_about_last_year_agrees_with_last_years_report(case: Change) -> None:
    assert case.states in report(case.year)
    assert case.after in report(case.year)
    assert case.before in report(case.year - 1)
    before, after, stated = number(case.before), number(case.after), number(case.states)
    change = abs(after - before)
    assert rounded(100 * change / before if case.percent else change, stated) == stated
    assert ("下降" in case.states or "减少" in case.states) == (after < before)


TABLE_COLUMNS = ((2022, 1, 2021), (2022, 2, 2022), (2023, 1, 2022), (2023, 2, 2023))


@pytest.mark.parametrize(("printed_in", "column", "about"), TABLE_COLUMNS)
def test_the_tables_repeat_what_the_reports_say(printed_in: int, column: int, about: int) -> None:
    table = next(block for block in parse(report(printed_in)) if isinstance(block, Table))
    assert table.rows[0][column] == f"{about}年"
    for row in table.rows[1:]:
        assert row[column] in re.sub(r"^\|.*$", "", report(about), flags=re.MULTILINE), row


def test_some_measures_have_another_name_in_another_year() -> None:
    assert "矛盾纠纷调解成功率" in report(2021)
    assert "矛盾纠纷调解成功率" in report(2022)
    assert "矛盾纠纷化解率" in report(2023)
    assert "审核退回率" in report(2022)
    assert "案件退查率" in report(2023)


@pytest.mark.parametrize(
    ("year", "form"),
    [
        (2021, "118家（次）"),
        (2021, "720余人次"),
        (2021, "310余万元"),
        (2022, "36家（次）"),
        (2022, "1200余份"),
        (2022, "近500人次"),
        (2022, "2次4案例"),
        (2023, "3.2万余人次"),
        (2023, "95%以上"),
    ],
)
def test_figures_come_in_the_odd_forms_of_real_reports(year: int, form: str) -> None:
    assert form in report(year)


# --- building --------------------------------------------------------------------------------------------------------


def test_a_source_is_read_as_headings_notes_items_tables_and_prose() -> None:
    text = "# 题\n\n> 注\n\n正文。\n\n1. 甲\n\n第十二条　乙\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"
    assert tuple(parse(text)) == (
        Heading(level=1, text="题"),
        Note(text="注"),
        Paragraph(text="正文。"),
        Item(label="1.", text="甲", article=False),
        Item(label="第十二条", text="乙", article=True),
        Table(rows=(("a", "b"), ("1", "2"))),
    )


def test_plain_text_has_the_half_width_punctuation_of_copied_pages() -> None:
    assert plain_file([Paragraph(text="（一）甲，乙：丙；丁。")]).decode() == "(一)甲,乙:丙;丁。\n"


def test_a_page_escapes_what_stands_in_its_source() -> None:
    info = Note(text="来源：甲　发布时间：2021-09-18　文号：乙")
    page = web_file([Heading(level=1, text="题"), info, Paragraph(text="<b>1 & 2</b>")]).decode()
    assert "<p>&lt;b&gt;1 &amp; 2&lt;/b&gt;</p>" in page


# --- the questions about them ----------------------------------------------------------------------------------------

CASES = Path(__file__).resolve().parents[2] / "eval" / "cases"
LAWS = (
    "行政处罚法", "行政诉讼法", "行政复议法", "行政强制法", "行政许可法", "治安管理处罚法", "法治宣传教育法",
    "国家赔偿法", "公务员法", "人民警察法", "未成年人保护法",
)  # fmt: skip


def _cases(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (CASES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def _absent(cases: list[dict[str, Any]], text: str) -> list[str]:
    """Return the expected facts that do not stand in ``text``, each with its case."""
    flat = text.translate(str.maketrans("（），", "(),"))
    return [
        f"{case['id']}: {fact}"
        for case in cases
        for facts in [
            *([fact] for fact in case.get("expect", [])),
            *case.get("expect_any", []),
            case.get("figures", []),
        ]
        for fact in facts
        if fact.translate(str.maketrans("（），", "(),")) not in flat
    ]


@pytest.mark.integration
def test_every_fact_that_a_question_expects_stands_in_the_samples_or_in_a_statute() -> None:
    laws = [law.text for law in statutes(LAWS, today=date(2026, 11, 24))]
    assert _absent(_cases("samples"), "\n".join([*(ingested(path) for path in sample_files()), *laws])) == []


@pytest.mark.skipif(not SEED.exists(), reason="the published report is not on this machine")
def test_every_fact_that_a_question_expects_stands_in_the_published_report() -> None:
    assert _absent(_cases("seed"), SEED.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(("name", "answerable", "others"), [("seed", 36, 14), ("samples", 70, 14)])
def test_questions_have_ids_of_their_own_and_are_enough(name: str, answerable: int, others: int) -> None:
    cases = _cases(name)
    assert len({case["id"] for case in cases}) == len(cases)
    assert len({(case["question"], *case.get("history", [])) for case in cases}) == len(cases)
    assert sum(case["answerable"] for case in cases) >= answerable
    assert sum(not case["answerable"] for case in cases) >= others
    assert all(case.get("expect") or case.get("expect_any") for case in cases if case["answerable"])
    assert not any("expect" in case or "route" in case for case in cases if not case["answerable"])
