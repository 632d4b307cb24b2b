"""An OpenAI-compatible endpoint over loopback: the chat model's contract, and each way an endpoint fails."""

import json
import logging
import threading
import time
import traceback
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from email.utils import formatdate

import pytest
from pydantic import SecretStr

from assistant.chat import ChatModel
from assistant.errors import (
    ModelBusy,
    ModelCut,
    ModelError,
    ModelRefused,
    ModelTimeout,
    ModelUnavailable,
)
from assistant.models import EndpointChat
from tests.chat_contract import ASK, ChatContract, collect
from tests.loopback import Exchange, Loopback, cut, delta, say, serve, status

pytestmark = pytest.mark.integration
KEY = "sk-secret-0123456789abcdef"
Answer = Callable[[Exchange], None]


@contextmanager
def endpoint(
    *answers: Answer, timeout_s: float = 5.0, retries: int = 2, embedded: bool = False
) -> Generator[tuple[EndpointChat, Loopback]]:
    with serve(answers) as server:
        key = SecretStr(KEY)
        url = f"{server.url}/v1"
        yield EndpointChat(url, "m", key, timeout_s=timeout_s, retries=retries, embedded=embedded), server


def read(chat: ChatModel, *, max_tokens: int = 50) -> tuple[str, ModelError | None]:
    """Read a reply to its end; return what was yielded, and the failure if it failed."""
    pieces: list[str] = []
    try:
        pieces.extend(chat.stream(ASK, max_tokens=max_tokens))
    except ModelError as error:
        return "".join(pieces), error
    return "".join(pieces), None


class TestEndpointChat(ChatContract):
    @contextmanager
    def make(self, text: str, *, broken: bool = False, pause_s: float = 0.0) -> Generator[ChatModel]:
        answer = cut(text) if broken else say(text, pause_s=pause_s)
        with endpoint(answer, answer) as (chat, _):
            yield chat


def test_the_request_carries_messages_limit_temperature_and_key() -> None:
    with endpoint(say("好")) as (chat, server):
        assert read(chat, max_tokens=77) == ("好", None)
    sent = server.requests[0]
    assert sent.path == "/v1/chat/completions"
    assert sent.headers["authorization"] == f"Bearer {KEY}"
    assert sent.json["messages"] == [{"role": m.role, "content": m.content} for m in ASK]
    assert (sent.json["max_tokens"], sent.json["temperature"], sent.json["stream"]) == (77, 0.0, True)


@pytest.mark.parametrize(("embedded", "sent"), [(True, "root ::= [^0-9]*"), (False, None)])
def test_a_grammar_goes_only_to_a_server_that_understands_it(*, embedded: bool, sent: str | None) -> None:
    with endpoint(say("好"), embedded=embedded) as (chat, server):
        list(chat.stream(ASK, max_tokens=5, grammar="root ::= [^0-9]*"))
    assert server.requests[0].json.get("grammar") == sent
    assert chat.obeys_grammar is embedded


def test_without_a_key_the_environment_s_own_key_is_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-another-service")
    with serve([say("好")]) as server:
        read(EndpointChat(f"{server.url}/v1", "m"))
    assert "another-service" not in server.requests[0].headers.get("authorization", "")


def test_a_proxy_in_the_environment_does_not_catch_the_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    with endpoint(say("好")) as (chat, _):
        assert read(chat) == ("好", None)


def test_a_reply_at_the_token_limit_is_no_failure() -> None:
    with endpoint(say("全年办结", finish="length")) as (chat, _):
        assert read(chat) == ("全年办结", None)


@pytest.mark.parametrize("headers", [{"Retry_After": "0"}, {"Retry_After": formatdate(usegmt=True)}])
def test_a_busy_server_is_asked_again(headers: dict[str, str]) -> None:
    with endpoint(status(429, **headers), status(503, Retry_After="0"), say("好")) as (chat, server):
        assert read(chat) == ("好", None)
    assert len(server.requests) == 3


def test_retry_after_is_honoured() -> None:
    with endpoint(status(429, Retry_After="0.7"), say("好")) as (chat, _):
        started = time.monotonic()
        assert read(chat) == ("好", None)
    assert time.monotonic() - started >= 0.7


def test_a_server_that_stays_busy_is_given_up_and_says_when_to_come_back() -> None:
    with endpoint(*[status(429, Retry_After="0")] * 9, retries=2) as (chat, server):
        text, failure = read(chat)
    assert text == ""
    assert isinstance(failure, ModelBusy)
    assert len(server.requests) == 3


