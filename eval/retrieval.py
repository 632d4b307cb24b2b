"""Task `retrieval`: real statute questions over all imported statutes, and wrong years among year-specific hits."""

import json
import re
import statistics
import time
from dataclasses import dataclass
from pathlib import Path

from assistant.workspace import Workspace
from knowledge.filters import Filters
from knowledge.norms.numerals import article_number

_NAME = re.compile(r"(?P<law>.+?)(?P<article>第[零〇一二三四五六七八九十百千]+条(?:之[一二三四五六七八九十]+)?)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Retrieved:
    """The metrics of one run: recall over questions with an answer in the library; times in milliseconds."""

    questions: int
    recall_at_10: float
    recall_at_5: float
    mrr_at_10: float
    search_ms_median: float
    embed_ms_median: float


def statute_questions(path: Path) -> list[tuple[str, tuple[tuple[str, str], ...]]]:
    """Return each question with its (law, article label) answers."""
    questions: list[tuple[str, tuple[tuple[str, str], ...]]] = []
    for raw in json.loads(path.read_text(encoding="utf-8")):
        wanted = tuple((m["law"], m["article"]) for name in raw["match_name"] if (m := _NAME.match(name)))
        questions.append((raw["问题"], wanted))
    return questions


def measure(workspace: Workspace, path: Path, limit: int | None = None) -> Retrieved:
    """Search for every question that some current law of the library answers; score by law and article."""
    current: dict[str, str] = {}
    for document_id, metadata in workspace.library.regulations():
        if metadata.status not in {"历史版本", "已废止"}:
            current[document_id] = metadata.title.removeprefix("中华人民共和国")
    articles = {
        (law, article.number, article.suffix)
        for document_id, law in current.items()
        for article in workspace.library.articles(document_id)
    }
    recalls: dict[int, list[float]] = {5: [], 10: []}
    ranks: list[float] = []
    times: list[float] = []
    embeds: list[float] = []
    for question, wanted in statute_questions(path)[:limit]:
        gold = {(law.removeprefix("中华人民共和国"), *article_number(label)) for law, label in wanted} & articles
        if not gold:
            continue
        begin = time.perf_counter()
        workspace.embedder.embed_query(question)
        middle = time.perf_counter()
        hits = workspace.retriever.search(question, k=30, filters=Filters(current_only=True))
        # The search embeds the query itself; what lies beyond that is the index's own time.
        embeds.append((middle - begin) * 1000)
        times.append((time.perf_counter() - middle) * 1000 - embeds[-1])
        found = list(dict.fromkeys(_key(hit.title, hit.locator) for hit in hits))
        for k, values in recalls.items():
            values.append(len(gold & set(found[:k])) / len(gold))
        ranks.append(next((1 / (i + 1) for i, key in enumerate(found[:10]) if key in gold), 0.0))
    return Retrieved(
        questions=len(ranks),
        recall_at_10=statistics.fmean(recalls[10]),
        recall_at_5=statistics.fmean(recalls[5]),
        mrr_at_10=statistics.fmean(ranks),
        search_ms_median=statistics.median(times),
        embed_ms_median=statistics.median(embeds),
    )


def _key(title: str, locator: str) -> tuple[str, int, int]:
    label = locator.rsplit(" › ", 1)[-1]
    number = article_number(label) if _NAME.match("法" + label) else (0, 0)
    return title.removeprefix("中华人民共和国"), number[0], number[1]


def wrong_years(workspace: Workspace, questions: list[tuple[str, int]]) -> float:
    """Return the share of top-5 hits of another year when a year is asked for."""
    wrong = total = 0
    for question, year in questions:
        for hit in workspace.retriever.search(question, k=5, filters=Filters(years=(year,))):
            total += 1
            wrong += hit.year != year
    return wrong / total if total else 0.0
