"""Cited articles: whether the versions in question have them, and where in the text each one stands."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.checking.types import Finding, FindingKind, Proof, Severity
from knowledge.norms.article_texts import ArticleText
from knowledge.norms.articles import ArticleRef
from knowledge.norms.citations import NormCitation
from knowledge.norms.numerals import NUMERAL, article_label, to_int
from knowledge.norms.resolving import Norms
from knowledge.norms.versions import NormVersion, Origin

_S = r"[ \t\u3000]{0,2}"
_NUMBER = re.compile(rf"第?{_S}(?P<article>{NUMERAL}){_S}(?:条(?:之(?P<suffix>{NUMERAL}))?|(?=[、,，至到—–\-－~～]))")
_PART = re.compile(rf"第?{_S}[（(]?{_S}(?P<number>{NUMERAL}){_S}[）)]?{_S}(?P<what>款|项)")


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleSpot:
    """Where an article is printed."""

    start: int
    end: int


def article_spots(text: str, citation: NormCitation) -> tuple[tuple[ArticleRef, ArticleSpot], ...]:
    """Return the printed articles of a citation; the inner ones of a range stand at the range's end."""
    printed: dict[tuple[int, int], ArticleSpot] = {}
    first = _list_start(text, citation)
    for match in _NUMBER.finditer(text, first, citation.end):
        try:
            number, suffix = to_int(match["article"]), to_int(match["suffix"]) if match["suffix"] else 0
        except ValueError:
            continue
        printed.setdefault((number, suffix), ArticleSpot(start=match.start(), end=match.end()))
    ends = sorted(printed.items())
    whole = ArticleSpot(start=first, end=citation.end)
    spots: list[tuple[ArticleRef, ArticleSpot]] = []
    for ref in citation.articles:
        own = (ref.article, ref.suffix)
        spots.append((ref, next((spot for number, spot in ends if number >= own), whole)))
    return tuple(spots)


def _list_start(text: str, citation: NormCitation) -> int:
    """Return where the articles begin: behind the title, its brackets and its chapter."""
    closing = text.rfind("》", citation.start, citation.end)
    begin = closing + 1 if closing >= 0 else citation.start
    articles = re.compile(rf"第[ \t\u3000]{{0,2}}{NUMERAL}[ \t\u3000]{{0,2}}(?:条|[、,，至到—–\-－~～])")
    match = articles.search(text, begin, citation.end)
    return match.start() if match else begin


@dataclass(frozen=True, slots=True, kw_only=True)
class Articles:
    """What became of a citation's articles."""

    findings: tuple[Finding, ...]
    exist: bool
    """All of them exist for sure in every version in question."""
    proof: Proof | None
    """The first article's text, where there is one."""


def check_articles(
    text: str, citation: NormCitation, versions: Sequence[NormVersion], norms: Norms, *, sure: bool, lenient: bool
) -> Articles:
    """Look up each article in ``versions``, the one in force last.

    ``sure`` is False where an unknown older version may be meant; ``lenient`` is True where any version will do.
    """
    findings: list[Finding] = []
    exist = sure and bool(versions)
    for ref, spot in article_spots(text, citation):
        having = [norms.has_article(version, ref) for version in versions]
        exist = exist and all(having)
        finding = _missing(text, ref, spot, list(zip(versions, having, strict=True)), norms, sure=sure, lenient=lenient)
        if finding is None and len(versions) == 1 and sure:
            finding = _missing_part(
                text, citation, ref, spot, norms.articles(versions[-1]).get((ref.article, ref.suffix))
            )
        if finding:
            exist = False
            findings.append(finding)
    return Articles(findings=tuple(_once(findings)), exist=exist, proof=_proof(citation, versions, norms))


