"""Turn the product's values into the JSON shapes that the command line promises."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from assistant.answering.types import Answer, AnswerFigure, Citation, Searched
from knowledge.documents import Document, Metadata, Outline, Section
from knowledge.figures import Figure
from knowledge.figures.ledger_rows import LedgerRow
from knowledge.filters import Filters
from knowledge.library import Summary
from knowledge.norms.catalogue import Entry
from knowledge.retrieval import Hit

Json = dict[str, Any]


def citation_json(citation: Citation) -> Json:
    """Return a citation as design.md's ``citation``."""
    return {
        "n": citation.n,
        "document_id": citation.document_id,
        "title": citation.title,
        "kind": citation.kind.value,
        "locator": citation.locator,
        "quote": citation.quote,
        "quote_sha256": citation.quote_sha256,
        "start": citation.start,
        "end": citation.end,
    }


def searched_json(searched: Searched) -> Json:
    """Return what was searched."""
    return {
        "organ": searched.organ,
        "years": list(searched.years),
        "kinds": [kind.value for kind in searched.kinds],
        "articles": list(searched.articles),
    }


def _answer_figure(figure: AnswerFigure) -> Json:
    return {
        "surface": figure.surface,
        "start": figure.start,
        "end": figure.end,
        "status": figure.status,
        "citation": figure.citation,
        "reason": figure.reason,
    }


def answer_json(answer: Answer) -> Json:
    """Return an answer as design.md's ``ask``."""
    return {
        "question": answer.question,
        "refused": answer.refused,
        "answer": answer.answer,
        "route": answer.route,
        "citations": [citation_json(c) for c in answer.citations],
        "figures": [_answer_figure(f) for f in answer.figures],
        "series": [asdict(point) for point in answer.series],
        "searched": searched_json(answer.searched),
        "timing": {
            "first_source_ms": answer.timing.first_source_ms,
            "first_token_ms": answer.timing.first_token_ms,
            "total_ms": answer.timing.total_ms,
        },
        "notice": answer.notice,
        "model": answer.model,
        "prompt_sha256": answer.prompt_sha256,
    }


def metadata_json(metadata: Metadata) -> Json:
    """Return a document's labels."""
    return {
        "title": metadata.title,
        "kind": metadata.kind.value,
        "organ": metadata.organ,
        "year": metadata.year,
        "document_number": metadata.document_number,
        "issued": metadata.issued.isoformat() if metadata.issued else None,
        "in_force_from": metadata.in_force_from.isoformat() if metadata.in_force_from else None,
        "in_force_to": metadata.in_force_to.isoformat() if metadata.in_force_to else None,
        "status": metadata.status,
        "verified": metadata.verified,
        "source": metadata.source,
        "extra": dict(metadata.extra),
    }


def summary_json(summary: Summary) -> Json:
    """Return a line of the list of documents."""
    return {
        "document_id": summary.id,
        **metadata_json(summary.metadata),
        "passages": summary.passages,
        "warnings": list(summary.warnings),
        "added": summary.added,
    }


def _section(section: Section) -> Json:
    return {
        "heading": section.heading,
        "level": section.level,
        "locator": section.path,
        "start": section.start,
        "end": section.end,
    }


def show_json(document: Document, outline: Outline) -> Json:
    """Return a document as design.md's ``show``."""
    return {
        "document": {
            "document_id": document.id,
            **metadata_json(document.metadata),
            "sha256": document.sha256,
            "warnings": list(document.warnings),
        },
        "text": document.text,
        "passages": [{"locator": p.locator, "start": p.start, "end": p.end, "text": p.text} for p in outline.passages],
        "sections": [_section(s) for s in outline.sections],
    }


def search_json(query: str, filters: Filters, hits: Sequence[Hit], *, complete: bool) -> Json:
    """Return search results as design.md's ``search``; ``complete`` is false while vectors are still computed."""
    return {
        "query": query,
        "filters": {
            "kinds": [kind.value for kind in filters.kinds],
            "years": list(filters.years),
            "organs": list(filters.organs),
        },
        "complete": complete,
        "hits": [
            {
                "rank": rank,
                "score": round(hit.score, 6),
                "document_id": hit.document_id,
                "title": hit.title,
                "kind": hit.kind.value,
                "year": hit.year,
                "organ": hit.organ,
                "status": hit.status,
                "locator": hit.locator,
                "text": hit.text,
                "start": hit.start,
                "end": hit.end,
            }
            for rank, hit in enumerate(hits, 1)
        ],
    }


def figure_json(figure: Figure | LedgerRow) -> Json:
    """Return a figure as design.md's ``figure``."""
    period = figure.period
    return {
        "surface": figure.surface,
        "value": format(figure.value, "f"),
        "value_to": format(figure.value_to, "f") if figure.value_to is not None else None,
        "unit": figure.unit,
        "qualifier": figure.qualifier.value,
        "kind": figure.kind.value,
        "metric": figure.metric,
        "period": {"start": period.start.isoformat(), "end": period.end.isoformat(), "label": period.label}
        if period
        else None,
        "organ": figure.organ,
        "stock": figure.stock,
        "start": figure.start,
        "end": figure.end,
        "sentence": figure.sentence,
    }


def source_json(entry: Entry) -> Json:
    """Return a catalogue entry as `fazhi sources list` shows it."""
    return {"id": entry.id, **metadata_json(entry.metadata()), "page": entry.official_page}
