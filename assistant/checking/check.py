"""Check one text: figures against sources, arithmetic, norms and structure, as one list of findings."""

from collections.abc import Sequence
from dataclasses import replace

from assistant.checking.arithmetic import check_arithmetic
from assistant.checking.figures import check_figures
from assistant.checking.norms import check_norms
from assistant.checking.structure import check_structure
from assistant.checking.types import CheckedText, Finding, FindingKind, Severity, SourceText
from assistant.injections import without_speech
from knowledge.norms.resolving import Norms

_ORDER = (
    FindingKind.PLACEHOLDER_LEFT,
    FindingKind.STALE_FIGURE,
    FindingKind.CONTRADICTED_FIGURE,
    FindingKind.WRONG_METRIC,
    FindingKind.WRONG_UNIT,
    FindingKind.WRONG_PERIOD,
    FindingKind.REPEALED_NORM,
    FindingKind.UNKNOWN_ARTICLE,
    FindingKind.CHANGE_MISMATCH,
    FindingKind.RATE_MISMATCH,
    FindingKind.SUM_MISMATCH,
    FindingKind.PART_EXCEEDS_WHOLE,
    FindingKind.INTERNAL_CONFLICT,
    FindingKind.NORM_VERSION,
    FindingKind.ARTICLE_CONTENT_MISMATCH,
    FindingKind.NORM_TITLE_MISMATCH,
)
_AROUND = 6
"""Characters on each side that a source must share with a note to stand behind it."""
_SEVERITIES = (Severity.ERROR, Severity.WARNING, Severity.NOTE)


def check(
    text: str,
    *,
    path: str,
    sources: Sequence[SourceText],
    previous: SourceText | None = None,
    year: int | None = None,
    organ: str | None = None,
    norms: Norms | None = None,
) -> CheckedText:
    """Return everything about ``text`` that a person must settle, sorted by place, at most one finding a spot.

    Without ``sources`` figures stay unproven and only the text's own arithmetic, its norms and its structure are
    checked; without ``norms`` no citation is looked up. Offsets are code points of ``text``.
    """
    sources = [replace(source, text=without_speech(source.text)) for source in sources]
    figures, marks = check_figures(text, sources=sources, previous=previous, organ=organ, year=year)
    settled, marks = check_arithmetic(text, figures, marks, organ=organ, year=year)
    structure = check_structure(text, sources=sources, year=year)
    cited, norm_marks = check_norms(text, norms=norms, year=year) if norms else ((), ())
    findings = one_a_spot([*settled, *structure, *_new_norms(text, cited, sources)])
    return CheckedText(
        path=path,
        text=text,
        figures_checked=sum(m.subject == "figure" for m in marks),
        norms_checked=len(norm_marks),
        findings=findings,
        marks=tuple(sorted((*marks, *norm_marks), key=lambda m: (m.start, m.end))),
    )


def _new_norms(text: str, cited: Sequence[Finding], sources: Sequence[SourceText]) -> list[Finding]:
    """Leave out what nobody can verify, or is a note at most, where a source says it in the same words.

    The marks stay unproven: a source is no proof that a norm exists or says so.
    """
    named = "\n".join(source.text for source in sources)
    return [f for f in cited if not _told(text, f, named)]


def _told(text: str, finding: Finding, named: str) -> bool:
    """Say whether a source holds the same title, or for a note the same words with their neighbours."""
    if finding.kind is FindingKind.UNKNOWN_NORM:
        return finding.surface in named
    around = text[max(0, finding.start - _AROUND) : finding.end + _AROUND]
    return finding.severity is Severity.NOTE and around in named


def one_a_spot(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Keep of findings that overlap the most telling; findings about something missing never crowd out others."""
    kept: list[Finding] = []
    taken: set[int] = set()
    for finding in sorted(findings, key=_weight):
        if finding.kind is FindingKind.MISSING_SECTION:
            same = [k for k in kept if k.kind is finding.kind and k.expected == finding.expected]
            if not same:
                kept.append(finding)
        elif taken.isdisjoint(range(finding.start, max(finding.end, finding.start + 1))):
            kept.append(finding)
            taken.update(range(finding.start, max(finding.end, finding.start + 1)))
    return tuple(sorted(kept, key=lambda f: (f.start, f.end, f.kind.value)))


def _weight(finding: Finding) -> tuple[int, int, int, int]:
    rank = _ORDER.index(finding.kind) if finding.kind in _ORDER else len(_ORDER)
    return (_SEVERITIES.index(finding.severity), rank, finding.end - finding.start, finding.start)
