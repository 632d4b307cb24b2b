"""Figures against gold made by hand: one real report and ten written texts with the field's odd forms.

A report's gold holds offsets, surfaces and normal forms, never its sentences; the report itself is read from the corpus
beside the project. How the gold was made: docs in ``gold/README.md``.
"""

import json
from pathlib import Path

import pytest

from eval.extraction import Extracted, measure, read_gold, score
from knowledge.figures import read_figures

GOLD = Path(__file__).with_name("gold")
WRITTEN = sorted(path.stem for path in GOLD.glob("*.txt"))


@pytest.fixture(scope="module")
def extracted() -> Extracted:
    return measure(GOLD)


@pytest.fixture(scope="module")
def seed(corpus: Path) -> Extracted:
    return score(read_gold(GOLD / "seed.json", corpus / "reports" / "seed.txt"))


def test_there_are_ten_written_texts_with_hundreds_of_figures(extracted: Extracted) -> None:
    assert len(WRITTEN) == 10
    assert extracted.figures > 400


@pytest.mark.parametrize("name", WRITTEN)
def test_the_gold_marks_the_text_that_it_names(name: str) -> None:
    stored = json.loads((GOLD / f"{name}.json").read_text(encoding="utf-8"))
    text = (GOLD / f"{name}.txt").read_text(encoding="utf-8")
    marks = [*stored["figures"], *stored["others"]]
    assert [m["surface"] for m in marks] == [text[m["start"] : m["end"]] for m in marks]
    assert all(m["metric_start"] is None or m["head_start"] >= m["metric_start"] for m in stored["figures"])


def test_at_least_99_percent_of_the_figures_are_exact(extracted: Extracted) -> None:
    assert extracted.exact_share >= 0.99, [m for m in extracted.mistakes if m.kind in {"missed", "fields"}]


def test_at_least_95_percent_of_the_periods_are_right(extracted: Extracted) -> None:
    assert extracted.period_share >= 0.95, [m for m in extracted.mistakes if m.kind == "period"]


def test_at_least_90_percent_of_the_metrics_are_right(extracted: Extracted) -> None:
    assert extracted.metric_share >= 0.90, [m for m in extracted.mistakes if m.kind == "metric"]


def test_no_number_that_is_none_is_reported_as_a_figure(extracted: Extracted) -> None:
    assert [m for m in extracted.mistakes if m.kind == "false"] == []


def test_the_real_report_is_read_exactly(seed: Extracted) -> None:
    assert (seed.figures, seed.exact, seed.periods, seed.false_figures) == (37, 37, 37, 0)
    assert seed.metric_share >= 0.95, seed.mistakes


def test_a_level_at_a_date_is_told_from_a_flow_of_the_year(corpus: Path) -> None:
    figures = read_figures((corpus / "reports" / "seed.txt").read_text(encoding="utf-8"))
    assert [f.surface for f in figures if f.stock] == ["10人", "2人"]


def test_a_missed_a_false_and_a_wrong_figure_are_each_counted(tmp_path: Path) -> None:
    row = {
        "surface": "12件",
        "start": 4,
        "end": 7,
        "value": "12",
        "value_to": None,
        "unit": "件",
        "qualifier": "exact",
        "kind": "count",
        "period": "2022",
        "metric": "案件办理数",
        "metric_start": 0,
        "metric_end": 4,
        "head_start": 2,
        "head_end": 4,
    }
    missed = row | {"surface": "案", "start": 2, "end": 3}
    (tmp_path / "a.txt").write_text("办理案件12件，抓获3人。", encoding="utf-8")
    (tmp_path / "a.json").write_text(json.dumps({"year": 2023, "figures": [missed, row], "others": []}))
    counted = measure(tmp_path)
    assert (counted.figures, counted.exact, counted.periods, counted.metrics) == (2, 1, 0, 1)
    assert sorted(m.kind for m in counted.mistakes) == ["false", "missed", "period"]
