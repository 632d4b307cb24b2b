"""Arithmetic of printed figures: which true values a figure allows, and whether a computed value agrees with it.

A figure printed with 余 or 多 (1200余) allows [1200, 1300); up to half as much again it is loose, not wrong, so that 1312 is
neither proven nor contradicted while 1199 and 2400 are contradicted. 以上 has no upper end, 近500 allows 400 to 500, 约 five percent
either way. A decimal figure in 万 or 亿 was rounded: its half unit is possible, not certain.
"""

import re
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from knowledge.figures.numerals import fold
from knowledge.figures.types import Figure, Qualifier

_HALF = Decimal("0.5")
_ABOUT = Decimal("0.05")
_LOOSELY_ABOUT = Decimal("0.2")
_LOOSELY_OVER = Decimal("1.5")
_MOST_DECIMALS = 4
_PRINTED = re.compile(r"[0-9]+(?:,[0-9]{3})*(?:\.([0-9]+))?")
_SCALED = re.compile(r"\.([0-9]+)([万亿])")
_SCALE = re.compile(r"[0-9](千万|百万|万|亿)")
_FACTORS = {"万": Decimal(10**4), "百万": Decimal(10**6), "千万": Decimal(10**7), "亿": Decimal(10**8)}


@dataclass(frozen=True, slots=True)
class Interval:
    """The values from ``low`` to ``high``, both included; ``high`` None is without end."""

    low: Decimal
    high: Decimal | None

    def meets(self, other: "Interval") -> bool:
        """Say whether the two have a value in common."""
        return (self.high is None or other.low <= self.high) and (other.high is None or self.low <= other.high)

    def __add__(self, other: "Interval") -> "Interval":
        high = None if self.high is None or other.high is None else self.high + other.high
        return Interval(self.low + other.low, high)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a printed value agrees with a computed one; ``note``: only by truncation."""

    holds: bool | None
    note: bool = False


def exact(figure: Figure) -> bool:
    """Say whether a figure is printed without 余, 约, 近 or a range, and not rounded to 万."""
    return figure.qualifier is Qualifier.EXACT and not _SCALED.search(fold(figure.surface))


def bound(figure: Figure) -> bool:
    """Say whether a figure only sets a limit: 95%以上, 二万元以下, 不超过3次; 10余次 and 近500人 are amounts."""
    loose = any(word in figure.surface for word in "余多近") and "多于" not in figure.surface
    return figure.qualifier in {Qualifier.OVER, Qualifier.UNDER} and not loose


def firm(figure: Figure) -> Interval:
    """Return the values that the printed figure plainly allows."""
    value = figure.value
    match figure.qualifier:
        case Qualifier.RANGE:
            return Interval(value, figure.value_to if figure.value_to is not None else value)
        case Qualifier.OVER:
            return Interval(value, None if bound(figure) else value + _step(value) - _least(value))
        case Qualifier.UNDER:
            near = "近" in figure.surface
            return Interval(max(Decimal(0), value - _step(value)) if near else Decimal(0), value)
        case Qualifier.ABOUT:
            return Interval(value * (1 - _ABOUT), value * (1 + _ABOUT))
        case _:
            return Interval(value, value)


def possible(figure: Figure) -> Interval:
    """Return the values that the printed figure doesn't exclude."""
    value = figure.value
    match figure.qualifier:
        case Qualifier.OVER:
            return Interval(value, None if bound(figure) else max(value + _step(value), value * _LOOSELY_OVER))
        case Qualifier.UNDER:
            return Interval(Decimal(0), value)
        case Qualifier.ABOUT:
            return Interval(value * (1 - _LOOSELY_ABOUT), value * (1 + _LOOSELY_ABOUT))
        case Qualifier.EXACT if scaled := _SCALED.search(fold(figure.surface)):
            half = _FACTORS[scaled[2]].scaleb(-len(scaled[1])) / 2
            return Interval(value - half, value + half)
        case _:
            return firm(figure)


def quotient(part: Interval, whole: Interval) -> Interval | None:
    """Return ``part / whole`` in percent; None where the whole may be zero."""
    if whole.low <= 0:
        return None
    low = Decimal(0) if whole.high is None else part.low / whole.high
    high = None if part.high is None else part.high / whole.low * 100
    return Interval(low * 100, high)


def judge_rounded(printed: Figure, computed: Interval, perhaps: Interval | None = None) -> Verdict:
    """Judge a printed rate or change against what was computed, at its printed decimals, half-up or truncated."""
    unit = Decimal(1).scaleb(-decimals(printed))
    if printed.qualifier is not Qualifier.EXACT:
        return judge_exact(printed, computed, perhaps)
    value = printed.value
    if computed.low == computed.high:
        if computed.low.quantize(unit, ROUND_HALF_UP) == value:
            return Verdict(holds=True)
        if computed.low.quantize(unit, ROUND_DOWN) == value:
            return Verdict(holds=True, note=True)
    elif Interval(value - unit * _HALF, value + unit * _HALF).meets(computed):
        return Verdict(holds=True)
    wide = Interval(value - unit * _HALF, value + unit)
    if perhaps is not None and perhaps != computed and wide.meets(perhaps):
        return Verdict(holds=None)
    return Verdict(holds=False)


def judge_exact(printed: Figure, computed: Interval, perhaps: Interval | None = None) -> Verdict:
    """Judge a printed count against what was computed, with the room that 余, 约 and 万 leave."""
    if firm(printed).meets(computed):
        return Verdict(holds=True)
    return Verdict(holds=None if possible(printed).meets(perhaps or computed) else False)


def decimals(figure: Figure) -> int:
    """Return how many decimals a figure is printed with."""
    exponent = figure.value.as_tuple().exponent
    return -exponent if isinstance(exponent, int) and exponent < 0 else 0


def expected(figure: Figure, value: Decimal) -> str:
    """Return ``value`` printed as ``figure`` is: its decimals, its scale, its measure word."""
    folded = fold(figure.surface)
    printed = _PRINTED.search(folded)
    if printed is None:
        places = decimals(figure)
        return f"{value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):f}{figure.unit}"
    scale = _SCALE.search(folded)
    places = len(printed[1] or "")
    if scale:
        value /= _FACTORS[scale[1]]
        places = max(places, min(_MOST_DECIMALS, _places(value)))
    number = f"{value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):f}"
    return number + folded[printed.end() :].lstrip("余多")


def percent(value: Decimal, printed: Figure | None = None) -> str:
    """Return a percentage for a formula, with at least two decimals."""
    places = max(2, decimals(printed)) if printed is not None else 2
    return f"{plain(value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))}%"


def plain(value: Decimal) -> str:
    """Return a number without exponent or superfluous zeros."""
    whole = value.to_integral_value()
    return f"{whole if value == whole else value.normalize():f}"


def _places(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _step(value: Decimal) -> Decimal:
    """Return the place of the last digit that isn't zero: 100 for 1200, 10000 for 370000."""
    exponent = value.normalize().as_tuple().exponent
    return Decimal(1).scaleb(exponent) if isinstance(exponent, int) and value else Decimal(1)


def _least(value: Decimal) -> Decimal:
    """Return the smallest amount below one step: 1 where things are counted, nothing for 1余."""
    return Decimal(1) if _step(value) > 1 else Decimal(0)
