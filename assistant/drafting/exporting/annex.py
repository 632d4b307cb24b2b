"""依据附表: each figure and each sourced sentence of a draft with where it comes from."""

from collections.abc import Iterable, Sequence

from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm
from docx.table import Table

from assistant.drafting.exporting.page import FLUSH, TABLE_HEAD, TABLE_TEXT
from assistant.drafting.exporting.sourcing import Basis, bases
from assistant.drafting.exporting.writing import place, written
from assistant.drafting.types import Draft, Source

_HEADER = ("序号", "章节", "数字或表述（算式）", "依据", "原文")
_WIDTHS_MM = (11, 24, 44, 35, 42)
"""156 mm in all."""
_LONGEST_SAID, _LONGEST_QUOTE = 60, 160
_WORD_FOR_WORD = "（照录原文）"
_CELL_MARGIN_TWIPS = 80


def add_annex(document: WordDocument, draft: Draft) -> None:
    """Add the table behind the text, on a page of its own."""
    heading = document.add_paragraph("附：依据附表", style="Heading 1")
    heading.paragraph_format.page_break_before = True
    place(heading, WD_ALIGN_PARAGRAPH.LEFT, **FLUSH)
    rows = [_HEADER, *(_cells(number, told) for number, told in enumerate(_together(bases(draft)), 1))]
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


def _together(found: Iterable[Basis]) -> list[list[Basis]]:
    """Return what rests on one quote, within a section, as one group; what has no source stands alone."""
    groups: dict[tuple[str, ...], list[Basis]] = {}
    for number, basis in enumerate(found):
        source = basis.source
        key = (basis.section, source.document_id, source.quote) if source else (str(number),)
        groups.setdefault(key, []).append(basis)
    return list(groups.values())


def _cells(number: int, told: Sequence[Basis]) -> tuple[str, ...]:
    """Return one row: all that rests on one quote."""
    first = told[0]
    source = first.source
    givers = dict.fromkeys(f"{basis.by}填写" for basis in told if basis.by)
    return (
        str(number),
        first.section or "开头",
        "；".join(dict.fromkeys(_said(basis) for basis in told)),
        "；".join((*givers, *([_named(source)] if source else []))),
        _quoted(source, told) if source else "",
    )


def _said(basis: Basis) -> str:
    said = _cut(basis.said, _LONGEST_SAID)
    return f"{said}（{basis.formula}）" if basis.formula else said


def _named(source: Source) -> str:
    """Return title and place; a place that only repeats the title is left out."""
    repeated = not source.locator or source.locator in source.title or source.title in source.locator
    return f"《{source.title}》" if repeated else f"《{source.title}》{source.locator}"


def _quoted(source: Source, told: Sequence[Basis]) -> str:
    quote = " ".join(source.quote.split())
    if any(_bare(basis.said) == _bare(quote) for basis in told):
        return _WORD_FOR_WORD
    return _cut(quote, _LONGEST_QUOTE)


def _bare(text: str) -> str:
    return "".join(letter for letter in text if letter.isalnum())


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[:longest]}……"
