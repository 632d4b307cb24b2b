"""What a document says of itself: kind, title, organ, reporting year, document number, dates."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import PurePath

from knowledge.documents import Kind, Metadata
from knowledge.outline.dates import DATE, bare_years, first_date, period, years
from knowledge.outline.enactment import read_enactment
from knowledge.outline.opening import ENDS_LIKE_A_TITLE, read_opening
from knowledge.outline.organs import organ_in_text, organ_in_title
from knowledge.outline.reports import report_marks
from knowledge.outline.statutes import implied_articles

_OPENING = 3000
"""Code points in which a document says what it is."""
_ANNOUNCED = re.compile(
    r"现将(?P<organ>我[局县市区厅委院]|本单位)?(?P<words>[^。：:\n]{0,60}?)(?:工作)?(?:情况)?(?:总结)?(?:报告|汇报|总结|通报)如下"
)
_NUMBER = re.compile(
    r"(?P<organ>[\u4e00-\u9fff]{1,12})[〔\[［（(【](?P<year>(?:19|20)\d{2})[〕\]］）)】]\s*(?P<number>\d{1,5})\s*号"
)
_NUMBER_LINE = re.compile(
    rf"^[^\S\n]*(?:(?:发文字号|文号|文件编号)[：:]?\s*)?{_NUMBER.pattern}(?=[^\S\n]*$|[^\S\n]+[^\n]{{1,20}}$)",
    re.MULTILINE,
)
_NUMBER_NOTE = re.compile(rf"^[^\S\n]*[（(]{_NUMBER.pattern}(?=[，,；;、）)\s])", re.MULTILINE)
_GENRE = re.compile(
    r"(?P<plan>方案|规划|计划|纲要|要点|清单|安排)|(?P<report>报告|总结|情况|年报|汇报)|(?P<data>统计|报表|一览表|明细|台账|汇总|数据|表)"
    r"|(?P<regulation>法|法典|宪法|条例|规定|办法|规则|细则|解释|决定|决议|意见|通知|批复|制度|守则|准则)"
)
_TAIL_NOTE = re.compile(r"[（(〈<][^）)〉>]{1,30}[）)〉>]$")
_ROWS = re.compile(r"^[^\n]*(?:\t| \| )[^\n]*$", re.MULTILINE)
_ENOUGH_ARTICLES = 3
_PART_OF_YEAR = (
    ("上半年", "H1"),
    ("下半年", "H2"),
    ("第一季度", "Q1"),
    ("第二季度", "Q2"),
    ("第三季度", "Q3"),
    ("第四季度", "Q4"),
)


def recognise(
    text: str,
    *,
    filename: str = "",
    title: str | None = None,
    organ: str | None = None,
    issued: date | None = None,
    kind: Kind | None = None,
) -> Metadata:
    """Return what ``text`` states of itself; what the caller gives is kept, the file's name fills what stays open.

    The year of a report is the one reported on, not that of publication. A plan has a year only where its title names
    a single one; the span of years in a title is kept as ``extra["period"]`` ("2021..2025"). The year of a regulation
    is that of its newest version.
    """
    stem = _title_like(filename)
    first = _first_heading(text)
    opening = read_opening(text, first)
    printed = opening.title if opening.title and _says_genre(opening.title) else None
    said = title or printed or (stem if _says_genre(stem) else None)
    what = kind or _kind(text, said or opening.title or "", filename)
    if what is Kind.REGULATION:
        return _regulation(text, said or opening.title or stem or "未命名资料", organ, issued, filename, first)
    who = organ or organ_in_title(said or "") or organ_in_text(text) or organ_in_title(stem)
    year = _reporting_year(text, said, filename, what)
    names = (said, _announced_title(text, who, year), opening.title, _telling(stem), _made_title(text, who, year), stem)
    return Metadata(
        title=next((name for name in names if name), "未命名资料"),
        kind=what,
        organ=who,
        year=year,
        document_number=_document_number(text, first),
        issued=issued or _issued(text, opening.end),
        source=filename or None,
        extra=_periods(said or stem, year),
    )


def _regulation(
    text: str, title: str, organ: str | None, issued: date | None, filename: str, head_end: int
) -> Metadata:
    made = read_enactment(text, title, issued)
    dated = made.issued or made.in_force_from
    named = _version_named(filename, title)
    if named and issued is None and dated and named > dated.year:  # the text states only its first version
        made = replace(
            made,
            document_number=None,
            issued=None,
            in_force_from=None,
            first_in_force=made.first_in_force or made.in_force_from,
        )
        dated = None
    year = made.issued.year if made.issued else named or (dated.year if dated else None)
    span = period(title)
    extra = {"period": str(span)} if span else {}
    if made.first_in_force:
        extra["first_in_force"] = made.first_in_force.isoformat()
    return Metadata(
        title=title,
        kind=Kind.REGULATION,
        organ=organ or made.organ,
        year=year,
        document_number=_document_number(text, head_end) or made.document_number,
        issued=made.issued,
        in_force_from=made.in_force_from,
        verified="据文本自述，效力未经核实。",
        source=filename or None,
        extra=extra,
    )


def _version_named(filename: str, title: str) -> int | None:
    """Return the version's year that a file name gives right behind the title ("行政处罚法_2021.md")."""
    short = re.escape(title.removeprefix("中华人民共和国"))
    match = re.search(rf"{short}[ _\-（(]*((?:19|20)\d{{2}})(?!\d)", filename)
    return int(match[1]) if match else None


