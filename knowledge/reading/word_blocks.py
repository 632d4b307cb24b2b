"""The body of a Word document in reading order: paragraphs with their labels, tables, text boxes."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from knowledge.reading.canonical import digit_runs, table_row
from knowledge.reading.packages import attribute, child, local
from knowledge.reading.word_inline import Fields, Inline, chosen
from knowledge.reading.word_numbering import Numbering, Style, is_on

_TRANSPARENT = frozenset({"sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag", "body", "document"})
_LONG_CELL = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """One paragraph as it is printed, label included."""

    text: str
    style: str
    """The style's name in lower case; empty for the default style."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A table cell; a cell that continues a merged one above has no blocks."""

    blocks: tuple["Block", ...]
    span: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table's rows of cells, merged cells once."""

    rows: tuple[tuple[Cell, ...], ...]


Block = Paragraph | Table


class Body:
    """Walks one document's XML; keeps what spans paragraphs: list counters, open fields, notes."""

    def __init__(self, numbering: Numbering, styles: Mapping[str, Style]) -> None:
        """Start with nothing counted."""
        self._numbering = numbering
        self._styles = styles
        self._fields = Fields()
        self._carried = ""
        self.notes: dict[str, str] = {}
        """"footnote 2" -> the mark that stands in the text, in order of appearance."""
        self.generated: Counter[str] = Counter()
        """Digit runs of labels and note marks, which no w:t holds."""
        self.contents: list[str] = []
        """Lines of the table of contents, left out of the text."""

    def blocks(self, element: ET.Element) -> Iterator[Block]:
        """Yield the blocks under ``element``."""
        for each in element:
            name = local(each)
            if name == "p":
                yield from self._paragraph(each)
            elif name == "tbl":
                yield self._table(each)
            elif name == "AlternateContent":
                branch = chosen(each)
                if branch is not None:
                    yield from self.blocks(branch)
            elif name in _TRANSPARENT:
                yield from self.blocks(each)

    def _paragraph(self, element: ET.Element) -> Iterator[Block]:
        properties = child(element, "pPr")
        style_element = None if properties is None else child(properties, "pStyle")
        style_id = None if style_element is None else attribute(style_element, "val")
        style = self._styles.get(style_id or "")
        marks = len(self.notes)
        inline = Inline(self._fields, self._styles, self.notes)
        text = inline.text(element)
        for mark in list(self.notes.values())[marks:]:
            self.generated.update(digit_runs(mark))
        if _mark_deleted(properties):
            # The paragraph's end is struck out: its text runs on into the next paragraph.
            self._carried += text
        else:
            label = self._numbering.label(properties, style_id)
            self.generated.update(digit_runs(label))
            paragraph = Paragraph(text=label + self._carried + text, style=style.name if style else "")
            self._carried = ""
            if paragraph.style.startswith(("toc ", "目录")) and paragraph.text.strip():
                self.contents.append(paragraph.text)
            else:
                yield paragraph
        for box in inline.boxes:
            yield from self.blocks(box)

    def _table(self, element: ET.Element) -> Table:
        rows: list[tuple[Cell, ...]] = []
        for row in _flattened(element, "tr"):
            properties = child(row, "trPr")
            if properties is not None and (child(properties, "del") is not None or is_on(properties, "hidden")):
                continue
            skipped = None if properties is None else child(properties, "gridBefore")
            before = _span(skipped)
            cells = [Cell(blocks=(), span=before)] if before else []
            cells += [self._cell(each) for each in _flattened(row, "tc")]
            rows.append(tuple(cells))
        return Table(rows=tuple(rows))

    def _cell(self, element: ET.Element) -> Cell:
        properties = child(element, "tcPr")
        span = max(1, _span(None if properties is None else child(properties, "gridSpan")))
        merge = None if properties is None else child(properties, "vMerge")
        continues = merge is not None and (attribute(merge, "val") or "continue") == "continue"
        struck = properties is not None and child(properties, "cellDel") is not None
        blocks = () if struck else tuple(self.blocks(element))
        return Cell(blocks=() if continues and not _has_text(blocks) else blocks, span=span)


def _span(element: ET.Element | None) -> int:
    value = None if element is None else attribute(element, "val")
    return int(value) if value and value.isdigit() else 0


def _flattened(element: ET.Element, name: str) -> Iterator[ET.Element]:
    """Yield rows or cells, also those inside content controls."""
    for each in element:
        if local(each) == name:
            yield each
        elif local(each) in _TRANSPARENT:
            yield from _flattened(each, name)


def _mark_deleted(properties: ET.Element | None) -> bool:
    run = None if properties is None else child(properties, "rPr")
    return run is not None and (child(run, "del") is not None or child(run, "moveFrom") is not None)


def _has_text(blocks: tuple[Block, ...]) -> bool:
    return any(line.strip() for block in blocks for line in lines(block))


def lines(block: Block) -> list[str]:
    """Return a block's lines: a paragraph, or one line a table row."""
    if isinstance(block, Paragraph):
        return [block.text]
    return [line for row in block.rows for line in _row_lines(row)]


def _row_lines(row: tuple[Cell, ...]) -> list[str]:
    """Write a row in one line; a row that only lays out long text is written block by block."""
    nested = any(isinstance(block, Table) for cell in row for block in cell.blocks)
    contents = [[line for block in cell.blocks for line in lines(block) if line.strip()] for cell in row]
    long = any(len(each) > 1 and sum(map(len, each)) > _LONG_CELL for each in contents)
    if nested or long or len(row) == 1:
        return [line for each in contents for line in each]
    cells: list[str] = []
    for cell, content in zip(row, contents, strict=True):
        cells.append(" ".join(" ".join(content).split()) if content else "")
        cells.extend([""] * (cell.span - 1))
    written = table_row(cells)
    return [written] if written else []
