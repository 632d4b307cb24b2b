"""Expressions of time as values: points, words, and the period that a reporting year turns a word into."""

import calendar
from dataclasses import dataclass
from datetime import date

from knowledge.figures.types import Period

_QUARTERS = "一二三四1234"


@dataclass(frozen=True, slots=True)
class Point:
    """A year, a month or a day; the year is None where the text leaves it to the context."""

    year: int | None
    month: int | None = None
    day: int | None = None

    def first(self, year: int) -> date:
        """Return the first day, with ``year`` for a missing year."""
        return date(self.year or year, self.month or 1, (self.day or 1) if self.month else 1)

    def last(self, year: int) -> date:
        """Return the last day, with ``year`` for a missing year."""
        of, month = self.year or year, self.month or 12
        return date(of, month, min((self.day if self.month else None) or 31, calendar.monthrange(of, month)[1]))


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeWord:
    """One expression of time; offsets are code points, half-open."""

    start: int
    end: int
    first: Point
    last: Point | None = None
    shift: int = 0
    """Years to add to the reporting year: 去年 is -1; only where ``first`` has no year."""
    years_back: int = 0
    """近三年 goes back two years from the reporting year."""
    cutoff: bool = False
    """截至…: a state at the end of the time."""
    season: str = ""
    open_end: bool = False
    """自2020年10月以来: up to the end of the reporting year."""
    now: bool = False
    """目前: a state; the time itself is the reporting year's."""
    years: tuple[int, ...] = ()
    """The years of a list in their order, so that 分别 can share them out."""
    relative: bool = False
    """The year depends on the document alone (今年), never on another date in the sentence."""
    compared: bool = False
    """较2022年, 与去年同期相比: the base of a comparison, not the time of the figure."""

    @staticmethod
    def whole(year: int) -> Period:
        """Return the period of one whole year."""
        return _span(Point(year), Point(year), year)

    @property
    def whole_years(self) -> bool:
        """Say whether the word spans whole years, so that later sentences may inherit it."""
        return not (self.first.month or self.first.day) and not self.season and not self.cutoff and not self.now

    def period(self, reporting: int, context: int | None = None) -> Period:
        """Return the time meant in a report on ``reporting``; ``context`` is the year last named nearby."""
        year = self.first.year or (reporting + self.shift if self.relative else context or reporting)
        if self.years_back:
            return _span(Point(reporting - self.years_back), Point(reporting), reporting)
        if self.season:
            return _season(year, self.season)
        if self.cutoff:
            day = (self.last or self.first).last(year)
            return Period(start=day, end=day, label=f"asof {day.isoformat()}")
        if self.open_end and (year < reporting or (year == reporting and self.first.month)):
            last = Point(reporting, 12 if self.first.month else None, 31 if self.first.day else None)
            return _span(self.first, last, year)
        return _span(self.first, self.last or self.first, year)


def _label(point: Point, year: int) -> str:
    label = str(point.year or year)
    if point.month:
        label += f"-{point.month:02d}"
        if point.day:
            label += f"-{point.day:02d}"
    return label


def _span(first: Point, last: Point, year: int) -> Period:
    start, end = first.first(year), last.last(last.year or first.year or year)
    if end < start:
        last, end = first, first.last(year)
    one, other = _label(first, year), _label(last, last.year or first.year or year)
    if start.year == end.year and (start.month, start.day, end.month, end.day) == (1, 1, 12, 31):
        one = other = str(start.year)
    return Period(start=start, end=end, label=one if one == other else f"{one}..{other}")


def _season(year: int, season: str) -> Period:
    if season == "上半年":
        return Period(start=date(year, 1, 1), end=date(year, 6, 30), label=f"{year}-H1")
    if season == "下半年":
        return Period(start=date(year, 7, 1), end=date(year, 12, 31), label=f"{year}-H2")
    quarters = [_QUARTERS.find(c) % 4 + 1 for c in season if c in _QUARTERS]
    if len(quarters) > 1 and quarters[0] < quarters[1]:
        return _span(Point(year, quarters[0] * 3 - 2), Point(year, quarters[1] * 3), year)
    if season.startswith(("前两", "前二")):
        return Period(start=date(year, 1, 1), end=date(year, 6, 30), label=f"{year}-01..{year}-06")
    if season.startswith("前"):
        return Period(start=date(year, 1, 1), end=date(year, 9, 30), label=f"{year}-01..{year}-09")
    quarter = quarters[-1]
    last = Point(year, quarter * 3).last(year)
    return Period(start=date(year, quarter * 3 - 2, 1), end=last, label=f"{year}-Q{quarter}")
