"""Where a figure stands: its clause, its sentence, its paragraph, and the headings above it."""

import bisect
import re
from dataclasses import dataclass

from knowledge.figures.numerals import CHINESE

_CLAUSE_ENDS = re.compile(r"[,，。;:!?\n]")
_SENTENCE_ENDS = re.compile(r"[。!?\n]")
_LONGEST_SENTENCE = 600
_LONGEST_HEADING = 80
_TITLE_LENGTH = 40
_LEVELS = (
    re.compile(rf"[ \t#*]*(?:[{CHINESE}]{{1,3}}、|第[{CHINESE}]{{1,3}}(?:部分|章))"),
    re.compile(rf"[ \t#*]*\([{CHINESE}]{{1,3}}\)"),
    re.compile(r"[ \t#*]*(?:[0-9]{1,2}[.、](?![0-9])|\([0-9]{1,2}\))"),
)
_ARTICLE = re.compile(rf"[ \t#*]*第[{CHINESE}0-9]{{1,6}}条(?:之[{CHINESE}])?[ :]?")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading, or the opening of a paragraph that serves as one; level 1 is 一、."""

    level: int
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A paragraph with the headings in force over it, outermost first."""

    start: int
    end: int
    headings: tuple[Heading, ...]
    article: bool
    """The paragraph belongs to an article of a statute."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where one figure stands: bounds of its clause and sentence, and its paragraph."""

    clause: tuple[int, int]
    sentence: tuple[int, int]
    line: Line


class Layout:
    """The paragraphs, sentences and clauses of one folded text, found by bisection."""

    def __init__(self, folded: str) -> None:
        """Index ``folded`` once; every question afterwards is a bisection."""
        self.lines = _lines(folded)
        self._line_starts = [line.start for line in self.lines]
        self._sentences = _cuts(folded, _SENTENCE_ENDS)
        self._clauses = _cuts(folded, _CLAUSE_ENDS)

    def place(self, position: int) -> Place:
        """Return where ``position`` stands."""
        return Place(self.clause(position), self.sentence(position), self.line(position))

    def line(self, position: int) -> Line:
        """Return the paragraph that holds ``position``."""
        return self.lines[bisect.bisect_right(self._line_starts, position) - 1]

    def sentence(self, position: int) -> tuple[int, int]:
        """Return the bounds of the sentence at ``position``, at most a window of it where it has no end."""
        return _piece(self._sentences, position, _LONGEST_SENTENCE)

    def clause(self, position: int) -> tuple[int, int]:
        """Return the bounds of the clause at ``position``."""
        return _piece(self._clauses, position, _LONGEST_SENTENCE)


def _cuts(folded: str, ends: re.Pattern[str]) -> list[int]:
    """Return where pieces begin: 0, after each end mark (closing quotes stay with it), and the text's end."""
    cuts = [0]
    for match in ends.finditer(folded):
        end = match.end()
        while end < len(folded) and folded[end] in "”’」』)" and match.group() != "\n" and end - match.end() < 3:  # noqa: PLR2004 - closing marks seldom nest deeper
            end += 1
        if end > cuts[-1]:
            cuts.append(end)
    if cuts[-1] < len(folded) or len(cuts) == 1:
        cuts.append(len(folded))
    return cuts


def _piece(cuts: list[int], position: int, longest: int) -> tuple[int, int]:
    i = min(max(bisect.bisect_right(cuts, position) - 1, 0), len(cuts) - 2)
    start, end = cuts[i], cuts[i + 1]
    if end - start <= longest:
        return start, end
    block = position // longest * longest
    return max(start, block - longest), min(end, block + longest)


def _lines(folded: str) -> list[Line]:
    lines: list[Line] = []
    above: dict[int, Heading] = {}
    article = False
    start = 0
    while start <= len(folded):
        end = folded.find("\n", start)
        end = len(folded) if end < 0 else end
        heading = _heading(folded, start, end)
        if heading:
            above = {level: kept for level, kept in above.items() if level < heading.level} | {heading.level: heading}
        article = bool(_ARTICLE.match(folded, start, end)) or (article and heading is None)
        lines.append(Line(start=start, end=end, headings=tuple(above.values()), article=article))
        start = end + 1
    return lines


def _heading(folded: str, start: int, end: int) -> Heading | None:
    """Return the heading at the start of a line: a numbered opening up to its first stop, or a short bare line."""
    for level, pattern in enumerate(_LEVELS, 1):
        if pattern.match(folded, start, end):
            stop = folded.find("。", start, min(end, start + _LONGEST_HEADING))
            return Heading(level, start, stop if stop >= 0 else min(end, start + _LONGEST_HEADING))
    bare = folded[start : min(end, start + _TITLE_LENGTH + 1)].strip()
    if bare and end - start <= _TITLE_LENGTH and not re.search(r"[。;,，:!?|]", bare):
        return Heading(0 if start == 0 else 1, start, end)
    return None
