"""PDF files with a text layer: pages to paragraphs and table rows, running heads and page numbers dropped."""

import io
import logging
import re
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber.page import Page as VendorPage
from pdfplumber.pdf import PDF
from pdfplumber.utils.exceptions import PdfminerException

from knowledge.errors import UnreadableFile
from knowledge.reading.canonical import without_invisible
from knowledge.reading.pdf_digits import shown_digits
from knowledge.reading.pdf_furniture import Page, without_furniture
from knowledge.reading.pdf_lines import Box, Glyph, Line, body_lines, table_lines
from knowledge.reading.pdf_paragraphs import paragraphs
from knowledge.reading.radicals import unified
from knowledge.reading.types import Extract, Hints, Source

_STREAM = re.compile(rb"stream\r?\n")
_ZLIB_STARTS = frozenset({b"\x08", b"\x18", b"\x28", b"\x38", b"\x48", b"\x58", b"\x68", b"\x78"})
_CHUNK = 1024 * 1024
_FEW = 10
"""Fewer characters than this on a page with a large picture: a scan."""
_UNDECODED = re.compile(r"\(cid:\d+\)|[\ufffd\ue000-\uf8ff]")
_RECOGNISE = "请先用 OCR 软件识别成带文字层的 PDF 或 .docx，校对后再导入。"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scanned:
    """A page as its glyphs and lines, with what makes it doubtful."""

    page: Page
    glyphs: tuple[Glyph, ...]
    picture: bool
    turned: bool


def read_pdf(source: Source) -> Extract:
    """Read a PDF; raises UnreadableFile where it is encrypted, broken, or only pictures of text."""
    _check_streams(source)
    # pdfminer warns of each odd font and operator; what matters to the reading is checked here.
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    try:
        with pdfplumber.open(io.BytesIO(source.data)) as document:
            pages = [_page(page) for page in document.pages]
            title = _title(document)
    except PdfminerException as error:
        cause = error.args[0] if error.args else None
        if isinstance(cause, PDFPasswordIncorrect):
            raise UnreadableFile(
                f"「{source.name}」设有打开密码。请取消密码（另存为不加密的 PDF）后再导入。"
            ) from error
        raise _broken(source) from error
    except (RecursionError, MemoryError):
        raise
    except Exception as error:
        # pdfminer lets any error of a malformed file through; this is its door.
        raise _broken(source) from error
    if not pages:
        raise _broken(source)
    return _assembled(source, pages, title)


def _broken(source: Source) -> UnreadableFile:
    return UnreadableFile(f"「{source.name}」已损坏，不是完整的 PDF。请重新下载，或用阅读器打开后另存再导入。")


def _check_streams(source: Source) -> None:
    """Refuse a PDF one of whose streams unpacks beyond the limit: the PDF kind of zip bomb."""
    data, limit = source.data, source.limits.expanded_bytes
    for match in _STREAM.finditer(data):
        if data[match.end() : match.end() + 1] not in _ZLIB_STARTS:
            continue
        unpacker = zlib.decompressobj()
        unpacked, rest = 0, data[match.end() : data.find(b"endstream", match.end())]
        try:
            while rest and not unpacker.eof:
                unpacked += len(unpacker.decompress(rest, _CHUNK))
                rest = unpacker.unconsumed_tail
                if unpacked > limit:
                    most = limit // (1024 * 1024)
                    raise UnreadableFile(
                        f"「{source.name}」的内容解压后超过 {most} MB，可能是压缩炸弹，未读入。请确认来源。"
                    )
        except zlib.error:
            continue


def _title(document: PDF) -> str | None:
    value = document.metadata.get("Title")
    return value.strip() or None if isinstance(value, str) else None


def _page(vendor: VendorPage) -> _Scanned:
    """Take over one page from pdfplumber and let its caches go."""
    x0, top, x1, bottom = vendor.bbox
    frame = Box(x0=x0, top=top, x1=x1, bottom=bottom)
    glyphs, turned = _glyphs(vendor, frame)
    lines: list[Line] = []
    tables = _tables(vendor)
    free = glyphs
    for box, rows in tables:
        inside = [glyph for glyph in free if box.holds(glyph)]
        made = table_lines(inside, rows)
        used = {id(glyph) for line in made for glyph in line.glyphs}
        free = [glyph for glyph in free if id(glyph) not in used]
        lines += made
    body = body_lines(free, vendor.width)
    picture = any(
        float(image["width"]) * float(image["height"]) > 0.4 * float(vendor.width) * float(vendor.height)
        for image in vendor.images
    )
    scanned = _Scanned(
        page=Page(number=vendor.page_number, height=float(vendor.height), lines=tuple(_merged(body, lines))),
        glyphs=tuple(glyphs),
        picture=picture,
        turned=turned > len(glyphs) / 2,
    )
    vendor.close()
    return scanned


