"""The page of an official document after GB/T 9704-2012: paper, margins, grid, styles, page numbers.

Section 5 of the standard: A4; 天头 37 mm, 订口 28 mm, 版心 156 x 225 mm; 22 lines of 28 characters of 3号 仿宋.
"""

from datetime import UTC, datetime

import docx
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.text.parfmt import CT_PPr
from docx.section import Section
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

from assistant.drafting.exporting.fonts import BLACK, FANG, KAI, SONG, SONG_TITLE, name_fallbacks
from assistant.drafting.exporting.writing import place, put, put_indent, written

BODY_PT, TITLE_PT, NUMBER_PT, TABLE_PT = 16, 22, 14, 10.5
"""3号, 2号, 4号 and 五号."""
TEXT_PT = 442.2
"""Width of a line: 156 mm."""
TABLE_TEXT, TABLE_HEAD = "附表正文", "附表表头"
"""Styles of the table of sources."""
COMMENT = "CommentText"
"""The style that python-docx gives to comments."""
INDENTED = {"firstLineChars": 200, "firstLine": 640}
"""First line two characters in."""
FLUSH = {"firstLineChars": 0, "firstLine": 0}
_LINE_TWIPS = 579
"""225 mm over 22 lines is 28.99 pt; a trifle less, so that the last line surely fits."""
_GRID_CHARACTER = -860
"""156 mm over 28 characters is 15.79 pt: 4096ths of a point that the grid adds to each character of 16 pt."""
_TIGHTER_TWIPS = -6
"""The same by character spacing. LibreOffice gives two cells to a character that is wider than one, so that paragraphs
are taken off the grid and spaced by themselves: 28 x 15.7 pt = 439.6 pt."""
_TABLE_LINE_TWIPS = 300
_LONGEST_PROPERTY = 255


def new_document(title: str, organ: str) -> WordDocument:
    """Return an empty document with page, styles, page numbers and properties."""
    document = docx.Document()
    _lay_out(document.sections[0])
    _style_all(document)
    name_fallbacks(document)
    _number_pages(document)
    _speak_chinese(document)
    properties = document.core_properties
    properties.title, properties.comments = written(title)[:_LONGEST_PROPERTY], ""
    properties.author = properties.last_modified_by = written(organ)[:_LONGEST_PROPERTY]
    properties.created = properties.modified = datetime.now(UTC).replace(tzinfo=None)
    return document


def _lay_out(section: Section) -> None:
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.header_distance, section.footer_distance = Mm(15), Mm(23)
    properties = section._sectPr  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - no call for the grid
    for old in properties.findall(qn("w:docGrid")):
        properties.remove(old)
    grid = f'w:type="linesAndChars" w:linePitch="{_LINE_TWIPS}" w:charSpace="{_GRID_CHARACTER}"'
    properties.append(parse_xml(f"<w:docGrid {nsdecls('w')} {grid}/>"))


def _style_all(document: WordDocument) -> None:
    for name in (TABLE_TEXT, TABLE_HEAD, COMMENT):
        document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    centre, left = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT
    _style(document, "Normal", FANG, BODY_PT, tighter=_TIGHTER_TWIPS)
    _style(document, "Heading 1", BLACK, BODY_PT, tighter=_TIGHTER_TWIPS)
    _style(document, "Heading 2", KAI, BODY_PT, tighter=_TIGHTER_TWIPS)
    for name in ("Heading 3", "Heading 4"):
        _style(document, name, FANG, BODY_PT, tighter=_TIGHTER_TWIPS)
    _style(document, "Title", SONG_TITLE, TITLE_PT, align=centre)
    _style(document, "Footer", SONG, NUMBER_PT, align=left, line=None)
    _style(document, COMMENT, SONG, TABLE_PT, align=left, line=None)
    _style(document, TABLE_TEXT, FANG, TABLE_PT, align=left, line=_TABLE_LINE_TWIPS)
    _style(document, TABLE_HEAD, BLACK, TABLE_PT, align=centre, line=_TABLE_LINE_TWIPS)


def _style(
    document: WordDocument,
    name: str,
    font: str,
    size: float,
    *,
    tighter: int = 0,
    align: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.JUSTIFY,
    line: int | None = _LINE_TWIPS,
) -> None:
    """Set a style; ``line`` is its exact line pitch in twips, None for what the font needs."""
    style = document.styles[name]
    assert isinstance(style, ParagraphStyle)  # noqa: S101 - what these styles are
    properties = style.element.get_or_add_rPr()
    fonts = properties.get_or_add_rFonts()
    fonts.attrib.clear()
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), font)
    for tag in ("w:spacing", "w:kern", "w:lang"):
        for old in properties.findall(qn(tag)):
            properties.remove(old)
    style.font.size, style.font.bold, style.font.italic = Pt(size), False, False
    style.font.color.rgb = RGBColor(0, 0, 0)
    colour = properties.find(qn("w:color"))
    colour.addnext(parse_xml(f'<w:spacing {nsdecls("w")} w:val="{tighter}"/>'))
    properties.append(parse_xml(f'<w:lang {nsdecls("w")} w:val="en-US" w:eastAsia="zh-CN"/>'))
    layout = style.paragraph_format
    layout.alignment = align
    layout.keep_with_next, layout.widow_control = name.startswith("Heading"), False
    _space(style.element.get_or_add_pPr(), line, INDENTED if align == WD_ALIGN_PARAGRAPH.JUSTIFY else FLUSH)


def _space(properties: CT_PPr, line: int | None, indent: dict[str, int]) -> None:
    """Take a style off the grid, without the half blank between Chinese and Latin, with its own line pitch."""
    for tag in ("w:pBdr", "w:contextualSpacing", "w:spacing"):
        for old in properties.findall(qn(tag)):
            properties.remove(old)
    for tag in ("autoSpaceDE", "autoSpaceDN", "snapToGrid"):
        put(properties, f'<w:{tag} {nsdecls("w")} w:val="0"/>')
    height = f'w:line="{line}" w:lineRule="exact"' if line else 'w:line="240" w:lineRule="auto"'
    put(properties, f'<w:spacing {nsdecls("w")} w:before="0" w:after="0" {height}/>')
    put_indent(properties, left=0, **indent)


def _speak_chinese(document: WordDocument) -> None:
    """Take the Japanese of python-docx's template out, and its old Word's compatibility mode."""
    settings = document.settings.element
    for language in settings.iter(qn("w:themeFontLang")):
        language.set(qn("w:eastAsia"), "zh-CN")
    for setting in settings.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")


def _number_pages(document: WordDocument) -> None:
    """Print — 1 — below the text in 4号宋体: on odd pages right, on even ones left, one character in."""
    document.settings.odd_and_even_pages_header_footer = True
    section = document.sections[0]
    right, left = section.footer.paragraphs[0], section.even_page_footer.paragraphs[0]
    left.style = "Footer"
    place(right, WD_ALIGN_PARAGRAPH.RIGHT, rightChars=100, right=280, **FLUSH)
    place(left, WD_ALIGN_PARAGRAPH.LEFT, leftChars=100, left=280, **FLUSH)
    for paragraph in (right, left):
        _number(paragraph)


def _number(paragraph: Paragraph) -> None:
    paragraph.add_run("— ")
    for kind in ("begin", "", "end"):
        inner = (
            f'<w:fldChar {nsdecls("w")} w:fldCharType="{kind}"/>'
            if kind
            else f'<w:instrText {nsdecls("w")} xml:space="preserve"> PAGE </w:instrText>'
        )
        paragraph.add_run().element.append(parse_xml(inner))
    paragraph.add_run(" —")
