"""Automatic numbering of Word: which label (一、, 1.1, 第三条) stands before a paragraph."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from knowledge.reading.ordinals import ordinal
from knowledge.reading.packages import attribute, child, local

_LEVEL = re.compile(r"%([1-9])")
_PRIVATE_USE = re.compile("[\ue000-\uf8ff]")
_CLOSED = "、）)】〕］」》．。：:　 "
_STYLE_CHAIN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One level of a list: where it starts and how its label is written."""

    start: int
    form: str
    text: str
    suffix: str
    """tab, space or nothing: what Word puts between label and text."""
    legal: bool
    """All levels in Arabic digits (isLgl)."""
    restart: int | None
    """Restarts after this level (1-based) moves on; 0 never; None after any level above."""
    style: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """What a paragraph style says that matters to reading."""

    name: str
    based_on: str | None
    num: str | None
    level: int | None
    hidden: bool


def _value(element: ET.Element, name: str) -> str | None:
    found = child(element, name)
    return None if found is None else attribute(found, "val")


def _number(text: str | None, default: int) -> int:
    return int(text) if text and text.lstrip("-").isdigit() else default


def is_on(properties: ET.Element | None, name: str) -> bool:
    """Tell whether a toggle such as ``vanish`` is present and not switched off."""
    found = None if properties is None else child(properties, name)
    return found is not None and (attribute(found, "val") or "1") not in {"0", "false", "off"}


def reference(properties: ET.Element | None) -> tuple[str | None, int | None]:
    """Return ``(numId, level)`` of paragraph properties, each None where absent."""
    numbering = None if properties is None else child(properties, "numPr")
    if numbering is None:
        return None, None
    level = _value(numbering, "ilvl")
    return _value(numbering, "numId"), None if level is None else _number(level, 0)


def read_styles(root: ET.Element | None) -> dict[str, Style]:
    """Return the styles of styles.xml by their id."""
    styles: dict[str, Style] = {}
    for element in [] if root is None else root:
        if local(element) != "style":
            continue
        num, level = reference(child(element, "pPr"))
        styles[attribute(element, "styleId") or ""] = Style(
            name=(_value(element, "name") or "").lower(),
            based_on=_value(element, "basedOn"),
            num=num,
            level=level,
            hidden=is_on(child(element, "rPr"), "vanish"),
        )
    return styles


def _level(element: ET.Element) -> Level:
    restart = _value(element, "lvlRestart")
    return Level(
        start=_number(_value(element, "start"), 0),
        form=_value(element, "numFmt") or "decimal",
        text=_value(element, "lvlText") or "",
        suffix=_value(element, "suff") or "tab",
        legal=is_on(element, "isLgl"),
        restart=None if restart is None else _number(restart, 0),
        style=_value(element, "pStyle"),
    )


def _levels(element: ET.Element) -> dict[int, Level]:
    found = [each for each in element if local(each) == "lvl"]
    return {_number(attribute(each, "ilvl"), 0): _level(each) for each in found}


class Numbering:
    """Counts the lists of one document in reading order."""

    def __init__(self, root: ET.Element | None, styles: Mapping[str, Style]) -> None:
        """Read numbering.xml; a document without it has no labels."""
        self._styles = styles
        self._abstract: dict[str, dict[int, Level]] = {}
        self._linked: dict[str, str] = {}
        self._nums: dict[str, ET.Element] = {}
        self._counters: dict[str, dict[int, int]] = {}
        self._begun: set[str] = set()
        for element in [] if root is None else root:
            if local(element) == "abstractNum":
                key = attribute(element, "abstractNumId") or ""
                self._abstract[key] = _levels(element)
                if link := _value(element, "numStyleLink"):
                    self._linked[key] = link
            elif local(element) == "num":
                self._nums[attribute(element, "numId") or ""] = element

    def label(self, properties: ET.Element | None, style_id: str | None) -> str:
        """Return the label before this paragraph with its blank, and count it; "" where it has none."""
        num, level = self._placed(properties, style_id)
        element = self._nums.get(num or "")
        if num is None or element is None:
            return ""
        abstract = self._resolved(element)
        levels = dict(self._abstract.get(abstract, {}))
        starts: dict[int, int] = {}
        for override in (each for each in element if local(each) == "lvlOverride"):
            at = _number(attribute(override, "ilvl"), 0)
            if (replaced := child(override, "lvl")) is not None:
                levels[at] = _level(replaced)
            if (start := _value(override, "startOverride")) is not None:
                starts[at] = _number(start, 1)
        if level is None:
            level = next((at for at, each in levels.items() if style_id and each.style == style_id), 0)
        if level not in levels:
            return ""
        counters = self._counters.setdefault(abstract, {})
        if num not in self._begun:
            self._begun.add(num)
            for at, start in starts.items():
                counters[at] = start - 1
        self._advance(counters, levels, level)
        return _written(levels, counters, level)

    def _placed(self, properties: ET.Element | None, style_id: str | None) -> tuple[str | None, int | None]:
        num, level = reference(properties)
        if num is not None:
            return (None if num == "0" else num), level or 0
        key = style_id
        for _ in range(_STYLE_CHAIN):
            style = self._styles.get(key or "")
            if style is None:
                break
            level = style.level if level is None else level
            if style.num is not None:
                return (None if style.num == "0" else style.num), level
            key = style.based_on
        return None, None

    def _resolved(self, element: ET.Element) -> str:
        key = _value(element, "abstractNumId") or ""
        style = self._styles.get(self._linked.get(key, ""))
        target = self._nums.get(style.num or "") if style else None
        return key if target is None else _value(target, "abstractNumId") or key

    @staticmethod
    def _advance(counters: dict[int, int], levels: Mapping[int, Level], level: int) -> None:
        for above in range(level):
            if above not in counters and above in levels:
                counters[above] = levels[above].start
        counters[level] = counters.get(level, levels[level].start - 1) + 1
        for below in [at for at in counters if at > level]:
            restart = levels[below].restart if below in levels else None
            if restart != 0 and (restart is None or level < restart):
                del counters[below]


def _written(levels: Mapping[int, Level], counters: Mapping[int, int], level: int) -> str:
    """Write a level's label; the blank after it keeps "1." apart from a figure that follows."""
    own = levels[level]
    if own.form == "bullet":
        return _PRIVATE_USE.sub("•", own.text) + " " if own.text.strip() else ""

    def place(match: re.Match[str]) -> str:
        at = int(match[1]) - 1
        form = levels[at].form if at in levels else "decimal"
        return ordinal(counters.get(at, 1), "decimal" if own.legal else form)

    text = _LEVEL.sub(place, own.text)
    if not text.strip():
        return ""
    loose = own.suffix != "nothing" or text[-1].isdigit() or text[-1] == "."
    return text + (" " if loose and text[-1] not in _CLOSED else "")
