"""Cited norms in time: repealed, run out, not yet in force, or in a version that is not the one of the period."""

import re

from assistant.checking.norm_context import Sense
from assistant.checking.types import Finding, FindingKind, Severity
from knowledge.norms.citations import NormCitation
from knowledge.norms.resolving import Resolved
from knowledge.norms.versions import NormVersion

_VERSION_YEAR = re.compile(
    r"(?:19|20)\d{2}(?=\s?年?(?:\d{1,2}月)?(?:\d{1,2}日)?(?:第.次)?(?:新?(?:修订|修正|修改)|版|公布|通过|\s?[）)\]〕]))"
)


def check_time(text: str, citation: NormCitation, resolved: Resolved, sense: Sense, year: int | None) -> Finding | None:
    """Return what is wrong with the time of a known norm, or None. ``year`` is the reporting year."""
    if resolved.ended is not None:
        return _ended(text, citation, resolved, sense, year)
    if year is None:
        return None
    named = _named(text, citation, resolved, sense, year)
    if named:
        return named
    if resolved.begins is not None:
        return _not_begun(text, citation, resolved, sense, year)
    return _ending_note(text, citation, resolved, sense, year)


def _ended(text: str, citation: NormCitation, resolved: Resolved, sense: Sense, year: int | None) -> Finding | None:
    if sense.past:
        return None
    since = f"{resolved.ended:%Y-%m-%d}"
    by = f"由《{resolved.successor}》取代" if resolved.successor else "资料里没有找到后续文件，是否有新文件未核实"
    if resolved.years:
        first, last = resolved.years
        message = f"《{resolved.title}》的期间是{first}—{last}年，已经期满；{by}。请核对是否仍应引用。"
    elif resolved.repeal and resolved.repeal.day is None:
        message = f"《{resolved.title}》已废止，{by}。请改引现行规定并核对条号。"
    else:
        message = f"《{resolved.title}》自{since}起不再施行，{by}。请改引报告期内施行的规定并核对条号。"
    return _finding(
        text, citation, FindingKind.REPEALED_NORM, _weight(citation, resolved, sense, year), message, resolved
    )


def _weight(citation: NormCitation, resolved: Resolved, sense: Sense, year: int | None) -> Severity:
    if year is None:
        return Severity.NOTE
    if resolved.years and year == resolved.years[1] + 1:
        return Severity.WARNING if sense.followed else Severity.NOTE
    return Severity.ERROR if sense.followed or citation.articles else Severity.WARNING


def _named(text: str, citation: NormCitation, resolved: Resolved, sense: Sense, year: int) -> Finding | None:
    """Judge the version year that the citation itself names."""
    start, end = _year_spot(text, citation)
    if resolved.named_missing:
        known = "、".join(f"{v.issued.year}年" for v in (*resolved.also, resolved.version) if v and v.issued)
        message = (
            f"没有《{resolved.title}》{citation.version_year}年的版本；"
            f"报告期内施行的是{known or '另一'}版本。请核对年份。"
        )
        return _at(text, start, end, FindingKind.NORM_VERSION, Severity.WARNING, message)
    if resolved.named_older and resolved.version and not resolved.older_unknown and not sense.past and not sense.years:
        message = (
            f"《{resolved.title}》{citation.version_year}年的版本已由{resolved.version.label}取代，"
            f"{year}年度施行的是后者。请核对引用的版本和条号。"
        )
        return _at(text, start, end, FindingKind.NORM_VERSION, Severity.WARNING, message)
    version = resolved.named
    if version is None or sense.past or _is_valid(version, resolved):
        return None
    found = _other_version(version, sense, year, cited=bool(citation.articles))
    return _at(text, start, end, FindingKind.NORM_VERSION, found[1], found[0]) if found else None


