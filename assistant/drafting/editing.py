"""A person's changes to a draft: pure functions from one draft to the next; what is not touched stays as it is."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from uuid import uuid4

from assistant.drafting.rendering import filled, fillings_of, opened, paragraph_text, printed, slots_of
from assistant.drafting.types import HELD, Draft, DraftParagraph, DraftSection, DraftSentence, SlotStatus
from knowledge.errors import BadRequest
from knowledge.outline import sentences

LONGEST = 6000
"""Longest paragraph that a person may write, in code points."""
CLOSING = "closing"
"""Id of the last paragraph of the genre, 特此报告。, which belongs to no section's text."""
_ENDS = "。！？!?；;：:"
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_COMPARED = 300
"""Characters of a sentence that are compared to find the old one."""
_LEAST_ALIKE = 0.5
"""How much of a changed sentence must be an old one's for its figures to keep their slots."""


def edit_paragraph(draft: Draft, paragraph_id: str, text: str) -> Draft:
    """Return the draft with a paragraph as a person wrote it; its marks 【待补充：…】 stay slots.

    Sentences that stand unchanged keep their origin and sources. In a changed sentence a figure keeps its slot where
    all that stands before it in the sentence, and the letter behind it, are unchanged; else it is the person's own.

    Raises:
        BadRequest: the text is empty or too long, or there is no such paragraph.
    """
    bare = _tidy(text)
    if not bare:
        raise BadRequest("段落不能是空的。要去掉这一段，请用“删除本段”。")
    if len(bare) > LONGEST:
        raise BadRequest(f"这一段有 {len(bare)} 字，超过 {LONGEST} 字。请分成几段。")
    old = paragraph_of(draft, paragraph_id)
    if bare == _tidy(paragraph_text(old, draft).text):
        return _with_paragraph(draft, paragraph_id, replace(old, locked=True))
    kept = _unchanged(bare, old.sentences, draft)
    changed = [s for s in old.sentences if all(s is not k for _, _, group in kept for k in group)]
    made: list[DraftSentence] = []
    at = 0
    for start, end, group in (*kept, (len(bare), len(bare), ())):
        made += [*_written(bare[at:start], changed, draft), *group]
        at = end
    return _with_paragraph(draft, paragraph_id, replace(old, sentences=tuple(made), locked=True))


