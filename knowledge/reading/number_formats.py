"""How a spreadsheet cell looks on screen: numbers by their format, dates as ISO dates."""

import re
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal

_QUOTED = re.compile(r'"([^"]*)"|\\(.)|!(.)')
_PADDING = re.compile(r"\[[^\]]*\]|_.|\*.")
_PLACES = re.compile(r"[#0?][#0?,]*(?:\.[#0?]+)?(,*)")
_PLAIN = {"", "general", "@"}
_LITERAL = "\ue000"


def shown(value: object, number_format: str) -> str:  # noqa: PLR0911 - one line a kind of value
    """Return a cell's value as people see it; an unusual number format gives the plain value."""
    match value:
        case None:
            return ""
        case bool():
            return "TRUE" if value else "FALSE"
        case datetime():
            return value.strftime("%Y-%m-%d") if value.time() == time() else value.strftime("%Y-%m-%d %H:%M")
        case date() | time():
            return value.isoformat()
        case timedelta():
            return str(value)
        case int() | float():
            return _number(value, number_format)
        case _:
            return str(value)


def plain(value: float) -> str:
    """Write a number with up to 15 significant digits and no exponent: 12.0 is 12, 95.28999999999999 is 95.29."""
    if isinstance(value, int):
        return str(value)
    number = Decimal(format(value, ".15g"))
    return format(number.normalize() + 0, "f") if number.is_finite() else str(value)


def _number(value: float, number_format: str) -> str:
    if number_format.lower() in _PLAIN:
        return plain(value)
    section, signed = _section(value, number_format)
    literals: list[str] = []

    def keep(match: re.Match[str]) -> str:
        literals.append(match[1] or match[2] or match[3] or "")
        return _LITERAL

    pattern = _PADDING.sub("", _QUOTED.sub(keep, section))
    places = _PLACES.search(pattern)
    before, after = (pattern[: places.start()], pattern[places.end() :]) if places else ("", "")
    unusual = re.compile(r"[#0?@/a-df-zA-DF-Z]|[Ee][+-]")
    if places is None or unusual.search(before + after) or _LITERAL in places[0]:
        return plain(value)
    digits = _digits(value, places, percent="%" in before + after, signed=signed)
    restored = iter(literals)
    return re.sub(_LITERAL, lambda _: next(restored), before + "\0" + after).replace("\0", digits).strip()


def _section(value: float, number_format: str) -> tuple[str, bool]:
    """Return the part of the format for this sign, and whether the minus sign is still to be written."""
    sections = number_format.split(";")
    if value < 0 and len(sections) > 1 and sections[1]:
        return sections[1], False
    if value == 0 and len(sections) > 2 and sections[2]:  # noqa: PLR2004 - positive;negative;zero
        return sections[2], False
    return sections[0], True


def _digits(value: float, places: re.Match[str], *, percent: bool, signed: bool) -> str:
    number = Decimal(format(value, ".15g")) if isinstance(value, float) else Decimal(value)
    number = number * (100 if percent else 1) / (Decimal(1000) ** len(places[1]))
    core = places[0].removesuffix(places[1]) if places[1] else places[0]
    whole, _, fraction = core.partition(".")
    rounded = number.quantize(Decimal(1).scaleb(-len(fraction)), rounding=ROUND_HALF_UP)
    text = format(abs(rounded), "," if "," in whole else "f")
    optional = len(fraction) - len(fraction.rstrip("#?"))
    for _ in range(optional):
        text = text.removesuffix("0") if "." in text else text
    integer, point, rest = text.removesuffix(".").partition(".")
    integer = integer.rjust(whole.count("0"), "0")
    return ("-" if rounded < 0 and signed else "") + integer + point + rest
