"""Read from a question, by rules alone: organ, years, kind of document, article references, follow-ups."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from assistant.answering.types import Searched
from knowledge.documents import Kind
from knowledge.figures import read_quantities
from knowledge.norms.citations import NormCitation, find_citations

_CHINESE_YEAR = re.compile(r"([二一][〇零一二三四五六七八九]{3})年")
_SPAN = re.compile(r"((?:19|20)\d{2})\s*年?\s*(?:—|–|-|－|~|～|至|到)+\s*((?:19|20)\d{2})\s*年?")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})\s*(?:年|(?=[^\d\w]|$)|(?=[的和与跟、比]))")
_SHORT_YEAR = re.compile(r"(?<![\d满近超约过])([012]\d)年(?!内|级|代|龄|前|后|以上|以下|来)")
_RELATIVE = {"今年": 0, "本年": 0, "去年": -1, "上年": -1, "上一年": -1, "前年": -2, "明年": 1}
_LAST_YEARS = re.compile(r"(?:近|最近|过去|这)\s*([二两三四五六七八九十\d]{1,2})\s*年")
_COUNT = {"二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
_ORGAN = re.compile(
    r"[一-鿿]{2,7}?(?:省|市|县|区|州|旗|镇|乡|街道)[一-鿿]{0,10}?"
    r"(?:公安局|公安厅|公安分局|司法局|司法厅|财政局|教育局|民政局|人社局|卫健局|水利局|交通局|交通运输局|农业农村局"
    r"|市场监管局|市场监督管理局|应急管理局|自然资源局|生态环境局|税务局|人民政府|综合执法局|综合行政执法局|检察院|法院|政府)"
)
_FOLLOW_UP = re.compile(r"^(?:那么?|还有|再说说|再看看|换成|改成|如果是)|呢[？?]?$")
_KINDS = (
    (Kind.PLAN, re.compile(r"(?:实施|工作|行动|普法)方案|规划(?!局)|责任清单|方案(?:里|中|提出|要求|规定|明确)")),
    (Kind.REPORT, re.compile(r"年度报告|工作报告|年报|报告里|报告中|工作总结")),
    (
        Kind.REGULATION,
        re.compile(r"(?:什么|哪些|哪部|哪条)(?:法律|法规|规定|条款)|法律(?:上|依据|规定|责任)|法条|依法应当"),
    ),
)
_FORWARD = re.compile(r"安排|打算|下一步|计划|目标|准备(?:怎么|如何|干)|将(?:要|会)|工作思路")
_ORDINAL_LEFT_OUT = re.compile(
    r"(?:(?<=法)(?<!办法)|(?<=法典)|(?<=条例)|(?<=》))(?=(?:[一二三四五六七八九十百千零]{1,7}|\d{1,4})条)"
)
"""People write 行政诉讼法四十六条; in a text to be checked that stays as it is."""
_LEADING = re.compile(
    r"^(?:请问|请|帮我|麻烦|查一下|查查|问一下|想知道|我想问|在|关于|按照|根据|以来|期间|年度|全年|年)+"
)


class Known(Protocol):
    """What the library can tell about itself."""

    def organs(self) -> tuple[str, ...]:
        """Return the organs that reports, plans and data sheets name."""
        ...

    def years(self, organ: str | None = None) -> tuple[int, ...]:
        """Return the reporting years that are covered."""
        ...

    def regulation_titles(self) -> tuple[str, ...]:
        """Return the titles of regulations and catalogue entries, so that bare names are read whole."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Understanding:
    """A question as the rules read it."""

    question: str
    """As asked."""
    standalone: str
    """The question with what a follow-up leaves out, for retrieval and for the prompt."""
    topic: str
    """The standalone question without organ, years and phrases of politeness: what it is about."""
    organ: str | None = None
    organ_known: bool = True
    """False where an organ is named that no document of the library belongs to."""
    years: tuple[int, ...] = ()
    kinds: tuple[Kind, ...] = ()
    citations: tuple[NormCitation, ...] = ()
    forward: bool = False
    """Whether plans for the year are asked for; these stand in the report of the year before."""

    def searched(self) -> Searched:
        """Return what is shown as chips."""
        articles = tuple(c.surface for c in self.citations if c.articles)
        return Searched(organ=self.organ, years=self.years, kinds=self.kinds, articles=articles)


def understand(
    question: str,
    known: Known,
    *,
    history: Sequence[str] = (),
    removed: frozenset[str] = frozenset(),
    today: date,
) -> Understanding:
    """Read a question; ``history`` holds the earlier questions, oldest first.

    ``removed`` names chips that the reader took away: ``organ``, ``years``, ``kinds``, ``articles``.
    """
    standalone = _ORDINAL_LEFT_OUT.sub("第", _complete(question.strip(), history))
    organ, organ_known = _organ(standalone, known.organs())
    years = _years(standalone, known.years(organ if organ_known else None), today)
    citations = tuple(find_citations(standalone, names=known.regulation_titles()))
    kinds = () if citations else _kinds(standalone)
    read = Understanding(
        question=question,
        standalone=standalone,
        topic=_topic(standalone, organ),
        organ=organ,
        organ_known=organ_known,
        years=years,
        kinds=kinds,
        citations=citations,
        forward=bool(_FORWARD.search(standalone)),
    )
    if "organ" in removed:
        read = replace(read, organ=None, organ_known=True)
    if "years" in removed:
        read = replace(read, years=())
    if "articles" in removed:
        read = replace(read, citations=())
    if "kinds" in removed:
        read = replace(read, kinds=())
    return read


