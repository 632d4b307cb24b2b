"""Figures: what is one, how it reads, when two agree."""

from knowledge.figures.names import NamedNumber, non_figures
from knowledge.figures.quantities import Quantity, agree, read_quantities

__all__ = ["NamedNumber", "Quantity", "agree", "non_figures", "read_quantities"]
