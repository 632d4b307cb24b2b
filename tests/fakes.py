"""Fakes at our own Protocols, written once: a scripted chat model and an embedder that hashes character bigrams."""

import math
import zlib
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field

from langchain_core.embeddings import Embeddings

from assistant.chat import Message
from assistant.errors import ModelError


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What a model was asked."""

    messages: tuple[Message, ...]
    max_tokens: int
    temperature: float
    grammar: str | None

    @property
    def prompt(self) -> str:
        """All that it was told, in order."""
        return "\n".join(message.content for message in self.messages)


@dataclass(slots=True, kw_only=True)
class ScriptedChat:
    """A chat model that says its lines character by character, remembers its prompts, and never improvises.

    A line is a text, or a ``ModelError`` whose ``received`` is streamed before it is raised. One character counts as
    one token. When the script runs out, the next call fails the test.
    """

    script: list[str | ModelError]
    name: str = "照本宣科"
    obeys_grammar: bool = True
    calls: list[Call] = field(default_factory=list[Call])
    spoken: int = 0
    """Characters yielded so far, to see that a stopped model stopped."""

    def stream(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int,
        temperature: float = 0.0,
        grammar: str | None = None,
        stop: Callable[[], bool] | None = None,
    ) -> Generator[str]:
        """Yield the next line of the script."""
        call = Call(messages=tuple(messages), max_tokens=max_tokens, temperature=temperature, grammar=grammar)
        self.calls.append(call)
        assert self.script, f"the script has run out; asked: {call.prompt}"
        line = self.script.pop(0)
        text = line if isinstance(line, str) else line.received
        return self._say(text[:max_tokens], None if isinstance(line, str) else line, stop)

    def _say(self, text: str, failure: ModelError | None, stop: Callable[[], bool] | None) -> Generator[str]:
        for character in text:
            if stop and stop():
                return
            self.spoken += 1
            yield character
        if failure:
            raise failure


class HashEmbedder(Embeddings):
    """Texts that share character bigrams get near vectors; same text, same vector, on every machine."""

    def __init__(self, dimensions: int = 256) -> None:
        """Choose the length of the vectors."""
        self.dimensions = dimensions

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Embed passages."""
        return [self._vector(text) for text in texts]

    def embed_query(self, text: str) -> list[float]:
        """Embed a question; no prefix, so that it equals a passage of the same words."""
        return self._vector(text)

    def _vector(self, text: str) -> list[float]:
        counts = [0.0] * self.dimensions
        for pair in (text[i : i + 2] for i in range(max(1, len(text) - 1))):
            counts[zlib.crc32(pair.encode()) % self.dimensions] += 1.0
        length = math.hypot(*counts) or 1.0
        return [count / length for count in counts]
