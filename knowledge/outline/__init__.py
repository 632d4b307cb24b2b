"""Canonical text to sections and passages, and what a document says of itself."""

from knowledge.documents import Kind, Outline
from knowledge.outline.opening import opening_runs
from knowledge.outline.passages import SMALLEST_LIMIT, tile
from knowledge.outline.recognising import recognise
from knowledge.outline.reports import report_marks
from knowledge.outline.sentences import sentences
from knowledge.outline.statutes import statute_marks
from knowledge.outline.tree import build

__all__ = ["outline", "recognise", "sentences"]

MAX_TOKENS = 300


def outline(text: str, kind: Kind, *, max_tokens: int = MAX_TOKENS) -> Outline:
    """Cut ``text`` by its headings; passages tile it and keep at most ``max_tokens`` Qwen tokens.

    A regulation without articles (a State Council opinion, say) is cut like a report.

    Raises:
        ValueError: ``max_tokens`` is lower than 8, which one character and its marks may take.
    """
    if max_tokens < SMALLEST_LIMIT:
        raise ValueError(f"max_tokens must be at least {SMALLEST_LIMIT}: {max_tokens}")
    marks = statute_marks(text) if kind is Kind.REGULATION else ()
    statute = bool(marks)
    marks = marks or report_marks(text)
    first = marks[0].start if marks else len(text)
    lead = "序言" if statute else "前言" if marks else "正文"
    sections, runs = build(marks, len(text), outside=lead)
    before = opening_runs(text, first, lead=lead)
    return Outline(sections=sections, passages=tile(text, [*before, *runs], max_tokens=max_tokens))
