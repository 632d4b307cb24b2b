"""Figures in Chinese numerals: 百分之六十二, 三分之一, 二十三起, 四次荣获, 五千元以上, 零败诉.

Most Chinese numerals are no figures (三项制度, 一站式, 万警进万家), so each form asks for proof: a rate, an amount of
money, a bounded duration, a composed number before a measure word, or a single digit where only a count can stand.
"""

import re
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from knowledge.figures import qualifiers
from knowledge.figures.names import ZERO_OF
from knowledge.figures.numerals import ARABIC, CHINESE, CHINESE_DIGITS, arabic_value, chinese_value, scaled
from knowledge.figures.types import FigureKind, Qualifier, Quantity
from knowledge.figures.units import bare, kind_of, read_unit

_PER = {"百": ("%", 1), "千": ("‰", 1), "万": ("‱", 1)}
_NUMBER = rf"(?:{ARABIC.pattern}|[{CHINESE}]+(?:点[{CHINESE_DIGITS}]+)?)"
_PER_MATCH = re.compile(
    rf"(?P<per>[百千万])分之(?P<a>{_NUMBER})(?P<more>余|多)?(?:[-—~至到](?:(?P=per)分之)?(?P<b>{_NUMBER}))?"
)
_FRACTION = re.compile(rf"(?P<whole>[{CHINESE}]{{1,6}})分之(?P<part>[{CHINESE}]{{1,6}})")
_EITHER = re.compile(r"(?P<ten>十?)(?P<a>[一二两三四五六七八九])(?P<b>[二两三四五六七八九])(?P<scale>[十百千万]?)")
_DIGITS_ONLY = re.compile("[一二两三四五六七八九]{2,}")
_REFUSED = {"几", "数", "第"}
_ZERO = re.compile(rf"零(?={ZERO_OF})")
_RUN = re.compile(rf"[{CHINESE}]+(?:点[{CHINESE_DIGITS}]+)?")
_HAN = re.compile("[一-龥]")
_STOP = re.compile(r"[^一-龥]|\Z|以上|以下|以内|左右")
_LEADS = re.compile(
    r"(?:共计?|累计|合计|总计|达|仅有?|共有|现有|分别|其中|先后|连续|另有|计|已|曾|为期|历时|平均|至少|[:：,，] ?)$"
)
_REFUSED_BEFORE = "第初这那某同另哪任跑每各前后上下头末再又最逐"
_ACHIEVED = re.compile(r"荣获|荣立|获|被评|被授|入选|召开|开展|组织|听取|研究|修订|举办|登上|受到")
_SLOGAN = re.compile(
    r"(?:个|项|条|种|类|大)(?:意识|自信|维护|确立|坚持|亲自|必须|务必|明确|严禁|不准|不得|禁令|规定|方面|制度|行动|工程|机制|体系|清单|责任|结合|统一|到位|一律)"
)
_FREQUENCY = re.compile(r"每(?:个|[一二两三四五六半]{0,2})(?:年|季度|月|周|日|天|星期|半年|学期)[^,，。;、\n]{0,8}$")
_BOUNDED = ("以上", "以下", "以内", "之内", "左右", "内")
_COUNTED = frozenset("次起件宗例人名户家场期份条篇处台辆个项所支部套轮组案枚幢栋册把") | {
    "人次",
    "场次",
    "户次",
    "家次",
    "件次",
    "批次",
}
_SMALLEST_COMPOSED = 10
_LASTING = ("为期", "连续", "历时", "满", "延长", "缩短至", "压缩至")
_RAISED = frozenset("上近超逾")
_ONCE = frozenset("次起件名人例")


def read_chinese(folded: str, position: int, text: str) -> tuple[Quantity | None, int]:
    """Read the Chinese numeral at ``position``; return its quantity, if it is one, and where to go on.

    ``text`` is what the surface is cut from; it differs from ``folded`` in width only.
    """
    quantity, end = _read(folded, position)
    return replace(quantity, surface=text[quantity.start : quantity.end]) if quantity else None, end


def _read(folded: str, position: int) -> tuple[Quantity | None, int]:
    for pattern, make in ((_PER_MATCH, _per), (_FRACTION, _fraction)):
        if (match := pattern.match(folded, position)) and (quantity := make(folded, match)):
            return quantity, quantity.end
    run = _RUN.match(folded, position)
    if run is None:
        return None, position + 1
    if zero := _ZERO.match(folded, position):
        return _made(folded, position, zero.end(), Decimal(0), ""), zero.end()
    either = _either(folded, run)
    quantity = either if either or _DIGITS_ONLY.fullmatch(run.group()) else _counted(folded, run)
    return quantity, quantity.end if quantity else run.end()


def _value(printed: str) -> Decimal | None:
    return arabic_value(printed) if printed[0].isascii() else chinese_value(printed)


def _per(folded: str, match: re.Match[str]) -> Quantity | None:
    value, upper = _value(match["a"]), _value(match["b"]) if match["b"] else None
    if value is None or (match["b"] and (upper is None or upper <= value)):
        return None
    inner = Qualifier.OVER if match["more"] else None
    return _made(folded, match.start(), match.end(), value, _PER[match["per"]][0], upper=upper, inner=inner)


