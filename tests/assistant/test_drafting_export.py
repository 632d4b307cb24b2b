"""The exported draft: text, page, styles, marks, comments, table of sources, and Markdown."""

from datetime import date
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import docx
import pytest
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm
from docx.text.paragraph import Paragraph

from assistant.drafting.exporting import draft_docx, draft_markdown
from assistant.drafting.exporting.document import exported_text
from assistant.drafting.rendering import plain_text
from assistant.ingesting import Overrides, load
from tests.assistant.drafting_export_draft import ORGAN, a_draft, paragraph, said, section

DAY = date(2025, 2, 9)


def opened(body: bytes) -> WordDocument:
    return docx.Document(BytesIO(body))


def found(document: WordDocument, start: str) -> Paragraph:
    return next(p for p in document.paragraphs if p.text.startswith(start))


def indent(of: Paragraph, name: str) -> int:
    return int(of.paragraph_format.element.pPr.find(qn("w:ind")).get(qn(f"w:{name}"), "0"))


def east_asian(document: WordDocument, style: str) -> str:
    return document.styles[style].element.rPr.rFonts.get(qn("w:eastAsia"))


def anchored(document: WordDocument) -> list[str]:
    """Return what each comment stands on, in the order of the comments."""
    texts: dict[int, str] = {}
    inside: set[int] = set()
    for element in document.element.body.iter():
        if element.tag in {qn("w:commentRangeStart"), qn("w:commentRangeEnd")}:
            inside ^= {int(element.get(qn("w:id")))}
        elif element.tag == qn("w:t"):
            for number in inside:
                texts[number] = texts.get(number, "") + (element.text or "")
    return [texts[number] for number in sorted(texts)]


@pytest.mark.parametrize("comments", [True, False])
def test_the_file_reads_back_as_the_draft_with_its_signature(tmp_path: Path, *, comments: bool) -> None:
    draft = a_draft("14次", "1,234份")
    path = tmp_path / "a.docx"
    path.write_bytes(draft_docx(draft, comments=comments, signed=DAY))
    lines = [line for line in load(path, Overrides()).text.split("\n") if line.strip()]
    assert lines == [*exported_text(draft).split("\n")[:-1], ORGAN, "2025年2月9日"]


def test_only_punctuation_differs_from_the_plain_text() -> None:
    draft = a_draft()
    plain, exported = plain_text(draft), exported_text(draft)
    changed = {(a, b) for a, b in zip(plain, exported, strict=True) if a != b}
    assert changed == {(",", "，"), (";", "；"), (":", "："), ("(", "（"), (")", "）")}
    assert "7×24小时" in exported
    assert "1,234份" in exported
    assert "《云岭县公安局案件审核办法（试行）》" in exported


def test_page_and_grid_are_the_standard_s() -> None:
    section_ = opened(draft_docx(a_draft())).sections[0]
    assert section_.page_width is not None
    assert round(section_.page_width.mm) == 210
    margins = (section_.top_margin, section_.bottom_margin, section_.left_margin, section_.right_margin)
    assert [round(side.mm) for side in margins if side is not None] == [37, 35, 28, 26]
    grid = section_._sectPr.find(qn("w:docGrid"))  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
    assert grid.get(qn("w:type")) == "linesAndChars"
    assert 22 * int(grid.get(qn("w:linePitch"))) <= Mm(225).twips < 23 * int(grid.get(qn("w:linePitch")))


@pytest.mark.parametrize(
    ("style", "font", "points"),
    [
        ("Title", "方正小标宋简体", 22),
        ("Heading 1", "黑体", 16),
        ("Heading 2", "楷体_GB2312", 16),
        ("Heading 3", "仿宋_GB2312", 16),
        ("Heading 4", "仿宋_GB2312", 16),
        ("Normal", "仿宋_GB2312", 16),
        ("Footer", "宋体", 14),
    ],
)
def test_fonts(style: str, font: str, points: int) -> None:
    document = opened(draft_docx(a_draft()))
    assert east_asian(document, style) == font
    size = document.styles[style].font.size  # pyright: ignore[reportAttributeAccessIssue]
    assert size.pt == points
    assert document.styles[style].font.bold is False  # pyright: ignore[reportAttributeAccessIssue]


def test_fonts_have_fallbacks() -> None:
    with ZipFile(BytesIO(draft_docx(a_draft()))) as made:
        assert '<w:altName w:val="仿宋"/>' in made.read("word/fontTable.xml").decode()


def test_levels_of_headings_are_real_text_in_heading_styles() -> None:
    document = opened(draft_docx(a_draft()))
    headings = [(p.style.name, p.text) for p in document.paragraphs if p.style and p.style.name.startswith("Heading")]  # pyright: ignore[reportOptionalMemberAccess]
    assert headings == [
        ("Heading 1", "一、2024年法治政府建设工作情况"),
        ("Heading 2", "（一）健全执法制度"),
        ("Heading 3", "1.抓实调解"),
        ("Heading 4", "（1）用好顾问"),
        ("Heading 1", "二、存在的不足和原因"),
        ("Heading 1", "三、2025年工作安排"),
    ]


def test_the_body_is_indented_and_the_addressee_is_not() -> None:
    document = opened(draft_docx(a_draft()))
    assert indent(found(document, "一是"), "firstLineChars") == 200
    assert indent(found(document, "2024年，本局"), "firstLineChars") == 200
    assert indent(found(document, "县委、县人民政府："), "firstLineChars") == 0
    assert found(document, "一是").alignment == WD_ALIGN_PARAGRAPH.JUSTIFY


