"""What a sentence has talked about so far, and the metric that a figure of it is given."""

import re
from dataclasses import dataclass, field

from knowledge.documents import Span
from knowledge.figures.clauses import Said


@dataclass(frozen=True, slots=True)
class Metric:
    """The normal form of what is counted, and the words that say so."""

    name: str
    span: Span | None


@dataclass(slots=True)
class Topic:
    """What a sentence has talked about so far."""

    sentence: int = -1
    noun: str = ""
    persons: str = ""
    verb: str = ""
    metric: str = ""
    unit: str = ""
    last: str = ""
    figure_end: int = -1
    said: Said | None = None
    change: re.Match[str] | None = None
    names: list[str] = field(default_factory=list[str])
