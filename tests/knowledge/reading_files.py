"""Builds the real files that the reading tests read: Word, PDF, Excel, web pages, and damaged ones."""

import io
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from docx import Document
from docx.document import Document as WordDocument
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NAMESPACES = (
    f'xmlns:w="{W}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
FONT = "STSong-Light"
PAGE_WIDTH, PAGE_HEIGHT = A4
pdfmetrics.registerFont(UnicodeCIDFont(FONT))


def zipped(path: Path, parts: Mapping[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def relations(items: Sequence[tuple[str, str]]) -> str:
    """Return a .rels part for ``(kind, target)`` pairs, numbered rId1, rId2 ..."""
    made = "".join(
        f'<Relationship Id="rId{at}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for at, (kind, target) in enumerate(items, 1)
    )
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{made}</Relationships>'


def word_xml(path: Path, body: str, parts: Mapping[str, str] | None = None) -> Path:
    """Write a .docx from the XML of its body; ``parts`` maps a relationship's kind to that part's inner XML."""
    roots = {"numbering": "numbering", "styles": "styles", "footnotes": "footnotes", "endnotes": "endnotes"}
    given = parts or {}
    files: dict[str, str | bytes] = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": relations([("officeDocument", "word/document.xml")]),
        "word/_rels/document.xml.rels": relations([(kind, f"{kind}.xml") for kind in given]),
        "word/document.xml": f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>",
    }
    for kind, content in given.items():
        files[f"word/{kind}.xml"] = f"<w:{roots[kind]} {NAMESPACES}>{content}</w:{roots[kind]}>"
    return zipped(path, files)


def p(text: str, properties: str = "") -> str:
    """Return the XML of one paragraph."""
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def numbered(text: str, level: int = 0, num: int = 1) -> str:
    return p(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{num}"/></w:numPr>')


def list_level(at: int, form: str, text: str, extra: str = "") -> str:
    """Return the XML of one numbering level that starts at 1."""
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{extra}<w:lvlText w:val="{text}"/></w:lvl>'
    )


def word(path: Path, build: Callable[[WordDocument], object]) -> Path:
    """Write a .docx with python-docx."""
    document = Document()
    build(document)
    document.save(str(path))
    return path


def pdf(path: Path, pages: Sequence[Callable[[Canvas], object]], *, password: str | None = None) -> Path:
    """Write a PDF, one drawing function a page; the font is set before each."""
    canvas = Canvas(str(path), pagesize=A4, encrypt=password)
    for draw in pages:
        canvas.setFont(FONT, 12)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return path


def wrapped(text: str, *, width: float, size: int = 12, indent: int = 2, whole: bool = True) -> list[str]:
    """Break a paragraph into lines at most ``width`` characters wide, as Word does: numbers stay whole."""
    lines = [""]
    room = (width - indent) * size
    for piece in re.findall(r"[\d.,%]+|." if whole else ".", text):
        if pdfmetrics.stringWidth(lines[-1] + piece, FONT, size) > room and piece not in "，。、；":
            lines.append("")
            room = width * size
        lines[-1] += piece
    return lines


def column(canvas: Canvas, lines: Sequence[str], *, x: float, top: float, size: int = 12, indent: int = 2) -> float:
    """Print a paragraph's lines, the first one indented; return the next line's height."""
    canvas.setFont(FONT, size)
    for at, line in enumerate(lines):
        canvas.drawString(x + (0 if at else indent * size), PAGE_HEIGHT - top - at * size * 1.7, line)
    return top + len(lines) * size * 1.7


def picture(colour: int = 200) -> io.BytesIO:
    """Return a small grey PNG."""
    from PIL import Image  # noqa: PLC0415 - needed by two tests only

    stream = io.BytesIO()
    Image.new("L", (60, 80), colour).save(stream, "PNG")
    stream.seek(0)
    return stream
