"""Words of time: dates, years, ranges of them and relative words, as spans that a year can be put to.

A time word is read without knowing the reporting year; ``TimeWord.period`` resolves it with one.
"""

import calendar
import re
from dataclasses import replace

from knowledge.figures.numerals import chinese_value
from knowledge.figures.time_words import Point, TimeWord

_YEAR = r"(?:19|20)[0-9]{2}"
_CHINESE_YEAR = r"[一二][零〇一二三四五六七八九]{3}(?=年)"
_TO = r"(?:\s?(?:——|--|[-—–―~～至到])\s?)"
_SEASON = r"(?:第?[一二三]、第?[二三四]季度|第?[一二三]季度(?:至|到|和|、)第?[二三四]季度|上半年|下半年|前三季度|前3季度|前[两二三]个?季度|第?[一二三四1-4]季度)"
_EDGE = r"(?:年底|年末|年初|底|末|初|上旬|中旬|下旬|中)"
_MONTH = r"(?:1[0-2]|0?[1-9])月(?:份)?"
_DAY = r"(?:3[01]|[12][0-9]|0?[1-9])[日号]"
_CONGRESSES = {"十八大": (2012, 11), "十九大": (2017, 10), "二十大": (2022, 10)}
_RELATIVE = {
    "今年": 0, "本年": 0, "全年": 0, "年内": 0, "一年来": 0, "当年": 0,
    "去年": -1, "上年": -1, "上一年": -1, "前一年": -1, "前年": -2,
    "明年": 1, "下一年": 1, "下年": 1, "来年": 1, "次年": 1, "下一步": 1,
}  # fmt: skip
_ANCHOR = re.compile(
    r"(?=[截自从一二三四五六七八九十两0-9今本全年当去上前明下来次第近过最党目现])(?:"
    rf"(?P<cutoff>截[至止](?:到|至)?)?(?P<list>{_YEAR}年?(?:[、和及,]{_YEAR}年?){{1,12}}(?<=年))"
    rf"|(?P<cutoff2>截[至止](?:到|至)?)?(?P<from>自|从)?(?:"
    rf"(?P<iso>{_YEAR}([-./])(?:1[0-2]|0?[1-9])\6(?:3[01]|[12][0-9]|0?[1-9])(?![0-9]))"
    rf"|(?P<year>(?:{_YEAR}(?=年|{_TO}{_YEAR}(?:年|[^0-9.,万余多%]|$)))|{_CHINESE_YEAR})"
    rf"|(?P<month>(?<![0-9.个])(?:1[0-2]|0?[1-9])(?=月|{_TO}(?:1[0-2]|0?[1-9])月(?!内))|(?:十[一二]|[一二三四五六七八九十])(?=月(?:[0-9]{{1,2}}日|份|[一二三四五六七八九十]{{1,3}}日|[上中下]旬|底|初|末)))"
    rf"|(?P<relative>(?<![0-9一二三四五六七八九十两])(?:{'|'.join(sorted(_RELATIVE, key=len, reverse=True))})(?:度(?!过|假))?)"
    rf"|(?P<season>{_SEASON})"
    rf"|(?P<edge>年底|年末)"
    rf"|(?P<congress>党的(?:{'|'.join(_CONGRESSES)}))"
    rf"|(?P<last>(?:近|过去|最近|前)(?P<n1>[一二三四五六七八九十两]{{1,2}}|[0-9]{{1,2}})(?:个)?年(?:来|间|内)?|(?<![0-9第])(?P<n2>[二三四五六七八九十两]{{1,2}}|[0-9]{{1,2}})年(?:多)?来)"
    rf"|(?P<now>目前|截[至止]目前|现有|现已)"
    rf"|(?P<day>(?<![0-9.第])(?:3[01]|[12][0-9]|0?[1-9])日(?!内|以|之内|游|均|起内|个)(?={_TO}|[,，、上下晚至起召前]))"
    r"))"
)
_SINCE = re.compile(r"(?:度)?(?:以来|起至今|至今|来(?![信访自源])|开始|起(?![诉草义]))")
_SINCE_LATER = re.compile(r"[^,，。;\n0-9]{1,30}?(?:以来|至今)")
_TAIL_MONTHS = re.compile(rf"(?P<a>1[0-2]|0?[1-9])(?:月(?:份)?)?{_TO}(?P<b>1[0-2]|0?[1-9])月(?:份)?(?!{_DAY})")
_TAIL_MONTH = re.compile(
    rf"(?P<m>1[0-2]|0?[1-9]|十[一二]|[一二三四五六七八九十])月(?:份)?(?P<d>{_DAY}|[一二三四五六七八九十]{{1,3}}日)?"
)
_TAIL_SEASON = re.compile(_SEASON)
_TAIL_EDGE = re.compile(_EDGE)
_TO_POINT = re.compile(
    rf"{_TO}(?:(?P<y>{_YEAR})年?(?:度)?)?(?:(?P<m>1[0-2]|0?[1-9])月(?:份)?)?(?P<d>{_DAY})?(?P<e>底|末)?"
)
_BARE_DAY = re.compile(_DAY)
_COMPARED_BEFORE = re.compile(r"(?:较|比|同|与|相比|对比|对照|相较于|相比于)$")
_COMPARED_AFTER = re.compile(r"(?:度)?(?:的)?(?:同期|相比|同比)")
_FROM_BEFORE = re.compile(r"[由从](?:原来)?$")
_FROM_AFTER = re.compile(r"(?:度)?(?:同期)?的")
_IN_FORCE = re.compile(r"(?:开始|正式|全面)?(?:施行|实施|生效|执行|试行)")
_LOOSE = re.compile(
    r"(?<=[0-9]) {1,2}(?=[年月日][^内间])|(?<=[0-9]) {1,2}(?=[年月日]$)|(?<=[年月至到]) {1,2}(?=[0-9]{1,2} ?[月日])"
)
_BEFORE_EDGE = ("前", "之前", "以前")