def _fraction(folded: str, match: re.Match[str]) -> Quantity | None:
    whole, part = chinese_value(match["whole"]), chinese_value(match["part"])
    if not whole or part is None:
        return None
    value = (part / whole).quantize(Decimal("0.0001"), ROUND_HALF_UP)
    return _made(folded, match.start(), match.end(), value, "", kind=FigureKind.RATE)


def _either(folded: str, run: re.Match[str]) -> Quantity | None:
    """Read 五六次, 三四十人 as the range that it is: neighbours in counting name two values, not one number."""
    match = _EITHER.fullmatch(run.group())
    unit = read_unit(folded, run.end())
    if not match or unit is None or bare(unit[0]) not in _COUNTED:
        return None
    low, high = (chinese_value(match["ten"] + d + match["scale"]) for d in (match["a"], match["b"]))
    neighbours = (
        low is not None and high is not None and chinese_value(match["b"]) == (chinese_value(match["a"]) or 0) + 1
    )
    if not neighbours or folded[max(0, run.start() - 1) : run.start()] in _REFUSED:
        return None
    return _made(folded, run.start(), unit[1], low or Decimal(0), unit[0], upper=high)


def _counted(folded: str, run: re.Match[str]) -> Quantity | None:
    """Read a numeral with its measure word where the context shows that it counts."""
    printed, start, end = run.group(), run.start(), run.end()
    more = folded[end : end + 1] in {"余", "多"} and folded[end : end + 1] != ""
    value = chinese_value(printed)
    at = end + 1 if more else end
    unit = read_unit(folded, at)
    if value is None or unit is None or folded[max(0, start - 1) : start] in _REFUSED:
        return None
    if not more and printed[0] in "百千万亿" and folded[max(0, start - 1) : start] not in _RAISED:
        return None
    if not more and not _proved(folded, run, value, unit):
        return None
    if more and (bare(unit[0]) not in _COUNTED and kind_of(bare(unit[0])) is FigureKind.COUNT):
        return None
    inner = Qualifier.OVER if more else None
    begin = start
    if printed[0] in "百千万" and folded[max(0, start - 1) : start] == "上":
        begin, inner = start - 1, Qualifier.OVER
    return _made(folded, begin, unit[1], value, unit[0], inner=inner)


def _proved(folded: str, run: re.Match[str], value: Decimal, unit: tuple[str, int]) -> bool:
    """Say whether only a count can stand here; see the module's docstring for the forms."""
    printed, start, end = run.group(), run.start(), unit[1]
    word, before = bare(unit[0]), folded[max(0, start - 14) : start]
    kind = kind_of(word)
    bounded = folded.startswith(_BOUNDED, end)
    if kind in {FigureKind.MONEY, FigureKind.RATE, FigureKind.AREA, FigureKind.WEIGHT}:
        return kind is FigureKind.MONEY or value > 1 or bounded
    if kind is FigureKind.DURATION:
        return bounded or bool(qualifiers.before(folded, start)[1]) or before.endswith(_LASTING)
    hundred = printed[0] in "百千万亿"
    if word not in _COUNTED or (not hundred and before[-1:] in set(_REFUSED_BEFORE)) or _SLOGAN.match(folded, end - 1):
        return False
    composed = value >= _SMALLEST_COMPOSED and (len(printed) > 1 or before[-1:] in _RAISED)
    frequent = word in {"次", "场", "期", "轮"} and bool(_FREQUENCY.search(before))
    return composed or frequent or _single(folded, end, printed, word, before)


def _single(folded: str, end: int, printed: str, word: str, before: str) -> bool:
    """Say whether one digit with its measure word counts: 召开会议两次。 共三起, 四次荣获."""
    ends = bool(_STOP.match(folded, end))
    leads = bool(_LEADS.search(before)) and bool(before)
    if printed == "一":
        return ends and leads and before[-1:] not in {",", "，", ":"} and word in _ONCE
    if word == "次" and _ACHIEVED.match(folded, end):
        return True
    if not ends:
        return leads and before[-1:] not in {",", "，", ":", " "} and word not in {"项", "个", "条", "部", "支"}
    return leads or bool(_HAN.match(before[-1:]))


def _made(  # noqa: PLR0913 - the parts of a printed number
    folded: str,
    start: int,
    end: int,
    value: Decimal,
    unit: str,
    *,
    upper: Decimal | None = None,
    inner: Qualifier | None = None,
    kind: FigureKind | None = None,
) -> Quantity:
    """Put the qualifiers around a number that has been read."""
    begin, prefix = qualifiers.before(folded, start)
    finish, suffix = qualifiers.after(folded, end)
    qualifier = Qualifier.RANGE if upper is not None else inner or suffix or prefix or Qualifier.EXACT
    return Quantity(
        surface=folded[begin:finish],
        value=scaled(value, 1),
        value_to=upper,
        unit=bare(unit),
        qualifier=qualifier,
        kind=kind or kind_of(bare(unit)),
        start=begin,
        end=finish,
    )
