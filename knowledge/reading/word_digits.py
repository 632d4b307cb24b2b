"""The digits that a Word document's XML shows, counted straight from its runs to check the reading."""

from collections import Counter
from xml.etree import ElementTree as ET

from knowledge.reading.canonical import digit_runs, without_invisible
from knowledge.reading.packages import attribute, local

_UNSEEN = frozenset({"del", "moveFrom", "pPrChange", "rPrChange", "instrText", "delText", "object", "rt"})
_BREAKS = frozenset({
    "tab", "ptab", "br", "cr", "noBreakHyphen", "sym", "footnoteReference", "endnoteReference", "den", "sup", "sub",
})  # fmt: skip
_OFF = frozenset({"0", "false", "off"})


class _Scan:
    """Gathers text paragraph by paragraph, with a blank wherever the page parts two digits."""

    def __init__(self) -> None:
        self.shown: Counter[str] = Counter()
        self._instructions: list[bool] = []

    def paragraph(self, element: ET.Element) -> None:
        pieces: list[str] = []
        self._gather(element, pieces)
        self.shown += digit_runs(without_invisible("".join(pieces)))

    def walk(self, element: ET.Element) -> None:
        """Find the paragraphs under ``element``; deleted rows and unread branches hold none."""
        for each in element:
            name = local(each)
            if name == "p":
                self.paragraph(each)
            elif name == "tr" and any(local(x) == "del" for p in each if local(p) == "trPr" for x in p):
                continue
            elif name == "AlternateContent":
                for branch in _read_branch(each):
                    self.walk(branch)
            elif name not in _UNSEEN:
                self.walk(each)

    def _gather(self, element: ET.Element, pieces: list[str]) -> None:
        for each in element:
            name = local(each)
            if name == "t":
                if not any(self._instructions):
                    pieces.append(each.text or "")
            elif name == "fldChar":
                self._field(attribute(each, "fldCharType") or "")
            elif name in _UNSEEN or (name == "r" and _vanished(each)):
                continue
            elif name == "txbxContent":
                self.walk(each)
            elif name == "AlternateContent":
                for branch in _read_branch(each):
                    self._gather(branch, pieces)
            else:
                if name in _BREAKS:
                    pieces.append(" ")
                self._gather(each, pieces)

    def _field(self, kind: str) -> None:
        if kind == "begin":
            self._instructions.append(True)
        elif self._instructions and kind == "separate":
            self._instructions[-1] = False
        elif self._instructions and kind == "end":
            self._instructions.pop()


def _read_branch(alternate: ET.Element) -> list[ET.Element]:
    return [each for each in alternate if any(local(inner) == "t" for inner in each.iter())][:1]


def _vanished(run: ET.Element) -> bool:
    flags = [each for properties in run if local(properties) == "rPr" for each in properties if local(each) == "vanish"]
    return any((attribute(each, "val") or "1") not in _OFF for each in flags)


def shown_digits(root: ET.Element) -> Counter[str]:
    """Count the digit runs that the runs of ``root`` show; labels and note marks are not among them."""
    scan = _Scan()
    scan.walk(root)
    return scan.shown
