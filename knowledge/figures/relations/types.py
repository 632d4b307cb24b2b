"""What a relation between figures of one text is, and whether it holds."""

from dataclasses import dataclass
from enum import StrEnum

from knowledge.figures.types import Figure


class RelationKind(StrEnum):
    """What a text states about its figures."""

    RATE = "rate"
    """A rate or share follows from its counts: 化解率67%, 占32.3%."""
    PART = "part"
    """A part is at most its whole: 其中2人."""
    SUM = "sum"
    """A total is the sum of what is listed: 共22起."""
    CHANGE = "change"
    """A value rose or fell from another: 下降29%, 提高5.7个百分点, 增长1.5倍, 减少9条."""
    CONFLICT = "conflict"
    """The same figure is stated twice with different values."""
    SERIES = "series"
    """A count equals the number of things listed beside it: 四次(2015、2017、2018、2019年)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """One relation that a text states, recomputed."""

    kind: RelationKind
    holds: bool | None
    """None: stated, but it can't be recomputed from this text."""
    figure: Figure
    """What the relation is about: the rate, the part, the total, the change, the later of two."""
    operands: tuple[Figure, ...]
    formula: str
    """The computation with its result: 103 ÷ 153 = 67.32%; empty where there is none."""
    expected: str | None
    """What should be printed, with unit and printed decimals (67%); None where nothing single can be said."""
    note: bool = False
    """It holds only by truncation (67.67 % printed 67 %) or another mild matter."""
