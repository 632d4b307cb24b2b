"""The values of a drafting case."""

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What must become of a figure of last year's."""

    last: str
    """As last year's report prints it."""
    status: str
    """stated, computed, reworded, missing, split or contradictory."""
    now: str
    """As this year's draft must print it; empty where it must be a gap."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Last year's report, this year's material and the truth."""

    name: str
    organ: str
    year: int
    previous: Path
    materials: tuple[Path, ...]
    slots: tuple[Expected, ...]
    """In the order of last year's text."""
    figures: frozenset[tuple[Decimal, str]]
    """Value and unit of every figure of the material that may stand in a draft."""
    required: tuple[str, ...]
    """Ids of requirements that must have text."""
