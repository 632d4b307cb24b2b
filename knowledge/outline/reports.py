"""Headings of reports and plans: 一、/(一)/1./(1) at the start of a line, 一是/二是 run in."""

import re

from knowledge.norms.numerals import to_int
from knowledge.outline.tree import RUN_IN, Mark

_NUMERAL = "[一二三四五六七八九十]{1,3}"
_LINE = re.compile(
    rf"^[ \t\u3000#*]*(?:(?P<one>{_NUMERAL}、)|(?P<two>[（(]{_NUMERAL}[)）])|(?P<three>\d{{1,2}}[.．、](?!\d))"
    r"|(?P<four>[（(]\d{1,2}[)）])|(?P<part>第[一二三四五六七八九十]{1,3}(?:部分|章)(?=[ \u3000：:])))",
    re.MULTILINE,
)
_LEVELS = {"part": 1, "one": 2, "two": 3, "three": 4, "four": 5}
_RUN_IN = re.compile(rf"(?:(?<=[。；;：:，,！？])|^)[ \t\u3000]*(?P<label>{_NUMERAL}是)(?![否不])", re.MULTILINE)


def report_marks(text: str) -> tuple[Mark, ...]:
    """Return the headings in their order; brackets are kept as ASCII in labels, so that "(一)" is one form."""
    marks: list[Mark] = []
    for match in _LINE.finditer(text):
        name = match.lastgroup or "one"
        label = match.group(name).translate(str.maketrans("（）．", "().")).strip()
        marks.append(Mark(position=match.start(), level=_LEVELS[name], label=label))
    starts = {mark.position for mark in marks}
    for match in _run_ins(text):
        if match.start("label") not in starts:
            marks.append(Mark(position=match.start("label"), level=RUN_IN, label=match["label"]))
    return tuple(sorted(marks, key=lambda mark: mark.position))


def _run_ins(text: str) -> list[re.Match[str]]:
    """Return the 一是/二是 that count on from each other (a lone "这一是…" is no heading)."""
    found: list[re.Match[str]] = []
    expected = 1
    for match in _RUN_IN.finditer(text):
        number = to_int(match["label"][:-1])
        if number in {1, expected}:
            found.append(match)
            expected = number + 1
    return found
