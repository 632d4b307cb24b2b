"""What a draft is written from: last year's report, this year's material, the outline and what fills the slots."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from assistant.chat import ChatModel
from assistant.drafting.assigning import assign
from assistant.drafting.filling import fill
from assistant.drafting.filling_disputes import disputed
from assistant.drafting.outline import make_outline
from assistant.drafting.part_years import without_part_years
from assistant.drafting.requirements import kind as kind_of
from assistant.drafting.templates import open_template
from assistant.drafting.types import (
    Brief,
    Filling,
    Material,
    MaterialSentence,
    OutlineSection,
    Source,
    Template,
    TextKind,
)
from assistant.ingesting import Overrides, load
from knowledge.errors import BadRequest
from knowledge.figures.metric_decisions import Decided
from knowledge.library import Library
from knowledge.norms.resolving import Norms


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
        notices=(*notices, *_not_carried(template, assigned, brief.year)),
    )


def _not_carried(template: Template | None, outline: Sequence[OutlineSection], year: int) -> tuple[str, ...]:
    """Return in Chinese what of last year's report this year's text does not take over."""
    if template is None:
        return ()
    said: list[str] = []
    if template.year != year - 1:
        said.append(f"所用的往年报告是{template.year}年度的，不是{year - 1}年度的：清单里的“上年”指的是它，请留意。")
    said += [f"上年报告里的“{name.strip('《》')}”没有沿用：{why}。" for name, why in template.dropped]
    if all(section.template is None for section in outline):
        said.append("上年报告没有读出标题，本稿按规定的内容列提纲，没有沿用它的写法。")
    return tuple(dict.fromkeys(said))


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
