"""A draft in the JSON form of the command line; see design.md, ``draft``."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from assistant.checking.shapes import finding_json
from assistant.drafting.rendering import fillings_of, paragraph_text, plain_text, slots_of
from assistant.drafting.settling import Place, places
from assistant.drafting.types import HELD, Candidate, Draft, DraftSentence, Filling, Gap, Slot, Source
from assistant.rendering import Json
from knowledge.documents import text_hash
from knowledge.figures.document_figures import read_document
from knowledge.figures.types import Figure


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
                {
                    "id": paragraph.id,
                    "text": rendered.text,
                    "citations": citations.numbers(sources),
                    "locked": paragraph.locked,
                }
            )
        made.append(
            {
                "id": section.id,
                "heading": section.heading,
                "level": section.level,
                "requirement": section.requirement or None,
                "paragraphs": paragraphs,
            }
        )
    return made


def _sources_of(filling: Filling | None) -> tuple[Source, ...]:
    return filling.sources if filling is not None and filling.status in HELD else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shown:
    """A slot's printed value in the plain text."""

    start: int
    end: int
    filling: Filling


def _figures(draft: Draft, citations: _Citations) -> list[Json]:
    """Return every figure of the printed text in order.

    One that a slot prints has the slot's filling; another that of its sentence: ``material`` with a source, ``person``
    where a person wrote it, else ``frame``.
    """
    text = plain_text(draft)
    fillings = fillings_of(draft)
    shown: list[_Shown] = []
    inside: list[tuple[Place, DraftSentence]] = []
    for place in places(draft):
        inside.append((place, draft.sections[place.section].paragraphs[place.paragraph].sentences[place.sentence]))
        for placed in place.rendered.placed:
            filling = fillings.get(placed.slot)
            if filling is not None and filling.status in HELD:
                start, end = place.start + placed.span.start, place.start + placed.span.end
                shown.append(_Shown(start=start, end=end, filling=filling))
    slots = slots_of(draft)
    read = read_document(text, organ=draft.brief.organ, year=draft.brief.year)
    made = [_figure(figure, shown, inside, slots, citations) for figure in read]
    for one in shown:  # a value that the reader takes for no figure in its place is still one
        if not any(figure.start < one.end and one.start < figure.end for figure in read):
            made.append(_slotted(one, text[one.start : one.end], slots, citations))
    return sorted(made, key=lambda figure: figure["start"])


def _figure(
    figure: Figure,
    shown: Sequence[_Shown],
    inside: Sequence[tuple[Place, DraftSentence]],
    slots: Mapping[str, Slot],
    citations: _Citations,
) -> Json:
    own = next((one for one in shown if one.start < figure.end and figure.start < one.end), None)
    if own is not None:
        made = _slotted(own, figure.surface, slots, citations)
        return {
            **made,
            "start": figure.start,
            "end": figure.end,
            "value": format(figure.value, "f"),
            "unit": figure.unit,
        }
    sentence = next((s for place, s in inside if place.start <= figure.start < place.end), None)
    sources = sentence.sources if sentence else ()
    source = next((s for s in sources if figure.surface in s.quote), None)
    if source is None and sources and sentence and sentence.origin == "material":  # word for word, but for typography
        source = sources[0]
    status = "material" if source else "person" if sentence and sentence.origin == "person" else "frame"
    return {
        "surface": figure.surface,
        "start": figure.start,
        "end": figure.end,
        "slot": None,
        "status": status,
        "citation": citations.number(source) if source else None,
        "formula": None,
        "value": format(figure.value, "f"),
        "unit": figure.unit,
        "metric": figure.metric,
    }


def _slotted(one: _Shown, surface: str, slots: Mapping[str, Slot], citations: _Citations) -> Json:
    filling = one.filling
    cited = citations.numbers(filling.sources)
    slot = slots.get(filling.slot)
    return {
        "surface": surface,
        "start": one.start,
        "end": one.end,
        "slot": filling.slot,
        "status": filling.status.value,
        "citation": cited[0] if cited else None,
        "formula": filling.formula or None,
        "value": filling.value,
        "unit": filling.unit,
        "metric": slot.metric if slot else "",
    }


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