def _missing(
    text: str,
    ref: ArticleRef,
    spot: ArticleSpot,
    having: Sequence[tuple[NormVersion, bool | None]],
    norms: Norms,
    *,
    sure: bool,
    lenient: bool,
) -> Finding | None:
    without = [version for version, has in having if has is False]
    unsure = [version for version, has in having if has is None]
    label = article_label(ref.article, ref.suffix) if ref.article <= 9999 else "该条"  # noqa: PLR2004
    if without and (len(without) == len(having) or not lenient):
        said = "；".join(f"{v.label}最后一条是第{_count(norms, v)}条" for v in without)
        partial = len(without) < len(having)
        certain = sure and not partial and not any(v.origin is Origin.FACTS and not v.until for v in without)
        doubt = "" if certain else "（报告期内可能适用另一版本，请核对引用的是哪一版）"
        return _finding(
            text,
            spot,
            FindingKind.NORM_VERSION if partial else FindingKind.UNKNOWN_ARTICLE,
            Severity.ERROR if certain else Severity.WARNING,
            f"没有{label}：{said}{_from(without[-1])}{doubt}。请核对条号。",
        )
    if unsure and len(unsure) == len(having):
        message = f"无法核实{label}：只有{unsure[-1].label}的目录信息，没有条文。请对照原文核对，或把原文加入资料库。"
        return _finding(text, spot, FindingKind.UNKNOWN_ARTICLE, Severity.NOTE, message)
    return None


def _count(norms: Norms, version: NormVersion) -> str:
    count = norms.article_count(version)
    return article_label(count).removeprefix("第").removesuffix("条") if count else "？"


def _from(version: NormVersion) -> str:
    return f"（据{version.origin.value}）" if version.origin is not Origin.LIBRARY else ""


def _missing_part(
    text: str, citation: NormCitation, ref: ArticleRef, spot: ArticleSpot, article: ArticleText | None
) -> Finding | None:
    """Return a finding for a 款 or 项 that the article does not have."""
    if article is None:
        return None
    label = article_label(ref.article, ref.suffix)
    if ref.paragraph and ref.paragraph > article.paragraphs:
        wrong, what, has = ref.paragraph, "款", article.paragraphs
    elif ref.item and ref.item > article.items:
        wrong, what, has = ref.item, "项", article.items
    else:
        return None
    place = _part_spot(text, spot.end, citation.end, what, wrong) or spot
    said = f"共{has}{what}" if has else f"没有分{what}"
    message = f"{label}{said}，这里引用了第{wrong}{what}。请核对。"
    return _finding(text, place, FindingKind.UNKNOWN_ARTICLE, Severity.WARNING, message)


def _part_spot(text: str, start: int, end: int, what: str, number: int) -> ArticleSpot | None:
    for match in _PART.finditer(text, start, end):
        try:
            if match["what"] == what and to_int(match["number"]) == number:
                return ArticleSpot(start=match.start(), end=match.end())
        except ValueError:
            continue
    return None


def _proof(citation: NormCitation, versions: Sequence[NormVersion], norms: Norms) -> Proof | None:
    if not citation.articles or not versions:
        return None
    ref, version = citation.articles[0], versions[-1]
    article = norms.articles(version).get((ref.article, ref.suffix))
    return article_proof(version, article) if article else None


def article_proof(version: NormVersion, article: ArticleText) -> Proof:
    """Return an article as evidence; ``document_id`` is empty where it comes from the statutes package."""
    return Proof(
        document_id=version.document_id,
        title=version.title,
        locator=article.locator,
        quote=article.text,
        start=article.start,
        end=article.end,
    )


def _once(findings: Sequence[Finding]) -> list[Finding]:
    return list({(f.start, f.end, f.kind): f for f in reversed(findings)}.values())[::-1]


def _finding(text: str, spot: ArticleSpot, kind: FindingKind, severity: Severity, message: str) -> Finding:
    return Finding(
        kind=kind,
        severity=severity,
        surface=text[spot.start : spot.end],
        start=spot.start,
        end=spot.end,
        message=message,
    )
