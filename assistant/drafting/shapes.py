"""A draft in the JSON form of the command line; see design.md, ``draft``."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from assistant.checking.shapes import finding_json
from assistant.drafting.rendering import paragraph_text, plain_text
from assistant.drafting.settling import places
from assistant.drafting.types import Candidate, Draft, Filling, Gap, SlotStatus, Source
from assistant.rendering import Json
from knowledge.documents import text_hash
from knowledge.figures.document_figures import read_document

_HELD = frozenset({SlotStatus.FILLED, SlotStatus.COMPUTED, SlotStatus.GIVEN})


class _Citations:
    """Numbers each source once, in the order of first use."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, int, int], int] = {}
        self.sources: list[Source] = []

    def number(self, source: Source) -> int:
        key = (source.document_id, source.start, source.end)
        if key not in self._numbers:
            self._numbers[key] = len(self._numbers) + 1
            self.sources.append(source)
        return self._numbers[key]

    def numbers(self, sources: Sequence[Source]) -> list[int]:
        return list(dict.fromkeys(self.number(source) for source in sources))


def draft_json(draft: Draft) -> Json:
    """Return the ``draft`` document; spans of ``figures`` and ``findings`` count code points of its ``text``."""
    citations = _Citations()
    sections = _sections(draft, citations)
    figures = _figures(draft, citations)
    return {
        "brief": asdict(draft.brief),
        "title": draft.title,
        "sections": sections,
        "citations": [_citation(n, source) for n, source in enumerate(citations.sources, 1)],
        "gaps": [_gap(gap) for gap in draft.gaps],
        "findings": [finding_json(finding) for finding in draft.findings],
        "figures": figures,
        "unused": [
            {"text": u.text, "reason": u.reason, "document_id": u.source.document_id, "title": u.source.title}
            for u in draft.unused
        ],
        "materials": list(draft.materials),
        "notices": list(draft.notices),
        "model": draft.model or None,
        "text": plain_text(draft),
    }


def _sections(draft: Draft, citations: _Citations) -> list[Json]:
    fillings = {filling.slot: filling for filling in draft.fillings}
    made: list[Json] = []
    for section in draft.sections:
        paragraphs: list[Json] = []
        for paragraph in section.paragraphs:
            rendered = paragraph_text(paragraph, draft)
            sources = [s for sentence in paragraph.sentences for s in sentence.sources]
            sources += [s for placed in rendered.placed for s in _sources_of(fillings.get(placed.slot))]
            paragraphs.append(
                {"id": paragraph.id, "text": rendered.text, "citations": citations.numbers(sources), "locked": paragraph.locked}
            )  # fmt: skip
        made.append(
            {"id": section.id, "heading": section.heading, "level": section.level, "requirement": section.requirement or None,
             "paragraphs": paragraphs}
        )  # fmt: skip
    return made


def _sources_of(filling: Filling | None) -> tuple[Source, ...]:
    return filling.sources if filling is not None and filling.status in _HELD else ()


def _figures(draft: Draft, citations: _Citations) -> list[Json]:
    """Return every figure of the printed text: those of slots with their filling, the others with their sentence's source."""
    text = plain_text(draft)
    fillings = {filling.slot: filling for filling in draft.fillings}
    slots = {slot.id: slot for slot in draft.slots}
    at: dict[int, tuple[str, int | None]] = {}
    inside: list[tuple[int, int, tuple[Source, ...]]] = []
    for place in places(draft):
        sentence = draft.sections[place.section].paragraphs[place.paragraph].sentences[place.sentence]
        inside.append((place.start, place.end, sentence.sources))
        for placed in place.rendered.placed:
            filling = fillings.get(placed.slot)
            if filling is not None and filling.status in _HELD:
                cited = citations.numbers(filling.sources)
                at[place.start + placed.span.start] = (placed.slot, cited[0] if cited else None)
    made: list[Json] = []
    for figure in read_document(text, organ=draft.brief.organ, year=draft.brief.year):
        slot_id, cited = at.get(figure.start, ("", None))
        filling = fillings.get(slot_id)
        if not slot_id:
            sources = next((s for a, b, s in inside if a <= figure.start < b), ())
            cited = citations.number(sources[0]) if sources else None
        made.append(
            {
                "surface": figure.surface,
                "start": figure.start,
                "end": figure.end,
                "slot": slot_id or None,
                "status": filling.status.value if filling else ("material" if cited else "person"),
                "citation": cited,
                "formula": (filling.formula or None) if filling else None,
                "value": format(figure.value, "f"),
                "unit": figure.unit,
                "metric": slots[slot_id].metric if slot_id in slots else figure.metric,
            }
        )
    return made


def _citation(number: int, source: Source) -> Json:
    return {
        "n": number,
        "document_id": source.document_id,
        "title": source.title,
        "kind": source.kind,
        "locator": source.locator,
        "quote": source.quote,
        "quote_sha256": text_hash(source.quote),
        "start": source.start,
        "end": source.end,
    }


def _gap(gap: Gap) -> dict[str, Any]:
    return {
        "metric": gap.metric,
        "unit": gap.unit,
        "last_year": {"surface": gap.last_surface, "quote": gap.last_quote} if gap.last_surface else None,
        "slot": gap.slot or None,
        "section": gap.section,
        "status": gap.status.value,
        "reason": gap.reason,
        "ask": gap.ask,
        "candidates": [_candidate(candidate) for candidate in gap.candidates],
        "proposal": gap.proposal or None,
        "formula": gap.formula or None,
    }


def _candidate(candidate: Candidate) -> Json:
    return {
        "surface": candidate.surface,
        "value": candidate.value,
        "unit": candidate.unit,
        "metric": candidate.metric,
        "score": candidate.score,
        "office": candidate.office,
        "title": candidate.source.title,
        "quote": candidate.source.quote,
    }
