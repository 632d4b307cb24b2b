"""The one door to LangChain's chat models: any OpenAI-compatible endpoint as a :class:`ChatModel`."""

import asyncio
import ssl
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from queue import Empty, SimpleQueue
from urllib.parse import urlsplit

import openai
from langchain_core.messages import AIMessageChunk
from langchain_openai import ChatOpenAI
from langsmith import tracing_context
from pydantic import SecretStr

from assistant.chat import ChatModel, Message
from assistant.errors import ModelCut
from assistant.model_failures import VENDOR_ERRORS, Endpoint, NoReply, may_retry, stated, wait_before_retry

__all__ = ["ChatModel", "EndpointChat", "Message"]

CONNECT_S = 10.0
BACKOFF_S = 0.5
"""The first pause before asking again; doubled each time."""
POLL_S = 0.1
"""How often ``stop`` is asked while the model is silent."""
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
ENDS = frozenset({"stop", "length", "eos", "end_turn"})
"""Finish reasons of a reply that came to its end ("length": at ``max_tokens``, as the caller asked)."""


class EndpointChat:
    """A chat model behind an OpenAI-compatible address; safe to use from several threads at once."""

    def __init__(
        self,
        url: str,
        name: str,
        key: SecretStr | None = None,
        *,
        timeout_s: float = 60.0,
        retries: int = 2,
        embedded: bool = False,
    ) -> None:
        """Take the base URL (ending in /v1) and the model's name there; nothing is contacted yet.

        ``timeout_s`` bounds the silence before the first token and between tokens; ``retries`` follow a 429 or 5xx,
        before the first token only, after a growing pause or what Retry-After says.
        ``embedded`` marks our own llama.cpp server, which understands ``grammar``.
        """
        self._name = name
        self._key = key
        self._timeout_s = timeout_s
        self._retries = retries
        self._url = url
        self._embedded = embedded
        secrets = (key.get_secret_value(),) if key else ()
        self._endpoint = Endpoint(url=url, model=name, embedded=embedded, timeout_s=timeout_s, secrets=secrets)

    @property
    def name(self) -> str:
        """The model's name at the endpoint."""
        return self._name

    @property
    def obeys_grammar(self) -> bool:
        """Only our own server is known to."""
        return self._embedded

    def stream(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int,
        temperature: float = 0.0,
        grammar: str | None = None,
        stop: Callable[[], bool] | None = None,
    ) -> Generator[str]:
        """Yield the reply piece by piece; see :meth:`ChatModel.stream`.

        Raises:
            ModelError: one of its kinds, each with the text ``received`` so far.
        """
        body: dict[str, object] = {"max_tokens": max_tokens}  # older endpoints know only this name for it
        if grammar and self._embedded:
            body["grammar"] = grammar
        return _relay(self._reply(list(messages), temperature, body), stop)

    async def _reply(self, messages: list[Message], temperature: float, body: dict[str, object]) -> AsyncGenerator[str]:
        """Yield the texts of one reply, trying again while nothing has arrived and trying may help."""
        received: list[str] = []
        for attempt in range(self._retries + 1):
            try:
                async for text in self._attempt(messages, temperature, body):
                    received.append(text)
                    yield text
            except VENDOR_ERRORS as error:
                failure = stated(error, self._endpoint, "".join(received))
                wait_s = wait_before_retry(failure, BACKOFF_S * 2**attempt)
                if attempt == self._retries or wait_s is None or not may_retry(error):
                    raise failure from (None if self._endpoint.betrayed_by(error) else error)
                await asyncio.sleep(wait_s)
            else:
                return

    async def _attempt(
        self, messages: list[Message], temperature: float, body: dict[str, object]
    ) -> AsyncGenerator[str]:
        """Ask once. Each attempt has a client of its own: it belongs to this event loop."""
        timeout = openai.Timeout(self._timeout_s, connect=min(CONNECT_S, self._timeout_s))
        trust_env = urlsplit(self._url).hostname not in LOOPBACK  # a proxy can't reach this machine's own server
        finish: str | None = None
        received: list[str] = []
        # loading certificates takes 30 ms a client: spared where there is no TLS (a redirect to TLS then fails closed)
        verify = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT) if self._url.startswith("http://") else True
        unused = openai.DefaultHttpxClient(verify=verify)  # LangChain would make one of its own for blocking calls
        unused.close()
        async with openai.DefaultAsyncHttpxClient(timeout=timeout, trust_env=trust_env, verify=verify) as client:
            model = ChatOpenAI(
                model=self._name,
                base_url=self._url,
                api_key=self._key or SecretStr("none"),  # else LangChain would send the environment's OPENAI_API_KEY
                http_client=unused,
                http_async_client=client,
                timeout=timeout,
                max_retries=0,
                temperature=temperature,
                stream_usage=False,
                stream_chunk_timeout=None,
                use_responses_api=False,
                extra_body=body,
            )
            with tracing_context(enabled=False):  # prompts hold office documents: no tracing service by environment
                chunks = model.astream([(message.role, message.content) for message in messages])
                while (chunk := await _next(chunks, self._timeout_s)) is not None:
                    finish = chunk.response_metadata.get("finish_reason") or finish
                    if text := chunk.text:
                        received.append(text)
                        yield text
        if finish is None and not received:
            raise NoReply
        if finish in ENDS and not "".join(received).strip():
            raise ModelCut(self._endpoint.wrote_nothing(finish))
        if finish not in ENDS:
            raise ModelCut(self._endpoint.broke_off(finish), received="".join(received))


async def _next(chunks: AsyncIterator[AIMessageChunk], timeout_s: float) -> AIMessageChunk | None:
    """Wait for the next chunk (keep-alive comments do not count); None at the end of the stream."""
    async with asyncio.timeout(timeout_s):
        return await anext(chunks, None)


def _relay(pieces: AsyncGenerator[str], stop: Callable[[], bool] | None) -> Generator[str]:
    """Run an async stream in a thread of its own, so that even a silent model can be stopped at once.

    Leaving the generator in any way cancels the stream, which closes the HTTP response; the server sees that.
    """
    arrived: SimpleQueue[str | None] = SimpleQueue()
    loop = asyncio.new_event_loop()

    async def pump() -> None:
        async for piece in pieces:
            arrived.put(piece)

    task = loop.create_task(pump())

    def run() -> None:
        try:
            loop.run_until_complete(task)
        finally:
            loop.run_until_complete(loop.shutdown_asyncgens())

    pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="model-stream")
    done = pool.submit(run)
    done.add_done_callback(lambda _: arrived.put(None))
    try:
        while not (stop and stop()):
            try:
                piece = arrived.get(timeout=POLL_S)
            except Empty:
                continue
            if piece is None:
                done.result()
                return
            yield piece
    finally:
        loop.call_soon_threadsafe(task.cancel)
        pool.shutdown(wait=True)
        loop.close()
