"""What a figure counts: object and verb of its clause in one normal form, topics carried into elliptic clauses.

    信访室共计收到各渠道转交办信访事项共计153件,已化解103件,化解率67%
    -> 信访事项收到数, 信访事项化解数, 信访事项化解率

The normal form is object + verb + 数 (次数, 人数, 金额, 率…); verbs that only say that something took place
(召开, 开展, 组织) are dropped. Text before the figure is read first, then text behind it, then the clauses before.
"""

import re
from dataclasses import dataclass

from knowledge.documents import Span
from knowledge.figures import words
from knowledge.figures.clauses import COUNTED_TIMES, ENDS, PERSONS, ClauseReader, Said, is_noun
from knowledge.figures.layout import Layout, Place
from knowledge.figures.types import FigureKind, Quantity

_LONGEST_CLAUSE = 120
_LONGEST_OBJECT = 36
_SHORT = 2
_BACK = 3
_INCREASES = frozenset({"上升", "增长", "增加", "提高", "提升", "上涨", "升", "扩大"})
_MEASURED = {
    FigureKind.MONEY: "金额",
    FigureKind.DURATION: "时长",
    FigureKind.AREA: "面积",
    FigureKind.WEIGHT: "重量",
}
_MANY = re.compile(r"、|和|及")


@dataclass(frozen=True, slots=True)
class Metric:
    """The normal form of what is counted, and the words that say so."""

    name: str
    span: Span | None


@dataclass(slots=True)
class _Topic:
    """What a sentence has talked about so far."""

    sentence: int = -1
    noun: str = ""
    persons: str = ""
    verb: str = ""
    metric: str = ""
    unit: str = ""
    last: str = ""
    figure_end: int = -1


