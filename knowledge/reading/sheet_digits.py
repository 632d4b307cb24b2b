"""What the XML of a worksheet holds, read apart from openpyxl to check the reading of its cells."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from knowledge.reading.canonical import digit_runs
from knowledge.reading.number_formats import plain
from knowledge.reading.packages import OfficePackage, attribute, child, local

_DEFAULT_MAIN = "xl/workbook.xml"


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetFacts:
    """One sheet as its XML has it."""

    name: str
    shown: Counter[str]
    """Digit runs of all texts, and of numbers without a number format of their own."""
    uncached: tuple[str, ...]
    """Cells whose formula has no stored result."""
    hidden: tuple[str, ...]
    """Hidden rows and columns by name."""


def sheet_facts(package: OfficePackage) -> Iterator[SheetFacts]:
    """Yield the facts of each worksheet in the workbook's order."""
    main = package.one_related("", "officeDocument") or _DEFAULT_MAIN
    if main not in package.parts:
        return
    targets = {identity: (kind, target) for identity, kind, target in package.related(main)}
    strings_part = package.one_related(main, "sharedStrings")
    strings = [_text(each) for each in package.tree(strings_part)] if strings_part else []
    styles_part = package.one_related(main, "styles")
    unformatted = _unformatted(package.tree(styles_part)) if styles_part else None
    for sheet in package.tree(main).iter():
        if local(sheet) != "sheet":
            continue
        relation = next((value for key, value in sheet.attrib.items() if key.endswith("}id")), "")
        kind, target = targets.get(relation, ("", ""))
        if kind == "worksheet" and target in package.parts:
            yield _facts(attribute(sheet, "name") or "", package.tree(target), strings, unformatted)


def _text(element: ET.Element) -> str:
    """Join the texts of a shared or inline string; phonetic hints (rPh) are not shown in the cell."""
    if local(element) == "t":
        return element.text or ""
    return "".join(_text(each) for each in element if local(each) not in {"rPh", "phoneticPr"})


def _unformatted(styles: ET.Element) -> frozenset[str]:
    """Return the style numbers whose number format is General."""
    cells = child(styles, "cellXfs")
    found = [] if cells is None else list(cells)
    return frozenset(str(at) for at, each in enumerate(found) if (attribute(each, "numFmtId") or "0") == "0")


def _facts(name: str, root: ET.Element, strings: list[str], unformatted: frozenset[str] | None) -> SheetFacts:
    shown: Counter[str] = Counter()
    uncached: list[str] = []
    hidden: list[str] = []
    for element in root.iter():
        match local(element):
            case "c":
                plainly = unformatted is None or (attribute(element, "s") or "0") in unformatted
                shown += digit_runs(_cell_text(element, strings, plainly=plainly))
                if child(element, "f") is not None and not _has_result(element):
                    uncached.append(attribute(element, "r") or "?")
            case "row" if attribute(element, "hidden") in {"1", "true"}:
                hidden.append(f"第 {attribute(element, 'r') or '?'} 行")
            case "col" if attribute(element, "hidden") in {"1", "true"}:
                hidden.append(f"第 {attribute(element, 'min')} 至 {attribute(element, 'max')} 列")
            case _:
                pass
    return SheetFacts(name=name, shown=shown, uncached=tuple(uncached), hidden=tuple(hidden))


def _has_result(cell: ET.Element) -> bool:
    value = child(cell, "v")
    return value is not None and bool(value.text or attribute(cell, "t") == "str")


def _cell_text(cell: ET.Element, strings: list[str], *, plainly: bool) -> str:
    kind = attribute(cell, "t") or "n"
    value = child(cell, "v")
    raw = "" if value is None else value.text or ""
    if kind == "s":
        return strings[int(raw)] if raw.isdigit() and int(raw) < len(strings) else ""
    if kind == "inlineStr":
        inline = child(cell, "is")
        return "" if inline is None else _text(inline)
    if kind == "str":
        return raw
    if kind != "n" or not plainly:
        return ""
    try:
        return plain(float(raw)) if raw else ""
    except ValueError:
        return ""
