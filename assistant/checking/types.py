"""The values that checking speaks in; offsets count code points of the checked text's canonical form."""

from dataclasses import dataclass
from enum import StrEnum


class FindingKind(StrEnum):
    """What is wrong; the value is what the JSON shows."""

    UNSUPPORTED_FIGURE = "unsupported_figure"
    """No equal figure in the sources."""
    CONTRADICTED_FIGURE = "contradicted_figure"
    """Same metric, period and organ, other value."""
    WRONG_PERIOD = "wrong_period"
    WRONG_UNIT = "wrong_unit"
    WRONG_METRIC = "wrong_metric"
    """The figure exists but counts something else."""
    STALE_FIGURE = "stale_figure"
    """Equal to last year's and not in this year's sources."""
    RATE_MISMATCH = "rate_mismatch"
    SUM_MISMATCH = "sum_mismatch"
    PART_EXCEEDS_WHOLE = "part_exceeds_whole"
    CHANGE_MISMATCH = "change_mismatch"
    """同比、增长、下降、百分点 do not follow from the two values."""
    INTERNAL_CONFLICT = "internal_conflict"
    UNKNOWN_NORM = "unknown_norm"
    UNKNOWN_ARTICLE = "unknown_article"
    ARTICLE_CONTENT_MISMATCH = "article_content_mismatch"
    REPEALED_NORM = "repealed_norm"
    NORM_VERSION = "norm_version"
    NORM_TITLE_MISMATCH = "norm_title_mismatch"
    MISSING_SECTION = "missing_section"
    EMPTY_SECTION = "empty_section"
    PLACEHOLDER_LEFT = "placeholder_left"
    UNCITED_CLAIM = "uncited_claim"


class Severity(StrEnum):
    """How much a finding weighs."""

    ERROR = "error"
    """Contradicted by a source or by arithmetic: must be settled before the text leaves the house."""
    WARNING = "warning"
    """Not proven: a person must look."""
    NOTE = "note"
    """Worth knowing; nothing is wrong for sure."""


class Status(StrEnum):
    """What became of one figure or norm."""

    PROVEN = "proven"
    CONTRADICTED = "contradicted"
    UNPROVEN = "unproven"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """A place in a source (or in the checked text itself, then ``document_id`` is empty) that bears on a finding."""

    document_id: str
    title: str
    locator: str
    quote: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that a person has to settle, at ``text[start:end]``."""

    kind: FindingKind
    severity: Severity
    surface: str
    start: int
    end: int
    message: str
    """What is wrong and what to do, in Chinese."""
    expected: str | None = None
    evidence: tuple[Proof, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One checked figure or norm with its status; what the page colours."""

    subject: str
    """``figure`` or ``norm``."""
    surface: str
    start: int
    end: int
    status: Status
    proof: Proof | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceText:
    """A text to check against."""

    document_id: str
    title: str
    text: str
    organ: str | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedText:
    """The result for one text."""

    path: str
    text: str
    figures_checked: int
    norms_checked: int
    findings: tuple[Finding, ...]
    marks: tuple[Mark, ...]
