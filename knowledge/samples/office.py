"""Samples as .docx and .xlsx, with the same bytes for the same source."""

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import datetime

import docx
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt, RGBColor
from docx.text.paragraph import Paragraph as WordParagraph
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

from knowledge.samples.blocks import Block, Heading, Item, Note, Table

STAMP = datetime(2024, 1, 15)  # noqa: DTZ001 - both formats store a time without zone
_ZIP_TIME = (2024, 1, 15, 0, 0, 0)
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")
_DECIMAL = re.compile(r"\d+\.\d+")
_LIST, _ARTICLES = 41, 42
_NUMBERING = """<w:abstractNum {ns} w:abstractNumId="{n}"><w:multiLevelType w:val="singleLevel"/><w:lvl w:ilvl="0">
<w:start w:val="1"/><w:numFmt w:val="{form}"/><w:suff w:val="space"/><w:lvlText w:val="{label}"/><w:lvlJc w:val="left"/>
<w:pPr><w:ind w:left="0" w:firstLine="640"/></w:pPr></w:lvl></w:abstractNum>"""


def word_file(blocks: Sequence[Block]) -> bytes:
    """Return a .docx with real headings and tables; items are numbered by Word, their labels are not in the text."""
    document = docx.Document()
    _styles(document)
    _define_lists(document)
    for block in blocks:
        _add(document, block)
    properties = document.core_properties
    properties.author, properties.title = "示例资料", next(b.text for b in blocks if isinstance(b, Heading))
    properties.comments, properties.created, properties.modified = "", STAMP, STAMP
    buffer = io.BytesIO()
    document.save(buffer)
    return _repacked(buffer.getvalue())


def _styles(document: WordDocument) -> None:
    for name, font, size in (
        ("Normal", "仿宋", 16),
        ("Title", "宋体", 22),
        ("Heading 1", "黑体", 16),
        ("Heading 2", "楷体", 16),
    ):
        style = document.styles[name]
        style.font.name, style.font.size = font, Pt(size)  # pyright: ignore[reportAttributeAccessIssue]
        style.font.color.rgb = RGBColor(0, 0, 0)  # pyright: ignore[reportAttributeAccessIssue]
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        fonts.set(qn("w:eastAsia"), font)


def _define_lists(document: WordDocument) -> None:
    """Define "1." and "第一条" as lists of the file; Word wants every abstractNum before the first num."""
    root = document.part.numbering_part.element
    for number, form, label in ((_LIST, "decimal", "%1."), (_ARTICLES, "chineseCounting", "第%1条")):
        abstract = parse_xml(_NUMBERING.format(ns=nsdecls("w"), n=number, form=form, label=label))
        root.insert(0, abstract)
        root.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>'))


def _add(document: WordDocument, block: Block) -> None:
    if isinstance(block, Heading):
        paragraph = document.add_heading(block.text, level=block.level - 1)
        if block.level == 1:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    elif isinstance(block, Table):
        _add_table(document, block)
    elif isinstance(block, Item):
        _number(document.add_paragraph(block.text), _ARTICLES if block.article else _LIST)
    else:
        paragraph = document.add_paragraph(block.text)
        if isinstance(block, Note):
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        elif not block.text.endswith(("：", "。", "；")) or len(block.text) > len("县委、县人民政府："):
            paragraph.paragraph_format.first_line_indent = Pt(32)


def _number(paragraph: WordParagraph, number: int) -> None:
    properties = paragraph.paragraph_format.element.get_or_add_pPr()
    properties.append(parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>'))


def _add_table(document: WordDocument, table: Table) -> None:
    made = document.add_table(rows=len(table.rows), cols=len(table.rows[0]), style="Table Grid")
    for row, cells in zip(made.rows, table.rows, strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text


def sheet_file(blocks: Sequence[Block]) -> bytes:
    """Return an .xlsx: title, header row, rows with real numbers, and the note below."""
    book = Workbook()
    sheet = book.active
    if sheet is None:  # pragma: no cover - a new workbook always has its first sheet
        raise RuntimeError("openpyxl made a workbook without a sheet")
    sheet.title = "2023年度"
    for block in blocks:
        if isinstance(block, Table):
            for row in block.rows:
                sheet.append([int(cell) if cell.isdigit() else cell for cell in row])
        else:
            sheet.append([block.text])
    sheet["A1"].font = Font(size=16, bold=True)
    for letter, width in zip("ABCDEFGH", (6, 16, 36, 24, 36, 12, 8, 10), strict=True):
        sheet.column_dimensions[letter].width = width
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="center")
    book.properties.creator, book.properties.created = "示例资料", STAMP
    buffer = io.BytesIO()
    book.save(buffer)
    return _repacked(buffer.getvalue())


def statistics_file(blocks: Sequence[Block]) -> bytes:
    """Return an .xlsx of one statistics table; whole and decimal numbers are stored as numbers."""
    book = Workbook()
    sheet = book.active
    if sheet is None:  # pragma: no cover - a new workbook always has its first sheet
        raise RuntimeError("openpyxl made a workbook without a sheet")
    sheet.title = "统计表"
    for block in blocks:
        for row in block.rows if isinstance(block, Table) else ((block.text,),):
            sheet.append([_cell(cell) for cell in row])
    sheet["A1"].font = Font(size=16, bold=True)
    book.properties.creator, book.properties.created = "示例资料", STAMP
    buffer = io.BytesIO()
    book.save(buffer)
    return _repacked(buffer.getvalue())


def _cell(text: str) -> str | int | float:
    if text.isdigit():
        return int(text)
    return float(text) if _DECIMAL.fullmatch(text) else text


def _repacked(data: bytes) -> bytes:
    """Return the package with fixed times, which both libraries take from the clock."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            content = old.read(member)
            if member.filename == "docProps/core.xml":
                content = _MODIFIED.sub(rb"\g<1>" + f"{STAMP:%Y-%m-%dT%H:%M:%SZ}".encode() + rb"\g<2>", content)
            info = zipfile.ZipInfo(member.filename, _ZIP_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, content)
    return buffer.getvalue()
