"""Where sentences begin and end; spans tile the text."""

import re

from knowledge.documents import Span

_SENTENCE = re.compile(r"[^。！？；;!?\n]*(?:[。！？；;!?]+[”’」』）)】》]*[ \t\u3000]*\n*|\n+)|[^。！？；;!?\n]+")


def sentences(text: str, start: int = 0) -> tuple[Span, ...]:
    """Return the sentences of ``text`` as spans shifted by ``start``; together they cover every character."""
    return tuple(
        Span(start=start + match.start(), end=start + match.end())
        for match in _SENTENCE.finditer(text)
        if match.end() > match.start()
    )