def find_times(folded: str) -> tuple[TimeWord, ...]:
    """Return the time words of a folded text in order, none overlapping another."""
    if _LOOSE.search(folded):
        return _loosely(folded)
    words: list[TimeWord] = []
    position = 0
    while match := _ANCHOR.search(folded, position):
        word = _read(folded, match)
        words.append(word)
        position = max(word.end, match.end())
    return tuple(words)


def _loosely(folded: str) -> tuple[TimeWord, ...]:
    """Return the time words of a text that prints blanks inside its dates: 2023 年 1 月至 12 月."""
    kept: list[int] = []
    position = 0
    for blank in _LOOSE.finditer(folded):
        kept.extend(range(position, blank.start()))
        position = blank.end()
    kept.extend(range(position, len(folded)))
    tight = "".join(folded[i] for i in kept)
    return tuple(replace(w, start=kept[w.start], end=kept[w.end - 1] + 1) for w in find_times(tight))


def _read(folded: str, match: re.Match[str]) -> TimeWord:
    begin, end = match.span()
    first, last, season, shift, back = Point(None), None, "", 0, 0
    listing: tuple[int, ...] = ()
    now = bool(match["now"])
    cutoff = bool(match["cutoff"] or match["cutoff2"]) and not now
    if match["list"]:
        years = sorted(int(y) for y in re.findall(_YEAR, match["list"]))
        first, last = Point(years[0]), Point(years[-1])
        listing = tuple(int(y) for y in re.findall(_YEAR, match["list"]))
    elif match["iso"]:
        first = _clean(*(int(n) for n in re.split("[-./]", match["iso"])))
    elif match["year"]:
        first, last, season, end, edge = _from_year(folded, match)
        cutoff = cutoff or edge
    elif match["month"] or match["day"]:
        first, last, end = _from_month(folded, match.start("month") if match["month"] else match.start("day"))
    elif match["relative"]:
        shift = _RELATIVE[match["relative"].removesuffix("度")]
        first, last, season, end, edge = _tails(folded, end, None)
        cutoff = cutoff or edge
    elif match["season"]:
        season = match["season"]
    elif match["edge"]:
        first, cutoff = Point(None, 12), True
    elif match["congress"]:
        first = Point(*_CONGRESSES[match["congress"][2:]])
    elif match["last"]:
        n = match["n1"] or match["n2"]
        back = max(int(n) if n.isascii() else int(chinese_value(n) or 1), 1) - 1
    since = _SINCE.match(folded, end)
    lasting = since or (match["from"] and _SINCE_LATER.match(folded, end))
    before = folded[max(0, begin - 3) : begin]
    return TimeWord(
        start=begin,
        end=since.end() if since else end,
        first=first,
        last=last,
        shift=shift,
        years_back=back,
        cutoff=cutoff,
        season=season,
        open_end=bool(lasting or match["congress"]) and last is None,
        now=now,
        years=listing,
        relative=bool(match["relative"]) or now,
        compared=bool(_COMPARED_BEFORE.search(before))
        or bool(_COMPARED_AFTER.match(folded, end))
        or bool(_FROM_BEFORE.search(before) and _FROM_AFTER.match(folded, end))
        or bool(_IN_FORCE.match(folded, since.end() if since else end)),
    )