def add_paragraph(draft: Draft, section_id: str, after: str, text: str) -> Draft:
    """Return the draft with a new paragraph behind ``after`` (empty: at the beginning) of a section.

    Raises:
        BadRequest: the text is empty or too long, or there is no such section or paragraph.
    """
    section = section_of(draft, section_id)
    ids = [p.id for p in section.paragraphs]
    if after and after not in ids:
        raise BadRequest("前一段已不在这一节里，可能已被删除。请刷新页面。")
    new = DraftParagraph(id=f"p{uuid4().hex[:8]}", sentences=())
    at = ids.index(after) + 1 if after else 0
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

    Paragraphs that a person edited or added stay behind what they stood behind, unless ``force``; each takes the place
    of the new paragraph of its id. The closing phrase of the genre stays.

    Raises:
        BadRequest: there is no such section.
    """
    old = section_of(draft, section.id)
    paragraphs = {p.id: p for p in section.paragraphs}
    kept = [] if force else [p for p in old.paragraphs if p.locked]
    order = [p.id for p in section.paragraphs]
    for paragraph in kept:
        if paragraph.id not in paragraphs:
            before = [p.id for p in old.paragraphs[: old.paragraphs.index(paragraph)] if p.id in order]
            order.insert(order.index(before[-1]) + 1 if before else 0, paragraph.id)
        paragraphs[paragraph.id] = paragraph
    closing = next((p for p in old.paragraphs if p.id == CLOSING), None)
    if closing is not None:
        paragraphs[CLOSING] = closing
        order = [*(i for i in order if i != CLOSING), CLOSING]
    return _with_section(draft, replace(section, paragraphs=tuple(paragraphs[i] for i in order))), len(kept)


def replace_paragraph(draft: Draft, paragraph_id: str, section: DraftSection) -> Draft:
    """Return the draft with one paragraph as ``section``, its section written anew, has it; no longer locked.

    Raises:
        BadRequest: there is no such paragraph, or the material has nothing for it.
    """
    paragraph_of(draft, paragraph_id)
    new = next((p for p in section.paragraphs if p.id == paragraph_id), None)
    if new is None:
        raise BadRequest("资料里没有与这一段对应的内容，本段没有改动。要按资料重写，请用“重写本节”。")
    return _with_paragraph(draft, paragraph_id, new)


def unlock(draft: Draft, paragraph_id: str) -> Draft:
    """Return the draft with a paragraph that may be written anew again.

    Raises:
        BadRequest: there is no such paragraph.
    """
    return _with_paragraph(draft, paragraph_id, replace(paragraph_of(draft, paragraph_id), locked=False))


def carried_over(new: Draft, old: Draft) -> tuple[Draft, int, int]:
    """Return a draft written anew with the paragraphs that a person edited in ``old``; how many, and how many not.

    Those whose section is gone have no place. Where the slots are no longer the same, the edited paragraphs keep
    their printed text and no slots.
    """
    same = new.slots == old.slots
    kept = lost = 0
    there = {section.id: section for section in new.sections}
    for section in old.sections:
        locked = {p.id: p if same else _frozen(p, old) for p in section.paragraphs if p.locked}
        fresh = there.get(section.id)
        if fresh is None:
            lost += len(locked)
        elif locked:
            ends = any(p.id == CLOSING for p in fresh.paragraphs)
            before = [locked.get(p.id, p) for p in section.paragraphs if p.id != CLOSING or ends]
            holding = _with_section(new, replace(section, paragraphs=tuple(before)))
            new, n = replace_section(holding, fresh)
            kept += n
            lost += len(locked) - n
    return new, kept, lost


def with_sources(new: Draft, old: Draft) -> Draft:
    """Return a draft, filled again, whose given figures keep the sources that they had in ``old``."""
    had = {(f.slot, f.surface): f.sources for f in old.fillings if f.status is SlotStatus.GIVEN and f.sources}
    fillings = tuple(
        replace(f, sources=had.get((f.slot, f.surface), f.sources)) if f.status is SlotStatus.GIVEN else f
        for f in new.fillings
    )
    return replace(new, fillings=fillings)


def rename_section(draft: Draft, section_id: str, heading: str) -> Draft:
    """Return the draft with another heading for a section.

    Raises:
        BadRequest: the heading is empty, or there is no such section.
    """
    if not heading.strip():
        raise BadRequest("标题不能是空的。")
    return _with_section(draft, replace(section_of(draft, section_id), heading=heading.strip()))


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


def _tidy(text: str) -> str:
    """Return a typed paragraph as one line; what a slot is written with, and what no file can hold, is taken out."""
    lines = [line.strip() for line in _CONTROL.sub("", text).splitlines()]
    return "".join(lines).replace("\t", " ").replace("⟦", "[").replace("⟧", "]").strip()


def _unchanged(
    text: str, old: Sequence[DraftSentence], draft: Draft
) -> list[tuple[int, int, tuple[DraftSentence, ...]]]:
    """Return where sentences of before stand in a text as they were, in the order of the text.

    Pieces that make one printed sentence together stand together or not at all.
    """
    slots, fillings = slots_of(draft), fillings_of(draft)
    taken: list[tuple[int, int, tuple[DraftSentence, ...]]] = []
    group: list[DraftSentence] = []
    for sentence in old:
        group.append(sentence)
        shown = filled("".join(s.text for s in group), slots, fillings).text.strip()
        if not shown or (shown[-1] not in _ENDS and sentence is not old[-1]):
            continue
        for start in _places(text, shown):
            end = start + len(shown)
            if all(end <= a or start >= b for a, b, _ in taken):
                taken.append((start, end, tuple(group)))
                break
        group = []
    return sorted(taken, key=lambda item: item[0])


def _places(text: str, sentence: str) -> Iterator[int]:
    """Yield where a sentence stands in a text whole, not as a part of a longer one."""
    at = text.find(sentence) if sentence else -1
    while at >= 0:
        end = at + len(sentence)
        begins = at == 0 or text[at - 1] in _ENDS or text[at - 1].isspace()
        if begins and (end == len(text) or sentence[-1] in _ENDS or text[end].isspace()):
            yield at
        at = text.find(sentence, at + 1)


def _written(text: str, changed: list[DraftSentence], draft: Draft) -> list[DraftSentence]:
    """Return the sentences of a person's text; ``changed`` are those of before, each taken for one of them at most."""
    made: list[DraftSentence] = []
    for span in sentences(text):
        sentence = text[span.start : span.end].strip()
        if not sentence:
            continue
        best = max(changed, key=lambda s: _alike(s, sentence, draft), default=None)
        if best is not None and _alike(best, sentence, draft) >= _LEAST_ALIKE:
            changed.remove(best)
            made.append(DraftSentence(text=_marks_opened(_slots_kept(best, sentence, draft), draft), origin="person"))
        else:
            made.append(DraftSentence(text=_marks_opened(sentence, draft), origin="person"))
    return made


