"""From retrieved passages to the few sentences that matter, or to the finding that none does."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.answering.terms import Topic, asks_amount, asks_list
from assistant.answering.types import Citation
from knowledge.documents import Kind, text_hash
from knowledge.figures import read_quantities
from knowledge.outline import sentences
from knowledge.retrieval import Hit
from knowledge.tokens import count_tokens

BUDGET = 420
"""Qwen tokens of evidence in a prompt of about 700."""
MOST = 6
"""Sentences at the most; a list question takes up to twice as many."""
WEAK = 0.52
"""Coverage of the question below which a sentence is no evidence."""
_LONG = 160
"""Characters from which a sentence is cut to its clauses that matter."""
_STOPPED = re.compile(r"[。；;：:！？]\W*$")
"""A heading has no stop at its end."""
_CLAUSE = re.compile(r"[^,，;；]*[,，;；]?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A sentence with where it stands and how well it speaks of the question (0..1)."""

    document_id: str
    title: str
    kind: Kind
    year: int | None
    organ: str | None
    locator: str
    text: str
    start: int
    end: int
    score: float

    def cite(self, n: int) -> Citation:
        """Freeze this sentence as citation ``n``."""
        return Citation(
            n=n,
            document_id=self.document_id,
            title=self.title,
            kind=self.kind,
            locator=self.locator,
            quote=self.text,
            quote_sha256=text_hash(self.text),
            start=self.start,
            end=self.end,
        )


def choose(
    topic_text: str,
    question: str,
    hits: Sequence[Hit],
    headings: Callable[[Hit], str],
    admits: Callable[[Hit, str], bool] = lambda hit, text: True,  # noqa: ARG005 - admits all by default
) -> list[Evidence]:
    """Return the sentences that speak of the question, best first; empty when none does.

    ``headings`` returns the words of the headings above a hit; ``admits`` is asked for each sentence with its
    headings whether it may answer at all.
    """
    candidates = [
        (hit, sentence) for hit in hits for sentence in _sentences(hit) if admits(hit, headings(hit) + sentence.text)
    ]
    if not candidates:
        return []
    contexts = {hit.passage_id: f"{headings(hit)} {hit.title}" for hit in hits}
    topic = Topic.of(topic_text, [sentence.text + contexts[hit.passage_id] for hit, sentence in candidates])
    rank = {hit.passage_id: 1 - i / (2 * len(hits)) for i, hit in enumerate(hits)}
    amount = asks_amount(question)
    scored: list[tuple[float, Evidence]] = []
    for hit, sentence in candidates:
        coverage = topic.coverage(sentence.text, contexts[hit.passage_id])
        if amount and not read_quantities(sentence.text):
            coverage *= 0.75
        scored.append((coverage + 0.15 * rank[hit.passage_id], _with(hit, sentence, coverage)))
    scored.sort(key=lambda pair: (-pair[0], pair[1].start))
    best = [evidence for _, evidence in scored if evidence.score >= WEAK]
    if not best:
        return []
    if asks_list(question):
        return _fit(_whole_section(best[0], candidates, scored), MOST * 2)
    floor = max(WEAK, 0.8 * best[0].score)
    return _fit([evidence for evidence in best if evidence.score >= floor], MOST)


@dataclass(frozen=True, slots=True)
class _Sentence:
    text: str
    start: int
    end: int


def _sentences(hit: Hit) -> list[_Sentence]:
    found: list[_Sentence] = []
    for span in sentences(hit.text):
        raw = hit.text[span.start : span.end]
        text = raw.strip()
        if text:
            start = hit.start + span.start + len(raw) - len(raw.lstrip())
            found.append(_Sentence(text, start, start + len(text)))
    return found


def _with(hit: Hit, sentence: _Sentence, score: float) -> Evidence:
    return Evidence(
        document_id=hit.document_id,
        title=hit.title,
        kind=hit.kind,
        year=hit.year,
        organ=hit.organ,
        locator=hit.locator,
        text=sentence.text,
        start=sentence.start,
        end=sentence.end,
        score=score,
    )


def _whole_section(
    best: Evidence, candidates: Sequence[tuple[Hit, _Sentence]], scored: Sequence[tuple[float, Evidence]]
) -> list[Evidence]:
    """Return the sentences under the same heading as the best one, in their order; of a statute only what matches."""
    if best.kind in {Kind.REGULATION, Kind.CATALOGUE}:
        return [evidence for _, evidence in scored if evidence.score >= max(WEAK, 0.8 * best.score)]
    top = best.locator.split(" › ")[0]
    scores = {(e.document_id, e.start): e.score for _, e in scored}
    same = [
        _with(hit, sentence, scores[hit.document_id, sentence.start])
        for hit, sentence in candidates
        if hit.document_id == best.document_id and hit.locator.startswith(top) and _STOPPED.search(sentence.text)
    ]
    return sorted(dict.fromkeys(same), key=lambda e: e.start) or [best]


def _fit(chosen: Sequence[Evidence], most: int) -> list[Evidence]:
    kept: list[Evidence] = []
    spent = 0
    for evidence in dict.fromkeys(chosen):
        cost = count_tokens(evidence.text) + 24
        if len(kept) >= most or (kept and spent + cost > BUDGET):
            continue
        kept.append(evidence)
        spent += cost
    return kept


def excerpt(text: str, topic_text: str) -> str:
    """Return the clauses of a long sentence that speak of the topic, with their neighbours; a short one whole."""
    if len(text) <= _LONG:
        return text
    clauses = [match.group() for match in _CLAUSE.finditer(text) if match.group()]
    topic = Topic.of(topic_text, clauses)
    order = sorted(range(len(clauses)), key=lambda i: -topic.coverage(clauses[i]))
    keep: set[int] = set()
    for i in order:
        window = {j for j in (i - 1, i, i + 1) if 0 <= j < len(clauses)}
        if sum(len(clauses[j]) for j in keep | window) > _LONG:
            break
        keep |= window
    if not keep:
        return text[:_LONG]
    parts = [("…" if i - 1 not in keep and i else "") + clauses[i] for i in sorted(keep)]
    return "".join(parts)
