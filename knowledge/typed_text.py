"""Words that a person typed or a program passed on, without what no reader of them can use or should see."""

import re
import unicodedata

_SEQUENCE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]?|\][^\x07\x1b]*\x07?|[@-Z\\^_])?")
"""What moves a terminal's cursor, colours it, or names its window."""
_UNSEEN = frozenset({"Cc", "Cf", "Cs"})
"""Controls, invisible format marks (zero width, right to left), and half characters that no file can store."""
_KEPT = frozenset("\n\t")


def typed(text: str) -> str:
    """Return ``text`` without terminal sequences, control and invisible characters, and lone surrogates.

    Line breaks and tabs stay. For questions, queries and names; never for a document's text, whose offsets count.
    """
    if text.isprintable():
        return text
    plain = _SEQUENCE.sub("", text)
    return "".join(char for char in plain if char in _KEPT or unicodedata.category(char) not in _UNSEEN)
