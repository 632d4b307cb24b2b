"""A server on 127.0.0.1 that answers as a test tells it: chat completions by SSE, files with ranges, or nonsense."""

import json
import threading
import time
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(slots=True, kw_only=True)
class Exchange:
    """One request as it arrived, with the means to answer it."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    handler: BaseHTTPRequestHandler

    @property
    def json(self) -> dict[str, object]:
        """The request's body as JSON."""
        return json.loads(self.body)

    def reply(self, status: int, body: str | bytes = b"", **headers: str) -> None:
        """Send a whole reply; underscores in header names become hyphens."""
        data = body.encode() if isinstance(body, str) else body
        self.handler.send_response(status)
        for name, value in {"Content-Length": str(len(data)), **headers}.items():
            self.handler.send_header(name.replace("_", "-"), value)
        self.handler.end_headers()
        self.handler.wfile.write(data)

    def open_stream(self) -> None:
        """Send the head of an event stream in chunked encoding."""
        self.handler.send_response(200)
        self.handler.send_header("Content-Type", "text/event-stream")
        self.handler.send_header("Transfer-Encoding", "chunked")
        self.handler.end_headers()

    def send(self, data: str) -> None:
        """Send one chunk of the stream."""
        raw = data.encode()
        self.handler.wfile.write(f"{len(raw):x}\r\n".encode() + raw + b"\r\n")
        self.handler.wfile.flush()

    def end_stream(self) -> None:
        """End the chunked encoding; without it the stream is cut."""
        self.handler.wfile.write(b"0\r\n\r\n")


def delta(text: str, finish: str | None = None) -> str:
    """Return one event of a chat completion's stream."""
    choice = {"index": 0, "delta": {"role": "assistant", "content": text}, "finish_reason": finish}
    event = {"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [choice]}
    return f"data: {json.dumps(event, ensure_ascii=False)}\n\n"


def say(text: str, *, finish: str | None = "stop", pause_s: float = 0.0) -> Callable[[Exchange], None]:
    """Answer with ``text``, character by character."""

    def answer(exchange: Exchange) -> None:
        exchange.open_stream()
        for character in text:
            time.sleep(pause_s)
            exchange.send(delta(character))
        if finish:
            exchange.send(delta("", finish))
            exchange.send("data: [DONE]\n\n")
        exchange.end_stream()

    return answer


def cut(text: str) -> Callable[[Exchange], None]:
    """Answer with ``text`` and drop the connection in the middle of the stream."""

    def answer(exchange: Exchange) -> None:
        exchange.open_stream()
        for character in text:
            exchange.send(delta(character))
        exchange.handler.close_connection = True

    return answer


def status(
    code: int, body: str | bytes = "{}", kind: str = "application/json", **headers: str
) -> Callable[[Exchange], None]:
    """Answer with a status and a body of this content type."""
    return lambda exchange: exchange.reply(code, body, Content_Type=kind, **headers)


@dataclass(slots=True, kw_only=True)
class Loopback:
    """The running server: where it is, what it was asked, and whether a client hung up on it."""

    url: str
    requests: list[Exchange] = field(default_factory=list[Exchange])
    hung_up: threading.Event = field(default_factory=threading.Event)


@contextmanager
def serve(answers: Iterable[Callable[[Exchange], None]]) -> Generator[Loopback]:
    """Serve the answers in turn, one a request; a request beyond them gets 599."""
    script = iter(answers)
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._answer()

        def do_POST(self) -> None:
            self._answer()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
            del format, args

        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            exchange = Exchange(method=self.command, path=self.path, headers=headers, body=body, handler=self)
            with lock:
                loopback.requests.append(exchange)
                answer = next(script, status(599))
            try:
                answer(exchange)
            except OSError:
                loopback.hung_up.set()
                self.close_connection = True

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    loopback = Loopback(url=f"http://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield loopback
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
