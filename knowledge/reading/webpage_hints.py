"""What a government page says of its article: title, publishing organ, date."""

import re
from datetime import date

from selectolax.lexbor import LexborHTMLParser

from knowledge.reading.types import Hints

_TITLE_METAS = ("articletitle", "og:title", "dc.title")
_ORGAN_METAS = ("contentsource", "source", "author.organ", "publisher")
_DATE_METAS = ("pubdate", "publishdate", "article:published_time", "publish-date", "others")
_SITE = re.compile(r"\s*[-_|—–]+\s*[^-_|—–]*(?:网|政府|门户|局|平台|官网|网站)\s*$")
_ORGAN = re.compile(
    r"(?:发布机构|发文机关|发文机构|制发机关|信息来源|文章来源|来\s*源)\s*[:：]\s*([^\s:：|【】\[\]<>]{2,40})"
)
_DATE = r"(\d{4})\s*[-年./]\s*(\d{1,2})\s*[-月./]\s*(\d{1,2})"
_WRITTEN = re.compile(r"(?:成文日期|发文日期|印发日期)\s*[:：]?\s*" + _DATE)
_PUBLISHED = re.compile(r"(?:发布日期|发布时间|公布日期|时\s*间|日\s*期)\s*[:：]?\s*" + _DATE)
_DAY = re.compile(_DATE)
_NO_ORGAN = re.compile(r"(?:本站|本网|本网站|原创|未知|网络|互联网|其他|发布时间|发布日期|作者|字体|浏览).*")


def page_hints(tree: LexborHTMLParser) -> tuple[Hints, date | None]:
    """Return title, organ and the date of writing; apart from them the date of publication."""
    metas: dict[str, str] = {}
    for node in tree.css("meta"):
        attributes = node.attributes
        name = (attributes.get("name") or attributes.get("property") or "").lower()
        content = (attributes.get("content") or "").strip()
        if name and content:
            metas.setdefault(name, content)
    text = tree.body.text(separator=" ") if tree.body is not None else ""
    written = _WRITTEN.search(text)
    published = next((_day(_DAY.search(metas[name])) for name in _DATE_METAS if name in metas), None)
    published = published or _day(_PUBLISHED.search(text))
    return Hints(title=_title(tree, metas), organ=_organ(metas, text), issued=_day(written)), published


def _title(tree: LexborHTMLParser, metas: dict[str, str]) -> str | None:
    for name in _TITLE_METAS:
        if name in metas:
            return metas[name]
    headings = [re.sub(r"\s+", " ", node.text()).strip() for node in tree.css("h1")]
    headings = [heading for heading in headings if heading]
    if len(headings) == 1:
        return headings[0]
    node = tree.css_first("title")
    title = re.sub(r"\s+", " ", node.text()).strip() if node is not None else ""
    return _SITE.sub("", title).strip() or None


def _organ(metas: dict[str, str], text: str) -> str | None:
    found = [metas[name] for name in _ORGAN_METAS if name in metas]
    found += [match[1] for match in _ORGAN.finditer(text)]
    return next((each.strip() for each in found if not _NO_ORGAN.fullmatch(each.strip())), None)


def _day(match: re.Match[str] | None) -> date | None:
    if match is None:
        return None
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None