def _other_version(version: NormVersion, sense: Sense, year: int, *, cited: bool) -> tuple[str, Severity] | None:
    """Judge a named version that was not in force in the period; ``cited`` tells whether articles of it are."""
    begins = version.begins
    fresh = version.issued is not None and version.issued.year <= year
    if begins and begins.year > year:
        if sense.ahead or (fresh and not cited):
            return None
        message = f"{version.label}自{begins:%Y-%m-%d}起施行，{year}年度还没有施行。请核对引用的版本和条号。"
        return message, Severity.WARNING if fresh else Severity.ERROR
    if version.until and version.until.year <= year:
        message = f"{version.label}已自{version.until:%Y-%m-%d}起由新版本取代。请核对引用的版本和条号。"
        return message, Severity.WARNING
    return None


def _is_valid(version: NormVersion, resolved: Resolved) -> bool:
    return version is resolved.version or version in resolved.also


def _year_spot(text: str, citation: NormCitation) -> tuple[int, int]:
    for match in _VERSION_YEAR.finditer(text, citation.start, citation.end):
        if int(match[0]) == citation.version_year:
            return match.span()
    return citation.start, citation.end


def _not_begun(text: str, citation: NormCitation, resolved: Resolved, sense: Sense, year: int) -> Finding | None:
    begins, issued = resolved.begins, resolved.issued
    if begins is None or (sense.ahead and begins.year == year + 1):
        return None
    if issued and issued.year <= year and not citation.articles:
        return None  # adopted in the year and studied ahead of its first day
    if resolved.new:
        severity = Severity.WARNING if issued and issued.year <= year else Severity.ERROR
        message = (
            f"《{resolved.title}》自{begins:%Y-%m-%d}起施行，{year}年度还没有施行，不能作为依据。请核对名称和年份。"
        )
        return _finding(text, citation, FindingKind.NORM_VERSION, severity, message, resolved)
    if resolved.existed and not citation.articles:
        return None
    message = (
        f"只收录了《{resolved.title}》{begins:%Y-%m-%d}起施行的版本，{year}年施行的版本没有收录，无法核实。"
        "请对照当年版本的原文核对。"
    )
    return _finding(text, citation, FindingKind.NORM_VERSION, Severity.NOTE, message, resolved)


def _ending_note(text: str, citation: NormCitation, resolved: Resolved, sense: Sense, year: int) -> Finding | None:
    """Return a note where a norm ended within the period and another one took its place, or None."""
    version = resolved.version
    if (
        version is None
        or version.until is None
        or version.period
        or not resolved.successor
        or sense.past
        or resolved.named
    ):
        return None
    if version.until.year != year or not (citation.articles or sense.followed):
        return None
    message = (
        f"《{resolved.title}》自{version.until:%Y-%m-%d}起由《{resolved.successor}》取代，在报告期之内。"
        "请按行为发生的日期核对应引用哪一个。"
    )
    return _finding(text, citation, FindingKind.NORM_VERSION, Severity.NOTE, message, resolved)


def version_note(text: str, citation: NormCitation, resolved: Resolved) -> Finding | None:
    """Return a note where articles are cited and more than one version was in force in the period, or None."""
    if not citation.articles or resolved.named or resolved.version is None:
        return None
    if not resolved.also and not resolved.older_unknown:
        return None
    day = resolved.version.begins
    older = f"此前施行的是{resolved.also[-1].label}" if resolved.also else "此前施行的版本没有收录"
    message = (
        f"报告期内《{resolved.title}》换过版本：{resolved.version.label}自{day:%Y-%m-%d}起，{older}。"
        "条号可能不同，请按行为发生的日期核对引用的是哪一版。"
    )
    return _finding(text, citation, FindingKind.NORM_VERSION, Severity.NOTE, message, resolved)


def _finding(
    text: str, citation: NormCitation, kind: FindingKind, severity: Severity, message: str, resolved: Resolved
) -> Finding:
    expected = f"《{resolved.successor}》" if kind is FindingKind.REPEALED_NORM and resolved.successor else None
    return _at(text, citation.start, citation.end, kind, severity, message, expected=expected)


def _at(
    text: str,
    start: int,
    end: int,
    kind: FindingKind,
    severity: Severity,
    message: str,
    *,
    expected: str | None = None,
) -> Finding:
    return Finding(
        kind=kind, severity=severity, surface=text[start:end], start=start, end=end, message=message, expected=expected
    )
