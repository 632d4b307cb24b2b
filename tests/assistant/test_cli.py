"""The command line as a program would use it: real processes, a real library, no model."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from assistant.cli import app
from knowledge.samples import sample_files
from knowledge.writer_lock import WriterLock

pytestmark = pytest.mark.integration
ROOT = Path(__file__).resolve().parents[2]


def start(home: Path, *words: str, **settings: str) -> "subprocess.Popen[str]":
    environment = {**os.environ, "FAZHI_HOME": str(home), "FAZHI_MODEL": "none", **settings}
    return subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-m", "assistant", *words],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


def run(home: Path, *words: str, **settings: str) -> tuple[int, str]:
    process = start(home, *words, **settings)
    out, _ = process.communicate(timeout=240)
    return process.returncode, out


def call(home: Path, *words: str) -> dict[str, Any]:
    code, out = run(home, *words, "--json")
    assert code == 0, out
    return json.loads(out)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a library of the six samples and one law."""
    made = tmp_path_factory.mktemp("home")
    got = call(made, "ingest", *map(str, sample_files()))
    assert all(file["document_id"] for file in got["files"])
    call(made, "laws", "import", "行政处罚法")
    return made


def test_documents_show_and_search_speak_the_contracts_shapes(home: Path) -> None:
    listed = call(home, "documents")["documents"]
    assert {d["kind"] for d in listed} >= {"report", "plan", "regulation"}
    shown = call(home, "show", next(d["document_id"] for d in listed if d["year"] == 2022))
    assert "".join(p["text"] for p in shown["passages"]) == shown["text"]
    hits = call(home, "search", "信访事项化解率", "--year", "2022", "-k", "5")["hits"]
    assert len(hits) == 5
    assert {hit["year"] for hit in hits} == {2022}
    assert all(
        shown["text"][h["start"] : h["end"]] == h["text"] for h in hits if h["year"] == 2022 and h["kind"] == "report"
    )


def test_an_article_and_a_figure_are_answered_and_another_year_is_refused_in_one_batch(
    home: Path, tmp_path: Path
) -> None:
    lines = [
        {"question": "行政处罚法第三十三条怎么规定？"},
        {"question": "云岭县公安局2022年收到信访事项多少件？"},
        {"question": "云岭县公安局2019年收到信访事项多少件？"},
        {"question": ""},
        {"other": 1},
    ]
    batch = tmp_path / "batch.jsonl"
    batch.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines), encoding="utf-8")
    code, out = run(home, "ask", "--batch", str(batch))
    article, figure, refused, empty, odd = (json.loads(line) for line in out.splitlines())
    assert code == 0
    assert article["route"] == "article"
    assert article["citations"][0]["locator"].endswith("第三十三条")
    assert "157件" in figure["answer"]
    assert [f["status"] for f in figure["figures"] if f["surface"] == "157件"] == ["supported"]
    assert refused["refused"]
    assert refused["citations"] == []
    assert empty["error"]["code"] == odd["error"]["code"] == "bad_request"


def test_figures_of_a_file_have_values_and_periods(home: Path) -> None:
    report = next(str(path) for path in sample_files() if "2021" in path.name)
    found = call(home, "figures", report)["figures"]
    assert len(found) > 40
    assert {f["period"]["label"] for f in found if f["period"]} >= {"2021"}


@pytest.mark.parametrize(
    ("words", "settings", "code"),
    [
        (("show", "没有这份"), {}, "not_found"),
        (("remove", "没有这份"), {}, "not_found"),
        (("ask", ""), {}, "bad_request"),
        (("search", " "), {}, "bad_request"),
        (("search", "信访", "-k", "0"), {}, "bad_request"),
        (("ingest", "/没有/这个文件.docx"), {}, "unreadable_file"),
        (("laws", "import", "不存在的法"), {}, "not_found"),
        (("sources", "fetch", "不存在的目录"), {}, "not_found"),
        (("documents",), {"FAZHI_PORT": "七千"}, "bad_setting"),
        (("documents",), {"FAZHI_MODEL": "endpoint"}, "bad_setting"),
        (("documents",), {"FAZHI_HOST": "192.0.2.1"}, "bad_setting"),
        (("search", "信访"), {"FAZHI_EMBEDDER": "/没有/这个模型"}, "bad_request"),
    ],
)
def test_a_stated_failure_is_json_with_a_code_and_exit_1(
    home: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], settings: dict[str, str], code: str
) -> None:
    for name, value in {"FAZHI_HOME": str(home), "FAZHI_MODEL": "none", **settings}.items():
        monkeypatch.setenv(name, value)
    result = CliRunner().invoke(app, [*words, "--json"])
    assert result.exit_code == 1
    assert json.loads(result.stdout)["error"]["code"] == code


def test_a_second_writer_is_refused_with_the_firsts_process_id(home: Path) -> None:
    lock = WriterLock(home)
    lock.acquire()
    try:
        status, out = run(home, "remove", "任何一份", "--json")
    finally:
        lock.release()
    assert status == 1
    assert str(os.getpid()) in json.loads(out)["error"]["message"]


def test_a_removed_document_is_gone_from_the_next_search(tmp_path: Path) -> None:
    text = tmp_path / "云岭县水务所2020年工作报告.txt"
    text.write_text("云岭县水务所2020年工作报告\n一、概况\n全年清理河道障碍物三百二十一处。\n", encoding="utf-8")
    made = call(tmp_path / "home", "ingest", str(text))["files"][0]["document_id"]
    assert call(tmp_path / "home", "search", "清理河道障碍物")["hits"]
    call(tmp_path / "home", "remove", made)
    assert call(tmp_path / "home", "search", "清理河道障碍物")["hits"] == []


@pytest.mark.timeout(600)
@pytest.mark.parametrize("seconds", [4.0, 8.0])
def test_a_kill_in_mid_ingest_leaves_whole_documents_that_the_next_start_indexes(
    tmp_path: Path, seconds: float
) -> None:
    home = tmp_path / "home"
    process = start(home, "ingest", *map(str, sample_files()))
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    listed = call(home, "documents")["documents"]
    for document in listed:
        shown = call(home, "show", document["document_id"])
        assert "".join(p["text"] for p in shown["passages"]) == shown["text"]
    again = call(home, "ingest", *map(str, sample_files()))
    assert all(file["document_id"] for file in again["files"])
    assert len(call(home, "documents")["documents"]) == len(sample_files())
    assert {hit["year"] for hit in call(home, "search", "信访事项", "--year", "2023")["hits"]} == {2023}
