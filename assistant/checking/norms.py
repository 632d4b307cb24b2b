"""Check every norm that a text cites: name, number, version in time, articles, and what they are said to say."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from assistant.checking.norm_articles import Articles, check_articles
from assistant.checking.norm_contents import check_content
from assistant.checking.norm_context import Sense, Senses
from assistant.checking.norm_mentions import bare_mentions
from assistant.checking.norm_numbers import broken_numbers, check_number
from assistant.checking.norm_plans import PlanMention, check_plan, plan_mark, plan_mentions
from assistant.checking.norm_times import check_time, version_note
from assistant.checking.norm_titles import check_title, unknown_norm
from assistant.checking.types import Finding, Mark, Severity, Status
from knowledge.norms.citations import NormCitation, find_citations
from knowledge.norms.resolving import Match, Norms, Period, Resolved
from knowledge.norms.versions import NormVersion

_OWN = re.compile(r"本(?:法典|法|条例|规定|办法|细则|规则|解释|决定|规划|纲要|意见)")
_SENTENCE = re.compile(r"[。；;\n]")
_FAR = 120
"""How far back the norm may stand that a bare 第三条 or 该法第三条 belongs to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Checked:
    findings: tuple[Finding, ...]
    status: Status
    articles: Articles | None = None


def check_norms(text: str, *, norms: Norms, year: int | None) -> tuple[tuple[Finding, ...], tuple[Mark, ...]]:
    """Return what is wrong with the norms that ``text`` cites, and one mark for each of them, both in order.

    ``year`` is the reporting year; where it is None, nothing is said about versions in time. A norm that nobody knows
    is never called right: it is marked as unproven.
    """
    senses = Senses(text, year)
    findings: list[Finding] = list(broken_numbers(text))
    marks: list[Mark] = []
    told: set[str] = set()
    citations = tuple(_with_names(text, find_citations(text, names=norms.titles())))
    for citation in citations:
        checked = _check(text, citation, norms, senses, year)
        fresh = [f for f in checked.findings if f.severity is not Severity.NOTE or _key(citation, f) not in told]
        told.update(_key(citation, f) for f in fresh)
        findings.extend(fresh)
        marks.append(_mark(citation, checked))
    for citation in bare_mentions(text, norms, citations, year):
        checked = _check(text, citation, norms, senses, year)
        if checked.findings:
            findings.extend(checked.findings)
            marks.append(_mark(citation, checked))
    for mention in plan_mentions(text):
        finding = check_plan(text, mention, senses, year)
        inside = any(c.start < mention.end and mention.start < c.end for c in citations)
        if finding and not (inside and any(_is_told(finding, mention, other) for other in findings)):
            findings.append(finding)
        if not inside:
            marks.append(plan_mark(text, mention, finding))
    return (
        tuple(sorted(findings, key=lambda f: (f.start, f.end))),
        tuple(sorted(marks, key=lambda m: (m.start, m.end))),
    )


def _is_told(finding: Finding, mention: PlanMention, other: Finding) -> bool:
    """Tell whether another finding says already that the plan is the wrong one, or has the wrong years."""
    start, end = min(finding.start, mention.start), max(finding.end, mention.end)
    return other.severity is not Severity.NOTE and other.start < end and start < other.end


def _key(citation: NormCitation, finding: Finding) -> str:
    """Return what makes a second note of the same sort about the same norm needless."""
    return f"{finding.kind}{citation.title or citation.document_number}{[str(a) for a in citation.articles]}"


def _with_names(text: str, citations: Sequence[NormCitation]) -> Iterator[NormCitation]:
    """Give a bare 第三条 or 该法第三条 the title that was named last in its sentence."""
    last: NormCitation | None = None
    for citation in citations:
        if citation.title or not citation.articles:
            last = citation if citation.title else last
            yield citation
        elif last and not _OWN.match(citation.surface) and _is_close(text, last, citation):
            yield replace(citation, title=last.title, version_year=last.version_year)
        else:
            yield citation


