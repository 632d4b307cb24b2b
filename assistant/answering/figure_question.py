"""Is a question one for the ledger? Which metrics it asks for, over which period, and what is to be done with them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from assistant.answering.terms import asks_list
from assistant.answering.understanding import Understanding, year_marks
from knowledge.documents import Kind
from knowledge.figures import read_figures, read_quantities
from knowledge.figures.matching import parts


class Operation(StrEnum):
    """What is done with the figures found."""

    VALUE = "value"
    TREND = "trend"
    CHANGE = "change"
    """How much more or less than in another year."""
    SUM = "sum"
    MOST = "most"
    LEAST = "least"
    RATIO = "ratio"


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedMetric:
    """One thing that is asked for."""

    name: str
    """Normal form, as the reader of figures names a figure in these words; may be empty."""
    words: str
    """The question's own words for it."""
    unit: str
    """The measure word asked for (多少件); empty where none is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureQuestion:
    """A question that the ledger can answer."""

    metrics: tuple[AskedMetric, ...]
    operation: Operation
    years: tuple[int, ...]
    part: str | None = None
    """Label of a part of a year (2023-H1, 2023-09) where one is asked for."""


_REASON = re.compile(
    r"为什么|为何|原因|怎么(?!变|样变)|如何(?!变)|怎样|哪些|哪几|什么(?!时候)|是否|有没有|是不是|能不能"
    r"|谁|哪里|哪个(?!年)|吗[？?]?$|依据|何时|时候|[由从](?:多少|几)"
)
_HOW_CHANGED = re.compile(
    r"(?:是)?(?:怎么|如何|怎样|怎么样)变化的?|变化(?:是|情况)?(?:怎么样|如何|怎样)|(?:有)?什么(?:样的)?(?:变化|趋势)"
)
_FORWARD = re.compile(r"目标|下一步|打算|安排(?!部署)|明年|力争|要求|应当|不少于|至少")
_MOST = re.compile(r"最多|最高|最大|峰值")
_LEAST = re.compile(r"最少|最低|最小")
_WHICH_YEAR = re.compile(r"哪一?(?:个)?年(?:度|份)?|何年")
_TREND = re.compile(r"变化|趋势|走势|历年|逐年|各年|每年|变动")
_CHANGED = re.compile(
    r"(?<!占)(?:比(?![例重率])|较|同期).{0,14}?(?:多(?!少)|(?<!多)少|增|减|升|降|提高|变化|相差)"
    r"|相比|对比|比较|相差|差多少|同比|(?:增长|增加|上升|提高|提升|下降|降低|减少|增|降|多|少)了?(?:多少|几|百分之)"
)
_SUM = re.compile(r"(?<![收])(?:一共|总共|合计|累计|总计|共计|加起来|总和|之和|总共有|共(?=[^享同青治产建]))")
_SHARE = re.compile(
    r"^(?P<part>.+?)占(?P<whole>.*?)(?:总数|总量)?的?(?:比例|比重|百分之[几多]少?|百分比|多少)(?:是|为)?(?:多少|几)?$"
)
_MEASURE = (
    r"个?百分点|人次|户次|家次|场次|万元|亿元|工作日|小时|平方米|公里|件次|班次|案例"
    r"|[件起宗例人名位次场期份条部户批处类篇天年倍种个项家辆台套册卷段所元分届轮堂课%]"
)
_AMOUNT = re.compile(
    rf"(?P<share>百分之(?:几|多少))|(?:多少(?P<m>{_MEASURE})?|几个?(?P<n>{_MEASURE})|(?:有|是|为)?多[高大]|多少钱)"
)
_MONEY = re.compile(r"多少(?:钱|资金|经费)|(?:金额|资金|经费|损失)(?:是|为|有|了|达)?多少$")
_RATE = re.compile(r"(?:率|比例|占比|比重|满意度|知晓度)(?:分别)?(?:是|为|有|达到?|多)?$")
_NOISE = re.compile(
    r"^(?:请问|请|帮我|麻烦|查一下|查查|查|问一下|想知道|我想问|我想看一下|我想看|我想知道|看一下|看看|列出|统计一下|统计"
    r"|告诉我|关于|在|以来|期间|年度|全年|年|的|和|与|比|较|同|到|至)+"
    r"|(?:的)?(?:变化|趋势|走势|情况|数据|数字|变动)(?:情况|趋势|怎么样|如何|怎样|是什么)?$"
    r"|[？?。！!，,\s]+$"
)
_DROPPED = re.compile(
    r"(?:比|较|同|与|和)(?:上年度?|去年|上一年度?|前一?年|前年|同期)(?:同期)?(?:相比)?"
    r"|相比较?|对比|比较|分别|各自|历年来?|逐年|各年度?|每年(?:的)?|请问|呢$|吗$"
)
_CHANGE_ASKED = re.compile(
    r"(?:同比)?(?:的)?(?:变化|增长|增加|上升|提高|提升|下降|降低|减少|增|降|多|少|相差|差)了?(?=(?:多少|几|百分之))"
    r"(?:百分之几|百分之多少|(?:多少|几)个?(?:百分点|[件起人名次场期份条项家个])?)"
    r"|(?:同比)?(?:增长|增加|上升|提高|提升|下降|降低|减少)(?:率|幅度)?(?:了)?(?=[？?。]?$)|同比(?:变化)?"
)
_WHICH = re.compile(
    r"(?:是|在)?(?:哪一?(?:个)?年(?:度|份)?|何年)(?:的|是)?"
    r"|(?:的)?(?:是)?最(?:多|高|大|少|低|小)(?:的)?(?:是)?(?:一年|年份|年度)?|峰值"
)
_PART = re.compile(r"上半年|下半年|第?[一二三四1-4]季度|(?<!\d)\d{1,2}月(?:份)?(?:至|到|-|—)?(?:\d{1,2}月份?)?")
_COPULA = re.compile(r"(?:达到|达|共|是|为|有|的|了)+$")
_AND = re.compile(r"[、和与及]")
_SEPARATORS = re.compile(r"[，,；;。？?]")


def read_question(read: Understanding, places: Sequence[str] = ()) -> FigureQuestion | None:
    """Return what a question asks of the ledger; None where it is no question for it.

    ``places`` (云岭县) are part of an organ's name, not of what is counted.
    """
    text = read.standalone.strip().rstrip("？?。！!")
    if (
        not read.organ_known
        or any(c.articles for c in read.citations)
        or set(read.kinds) & {Kind.PLAN, Kind.REGULATION}
    ):
        return None
    plain = _HOW_CHANGED.sub("变化", text)
    which_year = _WHICH_YEAR.search(plain)
    if _REASON.search(_WHICH_YEAR.sub("", plain)) or _FORWARD.search(plain) or (asks_list(plain) and not which_year):
        return None
    bare = _without_scope(plain, read, places)
    if any(quantity.unit for quantity in read_quantities(bare)):
        return None  # a figure taken for granted is for the route that checks premises
    part = _part_of_year(plain, read.years)
    bare = _PART.sub("", bare) if part else bare
    operation = _operation(bare, read.years, which_year=bool(which_year))
    metrics = _metrics(bare, operation)
    if not metrics:
        return None
    return FigureQuestion(metrics=metrics, operation=operation, years=read.years, part=part)


def _without_scope(text: str, read: Understanding, places: Sequence[str]) -> str:
    """Return the question without organ and years."""
    for start, end in reversed(year_marks(text)):
        text = text[:start] + text[end:]
    for scope in (*organ_names(read.organ), *places):
        text = text.replace(scope, "")
    text = re.sub(r"^[的,，、和与比较到至—\-\s]+", "", text)
    return _NOISE.sub("", _NOISE.sub("", text))


def organ_names(organ: str | None) -> tuple[str, ...]:
    """Return the forms in which people name an organ, longest first."""
    if not organ:
        return ()
    forms = {organ, re.sub(r"公安局$", "局", organ), re.sub(r"人民政府$", "政府", organ)}
    if tail := re.search(r"(?:省|市|县|区|州|旗)(?:公安局|司法局|人民政府|政府|局)$", organ):
        forms |= {tail.group(), tail.group()[1:] if tail.group().endswith("公安局") else tail.group()}
    return tuple(sorted(forms, key=len, reverse=True))


def _part_of_year(text: str, years: tuple[int, ...]) -> str | None:
    match = _PART.search(text)
    if not match or len(years) != 1:
        return None
    found = read_figures(f"{years[0]}年{match.group()}受理信访事项9件。", year=years[0])
    period = found[0].period if found else None
    return period.label if period and period.label != str(years[0]) else None


def _operation(text: str, years: tuple[int, ...], *, which_year: bool) -> Operation:
    if which_year or (len(years) != 1 and (_MOST.search(text) or _LEAST.search(text))):
        return Operation.LEAST if _LEAST.search(text) else Operation.MOST
    if _SHARE.match(text) and "率" not in text.partition("占")[0][-2:]:
        return Operation.RATIO
    if _CHANGED.search(text):
        return Operation.CHANGE
    if len(years) > 1 and _SUM.search(text):
        return Operation.SUM
    if _TREND.search(text) or len(years) > 1:
        return Operation.TREND
    return Operation.VALUE


def _metrics(text: str, operation: Operation) -> tuple[AskedMetric, ...]:
    if operation is Operation.RATIO and (share := _SHARE.match(text)):
        return _carried([_plain(_NOISE.sub("", words)) for words in (share["part"], share["whole"]) if words])
    if operation in {Operation.MOST, Operation.LEAST}:
        text = _WHICH.sub("", text)
    if operation is Operation.CHANGE:
        text = _CHANGE_ASKED.sub("", text)
        text = re.sub(r"[，,；;。？?\s]*(?:比|较|同|与|和)?$", "", _DROPPED.sub("", text))
    if operation is Operation.SUM:
        text = _SUM.sub("", text)
    text = _NOISE.sub("", _DROPPED.sub("", text)).strip("的是有 ，,")
    if not text:
        return ()
    if not _AMOUNT.search(text):
        if not _names_a_metric(text, operation):
            return ()
        several = _AND.split(text)
        # 收到数和化解数 are two metrics; 合同和用工纠纷数 is one.
        return (
            _carried([_plain(words) for words in several]) if all(parts(w).head for w in several) else (_plain(text),)
        )
    return _asked(text)


def _names_a_metric(text: str, operation: Operation) -> bool:
    """Say whether words without 多少 ask for a figure: 信访化解率 does, 信访工作 does not."""
    if _SEPARATORS.search(text):
        return False
    return operation is not Operation.VALUE or bool(
        re.search(r"(?:率|数|数量|人次|次数|金额|总量|占比|比例|满意度)$", text)
    )


def _carried(asked: Sequence[AskedMetric]) -> tuple[AskedMetric, ...]:
    """Give a metric that names no topic (化解数) the topic of the one before it."""
    topic = ""
    made: list[AskedMetric] = []
    for metric in asked:
        own = parts(metric.words).topic
        made.append(metric if own or not topic else replace(metric, words=topic + metric.words))
        topic = own or topic
    return tuple(made)


def _plain(words: str) -> AskedMetric:
    words = re.sub(r"(?:是|为|有)?(?:多少|几)$", "", words).strip("的是有了 ，,")
    return AskedMetric(name="", words=words, unit="")


def _asked(text: str) -> tuple[AskedMetric, ...]:
    """Read each 多少 as a figure would be read in its place, topics carried over from clause to clause."""
    pieces: list[str] = []
    spots: list[tuple[int, int, str, str]] = []
    position = 0
    for match in _AMOUNT.finditer(text):
        pieces.append(text[position : match.start()])
        before = "".join(pieces)
        unit = match["m"] or match["n"] or ""
        if match["share"] or _RATE.search(before):
            unit = "%"
        elif _MONEY.search(before[-6:] + match.group() + text[match.end() : match.end() + 2]) and not unit:
            unit = "元"
        clause = _SEPARATORS.split(before)[-1]
        spots.append((len(before), len(before) + 1 + len(unit), clause, unit.removeprefix("个") or unit))
        pieces.append(f"9{unit}")
        position = match.end()
    statement = "".join([*pieces, text[position:]])
    figures = {figure.start: figure for figure in read_figures(f"{statement}。")}
    asked: list[AskedMetric] = []
    for start, end, clause, unit in spots:
        behind = _SEPARATORS.split(statement[end:], maxsplit=1)[0]
        behind = "" if "9" in behind else behind
        words = _DROPPED.sub("", re.sub(r"^.*9[^、和及]{0,3}[、和及]|9\S{0,2}$", "", clause))
        words = _COPULA.sub("", words).strip("的了 ，,")
        figure = figures.get(start)
        asked.append(
            AskedMetric(name=figure.metric if figure else "", words=words + behind.strip(" ，,？?"), unit=unit)
        )
    return tuple(asked)
