"""What a text says that an article says: quoted or told in other words, against the law's own articles."""

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from assistant.checking.norm_articles import article_proof, article_spots
from assistant.checking.types import Finding, FindingKind, Proof, Severity
from knowledge.norms.article_texts import Articles, ArticleText
from knowledge.norms.catalogue import entry
from knowledge.norms.citations import NormCitation
from knowledge.norms.numerals import article_label, article_number
from knowledge.norms.versions import NormVersion

_SAID = r"(?:的)?(?:明确)?(?:规定|要求|指出|强调|明确)?(?:的)?"
_QUOTE = re.compile(rf"(?P<said>{_SAID})[：:,，]?\s?[“\"「](?P<quote>[^“”\"「」\n]{{6,200}})[”\"」]")
_QUOTE_BEFORE = re.compile(
    r"[“\"「](?P<quote>[^“”\"「」\n]{12,200})[”\"」](?:是|系|为|出自|源自|见于|这是)(?:依据|根据|按照)?$"
)
_TOLD = re.compile(
    r"(?:的)?(?:明确)?(?:规定|要求|明确)(?:了|[：:,，])|(?:中)?(?:关于|有关|对于|对)(?=[^。；;\n]{4,60}的?(?:规定|要求))"
)
_END = re.compile(r"[。；;\n！？!《]")
_KEPT = re.compile(r"[^\u4e00-\u9fff0-9]+")
_HAN = re.compile(r"[^\u4e00-\u9fff]+")
_REPORTS = re.compile(r"现将[^。\n]{0,40}(?:报告|汇报)(?:如下|$)|(?:报告|汇报)如下")
_PUBLISHES = re.compile(r"公开|公布|公示|发布")
_GIST = re.compile(r"(第[零〇一二三四五六七八九十百]{1,6}条)(?:要求|规定|提出|列出|说明)?([^。；]{4,80})")
_LONGEST_TOLD = 90
_LONG_QUOTE = 12
_LEAST_PIECES = 8
_MATCHES, _FITS_NOT, _LEAD = 0.62, 0.25, 0.12
_GIST_MATCHES, _NEIGHBOUR = 0.6, 2


def check_content(text: str, citation: NormCitation, version: NormVersion, articles: Articles) -> Finding | None:
    """Return a finding where the cited article does not say what the text says that it says, or None.

    Only for a single article, and only where a quotation is not in it, or where another article of the same law
    says it clearly better.
    """
    numbers = {(ref.article, ref.suffix) for ref in citation.articles}
    if len(numbers) != 1:
        return None
    number = next(iter(numbers))
    if not articles:
        return _against_gists(text, citation, version, number[0])
    article = articles.get(number)
    if article is None:
        return None
    quote = _QUOTE.match(text, citation.end)
    if quote:
        return _check_quote(text, citation, version, articles, article, quote["quote"], bool(quote["said"]))
    before = _QUOTE_BEFORE.search(text, max(0, citation.start - 220), citation.start)
    if before:
        return _check_quote(text, citation, version, articles, article, before["quote"], announced=True)
    told = _TOLD.match(text, citation.end)
    return _check_told(text, citation, version, articles, article, told.end()) if told else None


def _check_quote(
    text: str,
    citation: NormCitation,
    version: NormVersion,
    articles: Articles,
    article: ArticleText,
    quote: str,
    announced: bool,  # noqa: FBT001
) -> Finding | None:
    parts = [part for part in (_KEPT.sub("", p) for p in re.split(r"…+|\.{3,}", quote)) if len(part) > 3]  # noqa: PLR2004
    if not parts or _holds(article, parts):
        return None
    others = [other for other in articles.values() if _holds(other, parts)]
    if others:
        return _finding(text, citation, version, article, others[0])
    if not announced or sum(map(len, parts)) < _LONG_QUOTE:
        return None
    best = max(articles.values(), key=lambda a: _shared(parts, a))
    if _shared(parts, best) < _MATCHES:
        best = None
    return _finding(text, citation, version, article, best if best is not article else None)


def _holds(article: ArticleText, parts: Sequence[str]) -> bool:
    body = _KEPT.sub("", article.text)
    return all(part in body for part in parts)


def _shared(parts: Sequence[str], article: ArticleText) -> float:
    wanted = {pair for part in parts for pair in _pairs(part)}
    return len(wanted & _pairs(article.text)) / len(wanted)