class MetricReader:
    """Reads the metric of each figure of one text, in order."""

    def __init__(self, folded: str, layout: Layout, dates: list[tuple[int, int]]) -> None:
        """Keep the folded text with its dates blanked out, so that they never become part of a name."""
        self._text = _blanked(folded, dates)
        self._clauses = ClauseReader(self._text)
        self._layout = layout
        self._topic = _Topic()

    def read(self, quantity: Quantity, place: Place, following: int) -> Metric:
        """Return the metric of ``quantity``; ``following`` is where the next figure begins."""
        clause, sentence = place.clause, place.sentence
        if sentence[0] != self._topic.sentence:
            self._topic = _Topic(sentence=sentence[0])
        low = max(clause[0], self._topic.figure_end, quantity.start - _LONGEST_CLAUSE)
        metric = (
            self._rate(quantity, low)
            if quantity.kind is FigureKind.RATE
            else self._count(quantity, low, min(clause[1], following))
        )
        self._topic.metric, self._topic.figure_end, self._topic.unit = metric.name, quantity.end, quantity.unit
        return metric

    def _count(self, quantity: Quantity, low: int, high: int) -> Metric:
        if same := self._same_metric(low, quantity.start):
            return same
        left = self._clauses.trimmed(low, quantity.start)
        if quantity.surface == "零":
            return self._none_of(quantity)
        change = words.CHANGE.search(self._text, max(left.start, quantity.start - 8), quantity.start)
        level = change is not None and bool(change["level"]) and change.start() > left.start
        said = self._clauses.clause(left.start, change.start() if change and level else left.end)
        right = self._clauses.behind(quantity, high)
        if not said.noun and right and self._text[quantity.start - 1 : quantity.start] != "(":
            said = Said(right.noun, said.verb or right.verb, min(said.start or right.start, right.start), right.end)
        part = self._part(quantity, said, low)
        said = part or self._elliptic(quantity, said)
        if part is None and not said.noun.startswith("涉及"):
            self._remember(said)
        return Metric(_name(said, quantity), Span(start=said.start, end=said.end) if said.end > said.start else None)

    def _part(self, quantity: Quantity, said: Said, low: int) -> Said | None:
        """Name a part after its whole: 执法人员43名,其中持证上岗41名."""
        whole = self._topic.persons
        part = said.noun and not said.verb and whole and quantity.unit in PERSONS
        if not part or words.PERSON.search(said.noun) or "其中" not in self._text[low : said.start]:
            return None
        return Said(whole + said.noun, "", said.start, said.end)

    def _same_metric(self, low: int, end: int) -> Metric | None:
        """Return the metric before where the words only compare or change it: 较2022年的31件, 降至38%, 同比下降12%."""
        low = max(low, end - 40)
        start = low
        while start < end and self._text[start] in ENDS:
            start += 1
        if not self._topic.metric:
            return None
        compared = words.COMPARED.search(self._text, start, end)
        if compared and compared.start() == start and end > start:
            return Metric(self._topic.metric, None)
        if (share := words.SHARE.search(self._text, start, end)) and share.start() == start:
            whole = self._text[start:end].rstrip("的 ")
            return Metric(f"{self._topic.metric}{whole}比例", Span(start=start, end=end))
        if (above := words.ABOVE.search(self._text, start, end)) and above.start() == start:
            return Metric(f"{self._topic.metric}{above.group()}", Span(start=start, end=end))
        change = words.CHANGE.search(self._text, start, end)
        if change and self._only_change(start, change.start()):
            return self._changed(change, Span(start=start, end=end))
        return None

    def _none_of(self, quantity: Quantity) -> Metric:
        """Name what 零 denies: 零败诉 in a sentence on 行政诉讼案件 is 行政诉讼案件败诉数."""
        match = words.OUTCOME.match(self._text, quantity.end)
        outcome = match.group() if match else ""
        return Metric(f"{self._topic.noun}{outcome}数", Span(start=quantity.start, end=quantity.end + len(outcome)))

    def _elliptic(self, quantity: Quantity, said: Said) -> Said:
        """Fill in what the clause leaves out from the sentence so far."""
        topic = self._topic
        if said.noun and said.verb in {"涉及", "涉"}:
            of = f"的{topic.noun}" if topic.noun and not said.noun.endswith(topic.noun) else ""
            return Said(f"涉及{said.noun}{of}", "", said.start, said.end)
        if said.verb in {"移送", "移交", "报送", "上报"} and words.AUTHORITY.search(said.noun) and topic.noun:
            return Said(topic.noun, said.verb + said.noun, said.start, said.end)
        if said.noun.startswith("每") or (words.ATTRIBUTE.search(said.noun) and not said.verb):
            return Said(f"{topic.last}{said.noun}", "", said.start, said.end)
        if said.noun and not said.verb and topic.verb and topic.unit == quantity.unit and self._parallel(said):
            return Said(said.noun, topic.verb, said.start, said.end)
        if said.noun:
            return said
        carried = (topic.persons if quantity.unit in PERSONS else "") or topic.noun or self._earlier(quantity.start)
        noun = carried if not quantity.unit or said.verb or not is_noun(quantity.unit) else carried + quantity.unit
        return Said(
            noun, said.verb or (topic.verb if not quantity.unit or is_noun(quantity.unit) else ""), said.start, said.end
        )

    def _parallel(self, said: Said) -> bool:
        """Say whether a bare noun continues a list: 检查单位36家,企业9家."""
        gap = self._text[self._topic.figure_end : said.start]
        return self._topic.figure_end >= 0 and len(gap) <= _SHORT and all(c in ENDS or c in "和及另" for c in gap)

    def _earlier(self, position: int) -> str:
        """Return the object of the nearest clause before that has one."""
        start, low = self._layout.clause(position)[0], self._layout.sentence(position)[0]
        for _ in range(_BACK):
            if start <= low:
                break
            end, start = start, self._layout.clause(start - 1)[0]
            said = self._clauses.clause(max(start, low, end - _LONGEST_CLAUSE), end - 1)
            if said.noun and len(said.noun) <= _LONGEST_OBJECT:
                return said.noun
        return ""

    def _remember(self, said: Said) -> None:
        measure = words.NAMED_COUNT.search(said.noun) and self._topic.last
        if said.noun and not measure:
            if words.PERSON.search(said.noun):
                self._topic.persons = said.noun
            else:
                self._topic.noun = said.noun
            self._topic.last = said.noun
        if said.verb:
            self._topic.verb = said.verb

    def _only_change(self, start: int, end: int) -> bool:
        rest = words.BASE.sub("", self._text[start:end])
        return not rest.strip(ENDS + "同环比较上年去期")

    def _changed(self, change: re.Match[str], left: Span) -> Metric:
        """Name a change after the metric that changed; 降至38% is the metric's own level."""
        base = self._topic.metric
        if change["level"]:
            return Metric(base, Span(start=left.start, end=left.end))
        root = base.removesuffix("增幅").removesuffix("降幅").removesuffix("同比")
        return Metric(
            f"{root}同比{'增幅' if change['how'] in _INCREASES else '降幅'}", Span(start=left.start, end=left.end)
        )

    def _rate(self, quantity: Quantity, low: int) -> Metric:
        if same := self._same_metric(low, quantity.start):
            return same
        left = self._clauses.trimmed(low, quantity.start)
        start, end = left.start, left.end
        change = words.CHANGE.search(self._text, max(low, quantity.start - 10), quantity.start)
        grown = change and not change["level"]
        if change and change.start() >= start:
            end = change.start()
            base = words.BASE.search(self._text, max(start, end - 20), end)
            end = self._clauses.trimmed(start, base.start() if base else end).end
        said = self._head(start, end)
        if not said.noun and not said.verb:
            if behind := self._clauses.behind(quantity, min(self._layout.clause(quantity.start)[1], quantity.end + 16)):
                return Metric(f"{behind.noun}比例", Span(start=behind.start, end=behind.end))
            return Metric(self._topic.metric or _with_rate(self._earlier(quantity.start)), None)
        name = self._rate_name(said)
        if grown:
            stem = name if words.NAMED_COUNT.search(name) else f"{name}数"
            name = f"{stem}同比{'增幅' if change and change['how'] in _INCREASES else '降幅'}"
        elif quantity.unit in {"%", "‰", ""}:
            name = _with_rate(name)
        return Metric(name, Span(start=said.start, end=max(said.start, end)))

    def _head(self, start: int, end: int) -> Said:
        """Return the words that name a rate, without subject or light verb."""
        if words.RATE_HEAD.search(self._text, start, end):
            for match in words.LIGHT_VERB.finditer(self._text, start, max(start, end - _SHORT)):
                start = match.end()
            plain = self._clauses.plain(start, end)
            return Said(plain.noun, "", plain.start, end)
        return self._clauses.clause(start, end)

    def _rate_name(self, said: Said) -> str:
        topic, noun = self._topic.last, said.noun
        if not noun:
            return f"{topic or self._earlier(said.start)}{said.verb}"
        if said.verb or _MANY.search(noun) or not words.RATE_HEAD.search(noun):
            return f"{noun}{said.verb}"
        elliptic = words.VERB_CHAIN.match(noun) and len(noun) <= 5  # noqa: PLR2004 - 化解率, 调解成功率: a verb and 率
        if elliptic or len(noun) <= 4:  # noqa: PLR2004 - 持证率, 合格率
            topic = topic or self._earlier(said.start)
            verb = self._topic.verb.removesuffix("成功").removeprefix("成功") if noun == "成功率" else ""
            return f"{topic}{verb}{noun}" if topic and not noun.startswith(topic) else noun
        return f"{noun}{said.verb}"


def _blanked(folded: str, dates: list[tuple[int, int]]) -> str:
    pieces: list[str] = []
    position = 0
    for start, end in dates:
        pieces += [folded[position:start], " " * (end - start)]
        position = end
    return "".join([*pieces, folded[position:]])


def _with_rate(name: str) -> str:
    return name if not name or words.RATE_HEAD.search(name) or words.NAMED_COUNT.search(name) else f"{name}率"


def _name(said: Said, quantity: Quantity) -> str:
    """Return object + verb + what is measured."""
    noun, verb = said.noun, "立案" if said.verb == "立" else said.verb
    base = noun if verb and noun.endswith(verb) else noun + verb
    if not base or words.NAMED_COUNT.search(base):
        return base
    if measured := _MEASURED.get(quantity.kind):
        return base + measured
    if quantity.unit in COUNTED_TIMES:
        return f"{base}次数"
    if quantity.unit == "人次":
        return f"{base}人次"
    return f"{base}人数" if quantity.unit in PERSONS and not words.PERSON.search(noun) else f"{base}数"
