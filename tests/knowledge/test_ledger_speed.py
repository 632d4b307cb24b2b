"""A ledger of 1,000 reports: filters, one metric's series and the groups within half a second."""

import time
from collections.abc import Callable, Iterator
from datetime import date

import pytest
from sqlalchemy import insert

from knowledge.documents import text_hash
from knowledge.figures.ledger import Ledger
from knowledge.figures.matching import key
from knowledge.store import DocumentRow, FigureRow, Store

pytestmark = pytest.mark.integration

_TOPICS = (
    "信访事项",
    "行政复议案件",
    "行政诉讼案件",
    "矛盾纠纷",
    "治安案件",
    "电信网络诈骗案件",
    "涉企举报投诉",
    "行政处罚案件",
)
_ACTIONS = ("受理数", "办结数", "审核数", "办结率", "退回数")
_NAMES = tuple(topic + action for topic in _TOPICS for action in _ACTIONS)
_YEARS = range(2016, 2026)
_BUDGET = 0.5


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    """100 organs, ten years, 40 metrics each: 40,000 rows."""
    store = Store(f"sqlite:///{tmp_path_factory.mktemp('ledger') / 'library.sqlite3'}")
    documents: list[dict[str, object]] = []
    rows: list[dict[str, object]] = []
    for organ_number in range(100):
        organ = f"第{organ_number}县公安局"
        for year in _YEARS:
            document_id = f"{organ_number}-{year}"
            body = f"{organ}{year}年"
            documents.append(
                {"id": document_id, "title": body, "kind": "report", "organ": organ, "year": year, "extra": {}, "text": body,
                 "sha256": text_hash(body), "warnings": [], "current": True}
            )  # fmt: skip
            rows += [_row(document_id, organ, year, at, name) for at, name in enumerate(_NAMES)]
    with store.begin() as session:
        session.execute(insert(DocumentRow), documents)
        session.execute(insert(FigureRow), rows)
    yield Ledger(store)
    store.close()


def _row(document_id: str, organ: str, year: int, at: int, name: str) -> dict[str, object]:
    unit = "%" if name.endswith("率") else "件"
    value = str((year * 7 + at * 13 + len(organ)) % 100)
    return {
        "document_id": document_id, "document_kind": "report", "document_year": year, "surface": value + unit, "value": value,
        "value_to": None, "unit": unit, "qualifier": "exact", "kind": "count", "metric": name, "metric_key": key(name),
        "period_start": date(year, 1, 1), "period_end": date(year, 12, 31), "period_label": str(year), "year": year,
        "organ": organ, "stock": False, "role": "level", "start": at * 20, "end": at * 20 + 3, "sentence": f"{name}{value}{unit}。",
    }  # fmt: skip


def _seconds(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def test_filters_and_a_series_keep_the_budget(ledger: Ledger) -> None:
    organ = "第42县公安局"
    assert len(ledger.rows(organ=organ, metric="受理信访事项数")) == len(_YEARS)
    works: dict[str, Callable[[], object]] = {
        "one organ": lambda: ledger.rows(organ=organ),
        "one metric of one organ": lambda: ledger.rows(organ=organ, metric="受理信访事项数"),
        "one metric of all organs": lambda: ledger.rows(metric="受理信访事项数"),
        "one metric, some years": lambda: ledger.rows(metric="信访事项办结率", years=[2023, 2024]),
        "one year": lambda: ledger.rows(years=[2024]),
        "groups of one organ": lambda: ledger.metrics(organ),
        "groups of all": ledger.metrics,
        "nearest": lambda: ledger.nearest("信访化解率"),
    }
    spent = {name: min(_seconds(work) for _ in range(3)) for name, work in works.items()}
    assert {name: s for name, s in spent.items() if s > _BUDGET} == {}, spent


def test_conflicts_of_a_whole_ledger_are_found_in_seconds(ledger: Ledger) -> None:
    assert _seconds(lambda: ledger.conflicts("第42县公安局")) < _BUDGET
    assert _seconds(ledger.conflicts) < 10
