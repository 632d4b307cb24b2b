"""How a slot's value is printed: as the material prints number and measure word, in the numerals of the template."""

import re
from decimal import ROUND_HALF_UP, Decimal

import cn2an

from assistant.drafting.types import Slot
from knowledge.figures.numerals import fold
from knowledge.figures.types import Figure, Qualifier

_NUMBER = re.compile(r"[0-9０-９][0-9０-９,，]*(?:[.．][0-9０-９]+)?")
_WIDE = re.compile("[０-９]")
_LARGEST_IN_CHINESE = 100
_TWO = 2
_SCALES = ((Decimal(100_000_000), "亿"), (Decimal(10_000), "万"))


def surface_of(figure: Figure, slot: Slot) -> str:
    """Return a figure of the material as the slot prints it.

    The material's number, measure word and qualifier stay; a cell's bare number gets the measure word of its column,
    or last year's; a whole number up to a hundred is printed in Chinese numerals where last year's was.
    """
    surface = fold(figure.surface.strip()) if _WIDE.search(figure.surface) else figure.surface.strip()
    bare = _NUMBER.fullmatch(surface)
    if bare:
        surface = surface + _measure(figure, slot, bare[0])
    return _numerals(surface, figure, slot)


def _measure(figure: Figure, slot: Slot, number: str) -> str:
    """Return the measure word of a cell's number, with 万 or 亿 where its column counts in them."""
    unit = figure.unit or slot.unit
    if figure.unit and slot.unit == figure.unit and slot.last:
        unit = measure_of(slot.last.surface).lstrip("万亿余多") or unit
    if unit == "百分点":
        unit = "个百分点"
    plain = Decimal(number.replace(",", "").replace("，", ""))
    for factor, word in _SCALES:
        if plain and figure.value == plain * factor:
            return word + unit
    return unit


def measure_of(surface: str) -> str:
    """Return what is printed behind the number: 家(次), 个百分点, 万元, 余次."""
    found = list(_NUMBER.finditer(surface))
    return surface[found[-1].end() :] if found else ""


def _numerals(surface: str, figure: Figure, slot: Slot) -> str:
    number = _NUMBER.search(surface)
    none = slot.last is not None and slot.last.surface == "零"
    if slot.numerals != "chinese" or none or not number or figure.qualifier is not Qualifier.EXACT or figure.value_to:
        return surface
    if figure.value != figure.value.to_integral_value() or not 0 <= figure.value <= _LARGEST_IN_CHINESE:
        return surface
    return surface[: number.start()] + chinese(int(figure.value), surface[number.end() :]) + surface[number.end() :]


def chinese(value: int, measure: str) -> str:
    """Return a whole number up to a hundred in Chinese numerals: 两次 before a measure word, 十五, 一百."""
    if value == _TWO and measure and not measure.startswith(("%", "％")):
        return "两"
    return str(cn2an.an2cn(str(value)))


def printed_like(value: Decimal, slot: Slot) -> str:
    """Return a computed value with last year's measure word and no qualifier."""
    last = slot.last.surface if slot.last else ""
    measure = re.sub(r"^(?:余|多|以上|以下|左右)|(?:以上|以下|以内|左右)$", "", measure_of(last)).replace("余", "")
    if not measure and slot.unit:
        measure = "个百分点" if slot.unit == "百分点" else slot.unit
    for factor, word in _SCALES:
        if measure.startswith(word):
            value = value / factor
    text = f"{value:f}"
    if slot.numerals == "chinese" and value == value.to_integral_value() and 0 <= value <= _LARGEST_IN_CHINESE:
        text = chinese(int(value), measure)
    return text + measure


def rounded(value: Decimal, decimals: int) -> Decimal:
    """Round half up at ``decimals`` places."""
    return value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def plain(value: Decimal) -> str:
    """Return a number as formulas print it, without an exponent or needless zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
