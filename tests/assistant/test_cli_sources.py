"""`fazhi sources fetch` over real HTTP and `fazhi reindex` after both indexes are destroyed on disk."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from assistant.cli import app
from knowledge.lexical import LexicalIndex
from knowledge.norms.catalogue import entry
from tests.loopback import Loopback, serve, status

pytestmark = pytest.mark.integration
TEXT = "云岭县水务所2020年工作报告\n一、概况\n全年清理河道障碍物321处，巡查水库58次。\n"
ENTRY = "pufa-9"
PAGE = (
    f"<html><head><title>云岭县</title></head><body><h1>{entry(ENTRY).title}</h1>"
    "<p>第一条 本文为测试虚构，要求每季度开展湖畔普法夜话活动。</p></body></html>"
)
ADDRESS = "http://1.1.1.1/pufa.html"
"""A public address; the loopback server stands in as the proxy, so nothing leaves this machine."""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FAZHI_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("FAZHI_MODEL", "none")
    return tmp_path / "home"


def call(*words: str, code: int = 0) -> dict[str, Any]:
    result = CliRunner().invoke(app, [*words, "--json"])
    assert result.exit_code == code, result.output
    return json.loads(result.stdout)


def through(monkeypatch: pytest.MonkeyPatch, server: Loopback) -> None:
    for name in ("HTTP_PROXY", "http_proxy"):
        monkeypatch.setenv(name, server.url)
    for name in ("NO_PROXY", "no_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)


def test_reindex_brings_back_what_was_destroyed_on_disk(home: Path, tmp_path: Path) -> None:
    text = tmp_path / "云岭县水务所2020年工作报告.txt"
    text.write_text(TEXT, encoding="utf-8")
    made = call("ingest", str(text))["files"][0]["document_id"]
    shutil.rmtree(home / "chroma")
    for file in (home / "lexical").iterdir():
        file.write_bytes(b"rubbish")
    passages = call("reindex")["passages"]
    assert passages == len(call("show", made)["passages"])
    assert LexicalIndex(home / "lexical").document_counts() == {made: passages}
    assert (home / "chroma" / "chroma.sqlite3").is_file()
    hits = call("search", "清理河道障碍物")["hits"]
    assert [hit["document_id"] for hit in hits[:1]] == [made]
    assert "321处" in hits[0]["text"]


@pytest.mark.usefixtures("home")
def test_a_fetched_page_is_in_the_library_with_address_day_and_hash(monkeypatch: pytest.MonkeyPatch) -> None:
    with serve([status(404), status(200, PAGE, "text/html; charset=utf-8")]) as server:
        through(monkeypatch, server)
        got = call("sources", "fetch", ENTRY, "--url", ADDRESS)["sources"]
    assert [exchange.path for exchange in server.requests] == ["http://1.1.1.1/robots.txt", ADDRESS]
    assert got[0]["source"] == ADDRESS
    shown = call("show", got[0]["document_id"])
    assert entry(ENTRY).title in shown["text"]
    assert "校验和" in shown["document"]["verified"]
    assert ADDRESS in shown["document"]["verified"]
    assert call("search", "湖畔普法夜话")["hits"][0]["document_id"] == got[0]["document_id"]


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ([status(404), status(404)], "不存在"),
        ([status(404), status(200, "<html><body>登录校园网</body></html>", "text/html")], "内容不符"),
        ([status(200, "User-agent: *\nDisallow: /", "text/plain")], "robots.txt"),
    ],
)
def test_a_page_that_is_not_the_one_leaves_the_library_as_it_was(
    monkeypatch: pytest.MonkeyPatch, answers: list[Any], told: str
) -> None:
    with serve(answers) as server:
        through(monkeypatch, server)
        got = call("sources", "fetch", ENTRY, "--url", ADDRESS, code=1)["sources"]
    assert got[0]["error"]["code"] == "fetch_failed"
    assert told in got[0]["error"]["message"]
    assert call("documents")["documents"] == []


@pytest.mark.usefixtures("home")
def test_an_address_inside_the_network_is_not_asked() -> None:
    with serve([status(200, PAGE, "text/html")]) as server:
        got = call("sources", "fetch", ENTRY, "--url", f"{server.url}/a.html", code=1)["sources"]
    assert "内部网络" in got[0]["error"]["message"]
    assert server.requests == []
