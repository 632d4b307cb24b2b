"""What a person types for a gap: exactly one figure of the slot's unit, printed as the slot prints figures."""

import re
from decimal import Decimal

from assistant.drafting.filling_facts import unit_fit
from assistant.drafting.filling_printing import measure_of, printed_like
from assistant.drafting.types import Slot
from knowledge.errors import BadRequest
from knowledge.figures import Figure, read_figures
from knowledge.figures.numerals import fold
from knowledge.figures.types import FigureKind

_NUMBER = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?")
_SCALE = re.compile(r"^(?:余|多)?([万亿])")
_LONGEST = 30


def given_surface(slot: Slot, typed: str) -> str:
    """Return what a person typed for a gap as it will be printed; a bare number gets the slot's measure word.

    Raises:
        BadRequest: it is not exactly one figure of such a unit; the message says what to type.
    """
    surface = fold("".join(typed.split()))
    example = f"例如 {_example(slot)}"
    if not surface:
        raise BadRequest(f"请填写“{slot.name}”的数字，{example}。")
    if len(surface) > _LONGEST:
        raise BadRequest(f"填的内容太长。请只填数字和单位，{example}。")
    if _NUMBER.fullmatch(surface):
        surface = _with_measure(slot, surface)
    figure = _read(slot, surface)
    if figure is not None and not figure.unit and slot.unit:
        figure = _read(slot, surface + _measure_word(slot)) or figure
    if figure is None:
        raise BadRequest(f"“{typed.strip()[:_LONGEST]}”不是一个完整的数字。请只填一个数字和单位，{example}。")
    if not _fits(figure, slot.unit):
        raise BadRequest(
            f"“{slot.name}”的单位是“{slot.unit or '无'}”，填的是“{figure.unit or '无'}”。请核对，{example}。"
        )
    if figure.kind is FigureKind.COUNT and figure.unit and figure.value != figure.value.to_integral_value():
        raise BadRequest(f"“{slot.name}”数的是“{figure.unit}”，不应有小数。请核对，{example}。")
    return figure.surface


def _with_measure(slot: Slot, number: str) -> str:
    """Return a bare number with the slot's measure word, in its numerals.

    Raises:
        BadRequest: last year's was counted in 万 or 亿, so that a bare number may mean two things.
    """
    last = slot.last.surface if slot.last else ""
    scale = _SCALE.match(measure_of(last))
    if scale:
        measure = _measure_word(slot)
        raise BadRequest(
            f"上年“{slot.name}”是按“{scale[1]}”计的（{last}）。请连单位一起填写，"
            f"例如 {number}{scale[1]}{measure} 或 {number}{measure}。"
        )
    value = Decimal(number.replace(",", ""))
    if slot.numerals == "chinese":
        return printed_like(value, slot)
    return number + _measure_word(slot)


def _read(slot: Slot, surface: str) -> Figure | None:
    """Return the one figure that a surface is, read behind the slot's metric; None where it is none, or more."""
    for before in (slot.metric or slot.name, "共"):
        figures = read_figures(f"{before}{surface}。")
        if len(figures) == 1 and figures[0].surface == surface:
            return figures[0]
    return None


def _measure_word(slot: Slot) -> str:
    """Return the measure word as last year printed it: 家(次) for 家次, 个百分点; without 万 and 亿."""
    last = slot.last.surface if slot.last else ""
    printed = re.sub(r"^[余多]?[万亿]?[余多]?|(?:以上|以内|左右|以下)$", "", measure_of(fold(last)))
    return printed or ("个百分点" if slot.unit == "百分点" else slot.unit)


def _example(slot: Slot) -> str:
    return f"{'85.2' if slot.unit in {'%', '百分点'} else '120'}{_measure_word(slot)}"


def _fits(figure: Figure, unit: str) -> bool:
    return not unit or unit_fit(unit, figure) > 0
