"""Reading PDF: paragraphs joined, tables kept, running heads dropped, scans told."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pypdfium2 import PdfDocument
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from knowledge.errors import UnreadableFile
from knowledge.reading import Limits, read
from knowledge.reading.radicals import unified
from tests.knowledge.reading_files import FONT, PAGE_HEIGHT, PAGE_WIDTH, column, pdf, picture, wrapped

LONG = (
    "（一）健全机制。全年共受理矛盾纠纷9644起，成功调解9520起，调解成功率98.71%，同比上升2.3个百分点，"
    "组织普法宣传活动126场次，发放资料3.16万份，群众满意度持续提升。"
)
SECOND = (
    "（二）规范执法。办理行政案件1,204件，组织听证12件，行政复议案件均获维持，"
    "未发生行政诉讼败诉案件，执法质量稳步提高。"
)
Draw = Callable[[Canvas], object]


def body(*texts: str, top: float = 120, x: float = 90, width: int = 34) -> Draw:
    def draw(canvas: Canvas) -> None:
        y = top
        for text in texts:
            y = column(canvas, wrapped(text, width=width), x=x, top=y)

    return draw


def furnished(number: int, *texts: str) -> Draw:
    """Return a page with a running head (its year a digit too) and a page number."""

    def draw(canvas: Canvas) -> None:
        canvas.drawString(90, PAGE_HEIGHT - 50, "云岭县公安局2023年度报告")
        canvas.drawCentredString(PAGE_WIDTH / 2, 40, f"— {number} —")
        body(*texts)(canvas)

    return draw


def grid(
    canvas: Canvas, rows: list[list[str]], *, top: float, x: float = 90, wide: float = 130, high: float = 24
) -> None:
    """Draw a ruled table."""
    for at in range(len(rows) + 1):
        canvas.line(x, PAGE_HEIGHT - top - at * high, x + wide * len(rows[0]), PAGE_HEIGHT - top - at * high)
    for at in range(len(rows[0]) + 1):
        canvas.line(x + at * wide, PAGE_HEIGHT - top, x + at * wide, PAGE_HEIGHT - top - high * len(rows))
    for row, cells in enumerate(rows):
        for at, cell in enumerate(cells):
            canvas.drawString(x + at * wide + 6, PAGE_HEIGHT - top - row * high - 16, cell)


def test_lines_are_joined_into_paragraphs(tmp_path: Path) -> None:
    reading = read(pdf(tmp_path / "a.pdf", [body("一、工作情况", LONG, SECOND)]))
    assert reading.text == f"一、工作情况\n{LONG}\n{SECOND}"
    assert reading.warnings == ()
    assert reading.media_type == "application/pdf"


def test_a_paragraph_goes_on_over_the_page_and_heads_and_numbers_are_dropped(tmp_path: Path) -> None:
    cut = wrapped(SECOND, width=34)

    def start(canvas: Canvas) -> None:
        furnished(1)(canvas)
        y = column(canvas, wrapped(LONG, width=34), x=90, top=120)
        column(canvas, cut[:1], x=90, top=y)

    def go_on(canvas: Canvas) -> None:
        furnished(2)(canvas)
        column(canvas, cut[1:], x=90, top=120, indent=0)

    reading = read(pdf(tmp_path / "a.pdf", [start, go_on, furnished(3, LONG), furnished(4, SECOND)]))
    assert reading.text == f"{LONG}\n{SECOND}\n{LONG}\n{SECOND}"
    assert reading.warnings == ()


@pytest.mark.parametrize("form", ["第 {} 页 共 3 页", "- {} -", "{}/3", "{}", "· {} ·"])
def test_page_numbers_of_every_usual_form_are_dropped(tmp_path: Path, form: str) -> None:
    def numbered(number: int) -> Draw:
        def draw(canvas: Canvas) -> None:
            canvas.drawCentredString(PAGE_WIDTH / 2, 40, form.format(number))
            body(LONG)(canvas)

        return draw

    reading = read(pdf(tmp_path / "a.pdf", [numbered(at) for at in (1, 2, 3)]))
    assert reading.text == "\n".join([LONG] * 3)
    assert reading.warnings == ()


def test_a_figure_at_the_edge_of_one_page_is_no_page_number(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        body(LONG)(canvas)
        canvas.drawString(90, 50, "9644")

    assert read(pdf(tmp_path / "a.pdf", [draw, body(SECOND)])).text.splitlines()[1] == "9644"


def test_a_ruled_table_keeps_its_cells_in_place_among_the_text(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        body("情况如下表。")(canvas)
        rows = [["指标", "数值", "单位"], ["矛盾纠纷调解数", "9644", "起"], ["听证", "", "件"]]
        grid(canvas, rows, top=160)
        body("特此报告。", top=260)(canvas)

    reading = read(pdf(tmp_path / "a.pdf", [draw]))
    assert reading.text == ("情况如下表。\n指标 | 数值 | 单位\n矛盾纠纷调解数 | 9644 | 起\n听证 |  | 件\n特此报告。")
    assert reading.warnings == ()


def test_neighbouring_cells_never_run_together_even_without_rules(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        body("情况如下表。")(canvas)
        for row, cells in enumerate([("受理", "96", "44"), ("办结", "95", "20"), ("听证", "12", "8")]):
            for at, cell in enumerate(cells):
                canvas.drawString(110 + at * 120, PAGE_HEIGHT - 160 - row * 20, cell)

    reading = read(pdf(tmp_path / "a.pdf", [draw]))
    assert reading.text.splitlines()[1:] == ["受理 | 96 | 44", "办结 | 95 | 20", "听证 | 12 | 8"]
    assert reading.warnings == ()


def test_a_frame_around_text_is_no_table(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.rect(70, 300, PAGE_WIDTH - 140, 480)
        body(LONG, SECOND)(canvas)

    assert read(pdf(tmp_path / "a.pdf", [draw])).text == f"{LONG}\n{SECOND}"


def test_two_columns_are_read_one_after_the_other(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawCentredString(PAGE_WIDTH / 2, PAGE_HEIGHT - 90, "云岭县公安局年度报告（两栏排版示例文件）")
        body(LONG, SECOND, x=60, width=18)(canvas)
        body(SECOND, LONG, x=320, width=18)(canvas)

    reading = read(pdf(tmp_path / "a.pdf", [draw]))
    assert reading.text.splitlines()[1:] == [LONG, SECOND, SECOND, LONG]
    assert reading.warnings == ()


def test_doubly_printed_bold_text_is_read_once(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        for shift in (0, 0.4):
            canvas.drawString(90 + shift, PAGE_HEIGHT - 120, "调解9644起")

    reading = read(pdf(tmp_path / "a.pdf", [draw]))
    assert reading.text == "调解9644起"
    assert reading.warnings == ()


def test_a_number_broken_by_the_line_is_joined_with_a_warning(tmp_path: Path) -> None:
    text = "全年共受理各类矛盾纠纷9644起，全部依法依规办结，群众表示满意，特此报告如上。"

    def draw(canvas: Canvas) -> None:
        column(canvas, wrapped(text, width=text.index("9644") + 3, whole=False), x=90, top=120)

    reading = read(pdf(tmp_path / "a.pdf", [draw]))
    assert reading.text == text
    assert reading.warnings == ("有数字在行末断开，已接成一个（96|44），请对照原件核对。",)


def scan(canvas: Canvas) -> None:
    canvas.drawImage(ImageReader(picture()), 0, 0, *A4)


def test_a_scan_is_refused_and_ocr_advised(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="OCR"):
        read(pdf(tmp_path / "a.pdf", [scan, scan]))


def test_a_scan_with_page_numbers_is_still_a_scan(tmp_path: Path) -> None:
    def numbered(canvas: Canvas) -> None:
        scan(canvas)
        canvas.drawCentredString(PAGE_WIDTH / 2, 40, "— 1 —")

    with pytest.raises(UnreadableFile, match="除页码外没有文字"):
        read(pdf(tmp_path / "a.pdf", [numbered]))


def test_scanned_pages_among_others_are_named(tmp_path: Path) -> None:
    reading = read(pdf(tmp_path / "a.pdf", [body(LONG), scan, body(SECOND)]))
    assert reading.text == f"{LONG}\n{SECOND}"
    assert len(reading.warnings) == 1
    assert "第 2 页" in reading.warnings[0]


def test_an_encrypted_pdf_is_refused(tmp_path: Path) -> None:
    path = pdf(tmp_path / "a.pdf", [body(LONG)], password="geheim")
    with pytest.raises(UnreadableFile, match="密码"):
        read(path)


def test_a_broken_pdf_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.4\n" + b"nonsense " * 40)
    with pytest.raises(UnreadableFile, match="损坏"):
        read(path)


def test_a_cut_pdf_is_refused_or_read_with_all_its_pages(tmp_path: Path) -> None:
    path = pdf(tmp_path / "a.pdf", [body(LONG), body(SECOND)])
    path.write_bytes(path.read_bytes()[:-900])
    with pytest.raises(UnreadableFile):
        read(path)


def test_a_pdf_stream_that_unpacks_without_end_is_refused(tmp_path: Path) -> None:
    path = pdf(tmp_path / "a.pdf", [body(LONG * 20)])
    plain = path.read_bytes().replace(b"/ASCII85Decode ", b"")
    assert b"FlateDecode" in plain
    import zlib  # noqa: PLC0415 - to build one bomb

    bomb = zlib.compress(b"\0" * 3_000_000)
    stream = b"9 0 obj\n<< /Filter /FlateDecode /Length %d >>\nstream\n%b\nendstream\nendobj\n" % (len(bomb), bomb)
    path.write_bytes(plain + stream)
    with pytest.raises(UnreadableFile, match="压缩炸弹"):
        read(path, limits=Limits(expanded_bytes=2_000_000))


def test_the_text_agrees_with_another_reader_character_by_character(tmp_path: Path) -> None:
    path = pdf(tmp_path / "a.pdf", [body(LONG, SECOND)])
    with PdfDocument(path) as document:
        other = document[0].get_textpage().get_text_bounded()
    assert "".join(read(path).text.split()) == "".join(other.split())


def test_small_print_beside_a_figure_is_kept_apart_from_large(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont(FONT, 22)
        canvas.drawCentredString(PAGE_WIDTH / 2, PAGE_HEIGHT - 90, "云岭县公安局2023年")
        canvas.drawCentredString(PAGE_WIDTH / 2, PAGE_HEIGHT - 124, "法治政府建设年度报告")
        body(LONG, top=170)(canvas)

    assert read(pdf(tmp_path / "a.pdf", [draw])).text == f"云岭县公安局2023年\n法治政府建设年度报告\n{LONG}"


def test_radical_signs_of_pdf_fonts_become_the_characters_they_picture() -> None:
    assert unified("⼀切为了⼈⺠，部⻔⻓期，⼾籍") == "一切为了人民，部门长期，户籍"
    assert unified("１２㎡①") == "１２㎡①"


def test_a_row_that_continues_a_merged_cell_keeps_its_columns(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        grid(canvas, [["合并", "34"], ["", "56"]], top=160)

    assert read(pdf(tmp_path / "a.pdf", [draw])).text == "合并 | 34\n | 56"
