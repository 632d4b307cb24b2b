"""Builds one section's task from plain text: last year's paragraphs opened by hand, this year's material read."""

from collections.abc import Sequence

from assistant.drafting.masking import masked
from assistant.drafting.points import points_of
from assistant.drafting.rendering import filled
from assistant.drafting.tasks import SectionTask
from assistant.drafting.types import (
    Brief,
    DraftParagraph,
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
from assistant.drafting.verifying import Ground
from knowledge.figures import matching, read_figures
from knowledge.outline import sentences

ORGAN = "云岭县公安局"
YEAR = 2024


def material(*texts: str, use: str = "done") -> tuple[MaterialSentence, ...]:
    """Read each text as one file of this year's material, cut into sentences."""
    found: list[MaterialSentence] = []
    for number, text in enumerate(texts, 1):
        document = f"file{number}"
        figures = read_figures(text, organ=ORGAN, year=YEAR)
        for span in sentences(text):
            inside = tuple(
                MaterialFigure(document_id=document, figure=f, role="level", usable=True)
                for f in figures
                if span.start <= f.start < span.end
            )
            found.append(
                MaterialSentence(
                    id=f"m{len(found) + 1}",
                    document_id=document,
                    text=text[span.start : span.end],
                    start=span.start,
                    end=span.end,
                    heading="",
                    figures=inside,
                    use="next" if use == "next" else "done",
                )
            )
    return tuple(found)


def section_task(
    paragraphs: Sequence[Sequence[str]],
    sentences_: tuple[MaterialSentence, ...],
    *,
    heading: str = "（一）信访工作",
    requirement: str = "done",
    disputed: frozenset[tuple[str, int]] = frozenset(),
    fillings: Sequence[Filling] = (),
    has_children: bool = False,
) -> SectionTask:
    """Open last year's paragraphs (a sentence may begin with 一是) and fill each slot whose metric the material has.

    A sentence that begins with ``=`` is a fixed phrase.
    """
    slots: dict[str, Slot] = {}
    opened = tuple(tuple(_opened(text, slots) for text in paragraph) for paragraph in paragraphs)
    given = {filling.slot: filling for filling in fillings}
    return SectionTask(
        section=OutlineSection(id="o1", heading=heading, level=2, requirement=requirement, template=0),
        template=opened,
        sentences=sentences_,
        slots=slots,
        fillings={slot.id: given.get(slot.id) or _filling(slot, sentences_) for slot in slots.values()},
        requirement=Requirement(id=requirement, heading=heading, basis="", required=True, cues=()),
        brief=Brief(organ=ORGAN, year=YEAR),
        disputed=disputed,
        sources=_source,
        has_children=has_children,
    )


def ground_of(task: SectionTask, point: int = 0) -> Ground:
    """Return what the sentences of one point are verified against."""
    chosen = points_of(task)[point]
    return Ground(task=task, point=chosen, masked=masked(chosen, task))


def shown(paragraphs: Sequence[DraftParagraph], task: SectionTask) -> list[str]:
    """Return the paragraphs as they are printed."""
    return [filled("".join(s.text for s in p.sentences), task.slots, task.fillings).text for p in paragraphs]


def _opened(text: str, slots: dict[str, Slot]) -> TemplateSentence:
    carried = text.startswith("=")
    label = text[:2] if text[1:2] == "是" else ""
    body = text.removeprefix("=").removeprefix(label)
    made, at, own = "", 0, list[str]()
    for figure in read_figures(body, organ=ORGAN, year=YEAR - 1):
        name = f"s{len(slots) + 1}"
        slots[name] = Slot(
            id=name, metric=figure.metric, unit=figure.unit, numerals="arabic", name=figure.metric or name, last=figure
        )
        own.append(name)
        made += body[at : figure.start] + f"⟦{name}⟧"
        at = figure.end
    return TemplateSentence(
        text=made + body[at:],
        slots=tuple(own),
        label=label,
        narrative=not own,
        carried=carried,
        original=body,
        start=0,
        end=len(body),
    )


def _filling(slot: Slot, sentences_: tuple[MaterialSentence, ...]) -> Filling:
    for sentence in sentences_:
        for one in sentence.figures:
            if one.figure.unit == slot.unit and matching.score(slot.metric, one.figure.metric) >= matching.SAME:
                return Filling(
                    slot=slot.id, status=SlotStatus.FILLED, surface=one.figure.surface, sources=(_source(sentence),)
                )
    return Filling(slot=slot.id, status=SlotStatus.MISSING)


def _source(sentence: MaterialSentence) -> Source:
    return Source(
        document_id=sentence.document_id,
        title="材料",
        kind="data",
        locator="",
        quote=sentence.text,
        start=sentence.start,
        end=sentence.end,
    )
