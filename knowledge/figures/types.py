"""The values of the figure layer: quantities, figures, periods, and numbers that are no figures."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from knowledge.documents import Span


class Qualifier(StrEnum):
    """How the printed number relates to the true one."""

    EXACT = "exact"
    ABOUT = "about"
    """约、左右"""
    OVER = "over"
    """余、多、以上、超、逾、不少于: the true number is at least the printed one."""
    UNDER = "under"
    """近、不足、以内、以下、不超过: the true number is at most the printed one."""
    RANGE = "range"


class FigureKind(StrEnum):
    """What sort of magnitude a unit measures; the value is what the JSON shows."""

    COUNT = "count"
    MONEY = "money"
    RATE = "rate"
    DURATION = "duration"
    AREA = "area"
    WEIGHT = "weight"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A figure as printed, without its context; offsets are code points, half-open."""

    surface: str
    """Number, measure word and the qualifier that touches it, exactly as printed."""
    value: Decimal
    """The number with 万 and 亿 multiplied in; the lower bound of a range; 62 for 62 %."""
    value_to: Decimal | None = None
    """The upper bound of a range, else None."""
    unit: str = ""
    """Bare measure word: 元, 人次, 家次 (for 家(次)), %, 百分点; empty where none is printed."""
    qualifier: Qualifier = Qualifier.EXACT
    kind: FigureKind = FigureKind.COUNT
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """The time that a figure speaks of: first and last day, and the label that the JSON shows."""

    start: date
    end: date
    label: str
    """2023, 2023-H1, 2023-Q2, 2023-09, 2023-09-12, 2021..2023, 2020-10..2023-09, asof 2024-06-30"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A quantity with what it counts, when, and by whom; offsets are code points, half-open."""

    surface: str
    value: Decimal
    value_to: Decimal | None = None
    unit: str = ""
    qualifier: Qualifier = Qualifier.EXACT
    kind: FigureKind = FigureKind.COUNT
    metric: str
    """Normal form of what is counted: 信访事项化解率, 嫌疑人抓获数; empty where the text does not say."""
    metric_span: Span | None = None
    """The words of the text that name the metric, nearest the figure; None where it is only carried over."""
    period: Period | None
    organ: str | None
    stock: bool = False
    """The text says 目前、现有 or 截至: a level at a date, which must not be added across years."""
    start: int
    end: int
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedNumber:
    """A number that counts nothing; offsets are code points, half-open."""

    kind: str
    """date, time, article, ordinal, document_number, enumerator, hotline, name, title, event_day, code, grade,
    vague (数十, 多次: no number that could be proven) or lexical (一 in 进一步)."""
    surface: str
    start: int
    end: int
