"""Canonical text to sections and passages, and what a document says of itself."""

from knowledge.documents import Kind, Outline
from knowledge.outline.passages import tile
from knowledge.outline.recognising import recognise
from knowledge.outline.reports import report_marks
from knowledge.outline.sentences import sentences
from knowledge.outline.statutes import statute_marks
from knowledge.outline.tree import sections_of

__all__ = ["outline", "recognise", "sentences"]

MAX_TOKENS = 300


def outline(text: str, kind: Kind, *, max_tokens: int = MAX_TOKENS) -> Outline:
    """Cut ``text`` by its headings; passages tile it and keep at most ``max_tokens`` Qwen tokens.

    A regulation without articles (a State Council opinion, say) is cut like a report.
    """
    marks = statute_marks(text) if kind is Kind.REGULATION else ()
    statute = bool(marks)
    if not statute:
        marks = report_marks(text)
    return Outline(
        sections=sections_of(text, marks, separator=" › " if statute else ""),
        passages=tile(text, marks, separator=" › " if statute else "", max_tokens=max_tokens),
    )
