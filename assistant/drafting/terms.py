"""Which plans are in force in a year, and last year's words moved on: years by one, an ended plan by its successor."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from knowledge.norms.catalogue import Entry, Period, entries

_SPAN = r"[（(\[〔]?(?P<first>20[0-9]{2})年?\s?[-－—–~～至到]{1,2}\s?(?P<last>20[0-9]{2})年?[）)\]〕]?"
_YEARS = re.compile(_SPAN)
_YEAR = re.compile(r"(?<![0-9０-９])(?:[12１２][0-9０-９]{3})(?=\s?年(?!\s?[0-9０-９一二三四五六七八九十]{1,3}\s?月))")
_BASE = re.compile(r"(?:比|较|与|同|于|对照|相对)\s?$")
"""Stands before the year that this one is compared with."""
_TITLE = re.compile(r"《[^《》\n]{1,80}》")
_NAMED = re.compile(r"[“\"](?=[^“”\"\n]{0,20}20[0-9]{2})[^“”\"\n]{1,40}[”\"]")
"""A name with a year in it: “昆仑2023”."""
_SHORT_PLAN = re.compile(
    r"(?<![十一二三四五六七八九])(?P<open>[“‘\"]?)(?P<number>[一二三四五六七八九])五(?P<shut>[”’\"]?)"
    r"(?P<tail>普法(?:工作|宣传)?规划|普法|规划|法治宣传)(?P<span>[（(]20[0-9]{2}年?\s?[-－—–~～至]{1,2}\s?20[0-9]{2}年?[）)])?"
)
_STAGE = re.compile(r"[^，。；\n]{0,8}(?:中期|终期|总结|验收|评估|收官|启动|决议|先进|表彰)")
"""A plan's own stage, told after its name: what happened once and does not pass to the successor."""
_FULL_NAME = re.compile(r"第(?P<number>[一二三四五六七八九])个五年(?:法治|法制)?(?:普法|(?:法治|法制)宣传)")
"""The long name of such a plan: 第八个五年法治宣传教育规划."""
_PAIR_OF_PAPERS = "一规划两纲要"
_PAIR_ENDED = 2025
"""法治中国建设规划 and two 纲要; those end in 2025, and no successors were found."""
_CHINESE_YEAR = re.compile(r"[一二][零〇一二三四五六七八九]{3}(?=年)")
_FIVE_YEARS = re.compile(r"[“\"]?十(?P<number>[一二三四五六七八九])五[”\"]?(?=规划|时期|期间|普法|[^一-龥]|$)")
_LONG_PLAN = re.compile(r"[一-龥]{2,20}(?:纲要|规划|计划|方案|意见)[（(]" + _SPAN)
_LONG_PLAN_AFTER = re.compile(_SPAN + r"[一-龥]{2,16}(?:纲要|规划|计划)")
_EDITION = re.compile(r"[（(][^（）()]{0,12}(?:修订|修正|版|修改)[^（）()]{0,6}[）)]")
_EVENT_DATE = re.compile(
    r"(?<![0-9０-９])[0-9０-９]{1,2}\s?月(?!份?度)|(?<![一-龥])[一二三四五六七八九十]{1,2}月|[0-9０-９一二三四五六七八九十]{1,3}[日号](?![常均])"
)
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
_SAME_SIGN = str.maketrans('（）－—–～~“”"', "()-----   ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A text in the next year's words, and what could not be carried, each with the reason in Chinese."""

    text: str
    dropped: tuple[tuple[str, str], ...] = ()


def moved_on(text: str, *, from_year: int, to_year: int) -> Moved:
    """Return ``text`` of a report on ``from_year`` in the words of ``to_year``.

    The reporting year and the one after move together, the one before where it is the base of a comparison. Years of
    titles, document numbers, plan spans, quoted names and dates stay. A plan for spreading the law that has ended
    gives way to its successor; what cannot be carried stands unchanged and is reported.
    """
    step = to_year - from_year
    if not step:
        return Moved(text=text)
    text = _CHINESE_YEAR.sub(lambda m: _moved_chinese(m[0], from_year, step), text)
    renamed = _SHORT_PLAN.sub(lambda m: _successor(m, text, from_year, to_year), text)
    held = [m.span() for m in _TITLE.finditer(renamed)] + [m.span() for m in _NAMED.finditer(renamed)]
    held += [m.span() for m in _YEARS.finditer(renamed) if not _moving(m, from_year)]
    held.sort()
    parts: list[str] = []
    at = held_at = reach = 0
    for match in _YEAR.finditer(renamed):
        while held_at < len(held) and held[held_at][0] <= match.start():
            reach = max(reach, held[held_at][1])
            held_at += 1
        away = int(match[0]) - from_year
        based = _BASE.search(renamed, max(0, match.start() - 4), match.start())
        if match.start() < reach or away not in (0, 1, -1) or (away < 0 and not based):
            continue
        year = str(int(match[0]) + step)
        parts += [renamed[at : match.start()], year if match[0].isascii() else year.translate(_WIDE)]
        at = match.end()
    dropped = {**dict(expired(renamed, to_year)), **dict(_names_of(renamed, to_year))}
    return Moved(text="".join([*parts, renamed[at:]]), dropped=tuple(dropped.items()))


def expired(text: str, year: int) -> tuple[tuple[str, str], ...]:
    """Return the plans and yearly papers that ``text`` names and that are not of ``year``, each with the reason."""
    found = dict(_plans_out_of_force(text, year))
    for pattern in (_LONG_PLAN, _LONG_PLAN_AFTER):
        for match in pattern.finditer(text):
            if int(match["last"]) < year and int(match["first"]) <= int(match["last"]):
                found[match[0]] = f"实施年份为{match['first']}至{match['last']}年，{year}年已届满，未见后续文件"
    for match in _TITLE.finditer(text):
        why = _title_of_another_time(match[0][1:-1], year)
        if why:
            found[match[0]] = why
    return tuple(found.items())


def _plans_out_of_force(text: str, year: int) -> Iterator[tuple[str, str]]:
    """Yield the five-year plans that ``text`` names by number and that are not of ``year``."""
    for match in _SHORT_PLAN.finditer(text):
        name = match["open"] + match["number"] + "五" + match["shut"] + match["tail"]
        yield from _if_out_of_force(name, _plans().get(match["number"]), year)
    for match in _FULL_NAME.finditer(text):
        yield from _if_out_of_force(match[0], _plans().get(match["number"]), year)
    for match in _FIVE_YEARS.finditer(text):
        first = 2021 + 5 * ("一二三四五六七八九".index(match["number"]) - 3)
        yield from _if_out_of_force(match[0], Period(start=first, end=first + 4), year)
    if _PAIR_OF_PAPERS in text and year > _PAIR_ENDED:
        yield _PAIR_OF_PAPERS, f"其中两个纲要实施到{_PAIR_ENDED}年，未见后续文件"


def _if_out_of_force(name: str, period: Period | None, year: int) -> Iterator[tuple[str, str]]:
    if period is not None and not period.start <= year <= period.end:
        yield name, _why(period, year)


def has_event_date(text: str) -> bool:
    """Say whether ``text`` names a month or a day, which is then of a certain year's event."""
    return bool(_EVENT_DATE.search(text))


def named_actions(text: str) -> tuple[str, ...]:
    """Return the quoted names with a year in them, quotation marks included: “昆仑2023”."""
    return tuple(dict.fromkeys(match[0] for match in _NAMED.finditer(text)))


def plan_in(year: int) -> str | None:
    """Return the short name (八五) of the plan for spreading the law in force in ``year``; None where none is known."""
    return next((f"{number}五" for number, p in _plans().items() if p.start <= year <= p.end), None)


def _successor(match: re.Match[str], text: str, from_year: int, to_year: int) -> str:
    """Return the plan's name for ``to_year``; the old one where it is still in force or tells what happened once."""
    period = _plans().get(match["number"])
    name = plan_in(to_year)
    if period is None or name is None or period.start <= to_year <= period.end:
        return match[0]
    if not period.start <= from_year <= period.end or _STAGE.match(text, match.end()):
        return match[0]
    if text.rfind("《", max(0, match.start() - 40), match.start()) > text.rfind("》", 0, match.start()):
        return match[0]
    new = _plans()[name[0]]
    span = f"（{new.start}－{new.end}年）" if match["span"] else ""
    return f"{match['open']}{name}{match['shut']}{match['tail']}{span}"


def _moved_chinese(year: str, from_year: int, step: int) -> str:
    """Return a year in Chinese numerals, moved on where it is the reporting year or the next."""
    number = int("".join(str("零一二三四五六七八九".index(digit.replace("〇", "零"))) for digit in year))
    if number - from_year not in (0, 1):
        return year
    return "".join("〇一二三四五六七八九"[int(digit)] for digit in str(number + step))


def _moving(span: re.Match[str], from_year: int) -> bool:
    """Say whether a span is two following years about the reporting one, and no plan's."""
    first, last = int(span["first"]), int(span["last"])
    return last - first == 1 and from_year in (first, last) and span[0][0] not in "（([〔" and "年" in span[0][:5]


def _names_of(text: str, year: int) -> Iterator[tuple[str, str]]:
    for name in named_actions(text):
        if str(year) not in name:
            yield name, f"名称带着其他年份，是那一年的行动，{year}年的名称以本年材料为准"


def _title_of_another_time(title: str, year: int) -> str:
    """Return why a title is not of ``year``; empty where it may be."""
    entry = _ended(year).get(_folded(title))
    if entry is not None and entry.period is not None:
        return _why(entry.period, year)
    plan = _SHORT_PLAN.search(title)
    period = _plans().get(plan["number"]) if plan else None
    if period and not period.start <= year <= period.end:
        return _why(period, year)
    years = [int(found) for found in re.findall(r"(?<![0-9])20[0-9]{2}(?![0-9])", _EDITION.sub("", title))]
    return f"标题写明是{max(years)}年的文件，不是{year}年的" if years and max(years) < year else ""


@cache
def _plans() -> dict[str, Period]:
    """Return the years of each plan for spreading the law by its number (八), as the catalogue has them."""
    found: dict[str, Period] = {}
    for entry in entries():
        for name in (entry.title, *entry.aliases):
            match = _SHORT_PLAN.match(name)
            if match and entry.period:
                found.setdefault(match["number"], entry.period)
    return found


@cache
def _ended(year: int) -> dict[str, Entry]:
    """Return the catalogue's plans that are not in force in ``year``, by title and alias."""
    gone = [e for e in entries() if e.period and not e.period.start <= year <= e.period.end]
    return {_folded(name): e for e in gone for name in (e.title, *e.aliases)}


def _folded(title: str) -> str:
    return title.translate(_SAME_SIGN).replace(" ", "").replace("年)", ")")


def _why(period: Period, year: int) -> str:
    return f"实施年份为{period.start}至{period.end}年，{year}年不在其内"


__all__ = ["Moved", "expired", "has_event_date", "moved_on", "named_actions", "plan_in"]
