"""The values that answering speaks in, and the events a reader sees while an answer is made."""

from dataclasses import dataclass, field
from typing import Literal

from knowledge.documents import Kind

Route = Literal["figure", "article", "open", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A frozen quotation: it reads the same after its source changes. Offsets are code points of the source."""

    n: int
    document_id: str
    title: str
    kind: Kind
    locator: str
    quote: str
    quote_sha256: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerFigure:
    """A figure of the answer, with whether an equal one stands in the cited evidence. Offsets are of the answer."""

    surface: str
    start: int
    end: int
    status: Literal["supported", "unsupported"]
    citation: int | None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesPoint:
    """One year of a metric, for a chart."""

    year: int
    value: str
    """Decimal as text: 万 and 亿 multiplied in, the printed number of a percentage."""
    unit: str
    surface: str
    """As printed; an approximate figure shows its 余 or 近 here."""
    metric: str
    organ: str | None
    citation: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Searched:
    """What was searched: shown as chips, and in every refusal."""

    organ: str | None = None
    years: tuple[int, ...] = ()
    kinds: tuple[Kind, ...] = ()
    articles: tuple[str, ...] = ()
    """Article references as people read them: 「行政处罚法第三十三条」."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """Milliseconds since the question; None where that moment never came."""

    first_source_ms: float | None = None
    first_token_ms: float | None = None
    total_ms: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A finished answer: text with ``[n]`` marks, the citations they name, the figures checked."""

    question: str
    refused: bool
    answer: str
    route: Route
    citations: tuple[Citation, ...] = ()
    figures: tuple[AnswerFigure, ...] = ()
    series: tuple[SeriesPoint, ...] = ()
    """The years of one metric where three or more were asked for, oldest first."""
    searched: Searched = field(default_factory=Searched)
    timing: Timing = field(default_factory=Timing)
    notice: str = ""
    """What the reader must know beside the answer: a cut stream, vectors not complete, a superseded version."""
    prompt_sha256: str | None = None
    model: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcesFound:
    """The evidence is chosen; nothing is written yet. ``sources`` are numbered as the answer will cite them."""

    searched: Searched
    sources: tuple[Citation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TextArrived:
    """A piece of prose straight from the model, not yet verified; figures in it are provisional."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """The verified answer; it replaces all provisional text."""

    answer: Answer


Event = SourcesFound | TextArrived | Finished
