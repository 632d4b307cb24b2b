"""The digits that an HTML fragment shows, counted by another parser than the one that reads the page."""

from collections import Counter
from html.parser import HTMLParser

from knowledge.reading.canonical import digit_runs, without_invisible

_INLINE = frozenset(
    {"a", "b", "big", "em", "font", "i", "label", "s", "small", "span", "strong", "sub", "sup", "u", "wbr"}
)


class _Text(HTMLParser):
    """Gathers text; anything but inline markup parts two digits."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - given by the base
        if tag not in _INLINE:
            self.pieces.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag not in _INLINE:
            self.pieces.append(" ")

    def handle_data(self, data: str) -> None:
        self.pieces.append(data)


def shown_digits(markup: str) -> Counter[str]:
    """Count the digit runs of ``markup``."""
    parser = _Text()
    parser.feed(markup)
    parser.close()
    return digit_runs(without_invisible("".join(parser.pieces)))