def _complete(question: str, history: Sequence[str]) -> str:
    """Put what the earlier question said around a follow-up's new part ("那2022年呢？")."""
    if not history or not _FOLLOW_UP.search(question):
        return question
    earlier = history[-1]
    if _FOLLOW_UP.search(earlier) and len(history) > 1:
        earlier = _complete(earlier, history[:-1])
    new = re.sub(r"^(?:那么?|还有|再说说|再看看|换成|改成|如果是)|呢?[？?。]*$", "", question).strip("，, ")
    years = year_marks(new)
    if years and len(re.sub(r"[年度的份]", "", _without(new, years))) <= 1:
        old = year_marks(earlier)
        rest = _without(earlier, old)
        return f"{new}{rest}" if not old else earlier[: old[0][0]] + new + earlier[old[0][1] :]
    article = [c for c in find_citations(new) if c.articles]
    named = [c for c in find_citations(earlier) if c.title]
    if article and named and not article[0].title:
        return f"{named[0].title}{new}怎么规定"
    old = year_marks(earlier)
    organ = _ORGAN.search(earlier)
    year = earlier[old[0][0] : old[0][1]] if old and not years else ""
    return f"{organ.group() if organ and not _ORGAN.search(new) else ''}{year}{new}"


def year_marks(text: str) -> list[tuple[int, int]]:
    """Return where years are named, each as (start, end)."""
    found: list[tuple[int, int]] = []
    for pattern in (_SPAN, _LAST_YEARS, _YEAR, _CHINESE_YEAR, _SHORT_YEAR):
        found.extend(
            m.span() for m in pattern.finditer(text) if not any(a < m.end() and m.start() < b for a, b in found)
        )
    for word in _RELATIVE:
        found.extend(
            m.span() for m in re.finditer(word, text) if not any(a < m.end() and m.start() < b for a, b in found)
        )
    return sorted(found)


def _without(text: str, spans: Sequence[tuple[int, int]]) -> str:
    for start, end in reversed(spans):
        text = text[:start] + text[end:]
    return text


def _years(text: str, covered: Sequence[int], today: date) -> tuple[int, ...]:
    """Return the years a question asks about; names such as “2021—2025年规划” in 《》 do not count."""
    text = re.sub(r"《[^》]*》|〔\d{4}〕|[（(]\d{4}年?(?:修订|修正|版)[）)]", "", text)
    text = _CHINESE_YEAR.sub(lambda m: m.group(1).translate(_CHINESE_DIGITS) + "年", text)
    years: set[int] = set()
    for match in _SPAN.finditer(text):
        first, last = sorted((int(match.group(1)), int(match.group(2))))
        years.update(range(first, last + 1) if last - first <= 30 else (first, last))  # noqa: PLR2004 - a lifetime of reports
    years.update(int(m.group(1)) for m in _YEAR.finditer(text))
    years.update(2000 + int(m.group(1)) for m in _SHORT_YEAR.finditer(text))
    for word, offset in _RELATIVE.items():
        # 上年 beside a named year is the year before that one, which the named year's own report tells of.
        compared = word in {"上年", "上一年"} or re.search(rf"[比较同与和]{word}", text)
        if word in text and not (years and compared):
            years.add(today.year + offset)
    for match in _LAST_YEARS.finditer(text):
        count = int(match.group(1)) if match.group(1).isdigit() else _COUNT.get(match.group(1), 0)
        past = [year for year in covered if year <= today.year]
        years.update(past[-count:] if past else range(today.year - count, today.year))
    return tuple(sorted(years))


_CHINESE_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")


def _organ(text: str, organs: Sequence[str]) -> tuple[str | None, bool]:
    """Return the organ a question names and whether the library knows it."""
    for organ in sorted(organs, key=len, reverse=True):
        if organ in text:
            return organ, True
    named = _ORGAN.search(_LEADING.sub("", _without(text, year_marks(text))))
    if named:
        name = _LEADING.sub("", named.group())
        matching = [organ for organ in organs if organ.endswith(name) or _short(organ) == _short(name)]
        return (matching[0], True) if len(matching) == 1 else (name, False)
    tail = re.search(r"(?:省|市|县|区|州|旗)(?:公安局|司法局|人民政府|政府|局)", text)
    short = [organ for organ in organs if _short(organ) in text or (tail and organ.endswith(tail.group()))]
    return (short[0], True) if len(short) == 1 else (None, True)


def _short(organ: str) -> str:
    """Return the short form people use: 云岭县公安局 -> 云岭公安局 is not used, 云岭县局 is."""
    return re.sub(r"公安局$|人民政府$", lambda m: "局" if m.group().endswith("局") else "政府", organ)


def _kinds(text: str) -> tuple[Kind, ...]:
    return tuple(kind for kind, pattern in _KINDS if pattern.search(text))[:1]


def _topic(text: str, organ: str | None) -> str:
    """Return what the question is about, without organ, years and politeness."""
    topic = _without(text, year_marks(text))
    if organ:
        topic = topic.replace(organ, "").replace(_short(organ), "")
    for quantity in reversed(read_quantities(topic)):
        topic = topic[: quantity.start] + topic[quantity.end :]
    topic = re.sub(r"为(?:什么|何)(?:只|才)?(?:是|有|会)?|怎么(?:只|才)(?:有|是)", "", topic)
    return _LEADING.sub("", topic).strip("，, 。？?的") or text
