"""Compose a draft from files: read, prepare, write section by section, finish."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path

from assistant.drafting.condensing import condensed
from assistant.drafting.finishing import finish
from assistant.drafting.ground import Prepared, Previous, Tools, prepare, source_of
from assistant.drafting.materials import read_materials
from assistant.drafting.outline import rules_for
from assistant.drafting.plain import plain_paragraphs
from assistant.drafting.prose import write_section
from assistant.drafting.requirements import opening_of
from assistant.drafting.tasks import SectionTask
from assistant.drafting.types import Brief, Draft, DraftParagraph, DraftSection, DraftSentence

_OPENING = "opening"
_ANNOUNCED = re.compile(r"如下[：:]")


def compose(
    brief: Brief,
    *,
    previous: Previous | None,
    materials: Sequence[Path],
    tools: Tools,
    report: Callable[[str], None] = lambda _: None,
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
    paragraphs = condensed(paragraphs, task.slots, task.fillings, prepared.brief.year)
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


def _opened(paragraphs: tuple[DraftParagraph, ...], brief: Brief) -> tuple[DraftParagraph, ...]:
    """Return the paragraphs before the first heading, with the opening phrase of the genre where none is there."""
    opening = opening_of(brief)
    if not opening or any(_ANNOUNCED.search(s.text) for p in paragraphs for s in p.sentences):
        return paragraphs
    made = DraftParagraph(id=_OPENING, sentences=(DraftSentence(text=opening, origin="frame"),))
    return (*paragraphs, made)


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
