"""The values that drafting speaks in.

A sentence is kept with its slots open (``⟦s12⟧``); its text is made anew from the fillings whenever it is shown, so
that a figure has one place of truth. Offsets count code points of the named text and are half-open.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from assistant.checking.types import Finding
from knowledge.documents import Span
from knowledge.figures.document_figures import Role
from knowledge.figures.types import Figure

Origin = Literal["template", "material", "model", "person", "frame", "gap"]
"""Where a sentence comes from: last year's sentence with slots, a sentence of the material word for word, the model,
a person, a fixed phrase of the genre, or a mark that something is missing."""


class SlotStatus(StrEnum):
    """What became of a slot."""

    FILLED = "filled"
    """The material states it."""
    COMPUTED = "computed"
    """Follows from figures of the material by a formula that last year's text states."""
    GIVEN = "given"
    """A person gave it."""
    MISSING = "missing"
    """The material has no such figure: printed 【待补充：指标名】."""
    DOUBTFUL = "doubtful"
    """Something like it was found; a person must say whether it is it: printed 【待补充：指标名】 until then."""
    CONTRADICTED = "contradicted"
    """The material states two values: printed 【待核实：指标名】."""


HELD = frozenset({SlotStatus.FILLED, SlotStatus.COMPUTED, SlotStatus.GIVEN})
"""A slot of these holds a figure; any other is printed as a mark."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """What is to be drafted."""

    organ: str
    year: int
    """The year that the text reports on."""
    kind: str = "annual_report"
    """Id of a kind of text: the name of a data file of ``assistant/drafting/kinds``."""
    title: str = ""
    """Empty: made from the kind, the organ and the year."""
    section: str = ""
    """For a single section: its heading."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A place that stands behind something; the quote is frozen."""

    document_id: str
    title: str
    kind: str
    """report, data, regulation, catalogue …"""
    locator: str
    quote: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """A content that the kind of text must have."""

    id: str
    """done, short, head, next, other, or the kind's own."""
    heading: str
    """Usual heading; ``{year}`` and ``{next}`` stand for the reporting year and the one after."""
    basis: str
    """Title and article of the rule, as people cite it; empty where it is custom."""
    required: bool
    cues: tuple[str, ...]
    """Words that tell that a sentence or heading belongs here."""
    note: str = ""
    """What to write, in one Chinese sentence, for the person and the model."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextKind:
    """A kind of text, as its data file describes it."""

    id: str
    name: str
    title: str
    """With ``{organ}``, ``{year}``."""
    opening: str
    """First paragraph where last year has none, with ``{organ}``, ``{year}``, ``{basis}``."""
    closing: str
    """特此报告。 or empty."""
    requirements: tuple[Requirement, ...]
    deadline: str
    """A Chinese sentence with its basis; empty where none is known."""
    organs: tuple[str, ...] = ()
    """Endings of organs that this kind is for; empty for any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Operand:
    """A slot in a formula, or a figure of last year's (``slot`` is then empty)."""

    slot: str
    last_year: bool = False
    """Whether last year's value of the slot is meant (the base of a change)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Formula:
    """How a slot follows from others, as last year's text states it."""

    kind: Literal["rate", "sum", "change"]
    operands: tuple[Operand, ...]
    """rate: numerators…, then the denominator last; sum: the addends; change: this year's level, last year's level."""
    decimals: int
    """Printed decimals."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A figure's place in last year's text, open for this year's."""

    id: str
    """s1, s2 … in the order of last year's text; written ``⟦s1⟧``."""
    metric: str
    unit: str
    numerals: Literal["arabic", "chinese"]
    name: str
    """Unique within the draft: the metric, with the unit or a number where two would be called alike."""
    last: Figure | None
    """Last year's figure; None for a slot that a person added."""
    formula: Formula | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateSentence:
    """A sentence of last year's with its figures open and its years moved on by one."""

    text: str
    """With ``⟦s1⟧``; no digit of last year's is left but in names of norms and fixed terms (12345热线, 7×24小时)."""
    slots: tuple[str, ...]
    label: str
    """一是, 二是 … where it opens a numbered point, else empty; not part of ``text``."""
    narrative: bool
    """It has no slot: it tells what happened last year, and may stand only where this year's material says so."""
    carried: bool
    """A narrative that is a fixed phrase of the genre (现将…报告如下, 特此报告) and may stand as it is."""
    original: str
    start: int
    end: int
    """In last year's text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateSection:
    """A heading of last year's with the paragraphs directly below it."""

    heading: str
    """As printed, label included, years moved on: 一、2024年…; empty for what stands before the first heading."""
    level: int
    """1 for 一、, 2 for (一), 3 for 1.; 0 for what stands before the first heading."""
    paragraphs: tuple[tuple[TemplateSentence, ...], ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """Last year's report, opened up."""

    document_id: str
    title: str
    year: int
    text: str
    sections: tuple[TemplateSection, ...]
    slots: tuple[Slot, ...]
    dropped: tuple[tuple[str, str], ...] = ()
    """Terms that must not survive, and why: (“八五”普法, 2021至2025年实施，2026年已届满)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialFigure:
    """A figure of this year's material."""

    document_id: str
    figure: Figure
    role: Role
    usable: bool
    """A level of the reporting year (a whole year, or a level within it), not a part of the year or another year."""


Use = Literal["done", "short", "head", "next", "set_aside"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialSentence:
    """A whole sentence of the material."""

    id: str
    """m1, m2 … over all material."""
    document_id: str
    text: str
    """Without label (一是) and blanks around it."""
    start: int
    end: int
    heading: str
    """The heading that it stands under; empty for none."""
    figures: tuple[MaterialFigure, ...]
    use: Use
    reason: str = ""
    """Why it is set aside, in Chinese: 落款, 对写作的指令, 不是完整句子, 说的是其他年度 …"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """One file of this year's material."""

    document_id: str
    """The library's id, or the path of a file that is in no library."""
    title: str
    text: str
    path: str
    office: str
    """Who supplied it, as far as its text or name says (法制大队); else empty."""
    year: int | None
    kind: str
    figures: tuple[MaterialFigure, ...]
    sentences: tuple[MaterialSentence, ...]
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A figure that may be what a slot asks for."""

    surface: str
    value: str
    """Decimal as text."""
    unit: str
    metric: str
    score: float
    """0..1, how sure it is that the metrics are the same."""
    source: Source
    office: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """What a slot holds now."""

    slot: str
    status: SlotStatus
    surface: str = ""
    """As it is printed: number, measure word, qualifier; empty unless filled, computed or given."""
    value: str = ""
    unit: str = ""
    formula: str = ""
    """103 ÷ 153 = 67.32%; empty unless computed or proposed."""
    sources: tuple[Source, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    """What a person may choose from where it is doubtful or contradicted."""
    proposal: str = ""
    """A surface that could be computed but is not taken without a person's word (a year-on-year change)."""
    by: str = ""
    """Who gave it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """One line of the 待补清单: a figure of last year's that this year lacks, or a required part without material."""

    slot: str
    """Empty for a required part."""
    metric: str
    unit: str
    section: str
    last_surface: str
    last_quote: str
    ask: str
    """Whom to ask, in Chinese; empty where it is not known."""
    reason: str
    status: SlotStatus
    candidates: tuple[Candidate, ...] = ()
    proposal: str = ""
    formula: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlineSection:
    """A heading of the draft to be, and what it will be written from."""

    id: str
    """o1, o2 …; stays when the person reorders or renames."""
    heading: str
    level: int
    requirement: str
    """Id of the requirement that it fulfils; empty for none."""
    template: int | None
    """Index of last year's section; None for a new one."""
    materials: tuple[str, ...] = ()
    """Ids of the material sentences that it will use, in order."""
    rules: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftSentence:
    """A sentence of the draft with its slots open."""

    text: str
    """With ``⟦s1⟧``."""
    origin: Origin
    sources: tuple[Source, ...] = ()
    """What it rests on besides the sources of its slots."""
    mark: str = ""
    """Why a person must look at it, in Chinese; empty where nothing is to be said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftParagraph:
    """A paragraph; ``locked`` once a person has edited it, so that nothing overwrites it unasked."""

    id: str
    sentences: tuple[DraftSentence, ...]
    locked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftSection:
    """A heading of the draft with the paragraphs directly below it."""

    id: str
    """The id of its outline section."""
    heading: str
    level: int
    requirement: str
    paragraphs: tuple[DraftParagraph, ...] = ()
    state: Literal["waiting", "writing", "done"] = "waiting"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unused:
    """A sentence of the material that the draft does not use, and why."""

    text: str
    source: Source
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A whole draft as data."""

    brief: Brief
    title: str
    sections: tuple[DraftSection, ...]
    slots: tuple[Slot, ...]
    fillings: tuple[Filling, ...]
    """One for each slot, in the order of ``slots``."""
    gaps: tuple[Gap, ...] = ()
    findings: tuple[Finding, ...] = ()
    """Of the check of :func:`assistant.drafting.rendering.plain_text`; offsets count in that text."""
    unused: tuple[Unused, ...] = ()
    materials: tuple[str, ...] = ()
    """Titles of the material, in order."""
    model: str = ""
    """Name of the model that wrote; empty for none."""
    prompt_sha256: str = ""
    notices: tuple[str, ...] = ()
    """What the person should know: files that could not be read, the model that failed …, in Chinese."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A slot's printed form in a rendered text."""

    slot: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """A text with its slots printed, and where each stands."""

    text: str
    placed: tuple[Placed, ...] = field(default=())
