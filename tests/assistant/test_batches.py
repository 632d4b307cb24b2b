"""Batch files: each line its own result or its own error, in order, whatever the lines before it did."""

import json
from pathlib import Path
from typing import Any

import pytest

from assistant.batches import run_batch, whole_number
from knowledge.errors import BadRequest


def double(item: dict[str, Any]) -> dict[str, Any]:
    return {"twice": 2 * whole_number(item, "n", 1)}


def test_a_wrong_line_has_its_error_and_stops_no_other(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    lines = [
        '{"n": 2}',
        "不是 JSON",
        "",
        "[1]",
        '{"n": "二"}',
        '{"n": null}',
        '{"n": true}',
        "[" * 100_000,
        '{"a": "\x1e"}',
        "{}",
    ]
    path.write_bytes(("\ufeff" + "\r\n".join(lines)).encode())
    results = list(run_batch(path, double))
    assert [result.get("twice") for result in results] == [4, *[None] * 7, 2]
    messages = [result["error"]["message"] for result in results if "error" in result]
    assert all(result["error"]["code"] == "bad_request" for result in results if "error" in result)
    assert "第 2 行" in messages[0]
    assert "第 4 行" in messages[1]
    assert "'二'" in messages[2]
    assert "第 8 行" in messages[5]


def test_a_separator_inside_a_string_ends_no_line(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"q": "甲\u2028乙\x85丙"}, ensure_ascii=False), encoding="utf-8")
    assert list(run_batch(path, lambda item: item)) == [{"q": "甲\u2028乙\x85丙"}]


@pytest.mark.parametrize(("content", "what"), [(None, "找不到"), (b"\xff\xfe\xb0\xa1", "UTF-8"), ("folder", "文件夹")])
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, content: bytes | str | None, what: str) -> None:
    path = tmp_path / "a.jsonl"
    if isinstance(content, bytes):
        path.write_bytes(content)
    elif content:
        path.mkdir()
    with pytest.raises(BadRequest, match=what):
        list(run_batch(path, double))


def test_a_fault_of_the_program_is_not_hidden(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("{}", encoding="utf-8")
    with pytest.raises(ZeroDivisionError):
        list(run_batch(path, lambda item: {"n": 1 // len(item)}))
