"""The text of HTML elements as a browser lays it out: blocks to lines, data tables to rows, list numbers."""

import re
import unicodedata

from selectolax.lexbor import LexborNode

from knowledge.reading.canonical import table_row
from knowledge.reading.ordinals import ordinal

_INLINE = frozenset({
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "font", "i", "ins", "kbd",
    "label", "mark", "q", "ruby", "rb", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "tt", "u",
    "var", "wbr", "o:p", "st1:chsdate", "time", "data",
})  # fmt: skip
_BLANKS = re.compile("[ \t\r\n\f\u00a0]+")
_EDGES = " \u3000\u2002\u2003\t"
_PARTS = frozenset({"tbody", "thead", "tfoot"})
_LONG_CELL = 200
_LIST_FORMS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}


class _Writer:
    """Collects lines while walking."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._open = ""

    def write(self, text: str) -> None:
        """Append inline text; blanks and line breaks of the source collapse as a browser collapses them."""
        for piece in re.split(r"(\s+)", text) if "\n" in text else [text]:
            self._append(_BLANKS.sub(" ", piece))

    def _append(self, piece: str) -> None:
        if piece == " " and self._open and _wide(self._open[-1]):
            # A break of the source between Chinese characters shows nothing that an author meant.
            self._open += "\0"
            return
        if self._open.endswith("\0"):
            self._open = self._open[:-1] + ("" if not piece or _wide(piece[0]) else " ")
        if piece.startswith(" ") and self._open.endswith(" "):
            piece = piece[1:]
        self._open += piece

    def end(self) -> None:
        """End the line."""
        line = self._open.rstrip("\0").strip(_EDGES)
        if line:
            self.lines.append(line)
        self._open = ""


def _wide(char: str) -> bool:
    return unicodedata.east_asian_width(char) in "WF"


def node_lines(node: LexborNode) -> list[str]:
    """Return the lines of a node in reading order."""
    writer = _Writer()
    _children(node, writer)
    writer.end()
    return writer.lines


def _children(node: LexborNode, writer: _Writer) -> None:
    number = 0
    for each in node.iter(include_text=True):
        if each.is_text_node:
            writer.write(each.text_content or "")
            continue
        tag = each.tag or ""
        if tag == "br":
            writer.end()
        elif tag == "table":
            writer.end()
            _table(each, writer)
        elif tag == "pre":
            writer.end()
            writer.lines += [line for line in each.text().splitlines() if line.strip()]
        elif tag in _INLINE:
            _children(each, writer)
        else:
            writer.end()
            if tag == "li" and node.tag == "ol":
                number += 1
                writer.write(_list_label(node, each, number))
            _children(each, writer)
            writer.end()


def _list_label(parent: LexborNode, item: LexborNode, number: int) -> str:
    attributes = parent.attributes
    if "none" in (attributes.get("style") or ""):
        return ""
    value = item.attributes.get("value") or ""
    start = attributes.get("start") or ""
    counted = int(value) if value.isdigit() else number + (int(start) if start.isdigit() else 1) - 1
    return ordinal(counted, _LIST_FORMS.get(attributes.get("type") or "", "decimal")) + ". "


def _rows(table: LexborNode) -> list[LexborNode]:
    found: list[LexborNode] = []
    for each in table.iter():
        if each.tag == "tr":
            found.append(each)
        elif each.tag in _PARTS:
            found += [row for row in each.iter() if row.tag == "tr"]
    return found


def _table(table: LexborNode, writer: _Writer) -> None:
    """Write a table row by row; a table that only lays out the page is written as blocks."""
    caption = next((each for each in table.iter() if each.tag == "caption"), None)
    if caption is not None:
        writer.lines += node_lines(caption)
    held: dict[int, int] = {}
    for row in _rows(table):
        cells = [each for each in row.iter() if each.tag in {"td", "th"}]
        contents = [node_lines(cell) for cell in cells]
        if _lays_out(cells, contents, alone=not any(held.values())):
            writer.lines += [line for content in contents for line in content]
            held = {}
            continue
        written = table_row(_placed(cells, contents, held))
        if written:
            writer.lines.append(written)


def _lays_out(cells: list[LexborNode], contents: list[list[str]], *, alone: bool) -> bool:
    if (len(cells) == 1 and alone) or any(cell.css_first("table") is not None for cell in cells):
        return True
    return any(len(content) > 1 and sum(map(len, content)) > _LONG_CELL for content in contents)


def _placed(cells: list[LexborNode], contents: list[list[str]], held: dict[int, int]) -> list[str]:
    """Put a row's cells into their columns; ``held`` keeps how many more rows a cell above reaches into."""
    row: list[str] = []

    def skip() -> None:
        while held.get(len(row), 0) > 0:
            held[len(row)] -= 1
            row.append("")

    for cell, content in zip(cells, contents, strict=True):
        skip()
        wide, high = _span(cell, "colspan"), _span(cell, "rowspan")
        for at in range(len(row), len(row) + wide):
            if high > 1:
                held[at] = high - 1
        row += [" ".join(content), *[""] * (wide - 1)]
    skip()
    return row


def _span(cell: LexborNode, name: str) -> int:
    value = cell.attributes.get(name) or "1"
    return min(max(int(value), 1), 100) if value.isdigit() else 1
