"""A draft's sentences with their slots printed: filled, or marked as missing or to be verified."""

import re
from collections.abc import Mapping

from assistant.drafting.types import Draft, DraftParagraph, Filling, Placed, Rendered, Slot, SlotStatus
from knowledge.documents import Span

SLOT = re.compile(r"⟦(s\d+)⟧")
MISSING = "【待补充：{}】"
DISPUTED = "【待核实：{}】"
MARK = re.compile(r"【(?:待补充|待核实)：([^【】\n]{1,60})】")
"""A mark that stands in a draft's text where something is missing or disputed; the group is its name."""


def printed(slot: Slot, filling: Filling | None) -> str:
    """Return what stands in the slot's place."""
    if filling is None or filling.status in {SlotStatus.MISSING, SlotStatus.DOUBTFUL}:
        return MISSING.format(slot.name)
    if filling.status is SlotStatus.CONTRADICTED:
        return DISPUTED.format(slot.name)
    return filling.surface


def filled(text: str, slots: Mapping[str, Slot], fillings: Mapping[str, Filling]) -> Rendered:
    """Return ``text`` with each ``⟦s1⟧`` printed; an unknown slot is printed as a missing one of its id."""
    parts: list[str] = []
    placed: list[Placed] = []
    length = last = 0
    for match in SLOT.finditer(text):
        before = text[last : match.start()]
        slot = slots.get(match[1])
        shown = printed(slot, fillings.get(match[1])) if slot else MISSING.format(match[1])
        start = length + len(before)
        placed.append(Placed(slot=match[1], span=Span(start=start, end=start + len(shown))))
        parts += [before, shown]
        length = start + len(shown)
        last = match.end()
    parts.append(text[last:])
    return Rendered(text="".join(parts), placed=tuple(placed))


def opened(text: str, slots: Mapping[str, Slot]) -> str:
    """Return a text that a person edited with its marks 【待补充：指标名】 turned back into slots."""
    by_name = {slot.name: slot.id for slot in slots.values()}

    def back(match: re.Match[str]) -> str:
        return f"⟦{by_name[match[1]]}⟧" if match[1] in by_name else match[0]

    return MARK.sub(back, text)


def paragraph_text(paragraph: DraftParagraph, draft: Draft) -> Rendered:
    """Return a paragraph as it is printed."""
    return filled("".join(s.text for s in paragraph.sentences), slots_of(draft), fillings_of(draft))


def plain_text(draft: Draft) -> str:
    """Return the whole draft as plain text: title, headings and paragraphs, a line each."""
    lines = [draft.title]
    for section in draft.sections:
        if section.heading:
            lines.append(section.heading)
        lines += [paragraph_text(paragraph, draft).text for paragraph in section.paragraphs]
    return "\n".join(line for line in lines if line) + "\n"


def slots_of(draft: Draft) -> dict[str, Slot]:
    """Return the slots by id."""
    return {slot.id: slot for slot in draft.slots}


def fillings_of(draft: Draft) -> dict[str, Filling]:
    """Return the fillings by slot."""
    return {filling.slot: filling for filling in draft.fillings}
