"""Article references: 第二十三条第一款、第二十六条 read as numbers with paragraph and item."""

import re
from dataclasses import dataclass

from knowledge.norms.numerals import NUMERAL, to_int

LONGEST_RANGE = 200
"""A range of more articles is kept as its two ends."""

_S = r"[ \t\u3000]{0,2}"
_ARTICLE = re.compile(rf"第{_S}({NUMERAL}){_S}条(?:之({NUMERAL})(?!般))?")
_BARE_ARTICLE = re.compile(rf"({NUMERAL}){_S}条(?:之({NUMERAL})(?!般))?")
_LISTED = re.compile(rf"第{_S}({NUMERAL})(?=(?:[、,，]{_S}第?{NUMERAL}){{1,12}}{_S}条)")
_LISTED_TO = re.compile(rf"第{_S}({NUMERAL}){_S}(?:至|到|—|–|-|－|~|～){{1,2}}{_S}第?{_S}({NUMERAL}){_S}条")
_TO = re.compile(rf"{_S}(?:至|到|—|–|-|－|~|～){{1,2}}{_S}第?{_S}({NUMERAL}){_S}条(?:之({NUMERAL})(?!般))?")
_PARAGRAPHS = re.compile(rf"{_S}第?{_S}({NUMERAL}){_S}(?:(?=[、,]{_S}第?{NUMERAL}{_S}[款、,])|款)")
_ITEMS = re.compile(
    rf"{_S}第?{_S}[（(]?{_S}({NUMERAL}){_S}[）)]?{_S}(?:(?=[、,]{_S}第?[（(]?{NUMERAL}[）)]?{_S}[项、,])|项)"
)
_AND = re.compile(r"[ \t]{0,2}(?:、|，|,|和|与|及|以及|或者|或)[ \t]{0,2}(?=第)")
_AND_BARE = re.compile(rf"(?:、|和|及|或)(?={NUMERAL}{_S}条)")
_NUMERAL = re.compile(NUMERAL)
_PARAGRAPH = re.compile(rf"第{_S}{NUMERAL}{_S}款")
_JOINED_NUMBER = re.compile(r"(?:和|及|或者|或)(?=第)")
_COMMA = re.compile(r"[、,，](?=第?[（(]?[零〇一二三四五六七八九十百千0-9０-９])")


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleRef:
    """One article, where named with its paragraph (款) and item (项)."""

    article: int
    suffix: int = 0
    """1 for 第十七条之一; 0 for the article itself."""
    paragraph: int | None = None
    item: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleList:
    """References that stand together, and where they end."""

    refs: tuple[ArticleRef, ...]
    end: int


def read_articles(text: str, start: int) -> ArticleList | None:
    """Read the references that begin at ``start``, or None: lists with 、和及或, ranges with 至, 款 and 项."""
    refs: list[ArticleRef] = []
    position = start
    while True:
        group = _one(text, position)
        if group is None:
            break
        refs.extend(group.refs)
        position = group.end
        joined = _AND.match(text, position)
        bare = None if joined else _without_ordinal(text, position)
        if bare:
            refs.extend(bare.refs)
            position = bare.end
            joined = _AND.match(text, position)
        if joined is None or _one(text, joined.end()) is None:
            break
        position = joined.end()
    return ArticleList(refs=tuple(dict.fromkeys(refs)), end=position) if refs else None


def _without_ordinal(text: str, position: int) -> ArticleList | None:
    """Read the further articles of 第四十七条、四十八条, whose 第 is left out."""
    refs: list[ArticleRef] = []
    while comma := _AND_BARE.match(text, position):
        match = _BARE_ARTICLE.match(text, comma.end())
        try:
            number = to_int(match[1]) if match else None
        except ValueError:
            number = None
        if match is None or number is None:
            break
        refs.append(ArticleRef(article=number))
        position = match.end()
    return ArticleList(refs=tuple(refs), end=position) if refs else None


