"""Reading .docx: everything that the page shows, once, in order, with Word's own numbering as text."""

from pathlib import Path
from time import perf_counter

import pytest
from docx.document import Document as WordDocument

from knowledge.reading import read
from knowledge.reading.ordinals import ordinal
from tests.knowledge.reading_files import list_level, numbered, p, picture, relations, word, word_xml, zipped

CHINESE_LIST = (
    '<w:abstractNum w:abstractNumId="0">'
    + list_level(0, "chineseCountingThousand", "%1、")
    + list_level(1, "chineseCountingThousand", "（%2）")
    + list_level(2, "decimal", "%3.")
    + list_level(3, "decimal", "%3.%4", '<w:suff w:val="space"/>')
    + '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/>'
    "</w:lvlOverride></w:num>"
)


def test_paragraphs_headings_and_tables_keep_their_order(tmp_path: Path) -> None:
    def build(document: WordDocument) -> None:
        document.add_heading("云岭县公安局年度报告", level=0)
        document.add_paragraph("全年调解矛盾纠纷9644起。")
        table = document.add_table(2, 3)
        for at, text in enumerate(["指标", "数值", "单位", "调解数", "9644", "起"]):
            table.cell(at // 3, at % 3).text = text
        document.add_heading("下一步打算", level=1)

    reading = read(word(tmp_path / "a.docx", build))
    assert reading.text == (
        "云岭县公安局年度报告\n全年调解矛盾纠纷9644起。\n指标 | 数值 | 单位\n调解数 | 9644 | 起\n下一步打算"
    )
    assert reading.warnings == ()
    assert reading.hints.title == "云岭县公安局年度报告"
    assert reading.media_type.endswith("wordprocessingml.document")


def test_merged_cells_are_written_once_and_columns_stay_in_line(tmp_path: Path) -> None:
    def build(document: WordDocument) -> None:
        table = document.add_table(3, 3)
        table.cell(0, 0).merge(table.cell(0, 2)).text = "统计表12"
        table.cell(1, 0).merge(table.cell(2, 0)).text = "纠纷34"
        for row, column, text in ((1, 1, "受理"), (1, 2, "56"), (2, 1, "办结"), (2, 2, "78")):
            table.cell(row, column).text = text

    reading = read(word(tmp_path / "a.docx", build))
    assert reading.text == "统计表12\n纠纷34 | 受理 | 56\n | 办结 | 78"
    assert reading.warnings == ()


def test_a_cell_over_two_columns_does_not_shift_the_next(tmp_path: Path) -> None:
    def build(document: WordDocument) -> None:
        table = document.add_table(2, 3)
        table.cell(0, 0).merge(table.cell(0, 1)).text = "合计"
        table.cell(0, 2).text = "30"
        for at, text in enumerate(["纠纷", "受理", "12"]):
            table.cell(1, at).text = text

    assert read(word(tmp_path / "a.docx", build)).text == "合计 |  | 30\n纠纷 | 受理 | 12"


def test_a_nested_table_is_read_inside_its_cell(tmp_path: Path) -> None:
    def build(document: WordDocument) -> None:
        cell = document.add_table(1, 2).cell(0, 1)
        cell.text = "外层8"
        inner = cell.add_table(1, 2)
        inner.cell(0, 0).text, inner.cell(0, 1).text = "内层", "31"

    reading = read(word(tmp_path / "a.docx", build))
    assert reading.text.splitlines() == ["外层8", "内层 | 31"]


def test_a_table_that_lays_out_long_text_keeps_its_paragraphs(tmp_path: Path) -> None:
    def build(document: WordDocument) -> None:
        table = document.add_table(1, 2)
        table.cell(0, 0).text = "主要工作"
        table.cell(0, 1).text = "一、健全机制。" + "开展培训12次。" * 30
        table.cell(0, 1).add_paragraph("二、规范执法。")

    lines = read(word(tmp_path / "a.docx", build)).text.splitlines()
    assert lines[0] == "主要工作"
    assert lines[2] == "二、规范执法。"


def test_numbering_that_word_generates_becomes_text(tmp_path: Path) -> None:
    body = "".join(
        [
            numbered("工作情况"),
            numbered("健全机制", 1),
            numbered("规范执法", 1),
            numbered("2023年办案1204件", 2),
            numbered("听证12件", 3),
            numbered("存在问题"),
            numbered("队伍能力不足", 1),
        ]
    )
    reading = read(word_xml(tmp_path / "a.docx", body, {"numbering": CHINESE_LIST}))
    assert reading.text.splitlines() == [
        "一、工作情况",
        "（一）健全机制",
        "（二）规范执法",
        "1. 2023年办案1204件",
        "1.1 听证12件",
        "二、存在问题",
        "（一）队伍能力不足",
    ]
    assert reading.warnings == ()


def test_a_list_with_its_own_start_begins_again(tmp_path: Path) -> None:
    body = numbered("甲") + numbered("乙") + numbered("丙", num=2) + numbered("丁", num=2)
    reading = read(word_xml(tmp_path / "a.docx", body, {"numbering": CHINESE_LIST}))
    assert reading.text.splitlines() == ["一、甲", "二、乙", "一、丙", "二、丁"]


def test_numbering_comes_also_through_styles_and_can_be_switched_off(tmp_path: Path) -> None:
    numbering = (
        '<w:abstractNum w:abstractNumId="7">'
        + list_level(0, "chineseCounting", "第%1条", '<w:pStyle w:val="Article"/>')
        + list_level(1, "decimal", "(%2)", '<w:pStyle w:val="Item"/>')
        + '</w:abstractNum><w:num w:numId="3"><w:abstractNumId w:val="7"/></w:num>'
    )
    linked = '<w:pPr><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr>'
    styles = (
        f'<w:style w:styleId="Article"><w:name w:val="Article"/>{linked}</w:style>'
        f'<w:style w:styleId="Item"><w:name w:val="Item"/>{linked}</w:style>'
        '<w:style w:styleId="Child"><w:name w:val="Child"/><w:basedOn w:val="Article"/></w:style>'
    )
    body = (
        p("为了规范工作", '<w:pStyle w:val="Article"/>')
        + p("其一", '<w:pStyle w:val="Item"/>')
        + p("沿用上级样式", '<w:pStyle w:val="Child"/>')
        + p("不编号", '<w:pStyle w:val="Article"/><w:numPr><w:numId w:val="0"/></w:numPr>')
    )
    reading = read(word_xml(tmp_path / "a.docx", body, {"numbering": numbering, "styles": styles}))
    assert reading.text.splitlines() == ["第一条 为了规范工作", "(1)其一", "第二条 沿用上级样式", "不编号"]


@pytest.mark.parametrize(
    ("number", "form", "expected"),
    [
        (10, "chineseCounting", "十"),
        (12, "chineseCountingThousand", "十二"),
        (20, "japaneseCounting", "二十"),
        (105, "chineseCountingThousand", "一百零五"),
        (110, "chineseCountingThousand", "一百一十"),
        (1001, "chineseCountingThousand", "一千零一"),
        (23, "chineseLegalSimplified", "贰拾叁"),
        (3, "ideographTraditional", "丙"),
        (20, "ideographDigital", "二〇"),
        (3, "decimalEnclosedCircleChinese", "③"),
        (4, "upperRoman", "IV"),
        (28, "lowerLetter", "bb"),
        (3, "decimalZero", "03"),
        (12, "decimalFullWidth", "１２"),
        (5, "someFutureFormat", "5"),
    ],
)
def test_number_formats_are_written_as_word_writes_them(number: int, form: str, expected: str) -> None:
    assert ordinal(number, form) == expected


TEXT_BOX = (
    "<w:p><w:r><w:t>正文1</w:t></w:r><w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>"
    "<w:txbxContent><w:p><w:r><w:t>文本框2</w:t></w:r></w:p></w:txbxContent></wps:txbx></w:drawing></mc:Choice>"
    "<mc:Fallback><w:pict><v:textbox><w:txbxContent><w:p><w:r><w:t>文本框2</w:t></w:r></w:p></w:txbxContent>"
    "</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
)


def test_a_text_box_is_read_once(tmp_path: Path) -> None:
    reading = read(word_xml(tmp_path / "a.docx", TEXT_BOX + p("之后")))
    assert reading.text == "正文1\n文本框2\n之后"
    assert reading.warnings == ()


def test_a_text_box_in_the_old_form_only_is_read_from_the_fallback(tmp_path: Path) -> None:
    body = TEXT_BOX.replace("<w:t>文本框2</w:t>", "", 1)
    assert read(word_xml(tmp_path / "a.docx", body)).text == "正文1\n文本框2"


def test_tracked_deletions_go_and_insertions_stay(tmp_path: Path) -> None:
    body = (
        "<w:p><w:r><w:t>调解</w:t></w:r><w:del><w:r><w:delText>8000</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>9644</w:t></w:r></w:ins><w:r><w:t>起</w:t></w:r></w:p>"
        "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>前半</w:t></w:r></w:p>" + p("后半")
    )
    reading = read(word_xml(tmp_path / "a.docx", body))
    assert reading.text == "调解9644起\n前半后半"
    assert any("修订" in warning for warning in reading.warnings)


def test_moved_text_is_read_where_it_went(tmp_path: Path) -> None:
    moved = "<w:r><w:t>调解9644起。</w:t></w:r>"
    body = f"<w:p><w:moveFrom>{moved}</w:moveFrom></w:p>{p('中间')}<w:p><w:moveTo>{moved}</w:moveTo></w:p>"
    reading = read(word_xml(tmp_path / "a.docx", body))
    assert reading.text == "\n中间\n调解9644起。"
    assert len(reading.warnings) == 1


def test_fields_show_their_result_and_hidden_text_is_left_out(tmp_path: Path) -> None:
    body = (
        "<w:p><w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>REF x 555</w:instrText></w:r>"
        "<w:r><w:fldChar w:fldCharType='separate'/></w:r><w:r><w:t>表3</w:t></w:r>"
        "<w:r><w:fldChar w:fldCharType='end'/></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏777</w:t></w:r></w:p>"
    )
    reading = read(word_xml(tmp_path / "a.docx", body))
    assert reading.text == "表3"
    assert reading.warnings == ()


def test_a_circled_number_made_by_a_field_is_text(tmp_path: Path) -> None:
    body = (
        "<w:p><w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText> eq \\o\\ac(○,3) </w:instrText></w:r>"
        "<w:r><w:fldChar w:fldCharType='end'/></w:r><w:r><w:t>开展普法</w:t></w:r></w:p>"
    )
    assert read(word_xml(tmp_path / "a.docx", body)).text == "③开展普法"


def test_a_note_mark_never_grows_the_figure_before_it(tmp_path: Path) -> None:
    body = "<w:p><w:r><w:t>共9644</w:t></w:r><w:r><w:footnoteReference w:id='2'/></w:r><w:r><w:t>起</w:t></w:r></w:p>"
    notes = (
        f"<w:footnote w:type='separator' w:id='0'>{p('')}</w:footnote>"
        f"<w:footnote w:id='2'>{p('含上年结转17起')}</w:footnote>"
    )
    reading = read(word_xml(tmp_path / "a.docx", body, {"footnotes": notes}))
    assert reading.text == "共9644[注1]起\n[注1]含上年结转17起"
    assert reading.warnings == ()


def test_a_fraction_in_a_formula_does_not_run_together(tmp_path: Path) -> None:
    body = (
        "<w:p><m:oMath><m:f><m:num><m:r><m:t>9520</m:t></m:r></m:num><m:den><m:r><m:t>9644</m:t></m:r></m:den></m:f>"
        "</m:oMath></w:p>"
    )
    assert read(word_xml(tmp_path / "a.docx", body)).text == "9520/9644"


def test_headers_and_footers_are_no_part_of_the_body(tmp_path: Path) -> None:
    def build(document: WordDocument) -> None:
        document.add_paragraph("正文")
        document.sections[0].header.paragraphs[0].text = "页眉2023"
        document.sections[0].footer.paragraphs[0].text = "第 1 页"

    reading = read(word(tmp_path / "a.docx", build))
    assert reading.text == "正文"
    assert reading.warnings == ()


def test_the_table_of_contents_is_left_out_with_a_warning(tmp_path: Path) -> None:
    styles = '<w:style w:styleId="TOC1"><w:name w:val="toc 1"/></w:style>'
    body = p("一、工作情况……3", '<w:pStyle w:val="TOC1"/>') + p("一、工作情况")
    reading = read(word_xml(tmp_path / "a.docx", body, {"styles": styles}))
    assert reading.text == "一、工作情况"
    assert reading.warnings == ("目录（1 行，含页码）没有读入正文。",)


def test_pictures_are_named_in_a_warning(tmp_path: Path) -> None:
    def build(document: WordDocument) -> None:
        document.add_paragraph("见下图")
        document.add_picture(picture())

    assert any("1 张图片" in warning for warning in read(word(tmp_path / "a.docx", build)).warnings)


def test_a_charts_figures_are_named_as_not_read(tmp_path: Path) -> None:
    files = {
        "_rels/.rels": relations([("officeDocument", "word/document.xml")]),
        "word/_rels/document.xml.rels": relations([("chart", "charts/chart1.xml")]),
        "word/document.xml": '<w:document xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"><w:body>'
        + p("见图")
        + "</w:body></w:document>",
        "word/charts/chart1.xml": "<c><v>9644</v></c>",
    }
    reading = read(zipped(tmp_path / "a.docx", files))
    assert reading.text == "见图"
    assert any("9644" in warning for warning in reading.warnings)


def test_text_is_normalised_but_never_folded(tmp_path: Path) -> None:
    body = "<w:p><w:r><w:t>２０２３年Ａ类，Cafe\u0301 12\u200b34</w:t></w:r><w:r><w:br/><w:t>次行</w:t></w:r></w:p>"
    assert read(word_xml(tmp_path / "a.docx", body)).text == "２０２３年Ａ类，Café 1234\n次行"


def test_content_controls_and_links_are_read(tmp_path: Path) -> None:
    body = (
        f"<w:sdt><w:sdtPr/><w:sdtContent>{p('控件内5')}</w:sdtContent></w:sdt>"
        "<w:p><w:hyperlink><w:r><w:t>链接6</w:t></w:r></w:hyperlink></w:p>"
    )
    assert read(word_xml(tmp_path / "a.docx", body)).text == "控件内5\n链接6"


def test_six_thousand_characters_take_less_than_a_fifth_of_a_second(tmp_path: Path) -> None:
    def build(document: WordDocument) -> None:
        for at in range(120):
            document.add_paragraph(
                f"第{at}段：全年共受理矛盾纠纷{at * 37}起，成功调解{at * 36}起。" + "依法行政，执法为民。" * 3
            )

    path = word(tmp_path / "a.docx", build)
    spent: list[float] = []
    for _ in range(4):
        begun = perf_counter()
        read(path)
        spent.append(perf_counter() - begun)
    assert min(spent) < 0.2
    assert len(read(path).text) > 6000
