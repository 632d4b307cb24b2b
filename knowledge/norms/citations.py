"""Citations of norms in a text: titles, short names, articles, version years and document numbers, with their spans."""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace

from knowledge.norms.articles import ArticleRef, read_articles
from knowledge.norms.bare_names import name_before
from knowledge.norms.marked_titles import looks_like_norm, read_marked
from knowledge.norms.numerals import NUMERAL
from knowledge.norms.titles import key, split_version

__all__ = ["ArticleRef", "NormCitation", "find_citations"]

_S = r"[ \t\u3000]{0,2}"
_NUMBER = re.compile(
    r"(?P<code>[\u4e00-\u9fff]{1,12})[〔\[［（(【](?P<year>(?:19|20)\d{2})[〕\]］）)】]第?(?P<serial>\d{1,5})号"
    r"|(?P<order>(?:国务院|主席|公安部|[\u4e00-\u9fff]{1,8}部|[\u4e00-\u9fff]{1,8}(?:总局|政府))令)"
    rf"第{_S}(?P<order_no>{NUMERAL}){_S}号"
    r"|(?P<standard>GB(?:/[TZ])?)\s?(?P<standard_no>\d{1,6}(?:\.\d{1,3})?)\s?[-—–－]\s?(?P<standard_year>\d{4})"
)
_PLAN = re.compile(
    r"(?P<name>[\u4e00-\u9fff“”、]{2,40}(?:纲要|规划|计划|方案))"
    r"[（(](?P<span>(?:19|20)\d{2}年?[ \t]?[-—–－~～至]{0,2}[ \t]?(?:19|20)\d{2}年?)[）)]"
)
_ANCHOR = re.compile(
    rf"《|第{_S}{NUMERAL}(?={_S}条|、|,|，|{_S}[至到—–\-－~～])"
    r"|[〔\[［（(【](?:19|20)\d{2}[〕\]］）)】]第?\d{1,5}号|令第|GB(?:/[TZ])?\s?\d"
    r"|(?:纲要|规划|计划|方案)[（(](?:19|20)\d{2}"
)
_VERB = re.compile(
    r".*(?:根据|依据|依照|按照|遵照|参照|落实|贯彻|执行|实施|印发|转发|下发|发布|公布|文号|文件|见|以|按|及|和|与|是|为|的|了)"
)
_PLAN_VERB = re.compile(
    r".*(?:根据|依据|依照|按照|遵照|参照|对照|落实|贯彻|执行|印发|制定|出台|学习|实施了|的|了)(?=.{4})"
)
_BEFORE_YEAR = re.compile(r"((?:19|20)\d{2})年?(?:\d{1,2}月)?(?:新)?(?:修订|修正|修改|版)(?:后)?(?:的)?$")
_AFTER_YEAR = re.compile(
    r"[（(\[〔]\s?((?:19|20)\d{2})\s?年?(?:\d{1,2}月(?:\d{1,2}日)?)?(?:第[一二三四五六七八九十]次)?"
    r"(?:修订|修正|修改|版|公布|通过)?(?:版|本)?\s?[）)\]〕]"
)
_NUMBER_BEHIND = re.compile(r"[（(]\s?(?P<inside>[^（）()\n]{4,40}?号|GB[^（）()\n]{4,20})\s?[，,）)]")
_SHORT_BEHIND = re.compile(
    r"[（(]以下(?:统称|简称)?(?:为)?[：:]?[“\"《]([^”\"》）)\n]{2,30})[”\"》]{1,2}[^（）()\n]{0,10}[）)]"
)
_BETWEEN = re.compile(
    rf"(?:的|中|里|之|关于|规定的|,|，|[ \t\u3000]){{0,2}}(?:第{NUMERAL}[编章节](?:第{NUMERAL}节)?的?)?{_S}(?=第)"
)
_SELF = re.compile(r"(?:本|该|同)(?:法典|法|条例|规定|办法|细则|规则|解释|决定|规划|纲要|意见)$")
_LOOK_BACK = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class NormCitation:
    """One place where a text names a norm; ``surface`` is ``text[start:end]``."""

    title: str | None
    """The title without book marks and version year; None for 本法第三条 or an article without a name."""
    surface: str
    start: int
    end: int
    articles: tuple[ArticleRef, ...] = ()
    version_year: int | None = None
    """2025 of （2025年修订）."""
    document_number: str | None = None
    """As issued, with full-width brackets: 国办发〔2018〕118号."""


def find_citations(text: str, *, names: Collection[str] = ()) -> tuple[NormCitation, ...]:
    """Return every citation of ``text`` in order, none overlapping.

    ``names`` are further titles to be known where no book marks show their beginning. Time grows with the text's
    length alone: every look ahead or back is bounded.
    """
    known = frozenset(key(name) for name in names)
    found: list[NormCitation] = []
    shorts: dict[str, str] = {}
    position = 0
    while anchor := _ANCHOR.search(text, position):
        citation = _at(text, anchor, position, known)
        if citation is None:
            position = anchor.end() if anchor[0] != "《" else anchor.start() + 1
            continue
        short = _SHORT_BEHIND.match(text, citation.end)
        if short and citation.title:
            shorts[key(short[1])] = citation.title
            citation = _with_articles_behind(text, citation, short.end())
        elif citation.title and key(citation.title) in shorts:
            citation = replace(citation, title=shorts[key(citation.title)])
        found.append(citation)
        position = citation.end
        position = max(position, short.end()) if short else position
    return tuple(found)


