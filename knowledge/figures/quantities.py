"""The grammar of quantities: number, scale, measure word and qualifier, as they are printed.

    quantity  = [prefix] amount [separator amount] [more] unit [more] [suffix]
    amount    = numeral {[more] scale} [amount]       3.16万   2300余万   1亿2000万
    fraction  = numeral "/" numeral | numeral 分之 numeral

Read left to right over folded text from each numeral that no name covers; every rule looks at a bounded window.
Chinese numerals are read by ``chinese``.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from knowledge.figures import qualifiers
from knowledge.figures.chinese import read_chinese
from knowledge.figures.names import folded_names, named, remaining
from knowledge.figures.numerals import ARABIC, CHINESE, arabic_value, scaled
from knowledge.figures.types import FigureKind, NamedNumber, Qualifier, Quantity
from knowledge.figures.units import bare, kind_of, read_unit, read_unseen

_NUMERAL = re.compile(f"[0-9]|[{CHINESE}]")
_SCALE = re.compile(
    r"(?: {1,2}(?=[万亿]))?(?P<more>[余多](?=[万亿千百]))?(?P<scale>万|亿|千(?![克米瓦伏焦卡])(?=[余多万亿元人次件份])|百(?=[余多万元人次件份]))"
)
_FACTORS = {"百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_TO = re.compile(r" ?(?:——|--|[-—–―~至到]) ?(?=[0-9])")
_SLASH = re.compile(r"/([0-9]{1,4})(?![0-9/.])|分之([0-9]{1,4})")
_MORE = re.compile(r" {0,2}(?:[余多几](?!次[召组开])|来(?=[个人名位次件起场份条家户篇台辆]))")
_SPACED = re.compile(r"[0-9]{1,3}(?: [0-9]{3})+(?![0-9.,])(?= ?[余多万亿件起元人名户家份条])")
_SIGN = re.compile(r"(?:^|(?<=[ 、,，;:|(\t])|(?<=增长|上升|下降|增速|增幅|同比|环比|变化))[-−]\Z")
_MORE_INSIDE = re.compile(r"个[余多](月|小时|星期|季度|学时|工作日)")
_MORE_BEHIND = re.compile(r"[余多](?![一-龥])")
_BLANKS = re.compile(r" {1,2}(?=[^ \n])")
_FROM = ("由", "从", "自")
_LONGEST_NUMERAL = 15


@dataclass(frozen=True, slots=True)
class _Amount:
    """A number with its scale: 3.16万 is value 3.16, factor 10000."""

    value: Decimal
    factor: int
    end: int
    more: bool = False
    added: Decimal = Decimal(0)

    def total(self, factor: int | None = None) -> Decimal:
        return (
            scaled(self.value, factor or self.factor) + self.added
            if self.added
            else scaled(self.value, factor or self.factor)
        )


def read_quantities(text: str) -> tuple[Quantity, ...]:
    """Return every quantity of ``text`` in order; numbers of names, dates, ordinals and codes are none."""
    folded, names = folded_names(text)
    return tuple(scan(text, folded, names))


def non_figures(text: str) -> tuple[NamedNumber, ...]:
    """Return every number of ``text`` that is no figure, with what it is, so that no numeral goes unexplained."""
    folded, names = folded_names(text)
    figures = [(q.start, q.end) for q in scan(text, folded, names)]
    taken = sorted(figures + [(a, b) for a, b, _ in names])
    return named(text, sorted(names + remaining(folded, taken)))


def scan(text: str, folded: str, names: list[tuple[int, int, str]]) -> Iterator[Quantity]:
    """Yield the quantities of a folded text outside its named spans, with surfaces as ``text`` prints them."""
    position = reached = 0
    ahead = iter([*names, (len(folded) + 1, len(folded) + 1, "")])
    name = next(ahead)
    while match := _NUMERAL.search(folded, position):
        start = match.start()
        while name[1] <= start:
            reached = max(reached, name[1])
            name = next(ahead)
        if name[0] <= start:
            position = name[1]
            continue
        read = _read_arabic if match.group().isascii() else read_chinese
        quantity, position = read(folded, start, text)
        if quantity and quantity.end > name[0]:
            quantity = None
        if quantity:
            begin = max(quantity.start, reached)
            yield (
                quantity
                if begin == quantity.start
                else replace(quantity, start=begin, surface=text[begin : quantity.end])
            )
            reached = quantity.end


def _read_arabic(folded: str, start: int, text: str) -> tuple[Quantity | None, int]:
    """Read the quantity whose first digit is at ``start``; return it, if any, and where to go on."""
    low = _amount(folded, start)
    if low.end - start > _LONGEST_NUMERAL + 8:
        return None, low.end
    if fraction := _fraction(folded, start, low, text):
        return fraction, fraction.end
    high, low_unit = _range(folded, start, low)
    last = high or low
    unit, end, more = _unit(folded, last)
    if low_unit and unit != low_unit:
        high, last = None, low
        unit, end, more = _unit(folded, low)
    begin, prefix = qualifiers.before(folded, start)
    finish, suffix = qualifiers.after(folded, end)
    inner = Qualifier.OVER if more or last.more else None
    if more and folded.startswith("来", last.end):
        inner = Qualifier.ABOUT
    factor = low.factor
    if high and low.factor == 1 and low.value < high.value:
        factor = high.factor
    name = bare(unit)
    value = low.total(factor)
    if (
        kind_of(name) is FigureKind.RATE
        and high is None
        and begin == start
        and _SIGN.search(folded, max(0, start - 3), start)
    ):
        begin, value = start - 1, -value
    return Quantity(
        surface=text[begin:finish],
        value=value,
        value_to=high.total() if high else None,
        unit=name,
        qualifier=Qualifier.RANGE if high else inner or suffix or prefix or Qualifier.EXACT,
        kind=kind_of(name),
        start=begin,
        end=finish,
    ), finish


def _amount(folded: str, start: int, *, whole: bool = True) -> _Amount:
    """Read a number with its scale; a ``whole`` one may go on with a smaller: 1亿2000万."""
    match = (
        not folded[max(0, start - 2) : start].rstrip(" ")[-1:].isdigit() and _SPACED.match(folded, start)
    ) or ARABIC.match(folded, start)
    if match is None:
        raise ValueError(f"no numeral at {start}")
    end, factor, more = match.end(), 1, False
    if end - start > _LONGEST_NUMERAL + 8:
        return _Amount(Decimal(0), 1, end)
    while (scale := _SCALE.match(folded, end)) and factor < 10**12:
        factor *= _FACTORS[scale["scale"]]
        more = more or bool(scale["more"])
        end = scale.end()
    added = Decimal(0)
    if whole and factor >= _FACTORS["千"] and not more and "0" <= folded[end : end + 1] <= "9":
        rest = _amount(folded, end, whole=False)
        if 1 < rest.factor < factor:
            end, added, more = rest.end, rest.total(), rest.more
    return _Amount(arabic_value(match.group().replace(" ", "")), factor, end, more, added)


def _fraction(folded: str, start: int, low: _Amount, text: str) -> Quantity | None:
    """Read 1/3 and 3分之1; both are the share to four decimals, with empty unit."""
    match = _SLASH.match(folded, low.end)
    if not match or low.factor != 1 or low.value != low.value.to_integral_value():
        return None
    slash = match.group(1) is not None
    part, whole = (low.value, Decimal(match.group(1))) if slash else (Decimal(match.group(2)), low.value)
    if not whole:
        return None
    begin, prefix = qualifiers.before(folded, start)
    finish, suffix = qualifiers.after(folded, match.end())
    return Quantity(
        surface=text[begin:finish],
        value=(part / whole).quantize(Decimal("0.0001"), ROUND_HALF_UP),
        qualifier=suffix or prefix or Qualifier.EXACT,
        kind=FigureKind.RATE,
        start=begin,
        end=finish,
    )


def _range(folded: str, start: int, low: _Amount) -> tuple[_Amount | None, str]:
    """Read the upper end of 10-15, 60%-70% or 3日至5日, and the unit that the lower end carried."""
    if folded.startswith(_FROM, max(0, start - 1)):
        return None, ""
    end, unit = low.end, ""
    to = _TO.match(folded, end)
    if not to and (found := read_unit(folded, end)):
        unit, end = found
        to = _TO.match(folded, end)
    if not to:
        return None, ""
    high = _amount(folded, to.end())
    grows = high.total() > low.total() or (low.factor == 1 and high.value > low.value)
    return (high, unit) if grows else (None, "")


def _unit(folded: str, amount: _Amount) -> tuple[str, int, bool]:
    """Read what follows an amount: 余 or 多 and the measure word; return printed unit, end, and whether 余 stood there."""
    end, more = amount.end, False
    if found := _MORE.match(folded, end):
        end, more = found.end(), True
    at = blanks.end() if (blanks := _BLANKS.match(folded, end)) else end
    if inside := _MORE_INSIDE.match(folded, at):
        return inside.group(1), inside.end(), True
    unit = read_unit(folded, at)
    if unit is None and at == end and qualifiers.after(folded, end)[1] is None:
        unit = read_unseen(folded, end)
    if unit is None:
        return "", end, more
    if kind_of(bare(unit[0])) is not FigureKind.COUNT and (behind := _MORE_BEHIND.match(folded, unit[1])):
        return unit[0], behind.end(), True
    return unit[0], unit[1], more
