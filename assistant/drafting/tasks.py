"""What one section of a draft is written from, and which of its slots this year's sentences tell."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from assistant.drafting.types import (
    HELD,
    Brief,
    Filling,
    MaterialFigure,
    MaterialSentence,
    OutlineSection,
    Requirement,
    Slot,
    SlotStatus,
    Source,
    TemplateSentence,
)
from knowledge.documents import Span
from knowledge.figures import matching


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionTask:
    """One section to be written."""

    section: OutlineSection
    template: tuple[tuple[TemplateSentence, ...], ...] = ()
    """Last year's paragraphs, opened; none where last year had no such section."""
    sentences: tuple[MaterialSentence, ...] = ()
    """This year's, in the order in which they are to be told."""
    slots: Mapping[str, Slot]
    fillings: Mapping[str, Filling]
    requirement: Requirement | None = None
    rules: tuple[Source, ...] = ()
    brief: Brief
    disputed: frozenset[tuple[str, int]] = frozenset()
    """Document and first code point of figures that other material contradicts: printed 【待核实：指标名】."""
    sources: Callable[[MaterialSentence], Source]
    has_children: bool = False
    """Whether headings of a lower level follow directly: then nothing is missing where nothing stands."""

    def holds(self, slot: str) -> bool:
        """Say whether a slot is filled, computed or given."""
        filling = self.fillings.get(slot)
        return filling is not None and filling.status in HELD

    def is_disputed(self, figure: MaterialFigure) -> bool:
        """Say whether other material contradicts a figure."""
        return (figure.document_id, figure.figure.start) in self.disputed


def figures_in(sentence: MaterialSentence) -> tuple[tuple[Span, MaterialFigure], ...]:
    """Return a sentence's figures in order with where each stands in ``sentence.text``."""
    found: list[tuple[Span, MaterialFigure]] = []
    label = sentence.end - sentence.start - len(sentence.text)
    reached = 0
    for one in sorted(sentence.figures, key=lambda f: f.figure.start):
        surface = one.figure.surface
        at = one.figure.start - sentence.start
        for start in (at, at - label, sentence.text.find(surface, reached)):
            if start >= reached and sentence.text.startswith(surface, start):
                found.append((Span(start=start, end=start + len(surface)), one))
                reached = start + len(surface)
                break
    return tuple(found)


def slot_told_by(one: MaterialFigure, task: SectionTask, slots: tuple[str, ...]) -> str | None:
    """Return which of ``slots`` a figure of the material fills: the one that cites its place, nearest by metric."""
    fitting = [slot for slot in slots if task.holds(slot) and _cites(task.fillings[slot], one)]
    if not fitting:
        return None
    return max(fitting, key=lambda slot: matching.score(task.slots[slot].metric, one.figure.metric))


def slot_in_doubt(one: MaterialFigure, task: SectionTask, slots: tuple[str, ...]) -> str | None:
    """Return which of ``slots`` waits for a person to choose between this figure and another that contradicts it."""
    for slot in slots:
        filling = task.fillings.get(slot)
        if filling is not None and filling.status is SlotStatus.CONTRADICTED:
            places = ((c.source.document_id, c.source.start, c.source.end) for c in filling.candidates)
            if (one.document_id, one.figure.start, one.figure.end) in places:
                return slot
    return None


def _cites(filling: Filling, one: MaterialFigure) -> bool:
    """Say whether a filling rests on this very figure: its source is the figure, or a sentence that prints it so."""
    figure = one.figure
    if filling.status is not SlotStatus.FILLED:
        return False
    return any(
        source.document_id == one.document_id
        and source.start < figure.end
        and figure.start < source.end
        and ((source.start, source.end) == (figure.start, figure.end) or filling.surface == figure.surface)
        for source in filling.sources
    )
