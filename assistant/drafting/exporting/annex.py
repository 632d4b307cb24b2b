"""依据附表: each figure and each sourced sentence of a draft with where it comes from."""

from collections.abc import Iterator
from dataclasses import dataclass

from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt

from assistant.drafting.rendering import filled, fillings_of, slots_of
from assistant.drafting.types import Draft, SlotStatus, Source

_HELD = {SlotStatus.FILLED: "材料", SlotStatus.COMPUTED: "计算", SlotStatus.GIVEN: "人工填写"}
_HEADER = ("序号", "位置", "数字或表述", "依据", "原文")
_WIDTHS_MM = (12, 32, 38, 32, 42)
_LONGEST = 120
_PT = 10.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the table."""

    where: str
    said: str
    source: str
    quote: str


def lines(draft: Draft) -> Iterator[Line]:
    """Yield a line for each figure in a slot, then for each sentence taken from the material, in order."""
    slots, fillings = slots_of(draft), fillings_of(draft)
    for section in draft.sections:
        where = section.heading or "开头"
        for paragraph in section.paragraphs:
            for sentence in paragraph.sentences:
                rendered = filled(sentence.text, slots, fillings)
                for placed in rendered.placed:
                    filling = fillings.get(placed.slot)
                    if filling is None or filling.status not in _HELD:
                        continue
                    said = f"{slots[placed.slot].name}：{filling.surface}"
                    how = f"（{filling.formula}）" if filling.formula else ""
                    source = filling.sources[0] if filling.sources else None
                    given = f"{filling.by or '使用人'}填写" if filling.status is SlotStatus.GIVEN else ""
                    yield Line(where=where, said=said, source=_named(source) or given, quote=_short(source, how))
                for source in sentence.sources if not rendered.placed else ():
                    yield Line(where=where, said=_cut(rendered.text), source=_named(source), quote=_short(source, ""))


def add_annex(document: WordDocument, draft: Draft) -> None:
    """Add the table behind the text, on a page of its own."""
    document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    heading = document.add_paragraph("附：依据附表", style="Heading 1")
    heading.alignment = WD_ALIGN_PARAGRAPH.LEFT
    table = document.add_table(rows=1, cols=len(_HEADER), style="Table Grid")
    table.autofit = False
    for cell, text in zip(table.rows[0].cells, _HEADER, strict=True):
        cell.text = text
    for number, line in enumerate(lines(draft), 1):
        cells = table.add_row().cells
        for cell, text in zip(cells, (str(number), line.where, line.said, line.source, line.quote), strict=True):
            cell.text = text
    table.rows[0]._tr.get_or_add_trPr().append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
    for row in table.rows:
        for cell, width in zip(row.cells, _WIDTHS_MM, strict=True):
            cell.width = Mm(width)
            for paragraph in cell.paragraphs:
                layout = paragraph.paragraph_format
                layout.first_line_indent, layout.line_spacing = Pt(0), Pt(14)
                paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT
                ind = f'<w:ind {nsdecls("w")} w:firstLineChars="0" w:firstLine="0"/>'
                properties = layout.element.get_or_add_pPr()
                for old in properties.findall(qn("w:ind")):
                    properties.remove(old)
                jc = properties.find(qn("w:jc"))
                jc.addprevious(parse_xml(ind))
                for run in paragraph.runs:
                    run.font.size = Pt(_PT)


def _named(source: Source | None) -> str:
    if source is None:
        return ""
    return f"《{source.title}》{source.locator}"


def _short(source: Source | None, how: str) -> str:
    return _cut(" ".join(source.quote.split())) + how if source else how


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}……"
