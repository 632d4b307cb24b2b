"""The grammar of quantities: number, scale, qualifier and measure word, as printed."""

import bisect
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from knowledge.figures.names import non_figures

Qualifier = Literal["exact", "about", "over", "under", "range"]
QuantityKind = Literal["count", "money", "rate", "duration", "area", "weight", "other"]

_UNITS = (
    "家(次)|家（次）|户(次)|户（次）|起(次)|个百分点|百分点|个工作日|工作日|个小时|小时|个月|平方公里|平方千米|平方米|立方米|千瓦时|案例|人次|户次|家次|场次|"
    "批次|班次|车次|台次|辆次|件次|条次|篇次|艘次|架次|人份|学时|课时|分钟|公里|千米|公顷|公斤|千克|毫升|万元|亿元|起|件|宗|例|人|名|户|家|次|场|期|份|"
    "条|篇|册|把|支|枚|克|吨|辆|台|处|个|项|批|天|日|元|米|亩|艘|头|只|幅|块|张|部|本|套|组|队|所|座|栋|间|类|种|级|位|对|瓶|箱|袋|包|盒|发|"
    "分|秒|周|年|岁|倍|页|字|轮|道|门|株|度|升|句|盘|面|根|顶|台套|点|款|单|桩|幢|架|匹|片|堂|节|课|成|%|％|‰"
)
_UNIT = "|".join(sorted((re.escape(unit) for unit in _UNITS.split("|")), key=len, reverse=True))
_OPEN = r"(?![的和与及或、，。；为达占共已均较同比增上下其分查抓立结破办受开移处被将向对在从由至到后前内中等是有并且也都各全约近超余多来以])[一-鿿](?![一-鿿]{0,1}(?:了|案件))"
_ARABIC = r"\d{1,3}(?:[,，]\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?"
_CHINESE = r"[一二三四五六七八九十百千两零〇]+(?:万[一二三四五六七八九十百千零〇]*)?"
_PREFIX = r"(?P<prefix>不少于|不低于|不超过|不足|超过|近|约|超|逾)?"
_SUFFIX = r"(?P<suffix>以上|以下|以内|之内|左右|余|多)?"
_QUANTITY = re.compile(
    rf"{_PREFIX}(?P<number>{_ARABIC})(?:(?P<unit1>{_UNIT})?(?P<dash>[—–\-－~～]|至|到)(?P<upper>{_ARABIC}))?"
    rf"(?P<more1>余|多|几)?(?P<scale>万亿|亿|万|千(?!克|米|瓦)|百(?!分))?(?P<more2>余|多)?(?P<unit>{_UNIT}|{_OPEN})?{_SUFFIX}"
)
_CHINESE_QUANTITY = re.compile(
    rf"{_PREFIX}(?:百分之(?P<percent>{_CHINESE}(?:点[零〇一二三四五六七八九]+)?|{_ARABIC})|(?P<whole>{_CHINESE})分之(?P<part>{_CHINESE})"
    rf"|(?P<number>{_CHINESE})(?P<more1>余|多)?(?P<unit>人次|场次|家次|户次|起|件|宗|例|人|名|户|家|次|场|期|份|条|篇|辆|台|所|倍|天|小时|个百分点|个工作日)"
    rf"|(?P<zero>零)(?=发生|败诉|撤改|赔付|投诉|差错|事故|上访|非访|撤销|变更|违纪|发案))"
    rf"(?P<suffix>以上|以下|以内|左右|余|多)?"
)
_OVER = {"余", "多", "以上", "超", "超过", "逾", "不少于", "不低于", "几"}
_UNDER = {"近", "不足", "以下", "以内", "之内", "不超过"}
_SCALES = {"万": 10**4, "亿": 10**8, "万亿": 10**12, "千": 10**3, "百": 10**2}
_BARE = {
    "个百分点": "百分点",
    "个工作日": "工作日",
    "个小时": "小时",
    "％": "%",
    "户(次)": "户次",
    "家(次)": "家次",
    "起(次)": "起次",
}
_DIGITS = str.maketrans("０１２３４５６７８９．", "0123456789.")
_VALUES = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_LASTS = re.compile(r"(?:连续|为期|历时|长达|满|近|超|逾|用|达|工作|从警)$")
_VERB_BEFORE = re.compile(r"(?:压缩|减少|降低|下降|下降|缩短|提高|增加|上升|提升|扩大|增长|由|从)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A figure as printed: ``surface`` with its measure word and touching qualifier; offsets are code points."""

    surface: str
    value: Decimal
    value_to: Decimal | None
    unit: str
    qualifier: Qualifier
    kind: QuantityKind
    start: int
    end: int


def read_quantities(text: str) -> tuple[Quantity, ...]:
    """Return every quantity of ``text`` in order; numbers of names, dates, ordinals and codes are none."""
    plain = text.translate(_DIGITS)
    masks = non_figures(plain)
    starts = [mask.start for mask in masks]

    def masked(start: int, end: int) -> bool:
        i = bisect.bisect_left(starts, end) - 1
        return i >= 0 and masks[i].end > start

    found: list[Quantity] = []
    for match in _QUANTITY.finditer(plain):
        begin = match.start("number")
        if masked(begin, match.end("upper" if match["upper"] else "number")) or _is_year(plain, match):
            continue
        found.append(_arabic(text, match))
    for match in _CHINESE_QUANTITY.finditer(plain):
        if not masked(match.start(), match.end()) and not _lexical(plain, match):
            found.append(_chinese(text, match))
    found.sort(key=lambda q: (q.start, -q.end))
    return tuple(q for i, q in enumerate(found) if i == 0 or q.start >= found[i - 1].end)


def agree(a: Quantity, b: Quantity) -> bool:
    """Say whether two quantities are the same: value, upper value, unit and qualifier (10余 is not 10)."""
    return (a.value, a.value_to, a.unit, a.qualifier) == (b.value, b.value_to, b.unit, b.qualifier)


def _is_year(text: str, match: re.Match[str]) -> bool:
    """Say whether "23年" is a date: two or four digits before 年, unless the words say that it lasts."""
    if match["unit"] != "年" or match["scale"] or match["prefix"] or match["suffix"] or match["more1"]:
        return False
    lasting = _LASTS.search(text, max(0, match.start() - 4), match.start())
    return len(match["number"]) in {2, 4} and not lasting


def _arabic(text: str, match: re.Match[str]) -> Quantity:
    scale = _SCALES.get(match["scale"] or "", 1)
    value = Decimal(re.sub("[,，]", "", match["number"])) * scale
    upper = Decimal(re.sub("[,，]", "", match["upper"])) * scale if match["upper"] else None
    unit = match["unit"] or ""
    marks = {match["prefix"], match["suffix"], match["more1"], match["more2"]} - {None}
    end = match.end()
    if unit == "" and match["suffix"] is None:
        end = max(match.end(name) for name in ("number", "upper", "more1", "scale", "more2"))
    if unit in {"万元", "亿元"}:
        value *= _SCALES[unit[0]]
        unit = "元"
    return _quantity(text, match.start(), end, value, upper, unit, marks)


def _quantity(
    text: str, start: int, end: int, value: Decimal, upper: Decimal | None, unit: str, marks: set[str]
) -> Quantity:
    unit = unit.replace("（", "(").replace("）", ")")
    unit = _BARE.get(unit, unit)
    qualifier: Qualifier = "exact"
    if upper is not None:
        qualifier = "range"
    elif marks & _UNDER:
        qualifier = "under"
    elif marks & _OVER:
        qualifier = "over"
    elif marks:
        qualifier = "about"
    return Quantity(
        surface=text[start:end],
        value=value,
        value_to=upper,
        unit=unit,
        qualifier=qualifier,
        kind=_kind(unit),
        start=start,
        end=end,
    )


def _kind(unit: str) -> QuantityKind:
    groups: tuple[tuple[QuantityKind, set[str]], ...] = (
        ("rate", {"%", "百分点", "‰"}),
        ("money", {"元"}),
        ("duration", {"小时", "天", "日", "工作日", "个月", "年", "分钟", "秒", "周", "学时", "课时"}),
        ("area", {"平方公里", "平方千米", "平方米", "亩", "公顷"}),
        ("weight", {"克", "千克", "公斤", "吨"}),
        ("other", {"倍", "成", "分"}),
    )
    for kind, units in groups:
        if unit in units:
            return kind
    return "count"


def _lexical(text: str, match: re.Match[str]) -> bool:
    """Say whether a Chinese numeral is part of a word: 一件事, 一次性, 两级, or counts nothing that could be proven."""
    if match["percent"] or match["whole"] or match["zero"]:
        return False
    if match["number"] in {"一", "千", "百", "十", "万"} or match["number"].startswith(("百", "千")):
        return True
    return bool(re.match(r"性|事一|人才|制度|进", text[match.end() : match.end() + 2])) or text[
        max(0, match.start() - 1) : match.start()
    ] in {"第", "每", "“"}


def _chinese(text: str, match: re.Match[str]) -> Quantity:
    marks = {match["prefix"], match["suffix"], match["more1"]} - {None}
    if match["percent"]:
        value, unit = _value(match["percent"]), "%"
    elif match["whole"]:
        value = round(_value(match["part"]) / _value(match["whole"]), 4)
        unit = ""
    elif match["zero"]:
        value, unit = Decimal(0), ""
    else:
        value, unit = _value(match["number"]), match["unit"]
    return _quantity(text, match.start(), match.end(), value, None, unit, marks)


def _value(numeral: str) -> Decimal:
    """Return the value of a numeral such as 六十二点五, 一百零八, 三万二千 or 62.5."""
    if numeral[0].isdigit() and numeral[0].isascii():
        return Decimal(numeral.replace(",", ""))
    whole, _, decimals = numeral.partition("点")
    total = section = digit = 0
    for char in whole:
        if char == "万":
            total, section, digit = (section + digit) * 10**4, 0, 0
        elif char in "十百千":
            section += (digit or 1) * {"十": 10, "百": 100, "千": 1000}[char]
            digit = 0
        else:
            digit = _VALUES[char]
    value = Decimal(total + section + digit)
    if decimals:
        value += Decimal("0." + "".join(str(_VALUES[c]) for c in decimals))
    return value
