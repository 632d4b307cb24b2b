"""The page of an official document after GB/T 9704-2012: paper, margins, grid, fonts, styles, page numbers.

Section 5 of the standard: A4; 天头 37 mm, 订口 28 mm, 版心 156 x 225 mm; 22 lines of 28 characters of 3号 仿宋.
"""

import docx
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.section import Section
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

SONG_TITLE = "方正小标宋简体"
BLACK, KAI, FANG, SONG = "黑体", "楷体_GB2312", "仿宋_GB2312", "宋体"
BODY_PT, TITLE_PT, NUMBER_PT = 16, 22, 14
"""3号, 2号 and 4号."""
LINE_TWIPS = 579
"""225 mm over 22 lines is 28.99 pt; a twip less, so that the last line surely fits."""
CHARACTER_SPACE = -860
"""156 mm over 28 characters is 15.79 pt: 4096ths of a point added to each 16 pt character by the grid."""
TEXT_PT = 442.2
"""Width of a line: 156 mm."""
_FALLBACKS = {
    SONG_TITLE: ("小标宋体", "宋体"),
    FANG: ("仿宋", "FangSong"),
    KAI: ("楷体", "KaiTi"),
    BLACK: ("SimHei", "黑体"),
}


def new_document(title: str, organ: str) -> WordDocument:
    """Return an empty document with page, styles and page numbers."""
    document = docx.Document()
    _lay_out(document.sections[0])
    _style_all(document)
    _name_fallbacks(document)
    _number_pages(document)
    properties = document.core_properties
    properties.title, properties.author, properties.comments = title, organ, ""
    properties.last_modified_by = organ
    return document


def _lay_out(section: Section) -> None:
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.header_distance, section.footer_distance = Mm(15), Mm(23)
    properties = section._sectPr  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - no call for the grid
    for old in properties.findall(qn("w:docGrid")):
        properties.remove(old)
    properties.append(
        parse_xml(
            f'<w:docGrid {nsdecls("w")} w:type="linesAndChars" w:linePitch="{LINE_TWIPS}" w:charSpace="{CHARACTER_SPACE}"/>'
        )
    )


def _style_all(document: WordDocument) -> None:
    _style(document, "Normal", FANG, BODY_PT)
    _style(document, "Title", SONG_TITLE, TITLE_PT, indent=False, align=WD_ALIGN_PARAGRAPH.CENTER)
    _style(document, "Heading 1", BLACK, BODY_PT)
    _style(document, "Heading 2", KAI, BODY_PT)
    _style(document, "Heading 3", FANG, BODY_PT)
    _style(document, "Heading 4", FANG, BODY_PT)
    _style(document, "Footer", SONG, NUMBER_PT, indent=False, align=WD_ALIGN_PARAGRAPH.LEFT)


def _style(
    document: WordDocument,
    name: str,
    font: str,
    size: int,
    *,
    indent: bool = True,
    align: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.JUSTIFY,
) -> None:
    style = document.styles[name]
    assert isinstance(style, ParagraphStyle)  # noqa: S101 - what these styles are
    properties = style.element.get_or_add_rPr()
    fonts = properties.get_or_add_rFonts()
    for key in list(fonts.attrib):
        del fonts.attrib[key]
    for slot in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{slot}"), font)
    style.font.size, style.font.bold, style.font.italic = Pt(size), False, False
    style.font.color.rgb = RGBColor(0, 0, 0)
    layout = style.paragraph_format
    layout.space_before = layout.space_after = Pt(0)
    layout.alignment = align
    layout.keep_with_next = name.startswith("Heading")
    layout.widow_control = False
    paragraph = style.element.get_or_add_pPr()
    for tag in ("w:pBdr", "w:contextualSpacing", "w:spacing", "w:ind"):
        for old in paragraph.findall(qn(tag)):
            paragraph.remove(old)
    line = LINE_TWIPS if name != "Title" else LINE_TWIPS + 140
    rule = "exact" if name != "Footer" else "auto"
    spacing = f'<w:spacing {nsdecls("w")} w:before="0" w:after="0" w:line="{line if rule == "exact" else 240}" w:lineRule="{rule}"/>'
    _insert(paragraph, parse_xml(spacing))
    first = 'w:firstLineChars="200" w:firstLine="640"' if indent else 'w:firstLineChars="0" w:firstLine="0"'
    _insert(paragraph, parse_xml(f'<w:ind {nsdecls("w")} w:left="0" {first}/>'))


def _insert(properties: object, element: object) -> None:
    """Put spacing and indent before the justification, where the schema wants them."""
    root = properties  # lxml has no types
    jc = root.find(qn("w:jc"))  # pyright: ignore[reportAttributeAccessIssue]
    if jc is not None:
        jc.addprevious(element)
    else:
        root.append(element)  # pyright: ignore[reportAttributeAccessIssue]


def _name_fallbacks(document: WordDocument) -> None:
    """Name for each font what may stand in its place on machines that lack it."""
    part = document.part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{others[0]}"/><w:charset w:val="86"/><w:family w:val="auto"/></w:font>'
        for name, others in _FALLBACKS.items()
    )
    blob = part.blob.decode("utf-8")
    part._blob = blob.replace("</w:fonts>", f"{fonts}</w:fonts>").encode("utf-8")  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]


def _number_pages(document: WordDocument) -> None:
    """Number pages outside the text area: 4号宋体 between dashes, odd pages right, even ones left, one character in."""
    document.settings.odd_and_even_pages_header_footer = True
    section = document.sections[0]
    _number(section.footer.paragraphs[0], WD_ALIGN_PARAGRAPH.RIGHT)
    _number(section.even_page_footer.paragraphs[0], WD_ALIGN_PARAGRAPH.LEFT)


def _number(paragraph: Paragraph, align: WD_ALIGN_PARAGRAPH) -> None:
    paragraph.alignment = align
    side = "right" if align == WD_ALIGN_PARAGRAPH.RIGHT else "left"
    ind = f'<w:ind {nsdecls("w")} w:{side}Chars="100" w:{side}="280" w:firstLineChars="0" w:firstLine="0"/>'
    _insert(paragraph.paragraph_format.element.get_or_add_pPr(), parse_xml(ind))
    paragraph.add_run("— ")
    for kind in ("begin", None, "end"):
        run = paragraph.add_run()
        inner = (
            f'<w:fldChar {nsdecls("w")} w:fldCharType="{kind}"/>'
            if kind
            else f'<w:instrText {nsdecls("w")} xml:space="preserve"> PAGE </w:instrText>'
        )
        run.element.append(parse_xml(inner))
    paragraph.add_run(" —")
