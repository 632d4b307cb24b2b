"""`fazhi ledger` and `fazhi figures`: one JSON document, a workbook whose text is no formula, stated failures."""

import json
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from assistant.cli import app
from assistant.ledger_view import years_of
from knowledge.documents import Kind, Metadata
from knowledge.errors import BadRequest
from knowledge.library import Library, NewDocument
from knowledge.writer_lock import WriterLock
from tests.migrated import migrated_store

ORGAN = "云岭县公安局"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a home folder with two reports and a data sheet."""
    monkeypatch.setenv("FAZHI_HOME", str(tmp_path))
    monkeypatch.setenv("FAZHI_MODEL", "none")
    store = migrated_store(tmp_path)
    lock = WriterLock(tmp_path)
    library = Library(store, lock)
    for year, count in ((2022, 110), (2023, 120)):
        title = f"{ORGAN}{year}年法治政府建设年度报告"
        text = f"{title}\n一、概况\n{year}年受理信访事项{count}件。\n"
        library.add(NewDocument(text=text, metadata=Metadata(title=title, kind=Kind.REPORT, organ=ORGAN, year=year)))
    sheet = "指标 | 数值 | 单位\n=信访事项受理数 | 125 | 件"
    library.add(NewDocument(text=sheet, metadata=Metadata(title="数据表", kind=Kind.DATA, organ=ORGAN, year=2023)))
    store.close()
    lock.release()
    return tmp_path


def run(*arguments: str) -> dict[str, Any]:
    result = CliRunner().invoke(app, [*arguments, "--json"])
    lines = result.stdout.strip().splitlines()
    assert len(lines) == 1, result.stdout
    return json.loads(lines[0])


@pytest.mark.usefixtures("home")
def test_rows_are_the_figures_json_with_their_document() -> None:
    rows = run("ledger", "--organ", ORGAN, "--years", "2022-2022")["rows"]
    assert len(rows) == 1
    assert rows[0]["value"] == "110"
    assert rows[0]["period"]["label"] == "2022"
    assert {"surface", "value_to", "unit", "qualifier", "kind", "metric", "organ", "start", "end", "sentence"} <= set(
        rows[0]
    )
    assert rows[0]["title"].startswith(ORGAN)


@pytest.mark.usefixtures("home")
def test_conflicts_and_metrics_are_listed() -> None:
    found = run("ledger", "--conflicts")["conflicts"]
    assert [{row["surface"] for row in conflict["rows"]} for conflict in found] == [{"120件", "125"}]
    assert any(group["years"] == [2022, 2023] for group in run("ledger", "--metrics")["metrics"])


@pytest.mark.usefixtures("home")
def test_a_decision_is_kept_for_the_next_call() -> None:
    run("ledger", "--split", "信访事项受理数", "=信访事项受理数", "--metrics")
    assert run("ledger", "--conflicts")["conflicts"] == []


def test_the_workbook_holds_text_and_no_formula(home: Path) -> None:
    out = home / "台账.xlsx"
    assert CliRunner().invoke(app, ["ledger", "--out", str(out)]).exit_code == 0
    book = load_workbook(out)
    detail = book["明细"]
    assert detail.max_row == 4
    cells = [cell for row in detail.iter_rows() for cell in row]
    assert all(cell.data_type != "f" for cell in cells)
    assert any(cell.value == "=信访事项受理数" for cell in cells)
    assert [cell.value for cell in book["逐年"][1]] == ["机关", "指标", "2022年", "2023年"]


@pytest.mark.usefixtures("home")
def test_unreadable_years_are_a_stated_failure() -> None:
    result = CliRunner().invoke(app, ["ledger", "--years", "去年", "--json"])
    assert result.exit_code == 1
    assert json.loads(result.stdout)["error"]["code"] == "bad_request"


def test_figures_of_a_table_have_their_columns_year(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAZHI_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("FAZHI_MODEL", "none")
    path = tmp_path / "云岭县公安局2023年数据.csv"
    path.write_text("指标,2022年,2023年,单位\n信访事项化解率,75.8,78.9,%\n", encoding="utf-8")
    found = run("figures", str(path))["figures"]
    assert [(f["value"], f["unit"], f["period"]["label"]) for f in found] == [
        ("75.8", "%", "2022"),
        ("78.9", "%", "2023"),
    ]


@pytest.mark.parametrize(
    ("text", "years"),
    [("2023", (2023,)), ("2021-2023", (2021, 2022, 2023)), ("2021,2023", (2021, 2023)), ("", None), (None, None)],
)
def test_years_are_read(text: str | None, years: tuple[int, ...] | None) -> None:
    assert years_of(text) == years


@pytest.mark.parametrize("text", ["近三年", "2024-2021", "20233", "1000-9999"])
def test_what_is_no_year_is_refused(text: str) -> None:
    with pytest.raises(BadRequest, match="年度"):
        years_of(text)