def test_an_opening_that_only_announces_is_no_addressee() -> None:
    draft = a_draft(sections=(section(1, "", 0, paragraph("p", said("现将有关情况报告如下:"))),))
    assert indent(found(opened(draft_docx(draft)), "现将"), "firstLineChars") == 200


def test_a_long_title_is_parted_between_words_into_lines_that_grow_no_longer() -> None:
    document = opened(draft_docx(a_draft()))
    left, right = indent(document.paragraphs[0], "left"), indent(document.paragraphs[0], "right")
    letters = (156 / 25.4 * 1440 - left - right) / (22 * 20)
    assert 12 <= letters < 13  # 云岭县公安局关于2024年度 | 法治政府建设情况的报告


def test_a_short_title_stands_on_one_line() -> None:
    document = opened(draft_docx(a_draft(title="法治建设工作报告")))
    assert indent(document.paragraphs[0], "left") == 0
    assert document.paragraphs[0].alignment == WD_ALIGN_PARAGRAPH.CENTER


def test_marks_are_highlighted_and_nothing_else() -> None:
    runs = [run for p in opened(draft_docx(a_draft(), signed=DAY)).paragraphs for run in p.runs]
    assert [run.text for run in runs if run.font.highlight_color] == [
        "【待补充：行政复议案件数】",
        "【待核实：行政诉讼案件数】",
    ]


def test_an_unsigned_draft_has_a_mark_for_its_date_and_none_for_a_signed_one() -> None:
    assert found(opened(draft_docx(a_draft())), "【待补充：成文日期】").runs[0].font.highlight_color
    assert found(opened(draft_docx(a_draft(), signed=DAY)), "2025年2月9日").alignment == WD_ALIGN_PARAGRAPH.RIGHT


@pytest.mark.parametrize(
    ("day", "organ_in", "day_in"),
    [(date(2025, 2, 9), 2.0, 0.0), (date(2025, 11, 12), 5.0, 2.0)],
    ids=["as long as the organ", "longer than the organ"],
)
def test_the_date_begins_two_characters_behind_the_organ(day: date, organ_in: float, day_in: float) -> None:
    document = opened(draft_docx(a_draft(), signed=day))
    assert indent(document.paragraphs[-2], "right") == round(organ_in * 314)
    assert indent(document.paragraphs[-1], "right") == round(day_in * 314)


def test_each_finding_is_a_comment_on_its_words() -> None:
    document = opened(draft_docx(a_draft("14次", "1,234份", "【待补充：行政复议案件数】")))
    assert anchored(document) == ["14次", "1,234份", "【待补充：行政复议案件数】"]
    assert [comment.text.count("请核对") for comment in document.comments] == [1, 1, 1]


def test_comments_can_be_left_out() -> None:
    assert not list(opened(draft_docx(a_draft("14次"), comments=False)).comments)


def test_the_annex_tells_each_figure_and_sentence_with_its_source() -> None:
    table = opened(draft_docx(a_draft(), annex=True)).tables[0]
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert rows[0] == ["序号", "章节", "数字或表述（算式）", "依据", "原文"]
    assert [row[2].split("，")[0] for row in rows[1:]] == [
        "执法培训次数：14次",
        "围绕群众反映较多的办证、报案、调解等事项逐项梳理流程",
        "矛盾纠纷化解率：96.3%（1300 ÷ 1350 = 96.3%）",
        "法律顾问人数：3名",
    ]
    assert rows[1][3:] == ["《法制大队2024年工作情况》第2段", "全年开展执法培训14次，参训1260人次。"]
    assert rows[4][3] == "李经办填写"


def test_properties_name_the_organ_and_nobody_else() -> None:
    properties = opened(draft_docx(a_draft())).core_properties
    assert (properties.title, properties.author, properties.last_modified_by) == (a_draft().title, ORGAN, ORGAN)
    assert properties.comments == ""


def test_what_xml_cannot_hold_and_a_title_too_long_for_the_properties_do_no_harm() -> None:
    draft = a_draft(
        sections=(section(1, "一、情况", 1, paragraph("p", said("甲\x0b乙\ud800丙。"))),), title="报告" * 200
    )
    document = opened(draft_docx(draft, annex=True))
    assert found(document, "甲").text == "甲 乙 丙。"
    assert document.core_properties.title == ("报告" * 200)[:255]


def test_markdown_has_headings_notes_gaps_and_sources() -> None:
    text = draft_markdown(a_draft())
    assert text.startswith(f"# {ORGAN}关于2024年度法治政府建设情况的报告\n")
    assert "\n### （一）健全执法制度\n" in text
    assert "一是开展执法培训14次。" in text
    assert "同向发力；各派出所每月对照清单自查一次，发现的问题当月整改，由督察部门抽查。[^1][^2]\n" in text
    assert "\n[^1]: 《法制大队2024年工作情况》第2段：全年开展执法培训14次，参训1260人次。\n" in text
    assert "算式：矛盾纠纷化解率：96.3%（1300 ÷ 1350 = 96.3%）" in text
    assert "法律顾问人数：3名，由李经办填写" in text
    assert "- 1.抓实调解：行政复议案件数（上年：9件）：材料中没有这个数字。请向法制大队核实。\n" in text
    assert "【待核实：行政诉讼案件数】" in text


@pytest.mark.parametrize(
    ("said_", "shown"),
    [("- 甲", r"\- 甲"), ("1. 甲", r"1\. 甲"), ("<b>甲</b>", r"\<b\>甲\</b\>"), ("*甲*[乙]", r"\*甲\*\[乙\]")],
)
def test_markdown_shows_text_as_it_is(said_: str, shown: str) -> None:
    assert shown in draft_markdown(a_draft(sections=(section(1, "", 0, paragraph("p", said(said_))),))).split("\n")
