"""The text inside one Word paragraph: runs, fields, symbols, formulas; text boxes are handed back apart."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

from knowledge.reading.ordinals import ordinal
from knowledge.reading.packages import attribute, child, local
from knowledge.reading.word_numbering import Style, is_on

_SKIPPED = frozenset({
    "del", "moveFrom", "delText", "instrText", "delInstrText", "pPr", "rPr", "sdtPr", "sdtEndPr", "rt", "object",
    "annotationRef", "ctrlPr", "fPr", "tcPr", "trPr", "tblPr", "fldData", "ffData",
})  # fmt: skip
_CHARACTERS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_BEFORE = {"den": "/", "sup": "^", "sub": "_"}
_SYMBOLS = {
    0xFC: "√",
    0xFB: "×",
    0xFE: "☑",
    0xFD: "☒",
    0xA8: "□",
    0x6F: "□",
    0x52: "☑",
    0x53: "☒",
    0x6C: "●",
    0x6E: "■",
}
_CIRCLED = re.compile(r"\beq\s*\\o\s*\\ac\s*\(\s*[○〇◯]\s*[,，;]\s*(\d{1,2})\s*\)", re.IGNORECASE)


@dataclass(slots=True)
class Field:
    """A complex field that is being read: its instruction, and whether its result has begun."""

    instruction: str = ""
    result: bool = False
    written: bool = False


@dataclass(slots=True)
class Fields:
    """The complex fields open at this point of the document; they may span paragraphs."""

    open: list[Field] = field(default_factory=list[Field])

    def hides(self) -> bool:
        """Tell whether text here belongs to an instruction and is not shown."""
        return any(not each.result for each in self.open)

    def mark(self, kind: str | None) -> str:
        """Take a fldChar; return what a field without a result shows by itself (a circled number)."""
        if kind == "begin":
            self.open.append(Field())
        elif kind == "separate" and self.open:
            self.open[-1].result = True
        elif kind == "end" and self.open:
            ended = self.open.pop()
            circled = _CIRCLED.search(ended.instruction)
            if circled and not ended.written:
                return ordinal(int(circled[1]), "decimalEnclosedCircle")
        return ""


def chosen(alternate: ET.Element) -> ET.Element | None:
    """Return the branch of mc:AlternateContent to read: the first with text, so that nothing is read twice."""
    branches = [each for each in alternate if local(each) in {"Choice", "Fallback"}]
    with_text = (each for each in branches if any(local(inner) == "t" for inner in each.iter()))
    return next(with_text, branches[0] if branches else None)


class Inline:
    """Collects one paragraph's text and the text boxes anchored in it."""

    def __init__(self, fields: Fields, styles: Mapping[str, Style], notes: dict[str, str]) -> None:
        """Share the open fields and the notes seen so far with the document's other paragraphs."""
        self._fields = fields
        self._styles = styles
        self._notes = notes
        self._pieces: list[str] = []
        self.boxes: list[ET.Element] = []

    def text(self, paragraph: ET.Element) -> str:
        """Return the paragraph's visible text without its label."""
        self._children(paragraph)
        return "".join(self._pieces)

    def _children(self, element: ET.Element) -> None:
        for each in element:
            self._element(each)

    def _element(self, element: ET.Element) -> None:
        name = local(element)
        if name == "t":
            self._write(element.text or "")
        elif name == "instrText" and self._fields.open:
            self._fields.open[-1].instruction += element.text or ""
        elif name in _SKIPPED or (name == "r" and self._hidden(child(element, "rPr"))):
            return
        elif name == "fldChar":
            self._write(self._fields.mark(attribute(element, "fldCharType")))
        elif name == "txbxContent":
            self.boxes.append(element)
        elif name in {"footnoteReference", "endnoteReference"}:
            self._write(self._note(name.removesuffix("Reference"), attribute(element, "id") or ""))
        else:
            self._other(name, element)

    def _other(self, name: str, element: ET.Element) -> None:
        if name in _CHARACTERS:
            self._write(_CHARACTERS[name])
        elif name == "sym":
            self._write(_symbol(attribute(element, "char") or ""))
        elif name == "AlternateContent":
            branch = chosen(element)
            self._children(element if branch is None else branch)
        else:
            if name in _BEFORE:
                self._write(_BEFORE[name])
            self._children(element)

    def _write(self, text: str) -> None:
        if text and not self._fields.hides():
            self._pieces.append(text)
            for each in self._fields.open:
                each.written = True

    def _hidden(self, properties: ET.Element | None) -> bool:
        if properties is None:
            return False
        if child(properties, "vanish") is not None:
            return is_on(properties, "vanish")
        style = child(properties, "rStyle")
        known = self._styles.get(attribute(style, "val") or "") if style is not None else None
        return known is not None and known.hidden

    def _note(self, kind: str, identity: str) -> str:
        """Return a bracketed mark: a bare superscript would grow the figure before it by a digit."""
        key = f"{kind} {identity}"
        if key not in self._notes:
            self._notes[key] = f"[注{len(self._notes) + 1}]"
        return self._notes[key]


def _symbol(code: str) -> str:
    """Return the character of w:sym; symbol fonts keep theirs in the private use area."""
    try:
        point = int(code, 16)
    except ValueError:
        return ""
    if 0xF000 <= point <= 0xF0FF:  # noqa: PLR2004 - where symbol fonts are mapped
        return _SYMBOLS.get(point - 0xF000, "□")
    return chr(point) if 0x20 <= point <= 0xFFFF and not 0xD800 <= point <= 0xDFFF else ""  # noqa: PLR2004