def _merged(body: Sequence[Line], tables: Sequence[Line]) -> list[Line]:
    """Put table rows between the body lines by height; the body keeps its own order (columns)."""
    merged: list[Line] = []
    waiting = sorted(tables, key=lambda line: line.top)
    for line in body:
        while waiting and waiting[0].top < line.top:
            merged.append(waiting.pop(0))
        merged.append(line)
    return [*merged, *waiting]


def _glyphs(vendor: VendorPage, frame: Box) -> tuple[list[Glyph], int]:
    """Return the page's glyphs, doubly printed ones (false bold) once, and how many stand turned."""
    glyphs: list[Glyph] = []
    seen: dict[tuple[str, int, int], Glyph] = {}
    turned = 0
    for char in vendor.chars:
        text = without_invisible(unified(str(char["text"])))
        glyph = Glyph(
            text=text,
            x0=float(char["x0"]),
            x1=float(char["x1"]),
            top=float(char["top"]),
            bottom=float(char["bottom"]),
            size=float(char["size"]) or 1.0,
        )
        if not text or not frame.holds(glyph):
            continue
        near = ((text, round(glyph.x0) + dx, round(glyph.top) + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1))
        if text.strip() and any(_same_place(seen.get(key), glyph) for key in near):
            continue
        seen[text, round(glyph.x0), round(glyph.top)] = glyph
        turned += not char["upright"]
        glyphs.append(glyph)
    return glyphs, turned


def _same_place(other: Glyph | None, glyph: Glyph) -> bool:
    reach = glyph.size * 0.1
    return other is not None and abs(other.x0 - glyph.x0) < reach and abs(other.top - glyph.top) < reach


def _tables(vendor: VendorPage) -> Iterator[tuple[Box, list[list[Box | None]]]]:
    """Yield the ruled tables of at least two cells; a frame around text is no table."""
    if len(vendor.edges) < 4:  # noqa: PLR2004 - fewer lines cannot enclose a cell
        return
    for table in vendor.find_tables():
        rows = [[None if cell is None else _box(cell) for cell in row.cells] for row in table.rows]
        if max(map(len, rows), default=0) > 1:
            yield _box(table.bbox), rows


def _box(corners: tuple[float, float, float, float]) -> Box:
    x0, top, x1, bottom = corners
    return Box(x0=x0, top=top, x1=x1, bottom=bottom)


def _assembled(source: Source, pages: Sequence[_Scanned], title: str | None) -> Extract:
    every = "".join(glyph.text for page in pages for glyph in page.glyphs)
    scans = [each.page.number for each in pages if each.picture and len(each.glyphs) < _FEW]
    if not every.strip():
        raise UnreadableFile(f"「{source.name}」没有文字层（多半是扫描件）。{_RECOGNISE}")
    bad = len(_UNDECODED.findall(every))
    inked = sum(1 for page in pages for glyph in page.glyphs if glyph.text.strip())
    if bad > inked / 10:
        raise UnreadableFile(f"「{source.name}」的字体没有文字对照表，读出的是乱码。{_RECOGNISE}")
    kept, dropped = without_furniture([each.page for each in pages])
    joined = paragraphs(kept)
    text = "\n".join(joined.paragraphs)
    if scans and not text.strip():
        raise UnreadableFile(f"「{source.name}」除页码外没有文字（多半是扫描件）。{_RECOGNISE}")
    gone = {id(glyph) for line in dropped for glyph in line.glyphs}
    shown = shown_digits([[glyph for glyph in page.glyphs if id(glyph) not in gone] for page in pages])
    for before, after in joined.seams:
        shown = shown - Counter([before]) - Counter([after]) + Counter([before + after])
    return Extract(
        text=text,
        shown=shown,
        warnings=tuple(_warnings(pages, scans, bad, joined.seams)),
        hints=Hints(title=title if title and title in text else None),
    )


def _warnings(
    pages: Sequence[_Scanned], scans: Sequence[int], bad: int, seams: Sequence[tuple[str, str]]
) -> Iterator[str]:
    if scans:
        named = "、".join(map(str, scans[:20]))
        yield f"第 {named} 页是图片（扫描页），上面的文字没有读入。{_RECOGNISE}"
    turned = [each.page.number for each in pages if each.turned]
    if turned:
        yield f"第 {'、'.join(map(str, turned[:20]))} 页的文字是旋转的，次序可能不对，请对照原件核对。"
    if bad:
        yield f"有 {bad} 个字符无法解码，请对照原件核对。"
    if seams:
        named = "、".join(f"{before}|{after}" for before, after in seams[:10])
        yield f"有数字在行末断开，已接成一个（{named}），请对照原件核对。"
    wraps = [pair for each in pages for line in each.page.lines for pair in line.wraps]
    split = [f"{before} {after}" for before, after in wraps if before[-1:].isdecimal() and after[:1].isdecimal()]
    if split:
        yield f"表格里有数字分在两行（{'、'.join(split[:10])}），读作两个数，请对照原件核对。"
