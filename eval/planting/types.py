"""One error planted in a text, and an operator that plants its kind."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """A text with one error at ``text[start:end]``; offsets are code points."""

    text: str
    operator: str
    start: int
    end: int
    original: str
    replacement: str
    previous: str | None = None
    """Last year's report, where the error is that its figure was left standing."""
    anywhere: bool = False
    """The error is something missing, so that it has no spot; any finding of the kind counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Operator:
    """A kind of error; ``plant`` returns None where the text offers no place for it."""

    name: str
    finding: str | None
    """The finding kind that is asked for where the error has no spot."""
    plant: Callable[[str, Random], Planted | None]


def put(name: str, text: str, span: tuple[int, int], replacement: str) -> Planted | None:
    """Return ``text`` with ``replacement`` at ``span``; None where this changes nothing."""
    start, end = span
    if text[start:end] == replacement:
        return None
    return Planted(
        text=text[:start] + replacement + text[end:],
        operator=name,
        start=start,
        end=start + max(1, len(replacement)),
        original=text[start:end],
        replacement=replacement,
    )