def _alike(old: DraftSentence, sentence: str, draft: Draft) -> float:
    shown = filled(old.text, slots_of(draft), fillings_of(draft)).text
    return SequenceMatcher(None, shown[:_COMPARED], sentence[:_COMPARED], autojunk=False).ratio()


def _slots_kept(old: DraftSentence, sentence: str, draft: Draft) -> str:
    """Return a changed sentence with the slots of its unchanged beginning open."""
    rendered = filled(old.text, slots_of(draft), fillings_of(draft))
    shown = rendered.text.lstrip()
    shift = len(rendered.text) - len(shown)
    same = next((n for n, (a, b) in enumerate(zip(shown, sentence, strict=False)) if a != b), None)
    common = min(len(shown), len(sentence)) if same is None else same
    made, last = "", 0
    for placed in rendered.placed:
        start, end = placed.span.start - shift, placed.span.end - shift
        if end < common or end == len(shown) == len(sentence) == common:
            made += sentence[last:start] + f"⟦{placed.slot}⟧"
            last = end
    return made + sentence[last:]


def _marks_opened(text: str, draft: Draft) -> str:
    """Return a text with the marks of slots that are printed as marks open; another's mark stays text."""
    fillings = fillings_of(draft)
    shown = {i: slot for i, slot in slots_of(draft).items() if printed(slot, fillings.get(i)).startswith("【")}
    return opened(text, shown)


def _frozen(paragraph: DraftParagraph, draft: Draft) -> DraftParagraph:
    """Return a paragraph with its slots printed once and for all; open ones stay marks."""
    slots, fillings = slots_of(draft), fillings_of(draft)
    made: list[DraftSentence] = []
    for sentence in paragraph.sentences:
        rendered = filled(sentence.text, slots, fillings)
        more = [s for p in rendered.placed if (f := fillings.get(p.slot)) and f.status in HELD for s in f.sources]
        sources = tuple(dict.fromkeys((*sentence.sources, *more)))
        made.append(replace(sentence, text=rendered.text, origin="person", sources=sources))
    return replace(paragraph, sentences=tuple(made))


def _with_paragraph(draft: Draft, paragraph_id: str, new: DraftParagraph) -> Draft:
    change: Callable[[DraftParagraph], DraftParagraph] = lambda p: new if p.id == paragraph_id else p  # noqa: E731
    return replace(
        draft,
        sections=tuple(replace(s, paragraphs=tuple(change(p) for p in s.paragraphs)) for s in draft.sections),
    )


def _with_section(draft: Draft, section: DraftSection) -> Draft:
    return replace(draft, sections=tuple(section if s.id == section.id else s for s in draft.sections))
