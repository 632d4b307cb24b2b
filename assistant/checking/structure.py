"""Check a report's structure: required contents, empty sections, sections that a source has and the text lost."""

import re
from collections.abc import Iterator, Sequence

from assistant.checking.candidates import overlap
from assistant.checking.contents import Report, as_report, missing
from assistant.checking.numbers import Numbers, bare_words
from assistant.checking.placeholders import placeholders
from assistant.checking.types import Finding, FindingKind, Proof, Severity, SourceText
from assistant.checking.years import odd_years
from knowledge.documents import Section
from knowledge.figures.numerals import fold

_NUMBERED = re.compile(r"[一二三四五六七八九十]{1,3}、$|\([一二三四五六七八九十]{1,3}\)$")
_LONGEST_HEADING = 60
_LEAST_SECTION = 60
_TWIN = 0.5
_KEPT = 0.3
_ALIKE = 0.6
"""Share of neighbouring characters from which on one sentence is the other reworded."""
_LEAST_SENTENCE = 8
_SPOT = 40


def check_structure(text: str, *, sources: Sequence[SourceText] = (), year: int | None = None) -> tuple[Finding, ...]:
    """Return findings on placeholders in any text, and on contents, sections and years if it is a yearly report."""
    findings = list(placeholders(text))
    report = as_report(text)
    if report is None:
        return tuple(findings)
    findings.extend(_missing(report))
    findings.extend(_empty(report))
    findings.extend(odd_years(report, year))
    for source in sources:
        findings.extend(_dropped(report, source))
    return tuple(findings)


def _missing(report: Report) -> Iterator[Finding]:
    start, end = _first_line(report.text)
    for name in missing(report):
        yield Finding(
            kind=FindingKind.MISSING_SECTION,
            severity=Severity.WARNING,
            surface=report.text[start:end],
            start=start,
            end=end,
            message=f"没有找到“{name}”这部分内容；年度报告应当写明，请补上。",
            expected=name,
        )


def _first_line(text: str) -> tuple[int, int]:
    start = len(text) - len(text.lstrip())
    stop = text.find("\n", start)
    return start, min(stop if stop >= 0 else len(text), start + _SPOT)


def _empty(report: Report) -> Iterator[Finding]:
    """Yield headings 一、 and (一) with nothing below; a line of a table of contents is none."""
    for section in report.sections:
        if not _NUMBERED.search(section.path):
            continue
        body = report.text[section.start : section.end].strip()
        if "\n" in body or len(body) > _LONGEST_HEADING or re.search(r"[。；;：:,，0-9０-９]\s*$|[。；;]", body):
            continue
        if re.search(r"[…·.]{3}", body) or report.text.find(section.heading, section.end) >= 0:
            continue
        if section.path.endswith(")") and not _siblings_have_text(report, section):
            continue
        start = (
            section.start
            + len(report.text[section.start : section.end])
            - len(report.text[section.start : section.end].lstrip())
        )
        yield Finding(
            kind=FindingKind.EMPTY_SECTION,
            severity=Severity.ERROR,
            surface=body,
            start=start,
            end=start + len(body),
            message="这个标题下面没有内容，请补写或删去标题。",
        )


def _siblings_have_text(report: Report, section: Section) -> bool:
    """Say whether most headings beside ``section`` have text below, so that bare lines are no list of tasks."""
    parent = section.path.rsplit("(", 1)[0]
    beside = [s for s in report.sections if s.level == section.level and s.path.rsplit("(", 1)[0] == parent]
    full = [s for s in beside if len(report.text[s.start : s.end].strip()) > len(s.heading) + _SPOT]
    return len(full) * 2 > len(beside)


def _dropped(report: Report, source: SourceText) -> Iterator[Finding]:
    """Yield the sections of another version of this report that the text has lost, outermost first."""
    original = as_report(source.text)
    if original is None:
        return
    mine = Numbers(report.text, organ=None, year=None)
    theirs = Numbers(source.text, organ=None, year=None)
    have = {s.skeleton for s in mine.sentences}
    long = [s for s in theirs.sentences if len(s.skeleton) >= _LEAST_SENTENCE]
    if not long or sum(s.skeleton in have for s in mine.sentences if s.skeleton in {t.skeleton for t in long}) < (
        _TWIN * len([s for s in mine.sentences if len(s.skeleton) >= _LEAST_SENTENCE])
    ):
        return
    words = bare_words(fold(report.text))
    emptied = {bare_words(fold(finding.surface)) for finding in _empty(report)}
    covered = 0
    for section in original.sections:
        if bare_words(fold(section.heading)) in emptied:
            covered = section.end
        if (
            section.start < covered
            or section.path.endswith(("是", "要"))
            or section.end - section.start < _LEAST_SECTION
        ):
            continue
        inside = [s for s in long if section.start <= s.start < section.end]
        heading = bare_words(
            fold(re.sub(r"^[\s#]*[（(]?[一二三四五六七八九十0-9]{1,3}[)）、.是要]*", "", section.heading))
        )
        if not inside or (heading and heading in words):
            continue
        kept = [
            s for s in inside if s.skeleton in have or any(overlap(s.grams, m.grams) >= _ALIKE for m in mine.sentences)
        ]
        if len(kept) > _KEPT * len(inside):
            continue
        covered = section.end
        start, end = _place_of(report, original, section)
        yield Finding(
            kind=FindingKind.MISSING_SECTION,
            severity=Severity.WARNING,
            surface=report.text[start:end],
            start=start,
            end=end,
            message=f"来源中的“{section.heading}”这部分在本文中没有了，请确认是否遗漏。",
            expected=section.heading,
            evidence=(
                Proof(
                    document_id=source.document_id,
                    title=source.title,
                    locator=section.path,
                    quote=source.text[section.start : min(section.end, section.start + 200)].strip(),
                    start=section.start,
                    end=min(section.end, section.start + 200),
                ),
            ),
        )


def _place_of(report: Report, original: Report, lost: Section) -> tuple[int, int]:
    """Return where the lost section would stand: at the heading that followed it, else at the end of the text."""
    for section in original.sections:
        if section.start >= lost.end and section.heading:
            at = report.text.find(section.heading)
            if at >= 0:
                return at, at + min(len(section.heading), _SPOT)
    end = len(report.text.rstrip())
    return max(0, end - 1), end
