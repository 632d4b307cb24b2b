"""依据附表: each figure and each sourced sentence of a draft with where it comes from."""

from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm
from docx.table import Table

from assistant.drafting.exporting.page import FLUSH, TABLE_HEAD, TABLE_TEXT
from assistant.drafting.exporting.sourcing import Basis, bases
from assistant.drafting.exporting.writing import place, written
from assistant.drafting.types import Draft

_HEADER = ("序号", "章节", "数字或表述", "依据文件", "位置", "原文", "算式")
_WIDTHS_MM = (12, 23, 31, 25, 16, 29, 20)
"""156 mm in all."""
_LONGEST_SAID, _LONGEST_QUOTE = 60, 160
_CELL_MARGIN_TWIPS = 80


def add_annex(document: WordDocument, draft: Draft) -> None:
    """Add the table behind the text, on a page of its own."""
    heading = document.add_paragraph("附：依据附表", style="Heading 1")
    heading.paragraph_format.page_break_before = True
    place(heading, WD_ALIGN_PARAGRAPH.LEFT, **FLUSH)
    rows = [_HEADER, *(_cells(number, basis) for number, basis in enumerate(bases(draft), 1))]
    table = document.add_table(rows=len(rows), cols=len(_HEADER), style="Table Grid")
    _lay_out(table)
    cells = iter(table._cells)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - row.cells is quadratic
    for row, texts in enumerate(rows):
        for text, width in zip(texts, _WIDTHS_MM, strict=True):
            cell = next(cells)
            cell.width = Mm(width)
            paragraph = cell.paragraphs[0]
            paragraph.style = TABLE_TEXT if row else TABLE_HEAD
            paragraph.add_run(written(text))


def _lay_out(table: Table) -> None:
    """Fix widths and cell margins, repeat the header on each page, and keep a row on one page."""
    table.autofit = False
    margins = "".join(f'<w:{side} w:w="{_CELL_MARGIN_TWIPS}" w:type="dxa"/>' for side in ("left", "right"))
    look = table._tbl.tblPr.find(qn("w:tblLook"))  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
    look.addprevious(parse_xml(f"<w:tblCellMar {nsdecls('w')}>{margins}</w:tblCellMar>"))
    for column, width in zip(table.columns, _WIDTHS_MM, strict=True):
        column.width = Mm(width)
    for number, row in enumerate(table._tbl.tr_lst):  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
        properties = row.get_or_add_trPr()
        properties.append(parse_xml(f"<w:cantSplit {nsdecls('w')}/>"))
        if number == 0:
            properties.append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))


def _cells(number: int, basis: Basis) -> tuple[str, ...]:
    source = basis.source
    title = f"《{source.title}》" if source else ""
    given = f"{basis.by}填写" if basis.by else ""
    return (
        str(number),
        basis.section or "开头",
        _cut(basis.said, _LONGEST_SAID),
        "；".join(part for part in (given, title) if part),
        source.locator if source else "",
        _cut(" ".join(source.quote.split()), _LONGEST_QUOTE) if source else "",
        basis.formula,
    )


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[:longest]}……"
