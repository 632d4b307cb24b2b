"""Figures that compare or change the one before: 同比下降12%, 较2022年的31件, 降至38%, 占15%, 低于平均水平2个百分点."""

import re

from knowledge.documents import Span
from knowledge.figures import words
from knowledge.figures.clauses import ENDS
from knowledge.figures.naming import bare_count, root
from knowledge.figures.topic import Metric, Topic
from knowledge.figures.types import FigureKind, Quantity

_LONGEST_CHANGE = 40
_INCREASES = frozenset({"上升", "增长", "增加", "提高", "提升", "上涨", "升", "扩大", "增", "增收", "延长", "多"})
_BASE_YEAR = re.compile(r"(?:较|比|与)((?:19|20)[0-9]{2})年")


class ChangeReader:
    """Names changes in one text; ``text`` has its dates blanked, ``folded`` has not."""

    def __init__(self, text: str, folded: str, year: int | None) -> None:
        """Read from both forms; a change against another year than the one before ``year`` is no 同比."""
        self._text, self._folded, self._year = text, folded, year

    def same(self, topic: Topic, low: int, end: int, quantity: Quantity) -> Metric | None:
        """Return the metric before where the words only compare or change it: 较2022年的31件, 降至38%, 同比下降12%."""
        low = max(low, end - _LONGEST_CHANGE)
        start = low
        while start < end and self._text[start] in ENDS:
            start += 1
        if not topic.metric:
            return None
        if quantity.unit == topic.unit and words.ONLY_DATED.fullmatch(self._text, low, end):
            return Metric(root(topic.metric), None)
        if end > start and words.COMPARED.fullmatch(self._text, start, end):
            return Metric(topic.metric, None)
        if beside := self._beside(topic.metric, start, end, rate=quantity.kind is FigureKind.RATE):
            return beside
        change = words.CHANGE.search(self._text, start, end)
        if change and self._only_change(start, change.start()):
            return self.changed(topic, change, topic.metric, Span(start=start, end=end), quantity)
        return None

    def _beside(self, metric: str, start: int, end: int, *, rate: bool) -> Metric | None:
        """Name a share of the metric before (占15%, 占总数的15%), its distance from a mean (低于全省平均水平) or its past.

        由20个工作日 behind 承诺时限压缩72% is 承诺时限, but 由234家 behind 压减率91.5% is no rate.
        """
        stem = root(metric)
        if words.ONLY_FROM.fullmatch(self._text, start, end) and rate == bool(words.RATE_HEAD.search(stem)):
            return Metric(stem, None)
        if words.ONLY_SHARE.fullmatch(self._text, start, end):
            return Metric(metric if metric.endswith(("占比", "比例")) else f"{bare_count(metric)}占比", None)
        if words.SHARE.fullmatch(self._text, start, end):
            whole = self._text[start:end].rstrip("的 ")
            return Metric(f"{metric}{whole}比例", Span(start=start, end=end))
        if above := words.ABOVE.fullmatch(self._text, start, end):
            return Metric(f"{stem}{above.group()}", Span(start=start, end=end))
        return None

    def _only_change(self, start: int, end: int) -> bool:
        rest = words.OTHER_BASE.sub("", words.MONTHLY.sub("", words.BASE.sub("", self._text[start:end])))
        return not rest.strip(ENDS + "同环比较上年去期")

    def changed(self, topic: Topic, change: re.Match[str], base: str, left: Span, quantity: Quantity) -> Metric:
        """Name a change after the metric that changed; 降至38% is the metric's own level."""
        stem = root(base)
        if change["level"]:
            return Metric(stem, left)
        if not words.NAMED_COUNT.search(stem) and not words.RATE_HEAD.search(stem) and quantity.kind is FigureKind.RATE:
            stem = f"{stem}数" if stem else stem
        return Metric(f"{stem}{self.by(topic, change)}", left)

    def by(self, topic: Topic, change: re.Match[str]) -> str:
        """Return what a change is called: 同比降幅, 环比增幅, or 降幅 where the base is neither year nor month."""
        how = "增幅" if change["how"] in _INCREASES else "降幅"
        low = max(topic.figure_end, change.start() - 20, 0)
        base = _BASE_YEAR.search(self._folded, low, change.start())
        if base and self._year and int(base[1]) != self._year - 1:
            return f"较{base[1]}年{how}"
        if words.MONTHLY.search(self._folded, low, change.start()):
            return f"环比{how}"
        return how if words.OTHER_BASE.search(self._text, low, change.start()) else f"同比{how}"
