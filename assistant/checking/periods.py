"""Whether two dates, and the times of two figures, can be one."""

import re
from collections import defaultdict
from datetime import timedelta

from assistant.checking.numbers import Sentence, Slot
from knowledge.figures import Figure, Period

_RELATIVE = re.compile(
    r"(?<![比较与同和])(?:(?P<past>上年|去年|上一年)|(?P<next>明年|下一?年|次年|来年)|(?P<this>今年|本年|当年))"
)
_CELLS = re.compile(r" \| |\t")
_WHOLE_YEAR = timedelta(days=360)
_PART_OF_YEAR = timedelta(days=300)


def dates_agree(a: Slot, b: Slot) -> bool:
    """Say whether two numbers that are no figures are the same; of dates the parts that both print must agree."""
    if a.sense == b.sense:
        return True
    if a.kind != "date" or b.kind != "date":
        return [value for value, _ in a.sense] == [value for value, _ in b.sense]
    one, two = _parts(a), _parts(b)
    return all(one[unit] <= two[unit] or two[unit] <= one[unit] for unit in one.keys() & two.keys())


def settled_period(figure: Figure, sentence: Sentence, folded: str, year: int | None) -> Period | None:
    """Return a figure's period where it can be relied on: its sentence dates it, or it is the document's year.

    A time word further up (下一步 in the sentence before) may not reach as far as the reader takes it.
    """
    period = figure.period
    if period is None or (year is not None and period.start.year == period.end.year == year):
        return period
    if figure.metric and _CELLS.search(folded, sentence.start, sentence.end):
        return period  # a table's column has its year in the header
    dated = any(s.kind == "date" and s.start < figure.end for s in sentence.slots)
    return period if dated or _said(folded, sentence, figure, period, year) else None


def _said(folded: str, sentence: Sentence, figure: Figure, period: Period, year: int | None) -> bool:
    """Say whether 上年, 明年 and the like before the figure mean its period, not the base of a comparison."""
    shifts = {"past": -1, "next": 1, "this": 0}
    words = _RELATIVE.finditer(folded, sentence.start, figure.start)
    return year is not None and any(period.start.year == year + shifts[m.lastgroup or "this"] for m in words)


def periods_agree(a: Period | None, b: Period | None, *, stock: bool) -> bool:
    """Say whether both may be the same time: an unknown time agrees with any; years must be equal.

    A half-year's figure is none of the year's; a ``stock`` is a level at a date, which its year may stand for.
    """
    if a is None or b is None or a.label == b.label:
        return True
    if a.start.year != b.start.year or a.end.year != b.end.year:
        return stock and a.end.year == b.end.year
    if stock:
        return True
    length = b.end - b.start
    part = timedelta(days=20) < length < _PART_OF_YEAR
    return not (part and a.end - a.start >= _WHOLE_YEAR)


def _parts(slot: Slot) -> dict[str, set[str]]:
    parts: defaultdict[str, set[str]] = defaultdict(set)
    for value, unit in slot.sense:
        parts[unit if unit in {"年", "月", "日"} else ""].add(value)
    if not parts.get("年") and (years := {v for v in parts.get("", ()) if len(v) == 4}):  # noqa: PLR2004 - digits of a year
        parts["年"] = years
    return parts
