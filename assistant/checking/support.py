"""Whether a source's figure bears out a printed one: rounding, 余, 近, 约, 以上, measure words that mean the same."""

from decimal import Decimal
from enum import IntEnum

from knowledge.figures import Figure, Qualifier, agree
from knowledge.figures.units import canonical

_CASES = frozenset({"起", "件", "宗", "例"})
_EVENTS = frozenset({"次", "场", "场次", "期"})
_BATCHES = frozenset({"批", "批次"})
_PEOPLE = frozenset({"人", "名", "位"})
_MANY = ("余", "多")
_ROUNDED_FROM = Decimal(10000)
_NEAR = Decimal("0.9")
_ABOUT = Decimal("0.05")
_JUST_UNDER = Decimal("0.999999")


class UnitMatch(IntEnum):
    """How two measure words relate."""

    OTHER = 0
    LOOSE = 1
    """Often used for one another (件 and 起): worth a note, no error."""
    SAME = 2


def unit_match(printed: str, source: str) -> UnitMatch:
    """Compare two bare measure words; where one is not printed (a table's cell) they count as the same."""
    a, b = canonical(printed), canonical(source)
    if a == b or not a or not b:
        return UnitMatch.SAME
    if {a, b} <= _PEOPLE:
        return UnitMatch.SAME
    if {a, b} <= _CASES or {a, b} <= _EVENTS or {a, b} <= _BATCHES:
        return UnitMatch.LOOSE
    return UnitMatch.OTHER


def value_supported(printed: Figure, source: Figure) -> bool:
    """Say whether the source's value bears out the printed one, measure words aside.

    "1200余" is borne out by 1,236 and not by 1,300; "10余" by 12; 67 % by 67.32 %; "12" not by "10余".
    """
    if (printed.value, printed.value_to, printed.qualifier) == (source.value, source.value_to, source.qualifier):
        return True
    if printed.qualifier is Qualifier.RANGE or printed.value_to is not None:
        top = printed.value_to if printed.value_to is not None else printed.value
        return printed.value <= source.value and (source.value_to or source.value) <= top
    if source.qualifier is not Qualifier.EXACT:
        return False
    if printed.qualifier is Qualifier.EXACT:
        return _rounds_to(source.value, printed)
    low, high = _bounds(printed)
    return low <= source.value <= high


def supported(printed: Figure, source: Figure) -> bool:
    """Say whether value and measure word of ``printed`` are borne out by ``source``."""
    if agree(printed, source):
        return True
    return unit_match(printed.unit, source.unit) is not UnitMatch.OTHER and value_supported(printed, source)


def same_number(a: Figure, b: Figure) -> bool:
    """Say whether the numbers are equal, whatever their measure words and qualifiers."""
    return (a.value, a.value_to) == (b.value, b.value_to)


def _bounds(printed: Figure) -> tuple[Decimal, Decimal]:
    """Return what a bounded number may stand for: 1200余 from 1200 to under 1300, 近500 from 450, 约70 within 5 %."""
    value, step = printed.value, _step(printed.value)
    if printed.qualifier is Qualifier.OVER:
        many = any(word in printed.surface for word in _MANY)
        return value, value + step * _JUST_UNDER if many else value * 2
    if printed.qualifier is Qualifier.UNDER:
        return (value * _NEAR if "近" in printed.surface else Decimal(0)), value
    slack = max(value * _ABOUT, step / 2)
    return value - slack, value + slack


def _step(value: Decimal) -> Decimal:
    """Return the worth of the last printed digit that is not 0 (1200 -> 100, 37万 -> 10000)."""
    if value == 0:
        return Decimal(1)
    exponent = value.normalize().as_tuple().exponent
    return Decimal(1).scaleb(int(exponent))


def _rounds_to(exact: Decimal, printed: Figure) -> bool:
    """Say whether ``exact`` printed with fewer decimals, or in 万, is the printed number."""
    percent = canonical(printed.unit) in {"%", "百分点", "倍"}
    scaled = ("万" in printed.surface or "亿" in printed.surface) and printed.value >= _ROUNDED_FROM
    if not percent and not scaled:
        return False
    step = _printed_step(printed) if percent else _step(printed.value)
    return abs(exact - printed.value) * 2 <= step and exact != printed.value and _finer(exact, printed.value)


def _printed_step(printed: Figure) -> Decimal:
    exponent = printed.value.as_tuple().exponent
    return Decimal(1).scaleb(min(int(exponent), 0))


def _finer(exact: Decimal, printed: Decimal) -> bool:
    return int(exact.normalize().as_tuple().exponent) < int(printed.normalize().as_tuple().exponent)
