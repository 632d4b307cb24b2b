"""The values that the ledger speaks in: its rows, groups of wordings of one metric, and conflicts."""

from dataclasses import dataclass
from decimal import Decimal

from knowledge.documents import Kind
from knowledge.figures.document_figures import Role
from knowledge.figures.types import FigureKind, Period, Qualifier


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerRow:
    """One figure of one document; offsets are code points of the document's text, half-open."""

    id: int
    document_id: str
    document_title: str
    document_kind: Kind
    document_year: int | None
    surface: str
    value: Decimal
    """万 and 亿 multiplied in; the printed number of a percentage (62 for 62 %)."""
    value_to: Decimal | None
    unit: str
    qualifier: Qualifier
    kind: FigureKind
    metric: str
    metric_key: str
    period: Period | None
    year: int | None
    """The calendar year that the period lies in; None where it spans several or is unknown."""
    organ: str | None
    stock: bool
    role: Role
    start: int
    end: int
    sentence: str

    @property
    def exact(self) -> bool:
        """Whether the printed number is the very number."""
        return self.qualifier is Qualifier.EXACT

    @property
    def whole_year(self) -> bool:
        """Whether the period is one calendar year, or a level within it."""
        return (
            self.year is not None
            and self.period is not None
            and (self.period.label == str(self.year) or self.period.label.startswith("asof"))
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricGroup:
    """The wordings that count as one metric, and the years that have it."""

    name: str
    """The wording of the latest year."""
    names: tuple[str, ...]
    units: tuple[str, ...]
    years: tuple[int, ...]
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Two rows that give different values for one metric, period and organ; neither is taken for the right one."""

    first: LedgerRow
    second: LedgerRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """A metric that exists, with the years that have it, for an answer that found nothing."""

    metric: str
    years: tuple[int, ...]
    score: float
