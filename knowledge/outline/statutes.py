"""Headings of statutes: 编, 分编, 章, 节, 条; told from cross-references and from a table of contents."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge.norms.numerals import NUMERAL, article_label, to_int
from knowledge.outline.tree import Mark, heading_words

_MARGIN = r"^[^\S\n]*+(?:#{1,6}[^\S\n]*+)?(?:\*\*)?"
_LINE = re.compile(
    _MARGIN + rf"(?:第[ 　]?(?P<number>{NUMERAL})[ 　]?(?P<what>编|分编|章|节|条)(?:之(?P<suffix>{NUMERAL}))?"
    r"|(?P<bare>[总附][ 　]*则)(?=[^\S\n]*$)"
    r"|(?P<topic>[一二三四五六七八九十]{1,3}、)(?=[^\n。；：，]{1,40}\s*\n\s*第[^\n]{1,9}条)"
    r"|(?P<annex>附[件表录](?:[0-9０-９一二三四五六七八九十]{1,3})?)(?=[^\S\n]*$|[：:]))",
    re.MULTILINE,
)
_RANKS = {"编": 0, "附": 0, "分编": 1, "章": 2, "节": 3, "条": 4}
_ARTICLE = _RANKS["条"]
_PARTED = re.compile(r"\s|[【\[：:]|$|\*\*")
_REFERENCE = re.compile(rf"\s*(?:第{NUMERAL}[款项目]|[、，,。）)》]|规定的|[至和及或](?:者|本法)?第)")
_GLUED_REFERENCE = re.compile(
    r"(?:之?规定|所[列称述定规指]|的|中(?![华国央外])|至|到|[和与及](?![解时])|或|以[及外上下]|等|修改|改为|删|增加|第|[（(]|[一二三四五六七八九十]+项)"
)
_STOPS = '。；;：:！？!?”’"）)】》」』…|'
_LONGEST_HEADING = 60
_ARTICLE_TITLE = re.compile(r"\s*(【[^】\n]{1,40}】)")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    start: int
    rank: int
    number: tuple[int, int]
    label: str
    rest: int
    """Where the words after the label begin."""
    parted: bool
    """A blank (or the line's end) parts the label from what follows."""
    ended: bool
    """The line before has ended, so that this is not a wrapped line."""
    plausible: bool
    """What follows does not make it a reference."""

    @property
    def clean(self) -> bool:
        return self.parted and self.ended

    @property
    def quality(self) -> int:
        return 2 * self.ended + self.parted


def statute_marks(text: str) -> tuple[Mark, ...]:
    """Return the headings of a statute in order; empty when the text has no articles of its own."""
    candidates = tuple(_candidates(text))
    articles = _articles(text, candidates)
    if not articles:
        return ()
    chosen = sorted([*articles, *_parts(candidates, articles)], key=lambda found: found.start)
    return tuple(
        Mark(
            start=found.start,
            rank=found.rank,
            label=found.label,
            heading=_article_heading(text, found) if found.rank == _ARTICLE else heading_words(text, found.start),
        )
        for found in chosen
    )


def implied_articles(text: str) -> int:
    """Return how many articles the text's own numbering implies (第十七条之一 counts as one)."""
    return len({found.number for found in _articles(text, tuple(_candidates(text)))})


def _article_heading(text: str, found: _Candidate) -> str:
    title = _ARTICLE_TITLE.match(text, found.rest)
    return f"{found.label} {title[1]}" if title else found.label


def _candidates(text: str) -> Iterator[_Candidate]:
    for match in _LINE.finditer(text):
        stop = text.find("\n", match.end())
        rest = text[match.end() : stop if stop >= 0 else len(text)][: _LONGEST_HEADING + 1].rstrip()
        what = match["what"] or ("附" if match["annex"] else "章")
        try:
            number = (to_int(match["number"] or "1"), to_int(match["suffix"]) if match["suffix"] else 0)
        except ValueError:
            continue
        parted = _PARTED.match(rest) is not None
        reference = _REFERENCE.match(rest) or (not parted and _GLUED_REFERENCE.match(rest))
        if what == "条":
            label = article_label(*number)
        else:
            label = re.sub(r"\s", "", match[0]).lstrip("#*")
            reference = reference or len(rest) > _LONGEST_HEADING or rest.endswith(tuple("。；;，,：:"))
        yield _Candidate(
            start=match.start(),
            rank=_RANKS[what],
            number=number,
            label=label,
            rest=match.end(),
            parted=parted,
            ended=_line_before_ended(text, match.start()),
            plausible=what == "附" or not reference,
        )


def _line_before_ended(text: str, position: int) -> bool:
    """Say whether the text before a line ends like a sentence or a heading, not in the middle of a wrapped one."""
    end = position
    while end and text[end - 1].isspace():
        end -= 1
    if not end or text[end - 1] in _STOPS:
        return True
    begin = text.rfind("\n", max(0, end - _LONGEST_HEADING), end) + 1
    if not begin and end > _LONGEST_HEADING:
        return False
    line = text[begin:end].lstrip(" 　#*")
    return not re.search(r"[，,、]$|(?:依照|根据|按照|违反|本法|本条例|本规定|本办法|和|与|及|或者?)$", line)


def _articles(text: str, candidates: Sequence[_Candidate]) -> list[_Candidate]:
    """Return the articles: lines whose numbers count on and whose next words do not make them a reference.

    Numbering may start again (an annexed rule); a run that is nothing but short lines was a table of contents.
    """
    lines = [found for found in candidates if found.rank == _ARTICLE and found.plausible]
    better = _better_later(lines)
    latest = {found.number[0]: i for i, found in enumerate(lines) if found.clean}
    runs: list[list[_Candidate]] = [[]]
    for i, found in enumerate(lines):
        last = runs[-1][-1].number if runs[-1] else (0, 0)
        if not better[i] and _counts_on(found, last, expected_later=latest.get(last[0] + 1, -1) > i):
            runs[-1].append(found)
        elif found.clean and found.number == (1, 0) and last[0] > 1 and latest.get(2, -1) > i:
            runs.append([found])
    kept = [run for n, run in enumerate(runs) if run and not (n + 1 < len(runs) and _only_contents(text, run))]
    found_all = [found for run in kept for found in run]
    return found_all if len(found_all) > 1 or (found_all and found_all[0].number == (1, 0)) else []


def _better_later(lines: Sequence[_Candidate]) -> list[bool]:
    """Say of each line whether one with its number that looks more like a heading comes later."""
    best: dict[tuple[int, int], int] = {}
    better = [False] * len(lines)
    for i in range(len(lines) - 1, -1, -1):
        found = lines[i]
        better[i] = best.get(found.number, -1) > found.quality
        best[found.number] = max(best.get(found.number, -1), found.quality)
    return better


def _counts_on(found: _Candidate, last: tuple[int, int], *, expected_later: bool) -> bool:
    number, suffix = found.number
    if suffix:
        return (number == last[0] and suffix == last[1] + 1) or (found.clean and number == last[0] + 1)
    if number == last[0] + 1:
        return True
    if last == (0, 0):
        return found.clean
    # Numbers are missing (repealed, lost): believe it only where the next one does not come later after all.
    return number > last[0] and found.clean and not expected_later


def _only_contents(text: str, run: Sequence[_Candidate]) -> bool:
    lines = (text[found.rest : found.rest + _LONGEST_HEADING].split("\n", 1)[0] for found in run)
    return all(len(line) < _LONGEST_HEADING and "。" not in line for line in lines)


def _parts(candidates: Sequence[_Candidate], articles: Sequence[_Candidate]) -> list[_Candidate]:
    """Return the 编, 章 and 节 that hold an article; those of a table of contents hold none."""
    parts = [found for found in candidates if found.rank < _ARTICLE and found.plausible]
    places = sorted(found.start for found in articles)
    last = places[-1]
    kept: list[_Candidate] = []
    nearest = {rank: float("inf") for rank in range(_ARTICLE)}
    upcoming = len(places)
    for found in reversed(parts):
        while upcoming and places[upcoming - 1] > found.start:
            upcoming -= 1
        following = places[upcoming] if upcoming < len(places) else float("inf")
        end = min(nearest[rank] for rank in range(found.rank + 1))
        annex = found.label.startswith("附") and found.label != "附则"
        if (found.start > last) if annex else (following < end):
            kept.append(found)
        if not annex:
            nearest[found.rank] = found.start
    return kept
