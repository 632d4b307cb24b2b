"""Figures: what is one, how it reads, what it counts and when, and when two agree."""

from knowledge.figures.agreement import agree
from knowledge.figures.quantities import non_figures, read_quantities
from knowledge.figures.reading import read_figures
from knowledge.figures.types import Figure, FigureKind, NamedNumber, Period, Qualifier, Quantity

__all__ = [
    "Figure",
    "FigureKind",
    "NamedNumber",
    "Period",
    "Qualifier",
    "Quantity",
    "agree",
    "non_figures",
    "read_figures",
    "read_quantities",
]
