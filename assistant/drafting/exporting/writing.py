"""Runs and indents of an official document: what a line says, its marks highlighted, and its place on the line."""

import re
from collections.abc import Iterator

from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_COLOR_INDEX
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.text.parfmt import CT_PPr
from docx.text.paragraph import Paragraph

from assistant.drafting.rendering import MARK
from assistant.drafting.typography import full_width

_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_AFTER_INDENT = ("w:ind", "w:jc", "w:outlineLvl", "w:rPr")


def written(text: str) -> str:
    """Return a line as it is printed: Chinese punctuation, a blank for what XML cannot hold; offsets hold."""
    return full_width(_UNWRITABLE.sub(" ", text))


def write_marked(paragraph: Paragraph, text: str) -> None:
    """Add ``text`` to the paragraph, with 【待补充：…】 and 【待核实：…】 highlighted."""
    for piece, mark in _pieces(text):
        run = paragraph.add_run(piece)
        if mark:
            run.font.highlight_color = WD_COLOR_INDEX.YELLOW


def place(paragraph: Paragraph, align: WD_ALIGN_PARAGRAPH, **indents: int) -> None:
    """Align the paragraph and indent it: attributes of w:ind, in twips or (…Chars) hundredths of a character."""
    paragraph.alignment = align
    put_indent(paragraph.paragraph_format.element.get_or_add_pPr(), **indents)


def put_indent(properties: CT_PPr, **indents: int) -> None:
    """Set w:ind of paragraph properties, at the place that the schema wants."""
    for old in properties.findall(qn("w:ind")):
        properties.remove(old)
    attributes = " ".join(f'w:{name}="{value}"' for name, value in indents.items())
    put(properties, f"<w:ind {nsdecls('w')} {attributes}/>")


def put(properties: CT_PPr, xml: str) -> None:
    """Insert an element that stands before w:jc in paragraph properties (and behind those put in earlier)."""
    element = parse_xml(xml)
    following = [child for child in properties if child.tag in {qn(tag) for tag in _AFTER_INDENT}]
    if following:
        following[0].addprevious(element)
    else:
        properties.append(element)


def ems(text: str) -> float:
    """Return how many full-width characters a text is wide; ASCII counts a half."""
    return sum(0.5 if letter.isascii() else 1.0 for letter in text)


def _pieces(text: str) -> Iterator[tuple[str, bool]]:
    last = 0
    for match in MARK.finditer(text):
        if match.start() > last:
            yield text[last : match.start()], False
        yield match[0], True
        last = match.end()
    if last < len(text):
        yield text[last:], False
