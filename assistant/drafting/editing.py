"""A person's changes to a draft: pure functions from one draft to the next; what is not touched stays as it is."""

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from uuid import uuid4

from assistant.drafting.rendering import filled, fillings_of, opened, paragraph_text, slots_of
from assistant.drafting.types import Draft, DraftParagraph, DraftSection, DraftSentence, Slot
from knowledge.errors import BadRequest
from knowledge.figures import Figure, read_figures
from knowledge.outline import sentences

LONGEST = 6000
"""Longest paragraph that a person may write, in code points."""
_SAME_UNITS = (
    frozenset({"件", "起", "宗", "例", "项"}),
    frozenset({"人", "名", "位"}),
    frozenset({"次", "场", "场次", "期", "回", "轮"}),
    frozenset({"家", "户", "个", "处"}),
    frozenset({"家次", "户次"}),
)
"""Measure words that one metric may have in two years."""
_NUMBER = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?")


def edit_paragraph(draft: Draft, paragraph_id: str, text: str) -> Draft:
    """Return the draft with a paragraph as a person wrote it; its marks 【待补充：…】 stay slots.

    Sentences that stand unchanged keep their origin and sources.

    Raises:
        BadRequest: the text is empty or too long, or there is no such paragraph.
    """
    bare = " ".join(text.split("\n")).strip()
    if not bare:
        raise BadRequest("段落不能是空的。要去掉这一段，请用“删除本段”。")
    if len(bare) > LONGEST:
        raise BadRequest(f"这一段有 {len(bare)} 字，超过 {LONGEST} 字。请分成几段。")
    old = paragraph_of(draft, paragraph_id)
    slots, fillings = slots_of(draft), fillings_of(draft)
    known = {filled(s.text, slots, fillings).text.strip(): s for s in old.sentences}
    made: list[DraftSentence] = []
    for span in sentences(bare):
        sentence = bare[span.start : span.end].strip()
        if sentence:
            kept = known.get(sentence)
            made.append(kept or DraftSentence(text=opened(sentence, slots), origin="person"))
    return _with_paragraph(draft, paragraph_id, replace(old, sentences=tuple(made), locked=True))


def add_paragraph(draft: Draft, section_id: str, after: str, text: str) -> Draft:
    """Return the draft with a new paragraph behind ``after`` (empty: at the beginning) of a section.

    Raises:
        BadRequest: the text is empty or too long, or there is no such section.
    """
    new = DraftParagraph(
        id=f"p{uuid4().hex[:8]}", sentences=(DraftSentence(text=text.strip() or "　", origin="person"),), locked=True
    )
    section = section_of(draft, section_id)
    at = next((n + 1 for n, p in enumerate(section.paragraphs) if p.id == after), 0)
    paragraphs = (*section.paragraphs[:at], new, *section.paragraphs[at:])
    return edit_paragraph(_with_section(draft, replace(section, paragraphs=paragraphs)), new.id, text)


def remove_paragraph(draft: Draft, paragraph_id: str) -> Draft:
    """Return the draft without a paragraph.

    Raises:
        BadRequest: there is no such paragraph.
    """
    paragraph_of(draft, paragraph_id)
    return replace(
        draft,
        sections=tuple(
            replace(s, paragraphs=tuple(p for p in s.paragraphs if p.id != paragraph_id)) for s in draft.sections
        ),
    )


def replace_section(draft: Draft, section: DraftSection, *, force: bool = False) -> tuple[Draft, int]:
    """Return the draft with a section written anew, and how many edited paragraphs were kept.

    Paragraphs that a person edited stay where they were, unless ``force``; the new text goes around them.
    """
    old = section_of(draft, section.id)
    kept = [] if force else [(n, p) for n, p in enumerate(old.paragraphs) if p.locked]
    paragraphs = list(section.paragraphs)
    if kept:
        taken = {n for n, _ in kept}
        paragraphs = [p for n, p in enumerate(paragraphs) if n not in taken]
        for n, paragraph in kept:
            paragraphs.insert(min(n, len(paragraphs)), paragraph)
    return _with_section(draft, replace(section, paragraphs=tuple(paragraphs))), len(kept)


