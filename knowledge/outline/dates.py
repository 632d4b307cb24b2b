"""Dates, years and periods as Chinese documents print them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from knowledge.norms.numerals import to_int

_DIGIT_NUMERAL = "[〇○零一二三四五六七八九]"
_YEAR = rf"(?:[12]\d{{3}}|二{_DIGIT_NUMERAL}{{3}}|一{_DIGIT_NUMERAL}{{3}})"
_SMALL = r"(?:\d{1,2}|[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])"
DATE = rf"{_YEAR}\s*年\s*{_SMALL}\s*月\s*{_SMALL}\s*日"
_DATE = re.compile(
    rf"({_YEAR})\s*年\s*({_SMALL})\s*月\s*({_SMALL})\s*日|([12]\d{{3}})[-./]([01]?\d)[-./]([0-3]?\d)(?!\d)"
)
_PERIOD = re.compile(r"(?<!\d)((?:19|20)\d{2})\s*年?\s*(?:[-－—–―~～至到]{1,2})\s*((?:19|20)\d{2})\s*年?(?!\d)")
_PRINTED_YEAR = re.compile(rf"(?<!\d)({_YEAR})\s*年")
_BARE_YEAR = re.compile(r"(?<!\d)(20\d{2})(?!\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Years from and to, both included; prints as the period label "2021..2025"."""

    first: int
    last: int

    def __str__(self) -> str:
        return f"{self.first}..{self.last}"


def dates(text: str) -> Iterator[tuple[re.Match[str], date]]:
    """Yield the dates of ``text`` with their places; impossible ones (2月30日) are passed over."""
    for match in _DATE.finditer(text):
        found = _made(match)
        if found:
            yield match, found


def first_date(text: str) -> date | None:
    """Return the first date of ``text``."""
    return next((found for _, found in dates(text)), None)


def period(text: str) -> Period | None:
    """Return the first span of years ("2021-2025年", "2021年至2023年")."""
    match = _PERIOD.search(text)
    if match is None or int(match[1]) >= int(match[2]):
        return None
    return Period(first=int(match[1]), last=int(match[2]))


def years(text: str) -> tuple[int, ...]:
    """Return the years ("2023年", "二〇二三年") that stand alone in ``text``, not as ends of a period."""
    return tuple(_year(match[1]) for match in _PRINTED_YEAR.finditer(_PERIOD.sub("，", text)))


def bare_years(name: str) -> tuple[int, ...]:
    """Return the years of a file name, with or without 年; eight digits run together are no year."""
    return tuple(int(found) for found in _BARE_YEAR.findall(_PERIOD.sub("，", name)))


def _made(match: re.Match[str]) -> date | None:
    try:
        if match[4]:
            return date(int(match[4]), int(match[5]), int(match[6]))
        return date(_year(match[1]), to_int(match[2]), to_int(match[3]))
    except ValueError:
        return None


def _year(printed: str) -> int:
    return to_int(printed)
