"""Model services that fail: each is a real server on 127.0.0.1 that the case starts, and `fazhi ask` talks to it."""

import json
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from eval.bad_cases.bench import Bench
from eval.bad_cases.case import Case, Due, Outcome

QUESTION = "云岭县公安局2023年法治宣传是怎样开展的？"
KEY = "sk-geheim-0123456789abcdef"
Reply = Callable[[BaseHTTPRequestHandler], None]


@contextmanager
def serve(reply: Reply) -> Generator[str]:
    """Serve ``reply`` to every request; yield the base URL, ending in /v1."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            try:
                reply(self)
            except OSError:
                self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
            del format, args

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/v1"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _status(code: int, body: str = "{}", kind: str = "application/json", **headers: str) -> Reply:
    def reply(handler: BaseHTTPRequestHandler) -> None:
        data = body.encode()
        handler.send_response(code)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(data)), **headers}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(data)

    return reply


def _event(text: str, finish: str | None = None) -> bytes:
    choice = {"index": 0, "delta": {"role": "assistant", "content": text}, "finish_reason": finish}
    event = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [choice]}
    return f"data: {json.dumps(event, ensure_ascii=False)}\n\n".encode()


def _say(text: str, finish: str | None = "stop", *, silence_s: float = 0.0, silence_after_s: float = 0.0) -> Reply:
    """Stream ``text``; without ``finish`` the connection just ends."""

    def reply(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/event-stream")
        handler.end_headers()
        time.sleep(silence_s)
        handler.wfile.write(_event(text))
        handler.wfile.flush()
        time.sleep(silence_after_s)
        if finish:
            handler.wfile.write(_event("", finish) + b"data: [DONE]\n\n")

    return reply


def _hang_up(handler: BaseHTTPRequestHandler) -> None:
    handler.connection.close()
    raise ConnectionAbortedError


def _endpoint(
    what: str,
    reply: Reply,
    *,
    due: Due = "提醒",
    must: tuple[str, ...] = (),
    never: tuple[str, ...] = (),
    timeout: str = "10",
) -> Case:
    def act(bench: Bench) -> Outcome:
        with serve(reply) as url:
            return _ask(bench, url, timeout)

    return Case(category="模型服务", what=what, due=due, act=act, must_say=must, must_not_say=(KEY, *never))


def _ask(bench: Bench, url: str, timeout: str = "10") -> Outcome:
    """Ask an open question; whatever the service does, the answer owes the sources' own words."""
    env = {
        "FAZHI_MODEL": "endpoint",
        "FAZHI_MODEL_URL": url,
        "FAZHI_MODEL_NAME": "m",
        "FAZHI_MODEL_KEY": KEY,
        "FAZHI_MODEL_TIMEOUT": timeout,
    }
    outcome = bench.call("ask", QUESTION, "--json", env=env)
    lost = not outcome.error and not outcome.citations
    return replace(outcome, crash="回答没有出处") if lost and not outcome.crash else outcome


def _nobody(bench: Bench) -> Outcome:
    return _ask(bench, "http://127.0.0.1:9/v1")


def _no_such_host(bench: Bench) -> Outcome:
    return _ask(bench, "http://no-such-host.invalid/v1")


_HTML = "<!DOCTYPE html><html><body>欢迎登录校园网</body></html>"
_WORDS = "全年共开展法治宣传活动，"
ENDPOINTS: tuple[Case, ...] = (
    Case(category="模型服务", what="没有人应答的端口", due="提醒", act=_nobody, must_say=("FAZHI_MODEL_URL",)),
    Case(category="模型服务", what="不存在的主机", due="提醒", act=_no_such_host, must_say=("FAZHI_MODEL_URL",)),
    _endpoint(
        "密钥不对（401）", _status(401, f'{{"error": {{"message": "bad key {KEY}"}}}}'), must=("FAZHI_MODEL_KEY",)
    ),
    _endpoint("没有权限（403）", _status(403), must=("FAZHI_MODEL_KEY",)),
    _endpoint("账户没有余额（402）", _status(402), must=("余额",)),
    _endpoint("没有这个模型（404）", _status(404), must=("FAZHI_MODEL_NAME",)),
    _endpoint("请求太大（413）", _status(413), must=("413",)),
    _endpoint("太频繁（429），稍等也不行", _status(429, Retry_After="0"), must=("429",)),
    _endpoint("太频繁（429），要等十分钟", _status(429, Retry_After="600"), must=("600",)),
    _endpoint("服务出错（500）", _status(500), must=("500",)),
    _endpoint(
        "网关出错（502 网页）", _status(502, "<html><h1>502 Bad Gateway</h1></html>", "text/html"), must=("502",)
    ),
    _endpoint("答复断在半句", _say(_WORDS, finish=None), must=("中途断开",)),
    _endpoint("一个字没说就挂断", _hang_up, must=("FAZHI_MODEL_URL",)),
    _endpoint("返回网页而不是 JSON", _status(200, _HTML, "text/html"), must=("OpenAI",)),
    _endpoint("返回空的正文", _status(200, ""), must=("OpenAI",)),
    _endpoint("返回坏的 JSON", _status(200, "data: {nonsense\n\n", "text/event-stream"), must=("OpenAI",)),
    _endpoint("一直不出声", _say(_WORDS, silence_s=4), must=("FAZHI_MODEL_TIMEOUT",), timeout="0.5"),
    _endpoint("说到一半不出声", _say(_WORDS, silence_after_s=4), must=("0.5 秒",), timeout="0.5"),
    _endpoint("正常结束，却一个字没有", _say(""), must=("没有写出文字",)),
    _endpoint("思考用尽字数，正文是空的", _say("", finish="length"), must=("没有写出文字",)),
    _endpoint("内容过滤中止了回答", _say(_WORDS, finish="content_filter"), must=("内容过滤",)),
    _endpoint("模型编出资料里没有的数字", _say("全年共开展法治宣传活动98765场次。"), due="照常", never=("98765",)),
    _endpoint("模型写出不存在的出处编号", _say("全年开展了法治宣传[99]。"), due="照常", never=("[99]",)),
    _endpoint("模型只写乱码", _say("\x00\x1b[31m\ufffd" * 50), due="照常", never=("\x1b",)),
)