def rename_section(draft: Draft, section_id: str, heading: str) -> Draft:
    """Return the draft with another heading for a section.

    Raises:
        BadRequest: the heading is empty, or there is no such section.
    """
    if not heading.strip():
        raise BadRequest("标题不能是空的。")
    return _with_section(draft, replace(section_of(draft, section_id), heading=heading.strip()))


def given_surface(slot: Slot, typed: str) -> str:
    """Return what a person typed for a gap as it will be printed; a bare number gets the slot's measure word.

    Raises:
        BadRequest: it is not one figure of such a unit; the message says what to type.
    """
    surface = typed.strip()
    unit = slot.unit
    example = f"例如 {_example(slot)}"
    if not surface:
        raise BadRequest(f"请填写“{slot.name}”的数字，{example}。")
    if _NUMBER.fullmatch(surface):
        surface += _measure_word(slot)
    figures = read_figures(f"{slot.metric or slot.name}{surface}。")
    if len(figures) != 1 or figures[0].surface != surface:
        raise BadRequest(f"“{typed.strip()}”不是一个完整的数字。请只填数字和单位，{example}。")
    if not _fits(figures[0], unit):
        raise BadRequest(
            f"“{slot.name}”的单位是“{unit or '无'}”，填的是“{figures[0].unit or '无'}”。请核对，{example}。"
        )
    if unit == "%" and not Decimal(0) <= figures[0].value:
        raise BadRequest(f"“{typed.strip()}”不能是负数。")
    return surface


def paragraph_of(draft: Draft, paragraph_id: str) -> DraftParagraph:
    """Return a paragraph.

    Raises:
        BadRequest: there is none of that id.
    """
    for section in draft.sections:
        for paragraph in section.paragraphs:
            if paragraph.id == paragraph_id:
                return paragraph
    raise BadRequest("这一段已不在草稿里，可能已被删除。请刷新页面。")


def section_with(draft: Draft, paragraph_id: str) -> DraftSection:
    """Return the section that holds a paragraph.

    Raises:
        BadRequest: there is none.
    """
    for section in draft.sections:
        if any(p.id == paragraph_id for p in section.paragraphs):
            return section
    raise BadRequest("这一段已不在草稿里，可能已被删除。请刷新页面。")


def section_of(draft: Draft, section_id: str) -> DraftSection:
    """Return a section.

    Raises:
        BadRequest: there is none of that id.
    """
    for section in draft.sections:
        if section.id == section_id:
            return section
    raise BadRequest("这一节已不在草稿里。请刷新页面。")


def differs(one: Draft, other: Draft) -> bool:
    """Say whether two drafts read differently."""
    return [paragraph_text(p, one).text for s in one.sections for p in s.paragraphs] != [
        paragraph_text(p, other).text for s in other.sections for p in s.paragraphs
    ]


def _with_paragraph(draft: Draft, paragraph_id: str, new: DraftParagraph) -> Draft:
    change: Callable[[DraftParagraph], DraftParagraph] = lambda p: new if p.id == paragraph_id else p  # noqa: E731
    return replace(
        draft,
        sections=tuple(replace(s, paragraphs=tuple(change(p) for p in s.paragraphs)) for s in draft.sections),
    )


def _with_section(draft: Draft, section: DraftSection) -> Draft:
    return replace(draft, sections=tuple(section if s.id == section.id else s for s in draft.sections))


def _measure_word(slot: Slot) -> str:
    """Return the unit as last year printed it: 家(次) for 家次."""
    if slot.last is None:
        return slot.unit
    printed = re.sub(
        r"^[^0-9０-９一二三四五六七八九十百千]*[0-9０-９.,，．一二三四五六七八九十百千]+", "", slot.last.surface
    )
    return re.sub(r"^[余多万亿]+|以上$|以内$|左右$|以下$", "", printed) or slot.unit


def _example(slot: Slot) -> str:
    return f"{'85.2' if slot.unit == '%' else '120'}{_measure_word(slot)}"


def _fits(figure: Figure, unit: str) -> bool:
    if not unit or figure.unit == unit or not figure.unit:
        return True
    return any({figure.unit, unit} <= group for group in _SAME_UNITS)
