"""Put the sections of a draft together, check the whole, and list what is missing and what was not used."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from hashlib import sha256

from assistant.checking.check import check
from assistant.checking.types import CheckedText, SourceText
from assistant.drafting.assigning import unassigned
from assistant.drafting.editing import CLOSING
from assistant.drafting.filling import fill
from assistant.drafting.gaps import gaps_of
from assistant.drafting.ground import Prepared, Tools, source_of
from assistant.drafting.plain import GAP_MARK
from assistant.drafting.rendering import SLOT
from assistant.drafting.requirements import title_of
from assistant.drafting.settling import settled
from assistant.drafting.sifting import HEADING, ROW
from assistant.drafting.types import HELD, Draft, DraftParagraph, DraftSection, DraftSentence, SlotStatus, Unused
from assistant.prompting import load

_PLAIN = frozenset({HEADING, ROW})
"""Reasons that nobody needs to be told: nothing is lost with them."""
_PROMPTS = ("draft_system", "draft_user", "draft_example_user", "draft_example_reply")


def finish(prepared: Prepared, sections: Sequence[DraftSection], *, tools: Tools, notices: Sequence[str] = ()) -> Draft:
    """Put the sections together, list gaps and unused material, and check the whole."""
    template = prepared.template
    draft = Draft(
        brief=prepared.brief,
        title=title_of(prepared.brief),
        sections=_closed(sections, prepared.kind.closing),
        slots=template.slots if template else (),
        fillings=prepared.fillings,
        unused=unused(prepared),
        materials=tuple(material.title for material in prepared.materials),
        model=tools.model.name if tools.model else "",
        prompt_sha256=_prompts_hash() if tools.model else "",
        notices=(*prepared.notices, *notices),
    )
    return recheck(draft, prepared, tools=tools)


def _closed(sections: Sequence[DraftSection], closing: str) -> tuple[DraftSection, ...]:
    """Return the sections with the closing phrase of the genre as the last paragraph."""
    if not closing or not sections or any(p.id == CLOSING for p in sections[-1].paragraphs):
        return tuple(sections)
    last = DraftParagraph(id=CLOSING, sentences=(DraftSentence(text=closing, origin="frame"),))
    return (*sections[:-1], replace(sections[-1], paragraphs=(*sections[-1].paragraphs, last)))


def refilled(draft: Draft, prepared: Prepared, given: Mapping[str, str], *, tools: Tools, by: str) -> Draft:
    """Return the draft with what a person gave for slots (an empty surface takes back); rates are computed again.

    What a person gave before stays; the caller checks the whole again.
    """
    kept = {f.slot: f.surface for f in draft.fillings if f.status is SlotStatus.GIVEN}
    authors = {f.slot: f.by for f in draft.fillings if f.status is SlotStatus.GIVEN} | dict.fromkeys(given, by)
    kept = {slot: surface for slot, surface in {**kept, **given}.items() if surface}
    brief = prepared.brief
    fillings = fill(
        prepared.template, prepared.materials, organ=brief.organ, year=brief.year, decided=tools.decided, given=kept
    )
    return replace(
        draft,
        fillings=tuple(replace(f, by=authors.get(f.slot, "")) if f.status is SlotStatus.GIVEN else f for f in fillings),
    )


def _prompts_hash() -> str:
    """Return one hash of all that the model is told besides the section's own words."""
    return sha256("".join(load(name).sha256 for name in _PROMPTS).encode()).hexdigest()


def recheck(draft: Draft, prepared: Prepared, *, tools: Tools) -> Draft:
    """Check a draft (again, after an edit): its findings and its gaps as they are now."""
    draft = _marked(settled(draft, lambda text: _checked(text, prepared, tools)))
    wanted = _slots_in(prepared)
    gaps = gaps_of(prepared.template, draft.fillings, prepared.materials, prepared.outline)
    return replace(draft, gaps=tuple(gap for gap in gaps if not gap.slot or gap.slot in wanted))


def _marked(draft: Draft) -> Draft:
    """Return the draft with what was open and is filled now as an ordinary sentence, and the other way round."""
    held = {filling.slot for filling in draft.fillings if filling.status in HELD}

    def seen(sentence: DraftSentence) -> DraftSentence:
        slots = SLOT.findall(sentence.text)
        if sentence.mark == GAP_MARK and slots and held.issuperset(slots):
            return replace(sentence, origin="template", mark="")
        if sentence.origin == "template" and slots and held.isdisjoint(slots):
            return replace(sentence, origin="gap", mark=GAP_MARK)
        return sentence

    return replace(
        draft,
        sections=tuple(
            replace(
                section,
                paragraphs=tuple(
                    replace(paragraph, sentences=tuple(map(seen, paragraph.sentences)))
                    for paragraph in section.paragraphs
                ),
            )
            for section in draft.sections
        ),
    )


def _slots_in(prepared: Prepared) -> frozenset[str]:
    """Return the slots of last year's sections that the outline has: one that a person dropped asks for nothing."""
    template = prepared.template
    if template is None:
        return frozenset()
    kept = {section.template for section in prepared.outline}
    return frozenset(
        slot
        for index, section in enumerate(template.sections)
        if index in kept
        for paragraph in section.paragraphs
        for sentence in paragraph
        for slot in sentence.slots
    )


def _checked(text: str, prepared: Prepared, tools: Tools) -> CheckedText:
    brief, previous = prepared.brief, prepared.previous
    sources = [
        SourceText(document_id=m.document_id, title=m.title, text=m.text, organ=brief.organ, year=m.year or brief.year)
        for m in prepared.materials
    ]
    before = previous and SourceText(
        document_id=previous.document_id,
        title=previous.title,
        text=previous.text,
        organ=brief.organ,
        year=previous.year,
    )
    return check(
        text,
        path="草稿",
        sources=sources,
        previous=before or None,
        year=brief.year,
        organ=brief.organ,
        norms=tools.norms,
    )


def unused(prepared: Prepared) -> tuple[Unused, ...]:
    """Return the sentences of the material that no section uses, with the reason."""
    aside = [
        Unused(text=s.text, source=source_of(prepared, s), reason=s.reason)
        for material in prepared.materials
        for s in material.sentences
        if s.use == "set_aside" and s.reason not in _PLAIN
    ]
    left = [
        Unused(text=s.text, source=source_of(prepared, s), reason="没有合适的章节")
        for s in unassigned(prepared.outline, prepared.materials)
    ]
    return (*left, *aside)
