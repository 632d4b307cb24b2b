"""The embedded model itself: Chinese prose, grammars, stopping, and a process that leaves nothing behind."""

import os
import re
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Generator
from pathlib import Path

import httpx
import pytest

from assistant.chat import Message
from assistant.embedded import EmbeddedChat, EmbeddedServer
from assistant.errors import ModelError, ModelUnavailable
from assistant.model_file import default_folder, status

pytestmark = pytest.mark.integration
HELLO = (Message(role="user", content="用一句话说明什么是行政复议。"),)


def alive(pid: int) -> bool:
    """Say whether the process runs (a zombie does not)."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    except FileNotFoundError:
        return False


def gone(pid: int, within_s: float = 10.0) -> bool:
    deadline = time.monotonic() + within_s
    while alive(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not alive(pid)


@pytest.fixture(scope="module")
def model_path() -> Path:
    """Return the verified model file, or skip."""
    found = status(default_folder())
    if not found.path:
        pytest.skip("内置模型文件尚未下载（fazhi model fetch），跳过")
    return found.path


@pytest.fixture(scope="module")
def server(model_path: Path) -> Generator[EmbeddedServer]:
    with EmbeddedServer(model_path, threads=2, context=1024) as running:
        yield running


@pytest.fixture(scope="module")
def chat(server: EmbeddedServer) -> EmbeddedChat:
    return EmbeddedChat(server, "内置模型", timeout_s=120)


def test_it_answers_in_chinese_and_in_pieces(chat: EmbeddedChat) -> None:
    pieces = list(chat.stream(HELLO, max_tokens=24))
    assert len(pieces) > 5
    assert "行政" in "".join(pieces)


def test_the_same_question_gets_the_same_answer(chat: EmbeddedChat) -> None:
    first, second = ("".join(chat.stream(HELLO, max_tokens=12)) for _ in range(2))
    assert first == second


def test_under_a_grammar_without_digits_no_digit_is_written(chat: EmbeddedChat) -> None:
    ask = (Message(role="user", content="请用阿拉伯数字从1数到9，用逗号隔开。"),)
    free = "".join(chat.stream(ask, max_tokens=16))
    bound = "".join(chat.stream(ask, max_tokens=16, grammar="root ::= [^0-9０-９]+"))
    assert re.search(r"\d", free), "the model must want to write digits for this test to mean anything"
    assert bound
    assert not re.search(r"\d", bound)


def test_a_broken_grammar_is_an_error_of_ours(chat: EmbeddedChat) -> None:
    with pytest.raises(ModelError):
        list(chat.stream(HELLO, max_tokens=4, grammar="root ::= ((("))


def test_stopped_and_closed_replies_free_the_model_for_the_next(chat: EmbeddedChat) -> None:
    essay = (Message(role="user", content="写一篇一千字的文章，谈依法行政。"),)
    pieces: list[str] = []
    for piece in chat.stream(essay, max_tokens=900, stop=lambda: len(pieces) >= 3):
        pieces.append(piece)  # noqa: PERF402 - stop looks at the list while it grows
    assert 3 <= len(pieces) < 10
    reply = chat.stream(essay, max_tokens=900)
    next(reply)
    reply.close()
    started = time.monotonic()
    assert "".join(chat.stream(HELLO, max_tokens=2))
    assert time.monotonic() - started < 20, "900 tokens would take longer"


def test_nobody_without_the_key_may_use_it(server: EmbeddedServer) -> None:
    reply = httpx.post(f"{server.base_url}/chat/completions", json={"messages": []}, trust_env=False)
    assert reply.status_code == 401
    assert server.base_url.startswith("http://127.0.0.1:")


def test_a_crashed_model_is_started_again_by_the_next_question(model_path: Path) -> None:
    with EmbeddedServer(model_path, threads=2, context=512) as server:
        chat = EmbeddedChat(server, "内置模型", timeout_s=120)
        first = server.pid
        assert first
        os.kill(first, signal.SIGKILL)
        assert gone(first)
        assert "".join(chat.stream(HELLO, max_tokens=2))
        second = server.pid
        assert second
        assert second != first
    assert gone(second)
    assert server.pid is None


@pytest.mark.parametrize("content", [b"GGUF\x03\0\0\0garbage", None], ids=["garbage", "no file"])
def test_a_file_that_cannot_be_loaded_is_unavailable(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "bad.gguf"
    if content:
        path.write_bytes(content)
    server = EmbeddedServer(path, threads=1)
    with pytest.raises(ModelUnavailable, match=r"没有启动.*FAZHI_MODEL=none"):
        server.start()
    assert server.pid is None


def test_it_does_not_outlive_a_killed_parent(model_path: Path) -> None:
    script = textwrap.dedent("""
        import sys, time
        from pathlib import Path
        from assistant.embedded import EmbeddedServer

        server = EmbeddedServer(Path(sys.argv[1]), threads=2, context=512)
        server.start()
        print(server.pid, flush=True)
        time.sleep(60)
    """)
    command = [sys.executable, "-c", script, str(model_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:  # noqa: S603 - our own script
        assert parent.stdout
        child = int(parent.stdout.readline())
        assert alive(child)
        parent.kill()
    assert gone(child)
