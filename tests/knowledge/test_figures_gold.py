"""The figures of one real report, scored against a gold list made by hand."""

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from knowledge.figures import Figure, read_figures

GOLD = Path(__file__).with_name("figures_gold_seed.jsonl")


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    surface: str
    start: int
    end: int
    value: str
    unit: str
    qualifier: str
    metric: str
    period: str


@pytest.fixture(scope="module")
def expected() -> tuple[Expected, ...]:
    lines = GOLD.read_text(encoding="utf-8").splitlines()
    return tuple(Expected(**json.loads(line)) for line in lines)


@pytest.fixture(scope="module")
def figures(corpus: Path) -> tuple[Figure, ...]:
    return read_figures((corpus / "reports" / "seed.txt").read_text(encoding="utf-8"))


def test_every_figure_of_the_report_is_found_and_nothing_else(
    figures: tuple[Figure, ...], expected: tuple[Expected, ...]
) -> None:
    assert [(f.start, f.end, f.surface) for f in figures] == [(e.start, e.end, e.surface) for e in expected]


def test_value_unit_and_qualifier_are_exact(figures: tuple[Figure, ...], expected: tuple[Expected, ...]) -> None:
    assert [(str(f.value), f.unit, f.qualifier.value) for f in figures] == [
        (e.value, e.unit, e.qualifier) for e in expected
    ]


def test_at_least_95_percent_of_the_periods_are_right(
    figures: tuple[Figure, ...], expected: tuple[Expected, ...]
) -> None:
    right = [f.period is not None and f.period.label == e.period for f, e in zip(figures, expected, strict=True)]
    assert sum(right) / len(right) >= 0.95


def test_at_least_90_percent_of_the_metrics_are_right(
    figures: tuple[Figure, ...], expected: tuple[Expected, ...]
) -> None:
    wrong = [(e.metric, f.metric) for f, e in zip(figures, expected, strict=True) if f.metric != e.metric]
    assert len(wrong) / len(expected) <= 0.10, wrong


def test_a_level_at_a_date_is_told_from_a_flow_of_the_year(figures: tuple[Figure, ...]) -> None:
    assert [f.surface for f in figures if f.stock] == ["10人", "2人"]
