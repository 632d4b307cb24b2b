"""The embedded model: llama.cpp's server in a child process, loaded when first asked, and the chat model on it."""

import os
import secrets
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Generator, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from pydantic import BaseModel, ConfigDict, SecretStr, ValidationError

from assistant.embedded_process import Orders
from assistant.errors import ModelUnavailable
from assistant.models import EndpointChat, Message

START_TIMEOUT_S = 180.0
STOP_TIMEOUT_S = 5.0
DEATH_S = 1.0
WAIT_POLICY = "passive"
"""Threads sleep at OpenMP's barriers: spinning there costs a factor of ten as soon as anything else wants a core."""
CONTEXT = 4096
CACHE_MIB = 256


class _Ready(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    address: str


class EmbeddedServer:
    """One llama.cpp server on 127.0.0.1, usable only with this object's key; safe to share between threads.

    A process of its own, because loading holds the interpreter for seconds and a crash in native code must not
    take the library's writer with it. It ends with this process, even on ``kill -9``.
    """

    def __init__(self, model_path: Path, *, threads: int, context: int = CONTEXT, cache_mib: int = CACHE_MIB) -> None:
        """Take a verified .gguf file; nothing is started yet."""
        self.key = SecretStr(secrets.token_urlsafe(24))
        self._model_path = model_path
        self._orders = Orders(
            model_path=str(model_path),
            key=self.key.get_secret_value(),
            threads=threads,
            context=context,
            cache_mib=cache_mib,
        )
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None
        self._address = ""

    def start(self) -> str:
        """Return the base URL (ending in /v1), loading the model first unless it runs (seconds).

        Raises:
            ModelUnavailable: the model could not be loaded.
        """
        with self._lock:
            if self._process is None or self._process.poll() is not None:
                self._release()
                self._launch()
            return f"{self._address}/v1"

    @property
    def base_url(self) -> str:
        """The running server's base URL; starts it if it does not run."""
        return self.start()

    @property
    def pid(self) -> int | None:
        """The child's process id while it runs."""
        process = self._process
        return process.pid if process and process.poll() is None else None

    def has_died(self, within_s: float = DEATH_S) -> bool:
        """Say whether the child is dead, or dies within so many seconds (its last connections break before it ends)."""
        if process := self._process:
            try:
                process.wait(within_s)
            except subprocess.TimeoutExpired:
                return False
        return True

    def stop(self) -> None:
        """End the child and free its memory; harmless when it does not run."""
        with self._lock:
            self._release()

    def __enter__(self) -> Self:
        """Start."""
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop."""
        self.stop()

    def _launch(self) -> None:
        with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "assistant.embedded_process"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                env={"OMP_WAIT_POLICY": WAIT_POLICY, **os.environ},
            )
            self._process = process
            try:
                self._address = self._await_address(process)
            except (OSError, ValidationError) as error:
                self._release()
                raise ModelUnavailable(
                    f"内置模型没有启动：{_last_line(log)}。请确认空闲内存有 3 GB 以上，"
                    f"并用 fazhi model status 检查模型文件 {self._model_path.name}；也可设 FAZHI_MODEL=none。"
                ) from error

    def _await_address(self, process: "subprocess.Popen[str]") -> str:
        assert process.stdin  # noqa: S101 - we asked for the pipes
        assert process.stdout  # noqa: S101
        overdue = threading.Timer(START_TIMEOUT_S, process.kill)
        overdue.start()
        try:
            process.stdin.write(self._orders.model_dump_json() + "\n")
            process.stdin.flush()
            return _Ready.model_validate_json(process.stdout.readline()).address
        finally:
            overdue.cancel()

    def _release(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        try:
            process.communicate(timeout=STOP_TIMEOUT_S)  # closes stdin, which ends the child
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()


class EmbeddedChat:
    """The chat model on an :class:`EmbeddedServer`; starts it when first asked, and again should it have died."""

    obeys_grammar = True

    def __init__(self, server: EmbeddedServer, name: str, *, timeout_s: float = 60.0) -> None:
        """Take a server that the caller owns and stops, and the name that answers show."""
        self.name = name
        self._server = server
        self._timeout_s = timeout_s

    def stream(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int,
        temperature: float = 0.0,
        grammar: str | None = None,
        stop: Callable[[], bool] | None = None,
    ) -> Generator[str]:
        """Yield the reply piece by piece; see :meth:`assistant.chat.ChatModel.stream`.

        Raises:
            ModelError: one of its kinds, each with the text ``received`` so far.
        """
        try:
            yield from self._ask(messages, max_tokens, temperature, grammar, stop)
        except ModelUnavailable as error:
            if error.received or not self._server.has_died():
                raise
            yield from self._ask(messages, max_tokens, temperature, grammar, stop)

    def _ask(
        self,
        messages: Sequence[Message],
        max_tokens: int,
        temperature: float,
        grammar: str | None,
        stop: Callable[[], bool] | None,
    ) -> Generator[str]:
        url = self._server.start()
        chat = EndpointChat(url, self.name, self._server.key, timeout_s=self._timeout_s, retries=0, embedded=True)
        yield from chat.stream(messages, max_tokens=max_tokens, temperature=temperature, grammar=grammar, stop=stop)


def _last_line(log: IO[str]) -> str:
    log.seek(0)
    lines = [line.strip() for line in log if line.strip()]
    return lines[-1][:200] if lines else "进程没有说明原因就结束了"
