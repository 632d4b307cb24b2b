"""A chat model that waits at a gate: a draft stays in the writing for as long as a test needs."""

import threading
from collections.abc import Callable, Generator, Sequence

from assistant.chat import Message

_LOOK_S = 0.02


class GatedChat:
    """Says nothing of use, and only once ``open`` is set; ``asked`` is set by the first question."""

    name = "gated"
    obeys_grammar = False

    def __init__(self) -> None:
        """Begin with the gate shut."""
        self.open = threading.Event()
        self.asked = threading.Event()

    def stream(
        self,
        messages: Sequence[Message],  # noqa: ARG002 - whatever is asked
        *,
        max_tokens: int,  # noqa: ARG002
        temperature: float = 0.0,  # noqa: ARG002
        grammar: str | None = None,  # noqa: ARG002
        stop: Callable[[], bool] | None = None,
    ) -> Generator[str]:
        """Wait for the gate, or for ``stop``."""
        self.asked.set()
        while not self.open.wait(_LOOK_S):
            if stop and stop():
                return
        yield "依法履行职责。"
