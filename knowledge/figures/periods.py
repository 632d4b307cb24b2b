"""The period of a figure: its own date, or the one of its clause, sentence, paragraph, heading or document."""

import bisect
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from knowledge.figures.layout import Heading, Layout, Line, Place
from knowledge.figures.time_lists import listed, row_years
from knowledge.figures.time_words import Point, TimeWord
from knowledge.figures.times import find_times
from knowledge.figures.types import FigureKind, Period, Quantity

_STOCK = re.compile(r"目前|现有|现已|截[至止]|累计共有|在册|在编|现共|年底|年末|期末|实有")
_RECURRING = re.compile(
    r"每(?:个|半|隔|[一二两三四五六七八九十0-9]{1,2})?(?:年度?|季度?|月|周|日|天|星期|学期|旬)(?![一二三四五六日末][^,，]*会)(?:都|均|至少|开展|组织|召开|举办|参加|学法|学习|集中|进行|听取|研究|调度|报送|通报|[^,，。;共累已]{0,14})\Z"
)
_TOTAL = re.compile(r"共|累计|全年|合计|总计|已")
_NORMATIVE = re.compile(
    r"应当|应于|应在|须在|必须|不得|之日起|届满|可以处|并处|处以|规定的|期限为|自[^,，。;]{1,20}起\Z"
)
_WITHIN = re.compile(r"内(?![容部设控外在])|以内|之内|以下|以上")
_ACTED = re.compile(r"压缩|缩短|提速|减少|平均|提前|降至|减至|由|仅用|精简|拘留|延长至|为期|历时|连续")
_FORWARD = re.compile(r"下一步|下步|明年|下一年|下年度|来年|今后|努力方向|工作打算|工作计划|工作思路|工作安排|主要安排")
_YEAR_NAMED = re.compile(
    r"(?<![0-9])((?:19|20)[0-9]{2})年(?:度)?[^。\n0-9]{0,24}?(?:法治政府|依法行政|工作报告|工作总结|年度报告|工作情况)"
)
_OPENING = re.compile(r"(?<![0-9〔\[(-])((?:19|20)[0-9]{2})年")
_STATUTE_LINE = re.compile(r"^[ \t]*第[零〇一二三四五六七八九十百]{1,6}条", re.MULTILINE)
_HEADING_END = re.compile("[,，:;]")
_STATUTE_ARTICLES = 3
_OPENING_LENGTH = 400
_BEFORE_FIGURE = 40
_BRACKET = 60
_SEASON = re.compile(r"[^、和及与]+")


def reporting_year(folded: str) -> int | None:
    """Return the year that a report says it is about: its title or opening; None for a statute or undated text."""
    head = folded[:4000]
    if match := _YEAR_NAMED.search(head):
        return int(match.group(1))
    if len(_STATUTE_LINE.findall(folded[:20000])) >= _STATUTE_ARTICLES:
        return None
    match = _OPENING.search(head[:_OPENING_LENGTH])
    return int(match.group(1)) if match else None


@dataclass(frozen=True, slots=True)
class Dated:
    """A period with whether the text presents the figure as a level at a date."""

    period: Period | None
    stock: bool


