"""All figures of a document: prose by the rules of prose, table rows by their header; and which of them are levels."""

import bisect
import re
from typing import Literal

from knowledge.figures.reading import read_figures
from knowledge.figures.sheet_rows import read_tables
from knowledge.figures.types import Figure

Role = Literal["level", "from", "target", "change"]
"""``from`` is the old value of a change (由12个增加到15个), ``target`` what is planned or required, ``change`` by how
much something grew or fell; only a ``level`` says how much there was."""

_WINDOW = 40
_FROM = re.compile(r"(?:(?<![自理])由|从|较|比)(?:原来|原先|法定|过去|最初|此前|去年|上年|全县|全局)?的?\s{0,2}$")
_TO = re.compile(
    r"^\s{0,2}(?:大幅)?(?:下降|降低|减少|缩短|压降|压缩|回落|降|上升|增长|增加|提高|提升|上涨|升|扩大|调整|变)(?:至|到|为)"
)
_BASE = re.compile(r"(?:较|比|与)(?:(?:19|20)\d{2}年(?:度)?|上年(?:度)?|去年|上一年(?:度)?|前年)(?:同期)?的\s{0,2}$")
_TARGET = re.compile(
    r"(?:控制在|力争|目标(?:为|是)|不少于|不低于|不高于|不得少于|应当|每(?:年|月|季度?|周|半年|学期|名|个|人)[^,，。;；]{0,12})"
    r"[^,，。;；\d]{0,12}$"
)
_CHANGE = re.compile(
    r"(?:下降|降低|减少|缩短|回落|降|上升|增长|增加|提高|提升|上涨|升|扩大|多|少|压减|压降)(?:了|约|近|达)?\s{0,2}$"
)
_ABOVE = re.compile(r"(?:较|比|同比|环比|高于|低于)(?:\d{4}年)?[^,，。;；\d]{0,16}$")


def read_document(text: str, *, organ: str | None = None, year: int | None = None) -> tuple[Figure, ...]:
    """Return every figure of a report or data sheet in order; offsets are code points, half-open.

    A figure in a table row whose header cannot be read keeps its value but has no metric and no period: neither may
    be guessed from neighbouring cells.
    """
    tables = read_tables(text, organ=organ, year=year)
    starts = [line.start for line in tables.lines]
    cells = {figure.start for figure in tables.figures}
    figures = list(tables.figures)
    for figure in read_figures(text, organ=organ, year=year):
        at = bisect.bisect_right(starts, figure.start) - 1
        if at < 0 or figure.start >= tables.lines[at].end:
            figures.append(figure)
        elif not any(start in cells for start in range(figure.start - 1, figure.end)):
            figures.append(_unnamed(figure))
    return tuple(sorted(figures, key=lambda f: f.start))


def _unnamed(figure: Figure) -> Figure:
    return Figure(
        surface=figure.surface,
        value=figure.value,
        value_to=figure.value_to,
        unit=figure.unit,
        qualifier=figure.qualifier,
        kind=figure.kind,
        metric="",
        period=None,
        organ=figure.organ,
        start=figure.start,
        end=figure.end,
        sentence=figure.sentence,
    )


def role_of(figure: Figure, text: str, year: int | None) -> Role:
    """Say what ``figure`` is in its sentence; ``year`` is its document's reporting year."""
    before = text[max(0, figure.start - _WINDOW) : figure.start].replace("\n", "。")
    after = text[figure.end : figure.end + 8]
    earlier = bool(year and figure.period and figure.period.end.year < year)
    if not earlier and (_BASE.search(before) or (_FROM.search(before) and _TO.match(after))):
        return "from"
    if figure.metric.endswith(("增幅", "降幅")) or (_CHANGE.search(before) and _ABOVE.search(before)):
        return "change"
    if year and figure.period and figure.period.start.year > year:
        return "target"
    if _TARGET.search(before) or re.match(r"不少于|不低于|不超过|不高于", figure.surface):
        return "target"
    return "level"