@lru_cache(maxsize=8192)
def _pairs(text: str) -> frozenset[str]:
    bare = _HAN.sub("", text)
    return frozenset(bare[n : n + 2] for n in range(len(bare) - 1))


def _check_told(
    text: str, citation: NormCitation, version: NormVersion, articles: Articles, article: ArticleText, start: int
) -> Finding | None:
    limit = min(len(text), start + _LONGEST_TOLD)
    end = _END.search(text, start, limit)
    wanted = _pairs(text[start : end.start() if end else limit])
    weights = _weights(tuple(articles.values()))
    known = [pair for pair in wanted if pair in weights]
    total = sum(weights[pair] for pair in known)
    if len(known) < _LEAST_PIECES or len(known) < len(wanted) / 2:
        return None

    def score(candidate: ArticleText) -> float:
        held = _pairs(candidate.text)
        return sum(weights[pair] for pair in known if pair in held) / total

    first, second = sorted(articles.values(), key=score, reverse=True)[:2] if len(articles) > 1 else (article, article)
    if score(article) > _FITS_NOT or score(first) < _MATCHES or score(first) - score(second) < _LEAD:
        return None
    return _finding(text, citation, version, article, first)


@lru_cache(maxsize=32)
def _weights(articles: tuple[ArticleText, ...]) -> Mapping[str, float]:
    """Return how telling each pair of characters is within one law."""
    counts = Counter(pair for article in articles for pair in _pairs(article.text))
    return {pair: math.log(1 + len(articles) / count) for pair, count in counts.items()}


def _against_gists(text: str, citation: NormCitation, version: NormVersion, number: int) -> Finding | None:
    """Compare with what the catalogue says of single articles, where the text itself is not known."""
    gists = dict(_gists(version.entry_id)) if version.entry_id else {}
    limit = min(len(text), citation.end + _LONGEST_TOLD)
    end = _END.search(text, citation.end, limit)
    clause = text[citation.end : end.start() if end else limit]
    meant = [n for n, gist in gists.items() if _tells(clause, gist)]
    if len(meant) != 1 or meant[0] == number or (_PUBLISHES.search(clause) and "公开" in gists.get(number, "")):
        return None
    right = meant[0]
    near = abs(number - right) <= _NEIGHBOUR
    (_, spot), *_ = article_spots(text, citation)
    return Finding(
        kind=FindingKind.ARTICLE_CONTENT_MISMATCH,
        severity=Severity.NOTE if near else Severity.WARNING,
        surface=text[spot.start : spot.end],
        start=spot.start,
        end=spot.end,
        message=(
            f"据目录信息，《{version.title}》{article_label(right)}{gists[right]}，与这里所说的相符，"
            f"而这里引用的是{article_label(number)}。请对照原文核对条号。"
        ),
        expected=article_label(right),
    )


def _gists(entry_id: str) -> Iterator[tuple[int, str]]:
    known = entry(entry_id)
    for line in (*known.obligations, *known.facts):
        for match in _GIST.finditer(line):
            yield article_number(match[1])[0], match[2].split("，这是", 1)[0]


def _tells(clause: str, gist: str) -> bool:
    if _REPORTS.search(clause):
        return "报告" in gist and "公开" not in gist and "信息" not in gist and "信访" not in gist
    wanted = _pairs(gist)
    return bool(wanted) and len(wanted & _pairs(clause)) >= _GIST_MATCHES * len(wanted)


def _finding(
    text: str, citation: NormCitation, version: NormVersion, article: ArticleText, better: ArticleText | None
) -> Finding:
    (_, spot), *_ = article_spots(text, citation)
    label = article_label(article.number, article.suffix)
    if better:
        right = article_label(better.number, better.suffix)
        message = f"{version.label}{label}没有这里所说的内容，相符的是{right}。请对照条文核对条号。"
    else:
        right = None
        message = f"引号里的话与{version.label}{label}的条文不一致。请对照条文核对引文和条号。"
    proofs: list[Proof] = [article_proof(version, a) for a in (article, better) if a]
    return Finding(
        kind=FindingKind.ARTICLE_CONTENT_MISMATCH,
        severity=Severity.WARNING,
        surface=text[spot.start : spot.end],
        start=spot.start,
        end=spot.end,
        message=message,
        expected=right,
        evidence=tuple(proofs),
    )
