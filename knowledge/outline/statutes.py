"""Headings of statutes: 编, 分编, 章, 节, 条; told from cross-references and from the table of contents."""

import re

from knowledge.norms.numerals import article_number
from knowledge.outline.tree import Mark

_N = "[零〇一二三四五六七八九十百千]+"
_HEADING = re.compile(rf"^[ \t\u3000#*]*(?P<label>第(?P<n>{_N})(?P<what>编|分编|章|节))(?=[ \t\u3000]|$)", re.MULTILINE)
_ARTICLE = re.compile(rf"^[ \t\u3000#*]*(?P<label>第{_N}条(?:之[一二三四五六七八九十]+)?)", re.MULTILINE)
_REFERENCE = re.compile(r"[ \t\u3000]*(?:第[一二三四五六七八九十百]+[款项]|[、，,和至及或]|(?:的)?规定[的，,。]|所列|所称)")
_LEVELS = {"编": 1, "分编": 2, "章": 3, "节": 4}
_ARTICLE_LEVEL = 5
_SKIP = 3
"""How many numbers an article's number may run ahead (repealed or lost articles) before it is no heading."""


def statute_marks(text: str) -> tuple[Mark, ...]:
    """Return the headings of a statute in order; empty when the text has no articles."""
    articles = _articles(text)
    if not articles:
        return ()
    first = articles[0].position
    headings = [
        Mark(position=m.start(), level=_LEVELS[m["what"]], label=m["label"]) for m in _HEADING.finditer(text)
    ]
    return tuple(sorted([*_without_contents(headings, first), *articles], key=lambda mark: mark.position))


def _articles(text: str) -> list[Mark]:
    """Return the article headings: lines whose number counts on, and whose next words do not make them a reference."""
    marks: list[Mark] = []
    last = (0, 0)
    for match in _ARTICLE.finditer(text):
        number = article_number(match["label"])
        follows = number[0] == last[0] and number[1] == last[1] + 1
        ahead = number[1] == 0 and (0 < number[0] - last[0] <= _SKIP or not marks)
        if _REFERENCE.match(text, match.end()) or not (follows or ahead):
            continue
        marks.append(Mark(position=match.start(), level=_ARTICLE_LEVEL, label=match["label"]))
        last = number
    return marks


def _without_contents(headings: list[Mark], first_article: int) -> list[Mark]:
    """Leave out the table of contents: of the headings before the first article only the last run counts.

    The run that opens the body is the one after which numbering starts again at 第一.
    """
    before = [mark for mark in headings if mark.position < first_article]
    labels = [mark.label for mark in before]
    start = 0
    for i in range(len(before) - 1, -1, -1):
        if labels.index(labels[i]) != i:  # this label stood in the contents already
            start = i
        elif start:
            break
    kept = before[start:]
    return [*kept, *(mark for mark in headings if mark.position >= first_article)]


def implied_articles(text: str) -> int:
    """Return how many articles the text's own numbering implies (之一 counted too)."""
    return len(_articles(text))


