"""Which plans are in force in a year, and last year's words moved on: years by one, an ended plan by its successor."""

import re
from dataclasses import dataclass
from functools import cache

from knowledge.norms.catalogue import Entry, entries

_YEAR = re.compile(r"(?<![0-9０-９])((?:19|20)[0-9]{2})(?=年)")
_TITLE = re.compile(r"《[^《》\n]{1,80}》")
_SHORT_PLAN = re.compile(r"[“\"]?(?P<number>[七八九])五[”\"]?(?=普法)")
_NAMES = {"七": (2016, 2020), "八": (2021, 2025), "九": (2026, 2030)}
"""First and last year of 七五普法 and its successors; see pufa-7, pufa-8, pufa-9 of knowledge/norms/catalogue.yaml."""
_OUTLINE_PLAN = re.compile(
    r"(?:法治政府|法治社会)建设(?:实施)?(?:纲要|规划)[（(](?P<first>20[0-9]{2})\s?[-－—–~至]{1,2}\s?(?P<last>20[0-9]{2})年?[）)]"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A text in the next year's words, and what could not be carried, each with the reason in Chinese."""

    text: str
    dropped: tuple[tuple[str, str], ...] = ()


def moved_on(text: str, *, from_year: int, to_year: int) -> Moved:
    """Return ``text`` of a report on ``from_year`` in the words of ``to_year``.

    The reporting year, the one before and the one after move together; years inside 《》 stay. The short name of a plan
    that has ended is replaced by its successor's; a plan without a known successor is reported.
    """
    step = to_year - from_year
    titles = [m.span() for m in _TITLE.finditer(text)]

    def move(match: re.Match[str]) -> str:
        year = int(match[1])
        inside = any(a <= match.start() < b for a, b in titles)
        return match[1] if inside or abs(year - from_year) > 1 else str(year + step)

    dropped = list(expired(text, to_year))
    moved = _SHORT_PLAN.sub(lambda m: m[0].replace(m["number"], _plan_of(to_year) or m["number"]), text)
    dropped = [(name, why) for name, why in dropped if not _SHORT_PLAN.match(f"{name}普法")]
    return Moved(text=_YEAR.sub(move, moved), dropped=tuple(dropped))


def expired(text: str, year: int) -> tuple[tuple[str, str], ...]:
    """Return the plans that ``text`` names and that are not in force in ``year``, each with the reason in Chinese."""
    found: dict[str, str] = {}
    for match in _SHORT_PLAN.finditer(text):
        first, last = _NAMES[match["number"]]
        if not first <= year <= last:
            found[match[0]] = f"实施年份为{first}至{last}年，{year}年不在其内"
    for match in _OUTLINE_PLAN.finditer(text):
        if int(match["last"]) < year:
            found[match[0]] = f"实施年份为{match['first']}至{match['last']}年，{year}年已届满，未见后续文件"
    for entry in _ended(year):
        for name in (entry.title, *entry.aliases):
            if f"《{name}》" in text:
                found[f"《{name}》"] = _why(entry, year)
    return tuple(found.items())


def _plan_of(year: int) -> str | None:
    return next((name for name, (first, last) in _NAMES.items() if first <= year <= last), None)


@cache
def _ended(year: int) -> tuple[Entry, ...]:
    return tuple(e for e in entries() if e.period and not e.period.start <= year <= e.period.end)


def _why(entry: Entry, year: int) -> str:
    if entry.period is None:
        return ""
    return f"实施年份为{entry.period.start}至{entry.period.end}年，{year}年不在其内"
