"""Compose a draft: open last year's report, read this year's material, fill, write section by section, check."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from assistant.chat import ChatModel
from assistant.checking.check import check
from assistant.checking.types import CheckedText, SourceText
from assistant.drafting.assigning import assign, unassigned
from assistant.drafting.condensing import condensed
from assistant.drafting.filling import fill
from assistant.drafting.filling_disputes import disputed
from assistant.drafting.gaps import gaps_of
from assistant.drafting.materials import read_materials
from assistant.drafting.outline import make_outline, rules_for
from assistant.drafting.part_years import without_part_years
from assistant.drafting.plain import plain_paragraphs
from assistant.drafting.prose import write_section
from assistant.drafting.requirements import kind as kind_of
from assistant.drafting.requirements import opening_of, title_of
from assistant.drafting.settling import settled
from assistant.drafting.sifting import HEADING, ROW
from assistant.drafting.tasks import SectionTask
from assistant.drafting.templates import open_template
from assistant.drafting.types import (
    Brief,
    Draft,
    DraftParagraph,
    DraftSection,
    DraftSentence,
    Filling,
    Material,
    MaterialSentence,
    OutlineSection,
    SlotStatus,
    Source,
    Template,
    TextKind,
    Unused,
)
from assistant.ingesting import Overrides, load
from knowledge.errors import BadRequest
from knowledge.figures.metric_decisions import Decided
from knowledge.library import Library
from knowledge.norms.resolving import Norms

Report = Callable[[str], None]
_PLAIN = frozenset({HEADING, ROW})
"""Reasons that nobody needs to be told: nothing is lost with them."""
_OPENING = "opening"
_ANNOUNCED = re.compile(r"如下[：:]")
_CLOSING = "closing"
"""Id of the last paragraph: 特此报告。"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Previous:
    """Last year's report of the organ."""

    document_id: str
    title: str
    text: str
    year: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What composing works with besides the texts."""

    library: Library | None = None
    norms: Norms | None = None
    decided: Decided = field(default_factory=lambda: Decided({}))
    model: ChatModel | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """Everything that a draft is written from."""

    brief: Brief
    kind: TextKind
    previous: Previous | None
    template: Template | None
    materials: tuple[Material, ...]
    outline: tuple[OutlineSection, ...]
    fillings: tuple[Filling, ...]
    disputed: frozenset[tuple[str, int]] = frozenset()
    """Document and place of figures that other material contradicts."""
    notices: tuple[str, ...] = ()


def previous_from(path: Path, brief: Brief) -> Previous:
    """Read last year's report from a file.

    Raises:
        UnreadableFile: the file cannot be read whole.
        BadRequest: the file reports on the very year that is to be drafted, or a later one.
    """
    new = load(path, Overrides())
    year = new.metadata.year or brief.year - 1
    if year >= brief.year:
        raise BadRequest(
            f"{path.name} 是{year}年度的报告，不能作为{brief.year}年度的上年报告。请换成更早年度的，或改正 --year。"
        )
    return Previous(document_id=str(path), title=new.metadata.title, text=new.text, year=year)


def previous_in(library: Library, brief: Brief) -> Previous | None:
    """Return the organ's report of the year before from the library, if it is there."""
    for summary in library.documents():
        metadata = summary.metadata
        if metadata.kind.value == "report" and metadata.organ == brief.organ and metadata.year == brief.year - 1:
            document = library.get(summary.id)
            return Previous(
                document_id=document.id, title=metadata.title, text=document.text, year=metadata.year or brief.year - 1
            )
    return None


def prepare(
    brief: Brief,
    *,
    previous: Previous | None,
    materials: Sequence[Material],
    tools: Tools,
    outline: Sequence[OutlineSection] | None = None,
    given: Mapping[str, str] | None = None,
    notices: Sequence[str] = (),
) -> Prepared:
    """Open, fill and outline; ``outline`` is one that a person edited, ``given`` the surfaces by slot that one gave.

    Raises:
        BadRequest: the kind of text is not known.
    """
    kind = kind_of(brief.kind)
    materials = without_part_years(materials, brief.year)
    template = (
        open_template(
            previous.text,
            document_id=previous.document_id,
            title=previous.title,
            from_year=previous.year,
            to_year=brief.year,
            organ=brief.organ,
        )
        if previous
        else None
    )
    fillings = fill(
        template, materials, organ=brief.organ, year=brief.year, decided=tools.decided, given=given or {}
    )  # fmt: skip
    made = tuple(outline) if outline is not None else make_outline(kind, brief, template)
    assigned = assign(made, template, kind, materials)
    return Prepared(
        brief=brief,
        kind=kind,
        previous=previous,
        template=template,
        materials=tuple(materials),
        outline=assigned,
        fillings=fillings,
        disputed=disputed(materials, organ=brief.organ, year=brief.year, decided=tools.decided),
        notices=(*notices, *_not_carried(template, assigned)),
    )


def _not_carried(template: Template | None, outline: Sequence[OutlineSection]) -> tuple[str, ...]:
    """Return in Chinese what of last year's report this year's text does not take over."""
    if template is None:
        return ()
    said = [f"上年报告里的“{name.strip('《》')}”没有沿用：{why}。" for name, why in template.dropped]
    if all(section.template is None for section in outline):
        said.append("上年报告没有读出标题，本稿按规定的内容列提纲，没有沿用它的写法。")
    return tuple(dict.fromkeys(said))


