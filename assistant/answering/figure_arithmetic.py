"""Sums, differences, growth and shares of ledger rows in Decimal, each with the formula that a reader can redo."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from assistant.answering.figure_finding import sort_of
from knowledge.figures.ledger_rows import LedgerRow
from knowledge.figures.units import canonical

_CENT = Decimal("0.01")
_SCALES = ((Decimal(10) ** 8, "亿"), (Decimal(10) ** 4, "万"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What was computed: the surface shown, and its formula with every operand."""

    surface: str
    formula: str
    value: Decimal


def obstacle(rows: Sequence[LedgerRow]) -> str:
    """Return in Chinese why these figures cannot be computed with one another; empty where they can."""
    if vague := [row for row in rows if not row.exact]:
        shown = "、".join(f"“{row.surface}”" for row in vague)
        return f"{shown}不是确数，不作计算。"
    units = {canonical(row.unit) for row in rows}
    if len(units) > 1:
        return f"单位不同（{'、'.join(sorted(unit or '无单位' for unit in units))}），不作计算。"
    return ""


def added(rows: Sequence[LedgerRow]) -> Result | str:
    """Return the sum of flows of several years, or in Chinese why there is none."""
    if problem := obstacle(rows):
        return problem
    if sort_of(rows[0].unit) == "rate":
        return "比率不能跨年相加。"
    if any(row.stock for row in rows):
        return "这是时点数（存量），各年不能相加。"
    total = sum((row.value for row in rows), Decimal(0))
    scale, mark = _scale(rows)
    formula = "+".join(_plain(row.value / scale) for row in rows) + f"={_plain(total / scale)}"
    return Result(surface=f"{_plain(total / scale)}{mark}{rows[0].unit}", formula=formula, value=total)


def difference(later: LedgerRow, earlier: LedgerRow) -> Result | str:
    """Return by how much ``later`` differs from ``earlier``; percentage points for rates; the sign is left to words."""
    if problem := obstacle((later, earlier)):
        return problem
    scale, mark = _scale((later, earlier))
    high, low = max(later.value, earlier.value), min(later.value, earlier.value)
    gap = high - low
    unit = "个百分点" if canonical(later.unit) == "%" else f"{mark}{later.unit}"
    formula = f"{_plain(high / scale)}−{_plain(low / scale)}={_plain(gap / scale)}"
    return Result(surface=f"{_plain(gap / scale)}{unit}", formula=formula, value=later.value - earlier.value)


def growth(later: LedgerRow, earlier: LedgerRow) -> Result | str:
    """Return by how many per cent ``later`` differs from ``earlier``, without sign; rates have none."""
    if problem := obstacle((later, earlier)):
        return problem
    if sort_of(later.unit) == "rate":
        return "比率只比较百分点。"
    if not earlier.value:
        return "上一数为零，增幅无法计算。"
    scale, _ = _scale((later, earlier))
    high, low = max(later.value, earlier.value), min(later.value, earlier.value)
    percent = rounded((high - low) / earlier.value * 100)
    formula = f"（{_plain(high / scale)}−{_plain(low / scale)}）÷{_plain(earlier.value / scale)}={percent}%"
    return Result(surface=f"{percent}%", formula=formula, value=later.value - earlier.value)


def share(part: LedgerRow, whole: LedgerRow) -> Result | str:
    """Return ``part`` as a percentage of ``whole``, or in Chinese why it is none."""
    if problem := obstacle((part, whole)):
        return problem
    if sort_of(part.unit) == "rate":
        return "两个比率之间不求占比。"
    if not whole.value:
        return "总数为零，占比无法计算。"
    if part.value > whole.value:
        return "部分大于总数，占比没有意义，请核对这两个数。"
    scale, _ = _scale((part, whole))
    percent = rounded(part.value / whole.value * 100)
    formula = f"{_plain(part.value / scale)}÷{_plain(whole.value / scale)}={percent}%"
    return Result(surface=f"{percent}%", formula=formula, value=percent)


def rounded(value: Decimal) -> Decimal:
    """Return two decimals, half up."""
    return value.quantize(_CENT, rounding=ROUND_HALF_UP)


def _scale(rows: Sequence[LedgerRow]) -> tuple[Decimal, str]:
    """Return the 万 or 亿 that all surfaces are printed in."""
    for scale, mark in _SCALES:
        if all(mark in row.surface for row in rows):
            return scale, mark
    return Decimal(1), ""


def _plain(value: Decimal) -> str:
    """Return a number without exponent and without trailing zeros after the point."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