def test_a_server_that_wants_minutes_is_not_waited_for() -> None:
    with endpoint(status(429, Retry_After="300")) as (chat, server):
        _, failure = read(chat)
    assert isinstance(failure, ModelBusy)
    assert failure.retry_after_s == 300
    assert "300" in str(failure)
    assert len(server.requests) == 1


def test_a_pause_before_asking_again_can_be_stopped() -> None:
    with endpoint(status(429, Retry_After="20"), say("好")) as (chat, _):
        started = time.monotonic()
        assert list(chat.stream(ASK, max_tokens=5, stop=lambda: time.monotonic() - started > 0.2)) == []
    assert time.monotonic() - started < 5


STREAM = "text/event-stream"
HTML = "<!DOCTYPE html><html><body>欢迎</body></html>"
FIRST = {
    "500": (status(500, '{"error": {"message": "CUDA out of memory"}}'), ModelUnavailable, "HTTP 500"),
    "400": (status(400, '{"error": {"message": "no such model"}}'), ModelRefused, "no such model"),
    "401": (status(401, f'{{"error": {{"message": "bad key {KEY}"}}}}'), ModelRefused, "FAZHI_MODEL_KEY"),
    "402": (status(402), ModelRefused, "余额"),
    "403": (status(403), ModelRefused, "FAZHI_MODEL_KEY"),
    "404": (status(404), ModelRefused, "FAZHI_MODEL_NAME"),
    "404 HTML": (status(404, HTML, "text/html"), ModelRefused, "FAZHI_MODEL_URL"),
    "408": (status(408), ModelTimeout, "没有开始回答"),
    "422": (status(422), ModelRefused, "HTTP 422"),
    "200 HTML": (status(200, HTML, "text/html"), ModelRefused, "FAZHI_MODEL_URL"),
    "200 JSON, not streamed": (status(200, '{"choices": []}'), ModelRefused, "FAZHI_MODEL_URL"),
    "200 empty": (status(200, ""), ModelRefused, "FAZHI_MODEL_URL"),
    "garbage JSON": (
        status(200, "data: {nonsense\n\n", STREAM),
        ModelRefused,
        "OpenAI",
    ),
    "JSON of another shape": (
        status(200, "data: [1, 2]\n\n", STREAM),
        ModelRefused,
        "OpenAI",
    ),
    "null choices": (
        status(200, 'data: {"choices": null}\n\n', STREAM),
        ModelRefused,
        "OpenAI",
    ),
    "error event first": (
        status(200, 'data: {"error": {"message": "overloaded"}}\n\n', STREAM),
        ModelUnavailable,
        "overloaded",
    ),
    "not UTF-8": (
        status(200, b"data: \xff\xfe\x00\n\n", STREAM),
        ModelRefused,
        "OpenAI",
    ),
}


@pytest.mark.parametrize("case", FIRST)
def test_a_failure_before_the_first_word_says_what_to_do(case: str) -> None:
    answer, kind, hint = FIRST[case]
    with endpoint(answer, retries=0) as (chat, _):
        text, failure = read(chat)
    assert text == ""
    assert type(failure) is kind
    assert hint in str(failure)
    assert failure.received == ""


@pytest.mark.parametrize(
    ("text", "finish", "why"), [("", "stop", "空的"), (" \n", "stop", "空的"), ("", "length", "字数用尽")]
)
def test_a_reply_without_a_word_is_told(text: str, finish: str, why: str) -> None:
    with endpoint(say(text, finish=finish)) as (chat, server):
        _, failure = read(chat)
    assert isinstance(failure, ModelCut)
    assert "没有写出文字" in str(failure)
    assert why in str(failure)
    assert len(server.requests) == 1


def test_only_the_server_s_own_words_are_quoted_and_end_in_a_stop() -> None:
    with endpoint(status(402), status(400, '{"error": {"message": "no such model."}}'), retries=0) as (chat, _):
        _, silent = read(chat)
        _, speaking = read(chat)
    assert "Error code" not in str(silent)
    assert str(silent).endswith("。")
    assert str(speaking).endswith("服务方说：no such model。")


def after(text: str, rest: str) -> Answer:
    """Answer with ``text`` and go on with something wrong."""

    def answer(exchange: Exchange) -> None:
        exchange.open_stream()
        exchange.send(delta(text))
        exchange.send(rest)
        exchange.end_stream()

    return answer


LATER = {
    "cut connection": cut("办结"),
    "stream without its end": say("办结", finish=None),
    "error event": after("办结", 'data: {"error": {"message": "internal", "code": 500}}\n\n'),
    "garbage JSON": after("办结", "data: {nonsense\n\n"),
    "JSON of another shape": after("办结", "data: [1]\n\n"),
    "content filter": say("办结", finish="content_filter"),
    "out of resources": say("办结", finish="insufficient_system_resource"),
}


