"""The article route: a cited article's own text, in the version asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.answering.evidence import Evidence
from knowledge.documents import Document, Kind, Metadata
from knowledge.library import Article
from knowledge.norms.citations import ArticleRef, NormCitation
from knowledge.norms.numerals import article_label
from knowledge.norms.titles import key, resolve, without_trial

_SHORTEST = 4


class Shelf(Protocol):
    """What the route needs of the library."""

    def regulations(self) -> list[tuple[str, Metadata]]:
        """Return id and metadata of every regulation and catalogue entry."""
        ...

    def articles(self, document_id: str) -> list[Article]:
        """Return the articles of a regulation in order."""
        ...

    def get(self, document_id: str) -> Document:
        """Return a document with its text."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a reference led to: the articles' texts, and what the reader must be told."""

    evidence: tuple[Evidence, ...]
    problems: tuple[str, ...]
    notices: tuple[str, ...]


def look_up(citations: Sequence[NormCitation], years: Sequence[int], shelf: Shelf) -> Found:
    """Return the articles that ``citations`` name.

    The version is the one of the named version year, else the one in force in the year asked about, else the
    current one. An unknown norm or article is a problem, never a neighbouring article.
    """
    evidence: list[Evidence] = []
    problems: list[str] = []
    notices: list[str] = []
    regulations = shelf.regulations()
    title: str | None = None
    for citation in citations:
        title = citation.title or title
        if not citation.articles or not title:
            continue
        matches = set(resolve(title, [m.title for _, m in regulations]))
        if not matches and (only := _only_ending(title, [m.title for _, m in regulations])):
            matches = {only}
            notices.append(f"“{title}”按资料库里唯一以此结尾的《{only}》理解。")
        versions = [(i, m) for i, m in regulations if m.title in matches and m.kind is Kind.REGULATION]
        if not versions:
            known = "仅有目录信息，没有原文" if matches else "没有收录"
            problems.append(f"资料库{known}：{title}，无法核实{citation.surface}。")
            continue
        document_id, metadata = _version(versions, citation.version_year, years)
        notices.extend(_notices(metadata, len(versions)))
        for reference in citation.articles:
            found = _article(shelf, document_id, metadata, reference)
            if isinstance(found, str):
                problems.append(found)
            else:
                evidence.append(found)
    return Found(evidence=tuple(evidence), problems=tuple(problems), notices=tuple(dict.fromkeys(notices)))


def _only_ending(name: str, titles: Sequence[str]) -> str | None:
    """Return the one title that ends in ``name`` (审核规定 for …行政执法案件审核规定（试行）), or None.

    A law's name is never guessed this way: 法 alone ends too many, and what a short name leaves out may matter.
    """
    wanted = without_trial(key(name))
    if len(wanted) < _SHORTEST or wanted.endswith("法"):
        return None
    ending = {title for title in titles if without_trial(key(title)).endswith(wanted)}
    return ending.pop() if len(ending) == 1 else None


def _version(versions: Sequence[tuple[str, Metadata]], named: int | None, years: Sequence[int]) -> tuple[str, Metadata]:
    if named:
        exact = [v for v in versions if v[1].year == named]
        if exact:
            return exact[0]
    if years:
        year = max(years)
        valid = [
            v
            for v in versions
            if v[1].year and v[1].year <= year and not (v[1].in_force_to and v[1].in_force_to.year <= year)
        ]
        valid = valid or [v for v in versions if v[1].year and v[1].year <= year]
        if valid:
            return max(valid, key=lambda v: v[1].year or 0)
    current = [v for v in versions if v[1].status not in {"历史版本", "已废止", "尚未施行"}]
    return max(current or list(versions), key=lambda v: v[1].year or 0)


def _notices(metadata: Metadata, versions: int) -> list[str]:
    notices: list[str] = []
    if metadata.status in {"历史版本", "已废止", "尚未施行"}:
        notices.append(f"注意：《{metadata.title}》（{metadata.year}年版本）{metadata.status}。")
    if versions > 1:
        notices.append(f"《{metadata.title}》有 {versions} 个版本，这里引的是{metadata.year}年版本。")
    if metadata.verified:
        notices.append(f"效力核实程度：{metadata.verified}")
    return notices


def _article(shelf: Shelf, document_id: str, metadata: Metadata, reference: ArticleRef) -> Evidence | str:
    label = article_label(reference.article, reference.suffix)
    articles = shelf.articles(document_id)
    for article in articles:
        if (article.number, article.suffix) == (reference.article, reference.suffix):
            text = shelf.get(document_id).text[article.start : article.end]
            quote = text.strip()
            start = article.start + len(text) - len(text.lstrip())
            return Evidence(
                document_id=document_id,
                title=metadata.title,
                kind=metadata.kind,
                year=metadata.year,
                organ=metadata.organ,
                locator=article.path,
                text=quote,
                start=start,
                end=start + len(quote),
                score=1.0,
            )
    last = article_label(articles[-1].number) if articles else "第零条"
    return f"《{metadata.title}》（{metadata.year}年版本）没有{label}，最后一条是{last}。请核对条号。"