def _is_close(text: str, last: NormCitation, citation: NormCitation) -> bool:
    between = text[last.end : citation.start]
    return len(between) <= _FAR and not _SENTENCE.search(between)


def _check(text: str, citation: NormCitation, norms: Norms, senses: Senses, year: int | None) -> _Checked:
    sense = senses.at(citation.start, citation.end)
    resolved = norms.resolve(citation, on=None, period=_period(sense, year))
    number = check_number(text, citation, resolved, year)
    numbers = (number,) if number else ()
    if resolved.match is Match.UNNAMED:
        wrong = any(f.severity is not Severity.NOTE for f in numbers)
        return _Checked(findings=numbers, status=Status.CONTRADICTED if wrong else Status.UNPROVEN)
    if resolved.match is Match.UNKNOWN:
        unknown = () if number else (unknown_norm(text, citation, sense),)
        return _Checked(findings=(*numbers, *unknown), status=Status.CONTRADICTED if number else Status.UNPROVEN)
    title = check_title(text, citation, resolved)
    time = check_time(text, citation, resolved, sense, year)
    found = [f for f in (title, number, time) if f]
    articles = _check_articles(text, citation, resolved, sense, norms, year) if citation.articles else None
    if articles:
        found.extend(articles.findings)
    if articles and not articles.findings and not time:
        found.extend(f for f in (_content(text, citation, resolved, norms),) if f)
        note = version_note(text, citation, resolved) if not sense.ahead and year is not None else None
        found.extend([note] if note and len(found) == len(numbers) + bool(title) else [])
    return _Checked(findings=tuple(found), status=_status(found, resolved, articles), articles=articles)


def _period(sense: Sense, year: int | None) -> Period | None:
    """Return the time that a citation may belong to: the reporting year, with another one that its words name."""
    if year is None:
        return None
    earlier = min((named for named in sense.years if year - 10 <= named < year), default=year)
    return date(earlier, 1, 1), date(year + 1 if sense.ahead else year, 12, 31)


def _versions(resolved: Resolved) -> tuple[NormVersion, ...]:
    if resolved.named:
        return (resolved.named,)
    return (*resolved.also, resolved.version) if resolved.version else ()


def _check_articles(
    text: str, citation: NormCitation, resolved: Resolved, sense: Sense, norms: Norms, year: int | None
) -> Articles:
    versions = _versions(resolved)
    sure = not resolved.older_unknown or resolved.named is not None
    lenient = sense.ahead or year is None or bool(sense.years) or not resolved.also
    return check_articles(text, citation, versions, norms, sure=sure, lenient=lenient)


def _content(text: str, citation: NormCitation, resolved: Resolved, norms: Norms) -> Finding | None:
    versions = _versions(resolved)
    if len(versions) != 1 or (resolved.older_unknown and not resolved.named):
        return None
    return check_content(text, citation, versions[0], norms.articles(versions[0]))


def _status(found: Sequence[Finding], resolved: Resolved, articles: Articles | None) -> Status:
    if any(f.severity is Severity.ERROR for f in found):
        return Status.CONTRADICTED
    if any(f.severity is Severity.WARNING for f in found):
        return Status.CONTRADICTED if resolved.match is not Match.KNOWN else Status.UNPROVEN
    if resolved.begins and not resolved.existed and not resolved.new:
        return Status.UNPROVEN
    if resolved.ended:
        return Status.UNPROVEN
    return Status.PROVEN if articles is None or (articles.exist and not found) else Status.UNPROVEN


def _mark(citation: NormCitation, checked: _Checked) -> Mark:
    return Mark(
        subject="norm",
        surface=citation.surface,
        start=citation.start,
        end=citation.end,
        status=checked.status,
        proof=checked.articles.proof if checked.articles and checked.status is Status.PROVEN else None,
    )
