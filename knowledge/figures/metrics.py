"""What a figure counts: object and verb of its clause in one normal form, topics carried into elliptic clauses.

    信访室共计收到各渠道转交办信访事项共计153件,已化解103件,化解率67%
    -> 信访事项收到数, 信访事项化解数, 信访事项化解率

The normal form is object + verb + 数 (次数, 人数, 金额, 率…); verbs that only say that something took place
(召开, 开展, 组织) are dropped. Text before the figure is read first, then text behind it, then the clauses before.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from knowledge.documents import Span
from knowledge.figures import words
from knowledge.figures.changes import ChangeReader
from knowledge.figures.clauses import COUNTED_TIMES, PERSONS, ClauseReader, Said, is_noun
from knowledge.figures.layout import Layout, Place
from knowledge.figures.naming import bare_count, counted, metric_name, root, with_rate
from knowledge.figures.sharing import Share, Sharing
from knowledge.figures.topic import Metric, Topic
from knowledge.figures.types import FigureKind, Quantity
from knowledge.figures.units import MEASURE

_LONGEST_CLAUSE = 120
_LONGEST_OBJECT = 36
_SHORT = 2
_BACK = 3
_LONGEST_GROUP = 12
_THINGS = frozenset({FigureKind.COUNT, FigureKind.AREA, FigureKind.WEIGHT})
_LIST_MARKS = frozenset("、,，和及另与 ()")
_DIGIT = re.compile("[0-9]")
_GOES_ON = re.compile(r" {0,4}(?:其中|同比|环比)")
_MANY = re.compile(r"、|和|及")
_PUNCTUAL = re.compile("(?:按期|按时|限时|及时)[一-龥]{1,3}率")


class MetricReader:
    """Reads the metric of each figure of one text, in order."""

    def __init__(
        self,
        folded: str,
        layout: Layout,
        unnamed: Sequence[tuple[int, int]],
        quantities: Sequence[Quantity],
        year: int | None,
    ) -> None:
        """Keep the folded text with ``unnamed`` (its dates and enumerators) blanked out: no name holds them.

        ``year`` is the reporting year: a change against another year than the one before is no 同比.
        """
        self._text = _blanked(folded, unnamed)
        self._changes = ChangeReader(self._text, folded, year)
        self._clauses = ClauseReader(self._text)
        self._layout = layout
        self._quantities = quantities
        self._sharing = Sharing(self._text, layout, self._clauses, quantities)
        self._topic = Topic()

    def share(self, index: int) -> tuple[int, int] | None:
        """Return the place of quantity ``index`` in its 分别 list and the list's size; None outside one."""
        share = self._sharing.of(index)
        return (share.position, share.size) if share else None

    def read(self, index: int, place: Place) -> Metric:
        """Return the metric of quantity ``index``; to be called for each in order."""
        quantity, clause, sentence = self._quantities[index], place.clause, place.sentence
        following = self._quantities[index + 1].start if index + 1 < len(self._quantities) else len(self._text)
        if sentence[0] != self._topic.sentence:
            goes_on = _GOES_ON.match(self._text, sentence[0]) and sentence[0] - self._topic.figure_end <= _SHORT
            self._topic = (
                replace(self._topic, sentence=sentence[0], verb="") if goes_on else Topic(sentence=sentence[0])
            )
        begin = self._labelled(clause[0], quantity.start)
        low = max(begin, self._topic.figure_end, quantity.start - _LONGEST_CLAUSE)
        if index and self._qualifies(self._quantities[index - 1], quantity, clause[0]):
            low = self._quantities[index - 1].start
        share = self._sharing.of(index)
        metric = self._shared(share, quantity) if share else None
        if metric is None:
            metric = (
                self._rate(quantity, low)
                if quantity.kind is FigureKind.RATE
                else self._count(quantity, low, min(clause[1], following), whole=clause[1] <= following)
            )
        topic = self._topic
        topic.metric, topic.figure_end, topic.unit = metric.name, quantity.end, quantity.unit
        if not metric.name.endswith(("增幅", "降幅")):
            topic.names = [*topic.names[-_LONGEST_GROUP:], metric.name]
        return metric

    def _labelled(self, begin: int, end: int) -> int:
        """Return where the label of a figure begins that stands alone behind a colon: 立案数：12."""
        alone = begin > 0 and self._text[begin - 1] == ":" and not self._text[begin:end].strip()
        return self._layout.clause(begin - 1)[0] if alone else begin

    def _qualifies(self, before: Quantity, quantity: Quantity, low: int) -> bool:
        """Say whether the figure before is an attribute of what is counted: 60岁以上老年人, 10个工作日内办结率."""
        bounded = before.surface.endswith(("以上", "以下", "以内"))
        inside = self._text.startswith(("内", "以内", "之内"), before.end)
        if before.start < low or before.kind in {FigureKind.COUNT, FigureKind.RATE} or not (bounded or inside):
            return False
        return before.end < quantity.start - 1 and bool(words.QUALIFYING.match(self._text, before.end))

    def _shared(self, share: Share, quantity: Quantity) -> Metric | None:
        """Name a figure of a group that 分别 shares out; None where the text does not say what it belongs to."""
        change = words.CHANGE.search(self._text, max(self._topic.figure_end, quantity.start - 8), quantity.start)
        if change is None:
            change = self._topic.change if share.position else share.change
        self._topic.change = change
        if share.said is None and change is None:
            return self._of_whole(share, quantity)
        if share.said is None:
            names = self._topic.names[-share.size :]
            if change is None or len(names) < share.size:
                return Metric("", None)
            return self._changes.changed(
                self._topic, change, names[share.position], Span(start=change.start(), end=quantity.start), quantity
            )
        said = share.said
        if MEASURE.fullmatch(said.noun) and not said.verb:
            said = replace(said, noun=self._topic.last + said.noun)
        elif not said.noun:
            said = replace(said, noun=self._topic.noun or self._earlier(said.start))
        elif change is None and quantity.kind is not FigureKind.RATE:
            self._remember(said)
        span = Span(start=said.start, end=said.end)
        level = bool(change and change["level"])
        if quantity.kind is FigureKind.RATE and (change is None or level):
            return Metric(with_rate(self._rate_name(said)), span)
        name = counted(said) if quantity.kind is FigureKind.RATE else metric_name(said, quantity)
        if change is None or level:
            return Metric(name, span)
        return self._changes.changed(self._topic, change, name, span, quantity)

    def _of_whole(self, share: Share, quantity: Quantity) -> Metric | None:
        """Name a share of a whole by the metrics just before: A案件5件、B案件3件，分别占总数的5%、3%."""
        last = len(self._topic.names) - share.position
        members = self._topic.names[max(0, last - share.size) : last]
        if share.whole and quantity.kind is FigureKind.RATE and len(members) == share.size:
            of = words.SHARED_WHOLE.search(self._text, max(0, quantity.start - 20), quantity.start)
            span = Span(start=of.start(), end=of.end("whole")) if of and not share.position else None
            return Metric(f"{bare_count(members[share.position])}占{share.whole}比例", span)
        return Metric(self._topic.metric, None) if share.position and self._topic.metric else None

    def _count(self, quantity: Quantity, low: int, high: int, *, whole: bool) -> Metric:
        if same := self._changes.same(self._topic, low, quantity.start, quantity):
            return same
        left = self._clauses.trimmed(low, quantity.start)
        if quantity.surface == "零":
            return self._none_of(quantity)
        change = words.CHANGE.search(self._text, max(left.start, quantity.start - 8), quantity.start)
        level = change is not None and bool(change["level"]) and change.start() > left.start
        if self._runs_on(quantity, left) and (again := self._again(quantity)):
            return again
        said = self._clauses.clause(left.start, change.start() if change and level else left.end)
        right = self._clauses.behind(quantity, high, whole=whole and left.end <= left.start)
        if right and not said.noun and self._text[quantity.start - 1 : quantity.start] != "(":
            said = Said(right.noun, said.verb or right.verb, min(said.start or right.start, right.start), right.end)
        elif right and self._counts_behind(quantity, said, right):
            said = Said(right.noun, said.verb, right.start, right.end)
        part = self._part(quantity, said, low)
        said = part or self._elliptic(quantity, said)
        if part is None and not said.noun.startswith("涉及"):
            self._remember(said)
        self._topic.said = said
        return Metric(
            metric_name(said, quantity), Span(start=said.start, end=said.end) if said.end > said.start else None
        )

    def _counts_behind(self, quantity: Quantity, said: Said, right: Said) -> bool:
        """Say whether the thing counted stands behind: 落实交管20项改革措施, 局长先后4次部署法治工作."""
        acted = bool(words.VERB_CHAIN.match(right.noun) or words.STATED.match(right.noun))
        if quantity.unit in COUNTED_TIMES:
            return (
                acted
                and not said.verb
                and bool(words.REPEATED.search(self._text, max(0, quantity.start - 8), quantity.start))
            )
        if quantity.unit in PERSONS and words.PERSON.search(right.noun):
            return not acted and right.start == quantity.end
        ordinary = quantity.kind is FigureKind.COUNT and quantity.unit not in PERSONS and len(right.noun) > 1
        return ordinary and not acted and right.start == quantity.end and not words.NAMED_COUNT.search(right.noun)

    def _runs_on(self, quantity: Quantity, left: Span) -> bool:
        """Say whether a figure stands right behind another with no word between: 建筑13处2160平方米."""
        if self._topic.figure_end < 0 or left.end > left.start or is_noun(quantity.unit):
            return False
        gap = self._text[self._topic.figure_end : quantity.start]
        return not gap or (gap in {"、", ","} and quantity.kind is not FigureKind.COUNT)

    def _again(self, quantity: Quantity) -> Metric | None:
        """Name a figure that runs on after what the one before it counts."""
        said = self._topic.said
        return Metric(metric_name(said, quantity), None) if said and said.noun else None

    def _part(self, quantity: Quantity, said: Said, low: int) -> Said | None:
        """Name a part after its whole: 执法人员43名,其中持证上岗41名."""
        whole = self._topic.persons
        part = said.noun and not said.verb and whole and quantity.unit in PERSONS
        if not part or words.PERSON.search(said.noun) or "其中" not in self._text[low : said.start]:
            return None
        return Said(whole + said.noun, "", said.start, said.end)

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
        if (
            said.noun.startswith("每")
            or words.PER.fullmatch(said.noun)
            or (words.ATTRIBUTE.search(said.noun) and not said.verb)
        ):
            return Said(f"{topic.last}{said.noun}", said.verb, said.start, said.end)
        if words.STATE.match(said.noun) and not said.verb:
            said = Said("", said.noun, said.start, said.end)
        if said.noun and not said.verb and topic.verb and self._parallel(said, quantity):
            return Said(said.noun, topic.verb, said.start, said.end)
        if said.noun:
            return said
        carried = (
            (topic.persons if quantity.unit in PERSONS or quantity.unit == "岁" else "")
            or topic.noun
            or self._earlier(quantity.start)
        )
        noun = carried if not quantity.unit or said.verb or not is_noun(quantity.unit) else carried + quantity.unit
        return Said(
            noun, said.verb or (topic.verb if not quantity.unit or is_noun(quantity.unit) else ""), said.start, said.end
        )

    def _parallel(self, said: Said, quantity: Quantity) -> bool:
        """Say whether a bare noun continues a list: 检查单位36家,企业9家; with 、 whatever the unit."""
        gap = self._text[self._topic.figure_end : said.start]
        if self._topic.unit != quantity.unit and (gap != "、" or quantity.kind not in _THINGS):
            return False
        return self._topic.figure_end >= 0 and len(gap) <= _SHORT and all(c in _LIST_MARKS for c in gap)

    def _earlier(self, position: int) -> str:
        """Return the object of the nearest clause before that has one."""
        start, low = self._layout.clause(position)[0], self._layout.sentence(position)[0]
        for _ in range(_BACK):
            if start <= low:
                break
            end, start = start, self._layout.clause(start - 1)[0]
            said = self._clauses.clause(max(start, low, end - _LONGEST_CLAUSE), end - 1)
            if said.noun and len(said.noun) <= _LONGEST_OBJECT and not _DIGIT.search(said.noun):
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

    def _rate(self, quantity: Quantity, low: int) -> Metric:
        if same := self._changes.same(self._topic, low, quantity.start, quantity):
            return same
        left = self._clauses.trimmed(low, quantity.start)
        start, end = left.start, left.end
        change = words.CHANGE.search(self._text, max(low, quantity.start - 10), quantity.start)
        grown = change is not None and not change["level"]
        if change and change.start() >= start:
            end = change.start()
            base = words.BASE.search(self._text, max(start, end - 20), end)
            end = self._clauses.trimmed(start, base.start() if base else end).end
        said = self._head(start, end)
        if not said.noun and not said.verb:
            if behind := self._clauses.behind(quantity, min(self._layout.clause(quantity.start)[1], quantity.end + 16)):
                return Metric(f"{behind.noun}比例", Span(start=behind.start, end=behind.end))
            if change is not None and grown and self._topic.metric:
                return self._changes.changed(self._topic, change, self._topic.metric, left, quantity)
            return Metric(root(self._topic.metric) or with_rate(self._earlier(quantity.start)), None)
        if (noun := words.CHANGE_NOUN.match(said.noun)) and self._topic.metric:
            how = "增幅" if noun["noun"] in {"增幅", "增速", "涨幅"} else "降幅"
            kept = self._topic.metric if self._topic.metric.endswith(how) else f"{root(self._topic.metric)}同比{how}"
            return Metric(kept, Span(start=said.start, end=end))
        name = self._rate_name(said)
        if change is not None and grown:
            stem = name if words.NAMED_COUNT.search(name) else f"{name}数"
            name = f"{stem}{self._changes.by(self._topic, change)}"
        elif quantity.unit == "%" and self._text[end : quantity.start].strip(" 约").endswith("占"):
            name = name if words.RATE_HEAD.search(name) else f"{bare_count(name)}占比"
        elif quantity.unit in {"%", "‰", ""}:
            name = with_rate(name)
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
        if noun.endswith("率") and len(noun) > 1 and topic.endswith(noun.removesuffix("率")):
            return f"{topic}率"
        elliptic = words.VERB_CHAIN.match(noun) and len(noun) <= 5  # noqa: PLR2004 - 化解率, 调解成功率: a verb and 率
        if elliptic or len(noun) <= 4 or _PUNCTUAL.fullmatch(noun):  # noqa: PLR2004 - 持证率, 合格率
            topic = topic or self._earlier(said.start)
            verb = self._topic.verb.removesuffix("成功").removeprefix("成功") if noun == "成功率" else ""
            return f"{topic}{verb}{noun}" if topic and not noun.startswith(topic) else noun
        return f"{noun}{said.verb}"


def _blanked(folded: str, dates: Sequence[tuple[int, int]]) -> str:
    pieces: list[str] = []
    position = 0
    for start, end in dates:
        pieces += [folded[position:start], " " * (end - start)]
        position = end
    return "".join([*pieces, folded[position:]])