def _one(text: str, start: int) -> ArticleList | None:
    """Read one article with its paragraphs and items, one range, or one list under a single 条."""
    try:
        return _range(text, start) or _short_list(text, start) or _single(text, start)
    except ValueError:
        return None


def _range(text: str, start: int) -> ArticleList | None:
    short = _LISTED_TO.match(text, start)
    if short:
        return ArticleList(refs=_between(to_int(short[1]), to_int(short[2])), end=short.end())
    first = _ARTICLE.match(text, start)
    to = _TO.match(text, first.end()) if first else None
    if first is None or to is None:
        return None
    refs = _between(to_int(first[1]), to_int(to[1]))
    if first[2]:
        refs = (ArticleRef(article=to_int(first[1]), suffix=to_int(first[2])), *refs[1:])
    if to[2]:
        last = to_int(to[1])
        refs = (*refs, *(ArticleRef(article=last, suffix=s) for s in range(1, min(to_int(to[2]), 20) + 1)))
    return ArticleList(refs=refs, end=to.end())


def _between(first: int, last: int) -> tuple[ArticleRef, ...]:
    if not 0 <= last - first <= LONGEST_RANGE:
        return (ArticleRef(article=first), ArticleRef(article=last))
    return tuple(ArticleRef(article=number) for number in range(first, last + 1))


def _short_list(text: str, start: int) -> ArticleList | None:
    """Read 第二十三、二十六条: several numbers under one 条."""
    match = _LISTED.match(text, start)
    if match is None:
        return None
    refs = [ArticleRef(article=to_int(match[1]))]
    position = match.end()
    while True:
        position = _after_comma(text, position)
        last = _BARE_ARTICLE.match(text, position)
        if last:
            refs.append(ArticleRef(article=to_int(last[1]), suffix=to_int(last[2]) if last[2] else 0))
            return ArticleList(refs=tuple(refs), end=last.end())
        number = _NUMERAL.match(text, position)
        if number is None:
            return None
        refs.append(ArticleRef(article=to_int(number[0])))
        position = number.end()


def _after_comma(text: str, position: int) -> int:
    comma = _COMMA.match(text, position)
    position = comma.end() if comma else position
    return position + 1 if text[position : position + 1] == "第" else position


def _single(text: str, start: int) -> ArticleList | None:
    match = _ARTICLE.match(text, start)
    if match is None:
        return None
    article, suffix = to_int(match[1]), to_int(match[2]) if match[2] else 0
    refs: list[ArticleRef] = []
    position = match.end()
    while True:
        paragraphs, after = _numbers(_PARAGRAPHS, text, position)
        items, end = _numbers(_ITEMS, text, after)
        if not paragraphs and not items:
            break
        position = end
        for n, paragraph in enumerate(paragraphs or (None,)):
            is_last = n == max(len(paragraphs) - 1, 0)
            refs.extend(
                ArticleRef(article=article, suffix=suffix, paragraph=paragraph, item=item)
                for item in ((items or (None,)) if is_last else (None,))
            )
        more = _next_paragraph(text, position)
        if more is None:
            break
        position = more
    return ArticleList(refs=tuple(refs) or (ArticleRef(article=article, suffix=suffix),), end=position)


def _next_paragraph(text: str, position: int) -> int | None:
    """Return where another 第二款 of the same article begins: 第三条第一款第二项和第二款."""
    joined = _AND.match(text, position)
    if joined and _PARAGRAPH.match(text, joined.end()):
        return joined.end()
    return None


def _numbers(pattern: re.Pattern[str], text: str, start: int) -> tuple[tuple[int, ...], int]:
    """Read 第一、二款 or 第（一）项、第（三）项 from ``start``; return the numbers and where they end."""
    found: list[int] = []
    position = start
    while True:
        match = pattern.match(text, position)
        if match is None:
            break
        try:
            found.append(to_int(match[1]))
        except ValueError:
            break
        position = match.end()
        comma = _COMMA.match(text, position) or _JOINED_NUMBER.match(text, position)
        if comma is None or pattern.match(text, comma.end()) is None:
            break
        position = comma.end()
    return tuple(found), position
