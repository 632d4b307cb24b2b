"""Chinese punctuation for text that was scraped with half-width marks, and sentence ends."""

import bisect
import re
from collections.abc import Iterable

from knowledge.documents import Span

_FULL = {",": "，", ";": "；", ":": "：", "(": "（", ")": "）", "?": "？", "!": "！"}
_HALF = re.compile(r"[,;:()?!]")
_LATIN = re.compile(r"[A-Za-z0-9/&=.#]")
_BRACKETS = "()"
_ENDS = re.compile(r"[\s，,、；;：:。.．]+\Z")
_CLOSED = re.compile(r"[。！？…][”’」』）)》]*\Z")
_ANNOUNCES = re.compile(r"(?:如下|以下)[：:]\s*\Z")


def full_width(text: str, kept: Iterable[Span] = ()) -> str:
    """Return ``text`` with , ; : ( ) ? ! as Chinese marks, but between Latin letters or digits and inside ``kept``.

    ``kept`` spans do not overlap. Every mark stays one code point, so that offsets hold.
    """
    spans = sorted((span.start, span.end) for span in kept)
    starts = [start for start, _ in spans]

    def wide(match: re.Match[str]) -> str:
        at = match.start()
        mark = match[0]
        before = bisect.bisect_right(starts, at) - 1
        if before >= 0 and at < spans[before][1]:
            return mark
        between = _LATIN.match(text, at - 1) if at else None
        if mark not in _BRACKETS and between and _LATIN.match(text, at + 1):
            return mark
        return _FULL[mark]

    return _HALF.sub(wide, text)


def ended(text: str) -> str:
    """Return a sentence that ends with one full stop; one that announces (报告如下：) keeps its colon."""
    text = text.strip()
    if not text:
        return ""
    if _ANNOUNCES.search(text):
        return text.rstrip("：: \u3000") + "："
    return text if _CLOSED.search(text) else _ENDS.sub("", text) + "。"
