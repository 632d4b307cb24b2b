"""The sample that is a printed page: .pdf with a text layer, page numbers and a table."""

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

from knowledge.samples.blocks import Block, Heading, Item, Note, Table

if TYPE_CHECKING:
    from reportlab.platypus import Flowable

FONT = "STSong-Light"
"""A character-collection font: named, not embedded, so the file stays small."""


def pdf_file(blocks: Sequence[Block]) -> bytes:
    """Return an A4 .pdf, equal for equal blocks and the same reportlab.

    Raises ImportError with what to do where reportlab, which only building needs, is absent.
    """
    try:
        from reportlab.lib.pagesizes import A4  # noqa: PLC0415 - a developer's dependency, absent in the product
        from reportlab.pdfbase.cidfonts import UnicodeCIDFont  # noqa: PLC0415
        from reportlab.pdfbase.pdfmetrics import registerFont  # noqa: PLC0415
        from reportlab.pdfgen.canvas import Canvas  # noqa: PLC0415
        from reportlab.platypus import SimpleDocTemplate  # noqa: PLC0415
    except ImportError as error:
        raise ImportError('生成示例 PDF 需要 reportlab：请先运行 pip install -e ".[dev]"，再重新生成。') from error

    def numbered(canvas: Canvas, _: object) -> None:
        canvas.setFont(FONT, 12)
        canvas.drawCentredString(A4[0] / 2, 48, f"— {canvas.getPageNumber()} —")

    registerFont(UnicodeCIDFont(FONT))
    buffer = io.BytesIO()
    title = next(block.text for block in blocks if isinstance(block, Heading))
    template = SimpleDocTemplate(
        buffer, pagesize=A4, topMargin=90, bottomMargin=90, leftMargin=79, rightMargin=74,
        title=title, author="示例资料", invariant=1, pageCompression=0,
    )  # fmt: skip
    template.build([_flowable(block) for block in blocks], onFirstPage=numbered, onLaterPages=numbered)
    return buffer.getvalue()


def _flowable(block: Block) -> "Flowable":
    from reportlab.lib.colors import black  # noqa: PLC0415
    from reportlab.lib.styles import ParagraphStyle  # noqa: PLC0415
    from reportlab.platypus import Paragraph as PrintedParagraph  # noqa: PLC0415
    from reportlab.platypus import Table as PrintedTable  # noqa: PLC0415

    if isinstance(block, Table):
        grid = [("FONT", (0, 0), (-1, -1), FONT, 11), ("GRID", (0, 0), (-1, -1), 0.5, black)]
        return PrintedTable([list(row) for row in block.rows], style=grid, spaceBefore=6, spaceAfter=6)
    style = ParagraphStyle("body", fontName=FONT, fontSize=14, leading=25, wordWrap="CJK", firstLineIndent=28)
    if isinstance(block, Heading) and block.level == 1:
        style = ParagraphStyle("title", style, fontSize=20, leading=34, alignment=1, firstLineIndent=0, spaceAfter=18)
    elif isinstance(block, Note):
        style = ParagraphStyle("note", style, alignment=1, firstLineIndent=0)
    text = f"{block.label} {block.text}" if isinstance(block, Item) else block.text
    return PrintedParagraph(text, style)
