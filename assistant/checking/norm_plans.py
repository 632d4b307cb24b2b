"""Five-year plans of legal education named by their number alone: “八五”普法, 第八个五年法治宣传教育规划."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.checking.norm_context import Sense, Senses
from assistant.checking.types import Finding, FindingKind, Mark, Severity, Status

_NUMERALS = "一二三四五六七八九十"
_OPEN, _CLOSE = "“\"‘'＂「『", "”\"’'＂」』"
_MENTION = re.compile(
    rf"(?<![{_NUMERALS}])[{_OPEN}]?(?P<number>[{_NUMERALS}])[·•]?五[{_CLOSE}]?[ \u3000]?"
    rf"(?:普法|法治宣传|法制宣传)[{_CLOSE}]?"
    rf"|(?:法[治制]宣传教育|普法)第(?P<before>[{_NUMERALS}])个五年(?:规划|计划|决议)?"
    rf"|第(?P<behind>[{_NUMERALS}])个五年(?:法[治制]宣传教育|普法)(?:规划|计划|决议)?"
)
_YEARS = re.compile(r"[^（(。；;\n]{0,24}[（(]((?:19|20)\d{2})年?[-—–－~～至]{1,2}((?:19|20)\d{2})年?[）)]")
_EIGHTH_BEGINS = 2021
_LENGTH = 5
_VERIFIED = frozenset({7, 8, 9})
"""Plans whose years the catalogue has; the others' are only counted on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanMention:
    """A plan named by its number; ``first`` and ``last`` are its years."""

    name: str
    start: int
    end: int
    number: int

    @property
    def first(self) -> int:
        """Return its first year: each plan follows the one before it without a gap."""
        return _EIGHTH_BEGINS + _LENGTH * (self.number - 8)

    @property
    def last(self) -> int:
        """Return its last year."""
        return self.first + _LENGTH - 1


def plan_mentions(text: str) -> Iterator[PlanMention]:
    """Yield every plan named by its number, in order."""
    for match in _MENTION.finditer(text):
        numeral = match["number"] or match["before"] or match["behind"]
        yield PlanMention(
            name=f"“{numeral}五”普法", start=match.start(), end=match.end(), number=_NUMERALS.index(numeral) + 1
        )


def current_plan(year: int) -> str:
    """Return the name of the plan of a year."""
    number = 8 + (year - _EIGHTH_BEGINS) // _LENGTH
    return f"“{_NUMERALS[number - 1]}五”普法" if 1 <= number <= len(_NUMERALS) else "当年的普法规划"


def check_plan(text: str, mention: PlanMention, senses: Senses, year: int | None) -> Finding | None:
    """Return what is wrong with a plan's number or with the years behind it, or None."""
    years = _YEARS.match(text, mention.end)
    if years and (int(years[1]), int(years[2])) != (mention.first, mention.last):
        return Finding(
            kind=FindingKind.NORM_TITLE_MISMATCH,
            severity=Severity.ERROR,
            surface=text[years.start(1) : years.end(2)],
            start=years.start(1),
            end=years.end(2),
            message=f"{mention.name}的期间是{mention.first}—{mention.last}年，这里的年份与它不一致。请核对规划名称和年份。",
            expected=f"{mention.first}—{mention.last}",
        )
    if year is None or mention.first <= year <= mention.last:
        return None
    sense = senses.at(mention.start, mention.end)
    severity = _too_late(mention, sense, year) if year > mention.last else _too_early(mention, sense, year)
    if severity is None:
        return None
    over = "已于该年年底期满" if year > mention.last else "还没有开始"
    return Finding(
        kind=FindingKind.REPEALED_NORM if year > mention.last else FindingKind.NORM_VERSION,
        severity=severity,
        surface=text[mention.start : mention.end],
        start=mention.start,
        end=mention.end,
        message=(
            f"{mention.name}的期间是{mention.first}—{mention.last}年，{over}；{year}年度实施的是{current_plan(year)}。"
            "请核对是否写错，或写明是回顾、谋划。"
        ),
        expected=current_plan(year),
    )


def _too_late(mention: PlanMention, sense: Sense, year: int) -> Severity | None:
    """Judge a plan that has run out; the year after is one of transition."""
    if sense.past or any(mention.first <= named <= mention.last for named in sense.years):
        return None
    if year == mention.last + 1:
        return Severity.WARNING if sense.followed else Severity.NOTE
    return Severity.ERROR if sense.followed else Severity.WARNING


def _too_early(mention: PlanMention, sense: Sense, year: int) -> Severity | None:
    """Judge a plan that has not begun; the two years before may prepare it, and next year's work may speak of it."""
    if any(named >= mention.first for named in sense.years):
        return None
    if sense.ahead and year + 2 >= mention.first:
        return None
    if year + 1 < mention.first:
        return Severity.ERROR
    return Severity.WARNING if sense.followed else Severity.NOTE


def plan_mark(text: str, mention: PlanMention, finding: Finding | None) -> Mark:
    """Return the mark of a plan that stands outside any title."""
    status = Status.PROVEN if mention.number in _VERIFIED else Status.UNPROVEN
    if finding:
        status = Status.UNPROVEN if finding.severity is Severity.NOTE else Status.CONTRADICTED
    return Mark(
        subject="norm",
        surface=text[mention.start : mention.end],
        start=mention.start,
        end=mention.end,
        status=status,
    )