def _first_heading(text: str) -> int:
    marks = report_marks(text[: 4 * _OPENING])
    article = re.search(r"^[^\S\n]*#*[^\S\n]*第(?:一|1)[章条编]", text[: 4 * _OPENING], re.MULTILINE)
    places = [mark.start for mark in marks[:1]] + ([article.start()] if article else [])
    return min(places, default=min(len(text), _OPENING))


def _title_like(filename: str) -> str:
    """Return the file's name without its ending, dates and copy marks."""
    stem = PurePath(filename.replace("\\", "/")).name
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", stem)
    return re.sub(r"[ _\-]*(?:\d{8,}|[（(]\d{1,2}[）)]|副本|终稿|定稿|最终版|v\d+)$", "", stem).strip(" _-")


def _says_genre(name: str) -> bool:
    return bool(ENDS_LIKE_A_TITLE.search(name))


def _kind(text: str, title: str, filename: str) -> Kind:
    """Tell the kind by the last word of the title that names a genre; without one by the text's form."""
    articles = implied_articles(text)
    name = _TAIL_NOTE.sub("", title.removesuffix("的通知")) if "印发" in title else _TAIL_NOTE.sub("", title)
    genres = [*_GENRE.finditer(name.strip("《》"))]
    genre = Kind(genres[-1].lastgroup) if genres and genres[-1].lastgroup and _says_genre(title) else None
    if articles >= _ENOUGH_ARTICLES and genre in {None, Kind.REGULATION}:
        return Kind.REGULATION
    if genre:
        return genre
    if filename.lower().endswith((".xlsx", ".csv", ".xls")) or _mostly_rows(text):
        return Kind.DATA
    return Kind.REPORT


def _mostly_rows(text: str) -> bool:
    sample = text[: 10 * _OPENING]
    return 2 * sum(len(row) for row in _ROWS.findall(sample)) > len(sample)


def _reporting_year(text: str, title: str | None, filename: str, kind: Kind) -> int | None:
    """Return the year reported on, from the surest place to the least: title, announcement, file name, opening."""
    places: list[tuple[int, ...]] = [years(title or "")]
    if not places[0] and title and period(title):
        return None
    announced = _ANNOUNCED.search(text, 0, _OPENING)
    places += [years(announced["words"]) if announced else (), bare_years(_title_like(filename))]
    if kind is not Kind.PLAN:
        counted = Counter(years(text[:_OPENING])).most_common(1)
        places += [years(text[:200]), tuple(year for year, _ in counted)]
    return next((found[0] for found in places if found), None)


def _announced_title(text: str, organ: str | None, year: int | None) -> str | None:
    """Return a title made of organ, year and the words of "现将…报告如下", where the title line was lost."""
    announced = _ANNOUNCED.search(text, 0, _OPENING)
    if announced is None or organ is None:
        return None
    words = re.sub(r"^.*?年度?|有关|相关|具体|主要", "", announced["words"])
    if not words.strip("工作情况的"):
        words = _usual_words(text)
    noun = "总结" if announced[0].endswith("总结如下") else "报告"
    return f"{organ}{f'{year}年' if year else ''}{words.removesuffix('工作')}工作{noun}"


def _made_title(text: str, organ: str | None, year: int | None) -> str | None:
    return f"{organ}{year}年{_usual_words(text)}工作报告" if organ and year else None


def _usual_words(text: str) -> str:
    return "法治政府建设" if "法治政府建设" in text[:_OPENING] else ""


def _telling(stem: str) -> str | None:
    """Return a file's name where it names an organ or a year, as "新建文本文档" does not."""
    return stem if organ_in_title(stem) or bare_years(stem) else None


def _document_number(text: str, head_end: int) -> str | None:
    """Return the number that stands on its own line above the first heading; one inside a sentence is another's."""
    match = _NUMBER_LINE.search(text, 0, head_end) or _NUMBER_NOTE.search(text, 0, head_end)
    return f"{match['organ']}〔{match['year']}〕{match['number']}号" if match else None


def _issued(text: str, title_end: int) -> date | None:
    """Return the date of the signature, else that of the title's block."""
    for line in reversed(text[-400:].split("\n")):
        if re.fullmatch(rf"\s*{DATE}\s*", line):
            return first_date(line)
    return first_date(text[:title_end])


def _periods(title: str, year: int | None) -> Mapping[str, str]:
    span = period(title)
    if span:
        return {"period": str(span)}
    part = next((label for words, label in _PART_OF_YEAR if words in title), None)
    return {"period": f"{year}-{part}"} if part and year else {}