def _at(text: str, anchor: re.Match[str], floor: int, known: frozenset[str]) -> NormCitation | None:
    mark = anchor[0]
    if mark == "《":
        return _marked(text, anchor.start(), floor)
    if mark.startswith(("纲要", "规划", "计划", "方案")):
        return _plan(text, anchor, floor)
    if mark.startswith("第"):
        return _bare(text, anchor.start(), floor, known)
    return _numbered(text, anchor, floor)


def _marked(text: str, start: int, floor: int) -> NormCitation | None:
    """Read 《…》 with what stands around it; a title that names no norm counts only with an article behind it."""
    marked = read_marked(text, start)
    if marked is None:
        return None
    named = split_version(marked.title)
    citation = NormCitation(title=named.title, surface="", start=start, end=marked.end, version_year=named.version_year)
    citation = _with_surroundings(text, citation, floor)
    if not citation.articles and not citation.document_number and not looks_like_norm(named.title):
        return None
    return citation


def _with_surroundings(text: str, citation: NormCitation, floor: int) -> NormCitation:
    """Add the version year before or behind, the document number behind, and the articles that follow."""
    year, end, number = citation.version_year, citation.end, citation.document_number
    before = _BEFORE_YEAR.search(text, max(floor, citation.start - 20), citation.start)
    start = citation.start
    if before and year is None:
        year, start = int(before[1]), before.start()
    behind = _AFTER_YEAR.match(text, end)
    if behind:
        year, end = int(behind[1]), behind.end()
    inside = _NUMBER_BEHIND.match(text, end)
    numbered = _NUMBER.search(inside["inside"]) if inside else None
    if inside and numbered:
        number = _number(numbered)
        end = inside.end() if inside[0][-1] in "）)" else inside.end() - 1
    citation = replace(citation, start=start, end=end, version_year=year, document_number=number)
    return _with_articles_behind(text, citation, end)


def _with_articles_behind(text: str, citation: NormCitation, position: int) -> NormCitation:
    gap = _BETWEEN.match(text, position)
    articles = read_articles(text, gap.end()) if gap and not citation.articles else None
    end = articles.end if articles else citation.end
    refs = articles.refs if articles else citation.articles
    return replace(citation, end=end, articles=refs, surface=text[citation.start : end])


def _bare(text: str, start: int, floor: int, known: frozenset[str]) -> NormCitation | None:
    """Read an article list, and the name that stands right before it without book marks."""
    articles = read_articles(text, start)
    if articles is None:
        return None
    if _is_heading(text, start, articles.end):
        return None
    begin, title, year = start, None, None
    own = _SELF.search(text, max(floor, start - 4), start)
    if own:
        begin = own.start()
    else:
        name = name_before(text, start, max(floor, start - _LOOK_BACK), known)
        if name:
            begin, title, year = name.start, name.title, name.version_year
            before = _BEFORE_YEAR.search(text, max(floor, begin - 20), begin)
            if before and year is None:
                begin, year = before.start(), int(before[1])
    return NormCitation(
        title=title,
        surface=text[begin : articles.end],
        start=begin,
        end=articles.end,
        articles=articles.refs,
        version_year=year,
    )


def _is_heading(text: str, start: int, end: int) -> bool:
    """Tell a statute's own "第三条　…" at the start of a line from a reference to it."""
    line = text.rfind("\n", max(0, start - 20), start) + 1 if "\n" in text[max(0, start - 20) : start] else 0
    before = text[line:start] if line or start <= _LOOK_BACK else "…"
    return not before.strip("# 　\t") and text[end : end + 1] in {"　", " ", "\t"}


def _plan(text: str, anchor: re.Match[str], floor: int) -> NormCitation | None:
    """Read a plan's name without book marks, told by its years: 法治政府建设实施纲要（2021-2025年）."""
    begin = _run_start(text, anchor.start(), max(floor, anchor.start() - 38))
    match = _PLAN.match(text, begin)
    if match is None:
        return None
    verb = _PLAN_VERB.match(match["name"])
    start = begin + (verb.end() if verb else 0)
    title = text[start : match.end()]
    return NormCitation(title=title, surface=title, start=start, end=match.end())


def _numbered(text: str, anchor: re.Match[str], floor: int) -> NormCitation | None:
    """Read a document number that stands alone, without the verb before it."""
    begin = anchor.start() if anchor[0].startswith("GB") else _run_start(text, anchor.start(), floor)
    quoted = max(text.rfind(mark, begin, anchor.start()) for mark in "“”") + 1
    match = _NUMBER.match(text, max(begin, quoted, anchor.start() - 12))
    if match is None:
        return None
    start = match.start()
    for group in ("code", "order"):
        verb = _VERB.match(match[group]) if match[group] else None
        if verb and verb.end() < len(match[group]):
            start += verb.end()
    return NormCitation(
        title=None, surface=text[start : match.end()], start=start, end=match.end(), document_number=_number(match)
    )


def _run_start(text: str, end: int, floor: int) -> int:
    position = end
    while position > floor and ("\u4e00" <= text[position - 1] <= "\u9fff" or text[position - 1] in "“”"):
        position -= 1
    return position


def _number(match: re.Match[str]) -> str:
    """Return the number in its official form."""
    if match["standard"]:
        return f"{match['standard']} {match['standard_no']}-{match['standard_year']}"
    if match["order"]:
        return f"{_without_verb(match['order'])}第{match['order_no']}号"
    return f"{_without_verb(match['code'])}〔{match['year']}〕{match['serial']}号"


def _without_verb(code: str) -> str:
    verb = _VERB.match(code)
    return code[verb.end() :] if verb and verb.end() < len(code) else code
