"""Where sentences begin and end; the spans tile the text."""

import re
from collections.abc import Iterator

from knowledge.documents import Span

_BLANK_LINES = r"(?:\n(?:[^\S\n]*+\n)*+)"
_STOP = re.compile(rf"(?:[。！？；]|[!?;](?![A-Za-z0-9=&]))++[”’」』）)】〕》〉]*+|{_BLANK_LINES}")
_AFTER = re.compile(rf"[^\S\n]*+{_BLANK_LINES}?")
_QUOTES = '”’」』）)】〕"'
_GOES_ON = re.compile(r"[，,、：:；;的]")
"""After a stop inside quotation marks these show that the sentence around it goes on."""


def sentences(text: str, start: int = 0) -> tuple[Span, ...]:
    """Return the sentences of ``text`` as spans shifted by ``start``; together they cover every character.

    A sentence ends with 。！？； (or their half-width forms) and the closing quotes and brackets behind, or with its
    line; blanks and empty lines that follow belong to it.
    """
    ends = [*_ends(text)]
    if text and (not ends or ends[-1] < len(text)):
        ends.append(len(text))
    begins = [0, *ends[:-1]]
    return tuple(Span(start=start + begin, end=start + end) for begin, end in zip(begins, ends, strict=False))


def _ends(text: str) -> Iterator[int]:
    begin = seen = quotes = 0
    for match in _STOP.finditer(text):
        end = match.end()
        if end <= begin:  # blank lines that the sentence before has taken
            continue
        if match[0][0] != "\n":
            # A straight quotation mark closes only where an odd one is open.
            quotes += text.count('"', seen, end)
            seen = end
            closes = quotes % 2 == 1 and text.startswith('"', end)
            end += closes
            if _inside(text, match[0][0], '"' if closes else match[0][-1], end):
                continue
            after = _AFTER.match(text, end)
            end = after.end() if after else end
        begin = seen = end
        quotes = 0
        yield end


def _inside(text: str, stop: str, last: str, end: int) -> bool:
    """Say whether a stop belongs to a title or a quotation that the sentence goes on after."""
    if last in "》〉":
        return True
    return (last in _QUOTES or stop in "！？!?") and _GOES_ON.match(text, end) is not None
