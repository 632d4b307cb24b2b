"""The years that title, opening and headings of a report claim: all must mean one reporting year."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.checking.contents import Report, is_next_year
from assistant.checking.types import Finding, FindingKind, Severity
from knowledge.figures.numerals import fold

_YEAR = re.compile(r"(?<![0-9〔\[])((?:19|20)[0-9]{2})(?=年)")
_OPENING = re.compile(r"现将[^。\n0-9]{0,30}((?:19|20)[0-9]{2})年(?:度)?[^。\n0-9]{0,40}(?:如下|报告|汇报)")
_TITLE = 60
_PAST = re.compile(r"情况|成效|举措|措施|问题|不足|做法|工作")
_BODY = 3
_OPENING_LENGTH = 1500


@dataclass(frozen=True, slots=True)
class _Claim:
    year: int
    """The reporting year that follows from it."""
    printed: int
    start: int


def odd_years(report: Report, year: int | None) -> Iterator[Finding]:
    """Yield a finding for each year in title, opening or heading that does not fit the reporting year."""
    folded = fold(report.text)
    claims = list(_claims(report, folded))
    votes = Counter(claim.year for claim in claims)
    if year is not None:
        votes[year] += 1
    body = Counter(int(m[1]) for m in _YEAR.finditer(folded))
    if body and (most := body.most_common(1)[0])[1] >= _BODY:
        votes[most[0]] += 1
    if not votes:
        return
    (right, count), *others = votes.most_common()
    if count < 2 or (others and others[0][1] == count):  # noqa: PLR2004 - one claim alone proves nothing
        return
    for claim in claims:
        if claim.year == right:
            continue
        expected = str(right + claim.printed - claim.year)
        yield Finding(
            kind=FindingKind.WRONG_PERIOD,
            severity=Severity.ERROR,
            surface=report.text[claim.start : claim.start + 5],
            start=claim.start,
            end=claim.start + 5,
            message=f"全文是{right}年度的报告，这里应为{expected}年，请核对年份。",
            expected=f"{expected}年",
        )


def _claims(report: Report, folded: str) -> Iterator[_Claim]:
    first = len(folded) - len(folded.lstrip(" \n#"))
    stop = folded.find("\n", first)
    if 0 < stop - first <= _TITLE and "。" not in folded[first:stop]:
        yield from _single(folded, first, stop, 0)
    if match := _OPENING.search(folded, 0, _OPENING_LENGTH):
        yield _Claim(int(match[1]), int(match[1]), match.start(1))
    for section in report.parts:
        stop = folded.find("\n", section.start)
        stop = min(stop if stop >= 0 else len(folded), section.start + _TITLE)
        if is_next_year(section):
            yield from _single(folded, section.start, stop, -1)
        elif _PAST.search(section.heading):
            yield from _single(folded, section.start, stop, 0)


def _single(folded: str, start: int, stop: int, shift: int) -> Iterator[_Claim]:
    """Yield the year of a line that names exactly one."""
    found = list(_YEAR.finditer(folded, start, stop))
    if len(found) == 1:
        printed = int(found[0][1])
        yield _Claim(printed + shift, printed, found[0].start())