def _clean(year: int | None, month: int | None = None, day: int | None = None) -> Point:
    """Return a point that exists in the calendar: 2月30日 is kept as the month."""
    if month and day and day > calendar.monthrange(year or 2024, month)[1]:
        day = None
    return Point(year, month, day)


def _number(printed: str) -> int:
    digits = printed.rstrip("日号")
    return int(digits) if digits.isascii() else int(chinese_value(digits) or 1)


def _from_year(folded: str, match: re.Match[str]) -> tuple[Point, Point | None, str, int, bool]:
    printed = match["year"]
    if printed.isascii():
        year = int(printed)
    else:
        year = int("".join(str("〇一二三四五六七八九".find(c.replace("零", "〇"))) for c in printed))
    end = match.end("year")
    if folded.startswith("年", end):
        end += 1
        if folded.startswith("度", end) and not folded.startswith(("度过", "度假"), end):
            end += 1
    return _tails(folded, end, year)


def _tails(folded: str, end: int, year: int | None) -> tuple[Point, Point | None, str, int, bool]:
    """Read what may follow a year: months, a day, a half or quarter, an edge, or the end of a range."""
    point, last, season = Point(year), None, ""
    if months := _TAIL_MONTHS.match(folded, end):
        return Point(year, int(months["a"])), Point(year, int(months["b"])), "", months.end(), False
    if month := _TAIL_MONTH.match(folded, end):
        point = _clean(year, _number(month["m"]), _number(month["d"]) if month["d"] else None)
        end = month.end()
    elif found := _TAIL_SEASON.match(folded, end):
        return point, None, found.group(), found.end(), False
    elif folded.startswith("全年", end):
        end += 2
    upper, after = _upper(folded, end, point)
    if upper:
        return point, upper, season, after, False
    edge = _TAIL_EDGE.match(folded, end)
    if edge and not folded.startswith(
        ("初步", "初次", "初信", "中心", "中央", "中国", "中共", "末位", "底数", "中,", "中，"), end
    ):
        closing = edge.group().removeprefix("年") in {"底", "末"} and not folded.startswith(_BEFORE_EDGE, edge.end())
        if closing and point.month is None:
            point = Point(year, 12)
        return point, last, season, edge.end(), closing
    return point, last, season, end, False


def _upper(folded: str, end: int, first: Point) -> tuple[Point | None, int]:
    """Read 至2023年9月, -12月, 至30日; return the point and the new end, or None and the old."""
    to = _TO_POINT.match(folded, end)
    if not to or not (to["y"] or to["m"] or to["d"]):
        return None, end
    if to["y"] and not (to["m"] or to["d"]) and "年" not in to.group() and first.month is not None:
        return None, end
    year = int(to["y"]) if to["y"] else first.year
    month = int(to["m"]) if to["m"] else (first.month if to["d"] else None)
    if to["e"] and month is None:
        month = 12
    if to["d"] and month is None:
        return None, end
    return _clean(year, month, _number(to["d"]) if to["d"] else None), to.end()


def _from_month(folded: str, start: int) -> tuple[Point, Point | None, int]:
    """Read a month or a day whose year the context gives."""
    point, last, _, end, _ = _tails(folded, start, None)
    if point.month is None:
        day = _BARE_DAY.match(folded, start)
        return (Point(None, None, _number(day.group())), None, day.end()) if day else (Point(None), None, start + 1)
    return point, last, end
