"""What each figure and sentence of a draft rests on, in the order of the text."""

from collections.abc import Iterator
from dataclasses import dataclass

from assistant.drafting.rendering import filled, fillings_of, slots_of
from assistant.drafting.types import HELD, Draft, DraftSection, Filling, SlotStatus, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """One figure or sentence with one of its sources."""

    section: str
    """Heading as printed; empty for what stands before the first."""
    paragraph: str
    """Id of its paragraph."""
    said: str
    """指标名：数字, or the sentence."""
    source: Source | None
    """None for a figure that rests on a person's word or a formula alone."""
    formula: str = ""
    by: str = ""
    """Who gave the figure; empty unless a person did."""


def bases(draft: Draft) -> Iterator[Basis]:
    """Yield a line for each source of each figure and sentence; a figure without source has one line too."""
    for section in draft.sections:
        yield from _of_section(section, draft)


def _of_section(section: DraftSection, draft: Draft) -> Iterator[Basis]:
    slots, fillings = slots_of(draft), fillings_of(draft)
    for paragraph in section.paragraphs:
        for sentence in paragraph.sentences:
            rendered = filled(sentence.text, slots, fillings)
            told: set[Source] = set()
            for placed in rendered.placed:
                filling = fillings.get(placed.slot)
                if filling is None or filling.status not in HELD or placed.slot not in slots:
                    continue
                told.update(filling.sources)
                said = f"{slots[placed.slot].name}：{filling.surface}"
                for source in filling.sources or (None,):
                    yield Basis(
                        section=section.heading,
                        paragraph=paragraph.id,
                        said=said,
                        source=source,
                        formula=filling.formula,
                        by=_giver(filling),
                    )
            for source in dict.fromkeys(sentence.sources):
                if source not in told:
                    yield Basis(section=section.heading, paragraph=paragraph.id, said=rendered.text, source=source)


def _giver(filling: Filling) -> str:
    return (filling.by or "使用人") if filling.status is SlotStatus.GIVEN else ""
