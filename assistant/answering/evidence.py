"""From retrieved passages to the few sentences that matter, or to the finding that none does."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from os.path import commonprefix

from assistant.answering.terms import Topic, asks_amount, asks_list, asks_who, speaks_of
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
_CELL = " | "
"""Between the cells of a table's row in canonical text."""


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
    context: str = ""
    """The words of the headings above."""
    header: str = ""
    """The first row of the table in which this row stands; empty outside tables."""

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
    header: Callable[[Hit, int], str] = lambda hit, start: "",  # noqa: ARG005 - no tables by default
    admits: Callable[[Hit, str], bool] = lambda hit, text: True,  # noqa: ARG005 - admits all by default
) -> list[Evidence]:
    """Return the sentences that speak of the question, best first; empty when none does.

    ``headings`` returns the words of the headings above a hit, ``header`` the first row of the table around a position;
    ``admits`` is asked for each sentence with its headings whether it may answer at all.
    """
    candidates = [
        (hit, sentence)
        for hit in hits
        for sentence in _sentences(hit, header)
        if sentence.text != sentence.header and admits(hit, headings(hit) + sentence.text)
    ]
    if not candidates:
        return []
    above = {hit.passage_id: headings(hit) for hit in hits}
    contexts = [f"{above[hit.passage_id]} {hit.title} {sentence.header}" for hit, sentence in candidates]
    topic = Topic.of(topic_text, [s.text + context for (_, s), context in zip(candidates, contexts, strict=True)])
    rank = {hit.passage_id: 1 - i / (2 * len(hits)) for i, hit in enumerate(hits)}
    amount = asks_amount(question)
    # Who did it is answered by the very matter asked for, or not at all: the neighbour's name would be a slander.
    person = asks_who(question)
    scored: list[tuple[float, Evidence]] = []
    for (hit, sentence), context in zip(candidates, contexts, strict=True):
        if person and not all(speaks_of(sentence.text + context, word) for word, _ in topic.weights):
            continue
        coverage = topic.coverage(sentence.text, context)
        if amount and not read_quantities(sentence.text):
            coverage *= 0.75
        evidence = _with(hit, sentence, coverage, above[hit.passage_id])
        scored.append((coverage + 0.15 * rank[hit.passage_id], evidence))
    scored = [(score, _with_its_list(evidence, hits)) for score, evidence in scored]
    scored.sort(key=lambda pair: (-pair[0], pair[1].start))
    best = [evidence for _, evidence in scored if evidence.score >= WEAK]
    if not best:
        return []
    if asks_list(question):
        return _fit(_whole_section(best[0], candidates, scored, above, topic), MOST * 2)
    floor = max(WEAK, 0.8 * best[0].score)
    return _fit([evidence for evidence in best if evidence.score >= floor], MOST)


@dataclass(frozen=True, slots=True)
class _Sentence:
    text: str
    start: int
    end: int
    header: str


def _sentences(hit: Hit, header: Callable[[Hit, int], str]) -> list[_Sentence]:
    found: list[_Sentence] = []
    for span in sentences(hit.text):
        raw = hit.text[span.start : span.end]
        text = raw.strip()
        if text:
            start = hit.start + span.start + len(raw) - len(raw.lstrip())
            first = header(hit, start) if _CELL in text else ""
            found.append(_Sentence(text, start, start + len(text), first))
    return found


def _with(hit: Hit, sentence: _Sentence, score: float, above: str) -> Evidence:
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
        context=above,
        header=sentence.header,
    )


def _with_its_list(evidence: Evidence, hits: Sequence[Hit]) -> Evidence:
    """Return a sentence that only announces a list (下列案件应当审核：) with that list, to its passage's end."""
    if not evidence.text.endswith(("：", ":")):
        return evidence
    for hit in hits:
        if hit.document_id == evidence.document_id and hit.start <= evidence.start and evidence.end <= hit.end:
            rest = hit.text[evidence.start - hit.start :].rstrip()
            return replace(evidence, text=rest, end=evidence.start + len(rest))
    return evidence


