"""`fazhi check` as people call it: files, library, batch, failures."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from assistant.cli import app
from assistant.ingesting import Overrides, ingest
from assistant.settings import load_settings
from assistant.workspace import Workspace

SOURCE = "云岭县公安局信访室2024年工作情况\n2024年，共收到信访事项131件，办结118件，化解率90.1%。"
WRONG = SOURCE.replace("118件", "181件")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FAZHI_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("FAZHI_MODEL", "none")
    (tmp_path / "来源.txt").write_text(SOURCE, encoding="utf-8")
    (tmp_path / "稿.txt").write_text(WRONG, encoding="utf-8")
    return tmp_path


def run(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def one(result: Result) -> dict[str, Any]:
    assert result.exit_code == 0, result.output
    (line,) = result.stdout.splitlines()
    return json.loads(line)


def surfaces(file: dict[str, Any]) -> Sequence[tuple[str, str, str | None]]:
    return [(f["kind"], f["surface"], f["expected"]) for f in file["findings"]]


def test_check_prints_one_json_document_in_the_contracts_shape(folder: Path) -> None:
    (file,) = one(run("check", folder / "稿.txt", "--against", folder / "来源.txt", "--json"))["files"]
    assert file["path"] == str(folder / "稿.txt")
    assert file["figures_checked"] == 3
    assert file["norms_checked"] == 0
    assert surfaces(file) == [("contradicted_figure", "181件", "118件")]
    (finding,) = file["findings"]
    assert set(finding) >= {"kind", "severity", "surface", "start", "end", "message", "expected", "evidence"}
    assert WRONG[finding["start"] : finding["end"]] == "181件"
    (proof,) = finding["evidence"]
    assert SOURCE[proof["start"] : proof["end"]] == proof["quote"]


def test_findings_are_no_failure_and_are_shown_with_their_line(folder: Path) -> None:
    result = run("check", folder / "稿.txt", "--against", folder / "来源.txt")
    assert result.exit_code == 0
    assert "181件" in result.stdout
    assert "118件" in result.stdout.replace("\n", "")


@pytest.mark.integration
def test_clean_text_says_so(folder: Path) -> None:
    result = run("check", folder / "来源.txt", "--against", folder / "来源.txt")
    assert result.exit_code == 0
    assert "发现 0 处" in result.stdout


@pytest.mark.integration
def test_the_previous_report_turns_on_stale_figures(folder: Path) -> None:
    last = SOURCE.replace("2024", "2023").replace("131件", "142件").replace("118件", "181件")
    (folder / "上年.txt").write_text(last, encoding="utf-8")
    words = ("check", folder / "稿.txt", "--against", folder / "来源.txt", "--previous", folder / "上年.txt", "--json")
    (file,) = one(run(*words))["files"]
    assert surfaces(file) == [("stale_figure", "181件", "118件")]


@pytest.mark.integration
def test_batch_prints_one_document_a_line_in_order(folder: Path) -> None:
    source = str(folder / "来源.txt")
    lines = [
        {"path": str(folder / "稿.txt"), "against": [source]},
        {"path": source, "against": source, "year": 2024},
        {"path": str(folder / "没有.txt")},
        {"against": source},
        {"path": source, "year": "去年"},
        {"path": source, "sources": source},
    ]
    batch = folder / "批.jsonl"
    batch.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines), encoding="utf-8")
    result = run("check", "--batch", batch)
    assert result.exit_code == 0
    documents = [json.loads(line) for line in result.stdout.splitlines()]
    assert [len(d["files"][0]["findings"]) for d in documents[:2]] == [1, 0]
    assert [d["error"]["code"] for d in documents[3:]] == ["bad_request"] * 3
    assert "error" in documents[2]


@pytest.mark.integration
def test_a_missing_file_is_a_stated_failure(folder: Path) -> None:
    result = run("check", folder / "没有.docx", "--json")
    assert result.exit_code == 1
    assert "没有.docx" in json.loads(result.stdout)["error"]["message"]


@pytest.mark.integration
def test_no_path_at_all_is_a_stated_failure_that_says_what_to_write(folder: Path) -> None:
    assert folder.exists()
    result = run("check", "--json")
    assert result.exit_code == 1
    assert "fazhi check" in json.loads(result.stdout)["error"]["message"]


@pytest.mark.integration
def test_without_against_the_librarys_documents_of_organ_and_year_are_the_sources(folder: Path) -> None:
    opening = "云岭县公安局2024年法治政府建设年度报告\n"
    (folder / "报告.txt").write_text(opening + SOURCE, encoding="utf-8")
    (folder / "新稿.txt").write_text(opening + WRONG, encoding="utf-8")

    with Workspace.open(load_settings()) as workspace:
        (added,) = ingest(workspace.library, [folder / "报告.txt"], Overrides())
    assert added.document_id
    (file,) = one(run("check", folder / "新稿.txt", "--json"))["files"]
    assert ("contradicted_figure", "181件", "118件") in surfaces(file)
    assert file["findings"][0]["evidence"][0]["document_id"] == added.document_id


def test_the_librarys_own_copy_of_a_text_is_no_source_for_it(folder: Path) -> None:
    with Workspace.open(load_settings()) as workspace:
        assert all(result.document_id for result in ingest(workspace.library, [folder / "来源.txt"], Overrides()))
    itself = one(run("check", folder / "来源.txt", "--json"))["files"][0]
    assert {mark["status"] for mark in itself["marks"] if mark["subject"] == "figure"} == {"unproven"}
    assert surfaces(one(run("check", folder / "稿.txt", "--json"))["files"][0]) != []