class Calendar:
    """The time words of one text, asked for the period of each figure."""

    def __init__(
        self,
        folded: str,
        layout: Layout,
        names: list[tuple[int, int, str]],
        times: Sequence[TimeWord],
        year: int | None,
    ) -> None:
        """Read the time words of ``folded`` that stand outside names and titles."""
        self._folded, self._layout, self._year = folded, layout, year
        hidden = [(a, b) for a, b, kind in names if kind in {"title", "name"}]
        seen = [w for w in times if not _inside(hidden, w.start) and not _in_brackets(folded, w)]
        self._single = [single for w in seen for single in _seasons_apart(folded, w)]
        self._words = sorted([*listed(folded, seen), *row_years(folded)], key=lambda w: w.start)
        self._single_starts = [w.start for w in self._single]
        self._starts = [w.start for w in self._words]
        self._headings: dict[Heading, Period | None] = {}

    def dated(self, quantity: Quantity, place: Place, share: tuple[int, int] | None = None) -> Dated:
        """Return the period of a figure; ``share`` is its place and the size of the list that 分别 shares out."""
        clause, sentence, line = place.clause, place.sentence, place.line
        before = self._folded[max(clause[0], quantity.start - _BEFORE_FIGURE) : quantity.start]
        own = self._behind(quantity)
        word = own or self._nearest(quantity, clause[0]) or self._nearest(quantity, sentence[0], beyond=True)
        stock = bool(_STOCK.search(self._folded, max(clause[0], quantity.start - _BEFORE_FIGURE), quantity.start))
        if not own and self._unbound(quantity, before, line, clause):
            return Dated(None, stock=False)
        if word and share and len(word.years) == share[1]:
            word = replace(word, first=Point(word.years[share[0]]), last=None, years=())
        elif share and (shared := self._shared(quantity, clause[0], share)):
            word = shared
        if word:
            return Dated(self._resolve(word, line), stock=stock or word.cutoff or word.now)
        return Dated(self._inherited(sentence[0], line), stock=stock)

    def _shared(self, quantity: Quantity, low: int, share: tuple[int, int]) -> TimeWord | None:
        """Return the time word that 分别 gives to a figure: 1-6月、7-12月分别受理12件、15件."""
        first = bisect.bisect_left(self._single_starts, low)
        last = bisect.bisect_left(self._single_starts, quantity.start)
        near = [w for w in self._single[first:last] if not w.compared]
        return near[share[0]] if len(near) == share[1] else None

    def _unbound(self, quantity: Quantity, before: str, line: Line, clause: tuple[int, int]) -> bool:
        """Say whether the figure recurs (每两月1次) or is a rule's (20个工作日内), so that it has no period."""
        if _RECURRING.search(before) and not _TOTAL.search(before):
            return True
        whole = self._folded[clause[0] : clause[1]]
        if line.article or (self._year is None and _NORMATIVE.search(whole)):
            return True
        if quantity.kind is FigureKind.DURATION and not _ACTED.search(before):
            within = quantity.surface.endswith(("以内", "之内", "以下")) or _WITHIN.match(self._folded, quantity.end)
            return bool(within) or bool(_NORMATIVE.search(before))
        return bool(re.search(r"应当|不得", before))

    def _nearest(self, quantity: Quantity, low: int, *, beyond: bool = False) -> TimeWord | None:
        """Return the last time word between ``low`` and the figure that is not the base of a comparison.

        ``beyond`` the figure's clause a time that only tells which objects are meant (对2018年以来制定的…) is not the figure's.
        """
        i = bisect.bisect_left(self._starts, quantity.start) - 1
        while i >= 0 and self._words[i].start >= low:
            word = self._words[i]
            bare_day = word.first.day and word.first.month is None
            told = beyond and self._folded[max(0, word.start - 1) : word.start] in {"对", "将", "把"}
            told = told or self._left_behind(word, quantity.start)
            if not bare_day and not told and (not word.compared or self._governs(word, quantity)):
                return word
            i -= 1
        return None

    def _left_behind(self, word: TimeWord, position: int) -> bool:
        """Say whether a time stands in brackets that close before ``position``: (上年为45件) tells of nothing behind it."""
        opening = self._folded.rfind("(", max(0, word.start - _BRACKET), word.start)
        if opening < 0 or ")" in self._folded[opening : word.start]:
            return False
        return 0 <= self._folded.find(")", word.end, word.end + _BRACKET) < position

    def _governs(self, word: TimeWord, quantity: Quantity) -> bool:
        """Say whether a compared year owns the figure: 较2022年的31件 does, 较2022年下降29% does not."""
        between = self._folded[word.end : quantity.start]
        return bool(re.fullmatch(r"(?:度)?(?:同期)?的?(?:共)?", between))

    def _behind(self, quantity: Quantity) -> TimeWord | None:
        """Return a date in brackets right after the figure, or the list of years that a 次 counts."""
        end = quantity.end
        opening = self._folded.find("(", end, end + 24)
        if opening < 0 or (opening > end and quantity.unit != "次"):
            return None
        for word in find_times(self._folded[opening + 1 : opening + 60]):
            closes = self._folded.startswith(")", opening + 1 + word.end)
            if word.start == 0 and closes and (opening == end or word.last is not None):
                return word
            return None
        return None

    def _resolve(self, word: TimeWord, line: Line) -> Period | None:
        if word.first.year is None and self._year is None:
            return None
        heading = self._heading_period(line)
        if word.relative and not word.shift and not word.now and self._planned(heading):
            return heading
        context = self._named_year(word, line) or (heading.start.year if heading else None)
        return word.period(self._year or word.first.year or 0, context)

    def _planned(self, heading: Period | None) -> bool:
        """Say whether a heading speaks of a coming year, so that 全年 under it is that year."""
        return bool(heading and self._year and heading.start.year > self._year)

    def _named_year(self, word: TimeWord, line: Line) -> int | None:
        """Return the year last named before ``word`` in its sentence."""
        low = max(self._layout.sentence(word.start)[0], line.start)
        i = bisect.bisect_left(self._starts, word.start) - 1
        while i >= 0 and self._starts[i] >= low:
            earlier = self._words[i]
            if earlier.first.year and not earlier.compared and earlier.last is None:
                return earlier.first.year
            if earlier.relative and earlier.shift and self._year:
                return self._year + earlier.shift
            i -= 1
        return None

    def _inherited(self, sentence: int, line: Line) -> Period | None:
        """Return the period that the paragraph, a heading, or the document lends to a figure without one."""
        i = bisect.bisect_left(self._starts, sentence) - 1
        while i >= 0 and self._starts[i] >= line.start:
            word = self._words[i]
            if (
                word.whole_years
                and not word.compared
                and not self._left_behind(word, sentence)
                and not word.years_back
                and word.last is None
                and not self._goes_back(word)
            ):
                return self._resolve(word, line)
            i -= 1
        if period := self._heading_period(line):
            return period
        return self._whole(self._year) if self._year else None

    def _goes_back(self, word: TimeWord) -> bool:
        """Say whether 2020年以来 reaches over more years than the reporting one."""
        return word.open_end and bool(word.first.year) and word.first.year != self._year

    def _heading_period(self, line: Line) -> Period | None:
        for heading in reversed(line.headings):
            if heading not in self._headings:
                self._headings[heading] = self._read_heading(heading)
            if period := self._headings[heading]:
                return period
        return None

    def _read_heading(self, heading: Heading) -> Period | None:
        i = bisect.bisect_left(self._starts, heading.start)
        stop = _HEADING_END.search(self._folded, heading.start, heading.end)
        end = stop.start() if stop else heading.end
        while i < len(self._words) and self._words[i].end <= end:
            word = self._words[i]
            if word.first.year and word.whole_years and not word.compared and not self._goes_back(word):
                return word.period(self._year or word.first.year)
            i += 1
        text = self._folded[heading.start : end]
        if self._year and heading.level <= 1 and _FORWARD.search(text):
            return self._whole(self._year + 1)
        return None

    @staticmethod
    def _whole(year: int) -> Period:
        return TimeWord.whole(year)


def _seasons_apart(folded: str, word: TimeWord) -> list[TimeWord]:
    """Return 一季度 and 二季度 of 一季度、二季度, each as a word of its own, for a list that 分别 shares out."""
    parts = _SEASON.findall(word.season)
    if len(parts) <= 1:
        return [word]
    apart: list[TimeWord] = []
    position = word.start
    for part in parts:
        at = folded.find(part, position, word.end)
        if at < 0:
            return [word]
        position = at + len(part)
        apart.append(replace(word, start=at, end=position, season=part))
    return apart


def _inside(spans: list[tuple[int, int]], position: int) -> bool:
    i = bisect.bisect_right(spans, (position, 1 << 60)) - 1
    return i >= 0 and spans[i][1] > position


def _in_brackets(folded: str, word: TimeWord) -> bool:
    """Say whether a time word stands alone in brackets, as in a plan's name (2021-2025年)."""
    return folded[word.start - 1 : word.start] in {"(", "〔", "["} and folded[word.end : word.end + 1] in {
        ")",
        "〕",
        "]",
    }