def task_of(prepared: Prepared, index: int, tools: Tools) -> SectionTask:
    """Return what section ``index`` of the outline is written from."""
    section = prepared.outline[index]
    template = prepared.template
    by_id = {s.id: s for material in prepared.materials for s in material.sentences}
    paragraphs = template.sections[section.template].paragraphs if template and section.template is not None else ()
    sentences = tuple(by_id[i] for i in section.materials if i in by_id)
    requirement = next((r for r in prepared.kind.requirements if r.id == section.requirement), None)
    return SectionTask(
        section=section,
        template=paragraphs,
        sentences=sentences,
        slots={slot.id: slot for slot in template.slots} if template else {},
        fillings={filling.slot: filling for filling in prepared.fillings},
        requirement=requirement,
        rules=section.rules or rules_for(section, template, sentences, tools.library, tools.norms, prepared.brief.year),
        brief=prepared.brief,
        disputed=prepared.disputed,
        sources=lambda sentence: source_of(prepared, sentence),
        has_children=index + 1 < len(prepared.outline) and prepared.outline[index + 1].level > section.level > 0,
    )


def source_of(prepared: Prepared, sentence: MaterialSentence) -> Source:
    """Return where a sentence of the material stands."""
    material = next(m for m in prepared.materials if m.document_id == sentence.document_id)
    return Source(
        document_id=material.document_id,
        title=material.title,
        kind=material.kind,
        locator=sentence.heading,
        quote=material.text[sentence.start : sentence.end],
        start=sentence.start,
        end=sentence.end,
    )


def write(
    prepared: Prepared,
    index: int,
    *,
    tools: Tools,
    on_text: Callable[[str], None] = lambda _: None,
    stop: Callable[[], bool] = lambda: False,
) -> tuple[DraftSection, tuple[str, ...]]:
    """Write one section of the outline; return it with notices in Chinese. Without a model it is the plain one."""
    section = prepared.outline[index]
    task = task_of(prepared, index, tools)
    notices: tuple[str, ...] = ()
    if tools.model is None:
        paragraphs = plain_paragraphs(task)
    else:
        written = write_section(task, tools.model, on_text=on_text, stop=stop)
        paragraphs, notices = written.paragraphs, written.notices
    paragraphs = condensed(paragraphs, task.slots, task.fillings)
    if section.level == 0:
        paragraphs = _opened(paragraphs, prepared.brief)
    made = DraftSection(
        id=section.id,
        heading=section.heading,
        level=section.level,
        requirement=section.requirement,
        paragraphs=paragraphs,
        state="done",
    )
    return made, notices


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
        notices=(*prepared.notices, *notices),
    )
    return recheck(draft, prepared, tools=tools)


def _opened(paragraphs: tuple[DraftParagraph, ...], brief: Brief) -> tuple[DraftParagraph, ...]:
    """Return the paragraphs before the first heading, with the opening phrase of the genre where none is there."""
    opening = opening_of(brief)
    if not opening or any(_ANNOUNCED.search(s.text) for p in paragraphs for s in p.sentences):
        return paragraphs
    made = DraftParagraph(id=_OPENING, sentences=(DraftSentence(text=opening, origin="frame"),))
    return (*paragraphs, made)


def _closed(sections: Sequence[DraftSection], closing: str) -> tuple[DraftSection, ...]:
    """Return the sections with the closing phrase of the genre as the last paragraph."""
    if not closing or not sections or any(p.id == _CLOSING for p in sections[-1].paragraphs):
        return tuple(sections)
    last = DraftParagraph(id=_CLOSING, sentences=(DraftSentence(text=closing, origin="frame"),))
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


def recheck(draft: Draft, prepared: Prepared, *, tools: Tools) -> Draft:
    """Check a draft (again, after an edit): its findings and its gaps as they are now."""
    draft = settled(draft, lambda text: _checked(text, prepared, tools))
    wanted = _slots_in(prepared)
    gaps = gaps_of(prepared.template, draft.fillings, prepared.materials, prepared.outline)
    return replace(draft, gaps=tuple(gap for gap in gaps if not gap.slot or gap.slot in wanted))


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


def compose(
    brief: Brief,
    *,
    previous: Previous | None,
    materials: Sequence[Path],
    tools: Tools,
    report: Report = lambda _: None,
) -> Draft:
    """Draft the whole text from files; ``report`` is told in Chinese what is being done.

    Raises:
        BadRequest: the kind of text is not known.
        AssistantError: the model cannot be opened.
    """
    read = read_materials(materials, organ=brief.organ, year=brief.year, report=report)
    prepared = prepare(brief, previous=previous, materials=read.materials, tools=tools, notices=read.notices)
    sections: list[DraftSection] = []
    notices: list[str] = []
    for index, section in enumerate(prepared.outline):
        report(f"正在写第 {index + 1}/{len(prepared.outline)} 部分：{section.heading or '开头'}")
        made, said = write(prepared, index, tools=tools)
        sections.append(made)
        notices += said
    report("正在核查全文…")
    return finish(prepared, sections, tools=tools, notices=notices)
