"""The digits that a PDF page shows, counted in the order of its drawing to check the reading."""

from collections import Counter
from collections.abc import Sequence

from knowledge.reading.canonical import digit_runs
from knowledge.reading.pdf_lines import Glyph

_APART = 0.3


def shown_digits(pages: Sequence[Sequence[Glyph]]) -> Counter[str]:
    """Count runs of digits drawn one right beside the other; ``pages`` holds glyphs in drawing order."""
    shown: Counter[str] = Counter()
    for page in pages:
        text = ""
        last: Glyph | None = None
        for glyph in page:
            if last is not None and not _touches(last, glyph):
                text += " "
            text += glyph.text
            last = glyph
        shown += digit_runs(text)
    return shown


def _touches(last: Glyph, glyph: Glyph) -> bool:
    same_line = abs((last.top + last.bottom) - (glyph.top + glyph.bottom)) < last.size
    return same_line and -last.size / 2 < glyph.x0 - last.x1 <= _APART * max(last.size, 1.0)
