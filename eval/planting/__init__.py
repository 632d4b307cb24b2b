"""Plant one error of a known kind in a clean text, so that it can be counted which are found."""

from eval.planting import figures, structure, words
from eval.planting.types import Operator, Planted

__all__ = ["OPERATORS", "Operator", "Planted"]

OPERATORS: tuple[Operator, ...] = (
    Operator(name="digit", finding=None, plant=figures.digit),
    Operator(name="transposed", finding=None, plant=figures.transposed),
    Operator(name="scale", finding=None, plant=figures.scale),
    Operator(name="ten_thousand", finding=None, plant=figures.ten_thousand),
    Operator(name="swap", finding=None, plant=figures.swap),
    Operator(name="unit", finding=None, plant=figures.unit),
    Operator(name="percent_points", finding=None, plant=figures.percent_points),
    Operator(name="qualifier", finding=None, plant=figures.qualifier),
    Operator(name="subtotal", finding=None, plant=figures.subtotal),
    Operator(name="rate", finding=None, plant=figures.rate),
    Operator(name="carried_over", finding=None, plant=figures.carried_over),
    Operator(name="invented", finding=None, plant=figures.invented),
    Operator(name="year", finding=None, plant=words.year),
    Operator(name="date", finding=None, plant=words.date),
    Operator(name="ordinal", finding=None, plant=words.ordinal),
    Operator(name="name", finding=None, plant=words.name),
    Operator(name="article", finding=None, plant=words.article),
    Operator(name="plan_years", finding=None, plant=words.plan_years),
    Operator(name="plan_name", finding=None, plant=words.plan_name),
    Operator(name="repealed", finding=None, plant=words.repealed),
    Operator(name="direction", finding=None, plant=words.direction),
    Operator(name="placeholder", finding=None, plant=words.placeholder),
    Operator(name="dropped_section", finding="missing_section", plant=structure.dropped_section),
    Operator(name="emptied_section", finding=None, plant=structure.emptied_section),
    Operator(name="doubled_year", finding=None, plant=structure.doubled_year),
)