def _whole_section(
    best: Evidence,
    candidates: Sequence[tuple[Hit, _Sentence]],
    scored: Sequence[tuple[float, Evidence]],
    above: Mapping[int, str],
    topic: Topic,
) -> list[Evidence]:
    """Return the sentences under the same heading as the best one, in their order; of a statute only what matches.

    Where the chapter's heading is what is asked about, all of the chapter is taken, or the headings of its parts where
    that is too long.
    """
    if best.kind in {Kind.REGULATION, Kind.CATALOGUE}:
        return [evidence for _, evidence in scored if evidence.score >= max(WEAK, 0.8 * best.score)]
    scores = {(e.document_id, e.start): e.score for _, e in scored}
    own = [
        _with(hit, sentence, scores.get((hit.document_id, sentence.start), 0.0), above[hit.passage_id])
        for hit, sentence in candidates
        if hit.document_id == best.document_id
    ]
    section = best.locator.split(" › ")[0]
    chapter = section.split("、")[0] + "、"
    inside = [e for e in own if e.locator.startswith(chapter)]
    part = [e for e in inside if e.locator.startswith(section) and _STOPPED.search(e.text)]
    headings = " ".join({e.context for e in inside})
    asked_by_heading = topic.coverage(f"{headings} {best.title}") >= topic.coverage(best.text)
    if not asked_by_heading or any(_only_here(best, inside, word) for word, _ in topic.weights):
        return _in_order(part) or [best]
    whole = [e for e in inside if _STOPPED.search(e.text) or _heads_a_part(e, chapter)]
    points = [e for e in whole if _heads_a_part(e, chapter)]
    if whole and _cost(whole) <= BUDGET and len(whole) <= 2 * MOST:
        return _in_order(whole)
    return _in_order(points if len(points) > 1 else part) or [best]


def _in_order(chosen: Sequence[Evidence]) -> list[Evidence]:
    return sorted(dict.fromkeys(chosen), key=lambda e: e.start)


def _chapter(inside: Sequence[Evidence]) -> str:
    """Return the chapter's own heading: what all headings in it begin with."""
    return commonprefix([e.context for e in inside])  # noqa: RUF071 - of words, not of paths


def _only_here(best: Evidence, inside: Sequence[Evidence], word: str) -> bool:
    """Say whether a part's headings speak of a word that neither title, chapter nor most other parts speak of."""
    if speaks_of(best.title, word):
        return False
    contexts = {e.context for e in inside}
    chapter = _chapter(inside)
    own = [context.removeprefix(chapter) for context in contexts]
    speaking = sum(speaks_of(context, word) for context in own)
    return speaks_of(best.context.removeprefix(chapter), word) and 2 * speaking <= len(own)


def _heads_a_part(evidence: Evidence, chapter: str) -> bool:
    """Say whether a sentence is a heading below ``chapter``; some reports close theirs with a stop."""
    return (
        evidence.locator != chapter and _CELL not in evidence.text and evidence.text.rstrip("。；;") in evidence.context
    )


def _cost(evidence: Sequence[Evidence]) -> int:
    """Return the tokens that evidence takes in a prompt, its source labels among them."""
    return sum(count_tokens(item.text) + 24 for item in evidence)


def _fit(chosen: Sequence[Evidence], most: int) -> list[Evidence]:
    kept: list[Evidence] = []
    spent = 0
    for evidence in dict.fromkeys(chosen):
        cost = _cost([evidence])
        if len(kept) >= most or (kept and spent + cost > BUDGET):
            continue
        kept.append(evidence)
        spent += cost
    return kept


def table_header(text: str, position: int) -> str:
    """Return the first row of the table whose row stands at ``position`` of a canonical text; empty outside tables."""
    start = text.rfind("\n", 0, position) + 1
    header = ""
    while True:
        end = text.find("\n", start)
        line = text[start : end if end >= 0 else len(text)]
        if _CELL not in line:
            return header
        header = line.strip()
        if start == 0:
            return header
        start = text.rfind("\n", 0, start - 1) + 1


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
