"""Lists that 分别 shares out: 立案、结案分别12件、9件 gives the first figure to 立案 and the second to 结案.

A group is two or more figures behind one 分别 with nothing but stops, copulas and words of change between them. Its
subjects are the members of the list before 分别 when they are as many as the figures; else the figures belong to the
metrics read just before (四项指数同比分别下降11%、19%、9%、25%).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.documents import Span
from knowledge.figures import words
from knowledge.figures.clauses import ENDS, ClauseReader, Said
from knowledge.figures.layout import Layout
from knowledge.figures.types import Quantity
from knowledge.figures.units import MEASURE

_APART = "分别"
_LONGEST_LEAD = 12
_LONGEST_SUBJECT = 60
_SHORT = 2
_BETWEEN = re.compile(
    r"[、,，和与及 ]{0,3}(?:同比|环比)?(?:下降|降低|减少|缩短|上升|增长|增加|提高|提升|上涨|为|是|达到?|占|约|升|降)?了?"
)
_LEAD = re.compile(r"(?:[一-龥]{0,10}?)(?:了|至|到|为|是|达到|达|有)?[ :]?")
_SPLIT = re.compile(r"[、和及与]")
_BASE_BEHIND = re.compile(
    r"(?:同比|环比|(?:较|比|与)[^,，。;、]{0,10}?(?:同期|相比|上年度?|去年|上一年度?|年度?|期|月|季度?))\Z"
)
_NO_VERB = re.compile(
    r"[ :了]|(?:各|均|都)?(?:同比|环比)?(?:为|是|达到?|至|到|有|占|约|下降|降低|减少|缩短|上升|增长|增加|提高|提升|上涨)+"
)
_VERDICT = re.compile(r"(?:均|都|全面|同比|继续|实现)*(?:“[^”]{1,8}”|[双三四]?(?:下降|上升|增长|双降))\Z")
_LONGEST_CHANGE = 8
_COUNTED = re.compile(r"(?:总|件|案)?数\Z")
_CUT_VERB = re.compile(r"(?:收|立|受|结|破|新收)\Z")
_HEADS = re.compile(r"(?:案件|申请|事项|纠纷|人员|线索|率|指数|满意度|服务|活动|资金|任务|项目|设施|车辆)\Z")


@dataclass(frozen=True, slots=True)
class Share:
    """The place of one figure in a group: its subject, or None where the metrics before it share the figures."""

    said: Said | None
    position: int
    size: int
    change: re.Match[str] | None = None
    """The word of change before 分别: 同比增长分别为12%和8%."""
    whole: str = ""
    """What each member is a share of: 分别占立案总数的41%、7%."""


class Sharing:
    """Finds the groups of one text; ``of(i)`` is the share of quantity ``i``, None outside every group."""

    def __init__(self, text: str, layout: Layout, clauses: ClauseReader, quantities: Sequence[Quantity]) -> None:
        """Read all groups of ``text`` (dates blanked) once."""
        self._text, self._layout, self._clauses = text, layout, clauses
        self._shares: dict[int, Share] = {}
        at = text.find(_APART)
        i = 0
        while at >= 0:
            while i < len(quantities) and quantities[i].start < at:
                i += 1
            self._read(at, i, quantities)
            at = text.find(_APART, at + len(_APART))

    def of(self, i: int) -> Share | None:
        """Return the share of quantity ``i``."""
        return self._shares.get(i)

    def _read(self, at: int, first: int, quantities: Sequence[Quantity]) -> None:
        lead = at + len(_APART)
        if first >= len(quantities) or quantities[first].start - lead > _LONGEST_LEAD:
            return
        if not _LEAD.fullmatch(self._text, lead, quantities[first].start):
            return
        last = first
        while last + 1 < len(quantities) and self._continues(quantities[last], quantities[last + 1]):
            last += 1
        size = last - first + 1
        if size < _SHORT:
            return
        low = max(self._layout.clause(at)[0], at - _LONGEST_SUBJECT, quantities[first - 1].end if first else 0)
        subjects = self._subjects(low, at, size, self._text[lead : quantities[first].start])
        change = words.CHANGE.search(self._text, max(low, at - _LONGEST_CHANGE), at)
        of = words.SHARED_WHOLE.search(self._text, lead, quantities[first].start)
        for k in range(size):
            said = subjects[k] if subjects else None
            self._shares[first + k] = Share(said, k, size, change, of["whole"] if of else "")

    def _continues(self, one: Quantity, other: Quantity) -> bool:
        gap = other.start - one.end
        return 0 < gap <= _LONGEST_LEAD and bool(_BETWEEN.fullmatch(self._text, one.end, other.start))

    def _subjects(self, low: int, high: int, size: int, lead: str) -> list[Said] | None:
        if base := _BASE_BEHIND.search(self._text, low, high):
            high = base.start()
        elif change := words.CHANGE.search(self._text, max(low, high - _LONGEST_CHANGE), high):
            base = _BASE_BEHIND.search(self._text, low, change.start())
            high = base.start() if base else change.start()
        trimmed = self._clauses.trimmed(low, high)
        if trimmed.end <= trimmed.start:
            trimmed = self._before(low)
        pieces = _pieces(self._text, trimmed.start, trimmed.end)
        if len(pieces) != size:
            return None
        return self._named(pieces, _NO_VERB.sub("", lead))

    def _before(self, position: int) -> Span:
        """Return the list of measures that the clause before ends in: 事故起数、死亡人数“双下降”，分别下降20%和25%."""
        if position < 1 or position <= self._layout.sentence(position)[0]:
            return Span(start=position, end=position)
        start, end = self._layout.clause(position - 1)[0], position - 1
        if verdict := _VERDICT.search(self._text, start, end):
            end = verdict.start()
        pieces = _pieces(self._text, start, end)
        named = all(words.NAMED_COUNT.search(self._text, p.start, p.end) for p in pieces)
        return Span(start=start, end=end if named else start)

    def _named(self, pieces: list[Span], behind: str) -> list[Said]:
        """Put object and verb to each member of a list; what one has in common with all is said once only."""
        texts = [self._text[p.start : p.end] for p in pieces]
        head, tail = texts[0], texts[-1]
        if (cut := _CUT_VERB.search(head)) and tail.endswith("案"):
            head += "案"
            stem = head[: cut.start()]
            verbs = [head[cut.start() :], *(t if t.endswith("案") else f"{t}案" for t in texts[1:])]
            noun = self._clauses.clause(pieces[0].start, pieces[0].start + cut.start()).noun if stem else ""
            return [Said(noun, verb, p.start, p.end) for verb, p in zip(verbs, pieces, strict=True)]
        chain = words.VERB_CHAIN.match(tail)
        if chain and all(_is_verb(t) for t in texts[:-1]):
            objects = self._clauses.clause(pieces[-1].start, pieces[-1].end)
            noun = "" if _is_verb(tail) else objects.noun
            verbs = [*texts[:-1], chain["first"]]
            return [Said(noun, verb, p.start, p.end) for verb, p in zip(verbs, pieces, strict=True)]
        first = self._clauses.clause(pieces[0].start, pieces[0].end)
        opening = words.VERB_CHAIN.match(texts[0])
        if not first.verb and opening and len(texts[0]) - opening.end() >= _SHORT and not texts[0].endswith("率"):
            first = Said(texts[0][opening.end() :], opening["first"], first.start, first.end)
        if all(_is_verb(t) for t in texts[1:]):
            return [first, *(Said(first.noun, t, p.start, p.end) for t, p in zip(texts[1:], pieces[1:], strict=True))]
        common = _HEADS.search(tail)
        nouns = [first.noun, *(_COUNTED.sub("", t).strip(ENDS) for t in texts[1:])]
        if common and len(tail) > len(common.group()):
            nouns = [n if _HEADS.search(n) or _is_measure(n) else n + common.group() for n in nouns]
        verb = first.verb or behind
        return [Said(n, verb, p.start, p.end) for n, p in zip(nouns, pieces, strict=True)]


def _pieces(text: str, start: int, end: int) -> list[Span]:
    found: list[Span] = []
    for split in _SPLIT.finditer(text, start, end):
        found.append(Span(start=start, end=split.start()))
        start = split.end()
    return [p for p in [*found, Span(start=start, end=end)] if p.end > p.start]


def _is_verb(text: str) -> bool:
    chain = words.VERB_CHAIN.match(text)
    return bool(chain and chain.end() == len(text))


def _is_measure(text: str) -> bool:
    return bool(MEASURE.fullmatch(text))