@pytest.mark.parametrize("case", LATER)
def test_a_failure_after_the_first_word_keeps_it_and_is_not_retried(case: str) -> None:
    with endpoint(LATER[case], say("重来")) as (chat, server):
        pieces, failure = collect(chat)
    assert "".join(pieces) == "办结"
    assert isinstance(failure, ModelCut)
    assert failure.received == "办结"
    assert len(server.requests) == 1


def test_a_silent_server_times_out_before_the_first_token() -> None:
    with endpoint(say("好", pause_s=3), timeout_s=0.3) as (chat, _):
        started = time.monotonic()
        _, failure = read(chat)
    assert isinstance(failure, ModelTimeout)
    assert "FAZHI_MODEL_TIMEOUT" in str(failure)
    assert time.monotonic() - started < 2


def test_keep_alive_comments_do_not_hide_that_the_model_is_silent() -> None:
    def alive(exchange: Exchange) -> None:
        exchange.open_stream()
        for _ in range(30):
            exchange.send(": keep-alive\n\n")
            time.sleep(0.05)

    with endpoint(alive, timeout_s=0.3) as (chat, _):
        started = time.monotonic()
        _, failure = read(chat)
    assert isinstance(failure, ModelTimeout)
    assert time.monotonic() - started < 1.2


def test_a_server_that_falls_silent_midway_keeps_what_it_said() -> None:
    def stall(exchange: Exchange) -> None:
        exchange.open_stream()
        exchange.send(delta("办结"))
        time.sleep(1)

    with endpoint(stall, timeout_s=0.3) as (chat, _):
        pieces, failure = collect(chat)
    assert isinstance(failure, ModelTimeout)
    assert ("".join(pieces), failure.received) == ("办结", "办结")


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/v1", "http://no-such-host.invalid/v1"])
def test_an_address_where_nobody_answers_is_unavailable(url: str) -> None:
    _, failure = read(EndpointChat(url, "m", timeout_s=5))
    assert isinstance(failure, ModelUnavailable)
    assert "FAZHI_MODEL_URL" in str(failure)


def chained(error: BaseException | None) -> Iterator[BaseException]:
    while error:
        yield error
        error = error.__cause__


@pytest.mark.parametrize("code", [400, 401, 403, 404, 429, 500])
def test_the_key_is_in_no_message_traceback_or_log(code: int, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    body = json.dumps({"error": {"message": f"Incorrect API key provided: {KEY}."}})
    with endpoint(status(code, body), retries=0) as (chat, _):
        _, failure = read(chat)
    assert failure
    assert KEY not in "".join(traceback.format_exception(failure))
    assert all(KEY not in str(error) for error in chained(failure))
    assert KEY not in caplog.text


def test_a_password_in_the_address_is_not_shown() -> None:
    _, failure = read(EndpointChat("http://zhang:geheim@127.0.0.1:9/v1", "m", timeout_s=5))
    assert failure
    assert "geheim" not in str(failure)
    assert "127.0.0.1:9/v1" in str(failure)


def leave_by_close(chat: ChatModel) -> None:
    reply = chat.stream(ASK, max_tokens=500)
    next(reply)
    reply.close()


def leave_by_stop(chat: ChatModel) -> None:
    started = time.monotonic()
    list(chat.stream(ASK, max_tokens=500, stop=lambda: time.monotonic() - started > 0.2))


@pytest.mark.parametrize("leave", [leave_by_close, leave_by_stop])
def test_leaving_hangs_up_so_that_the_server_stops_writing(leave: Callable[[ChatModel], None]) -> None:
    with endpoint(say("字" * 500, pause_s=0.01)) as (chat, server):
        leave(chat)
        assert server.hung_up.wait(2)


def test_a_model_that_has_not_said_a_word_can_be_stopped() -> None:
    with endpoint(say("好", pause_s=2), timeout_s=30) as (chat, server):
        started = time.monotonic()
        assert list(chat.stream(ASK, max_tokens=5, stop=lambda: time.monotonic() - started > 0.2)) == []
        assert time.monotonic() - started < 1
        assert server.hung_up.wait(4)


def test_replies_leave_no_thread_behind() -> None:
    before = threading.active_count()
    answers: Iterable[Answer] = [say("好"), cut("办"), status(401)]
    with serve([]):
        pass
    with endpoint(*answers) as (chat, _):
        for _ in range(3):
            collect(chat)
        assert not [t for t in threading.enumerate() if t.name.startswith("model-stream")]
    assert threading.active_count() <= before + 3
