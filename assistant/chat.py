"""What a chat model is to the rest of the product: messages in, pieces of text out."""

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

Role = Literal["system", "user", "assistant"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One turn of what a model is told."""

    role: Role
    content: str


class ChatModel(Protocol):
    """Writes prose. ``FAZHI_MODEL=none`` is no such object at all: callers hold ``ChatModel | None``."""

    @property
    def name(self) -> str:
        """What answers and logs call this model."""
        ...

    @property
    def obeys_grammar(self) -> bool:
        """Whether ``grammar`` binds what is written; where it does not, callers verify and repair."""
        ...

    def stream(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int,
        temperature: float = 0.0,
        grammar: str | None = None,
        stop: Callable[[], bool] | None = None,
    ) -> Generator[str]:
        """Yield the reply piece by piece; closing the generator, or ``stop`` returning True, ends it at the model.

        ``grammar`` is GBNF. A stopped reply ends without an error.

        Raises:
            ModelError: the reply did not come to its end; ``received`` holds what was yielded.
        """
        ...
