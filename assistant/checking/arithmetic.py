"""Findings for what a text's own figures do not add up to, and proofs for what follows from proven ones."""

from collections.abc import Sequence
from dataclasses import replace

from assistant.checking.types import Finding, FindingKind, Mark, Proof, Severity, Status
from knowledge.figures import Figure, read_figures
from knowledge.figures.relations import Relation, RelationKind, read_relations

_KINDS = {
    RelationKind.RATE: FindingKind.RATE_MISMATCH,
    RelationKind.PART: FindingKind.PART_EXCEEDS_WHOLE,
    RelationKind.SUM: FindingKind.SUM_MISMATCH,
    RelationKind.CHANGE: FindingKind.CHANGE_MISMATCH,
    RelationKind.CONFLICT: FindingKind.INTERNAL_CONFLICT,
    RelationKind.SERIES: FindingKind.INTERNAL_CONFLICT,
}
_COMPUTED = frozenset({RelationKind.RATE, RelationKind.SUM, RelationKind.CHANGE})
_OPEN = frozenset({FindingKind.UNSUPPORTED_FIGURE, FindingKind.WRONG_METRIC})
_LONGEST_QUOTE = 200


def check_arithmetic(
    text: str, findings: Sequence[Finding], marks: Sequence[Mark], *, organ: str | None, year: int | None
) -> tuple[tuple[Finding, ...], tuple[Mark, ...]]:
    """Return ``findings`` and ``marks`` with what the text's own arithmetic adds and settles.

    A relation that fails is reported on the figure that it is about, unless a source already contradicts one of its
    figures: then that figure is the error. A figure that follows from proven ones is proven.
    """
    relations = read_relations(text, read_figures(text, organ=organ, year=year))
    spots = {position for f in findings if f.kind not in _OPEN for position in range(f.start, f.end)}
    failing = [
        _finding(text, relation)
        for relation in relations
        if relation.holds is False and not any(_touched(f, spots) for f in (relation.figure, *relation.operands))
    ]
    status = {mark.start: mark.status for mark in marks}
    derived = {r.figure.start for r in relations if _follows(r, status)}
    kept = [f for f in findings if not (f.kind in _OPEN and f.severity is Severity.WARNING and f.start in derived)]
    settled = [
        replace(m, status=Status.PROVEN) if m.start in derived and m.status is Status.UNPROVEN else m for m in marks
    ]
    wrong = {f.start for f in failing}
    settled = [replace(m, status=Status.CONTRADICTED) if m.start in wrong else m for m in settled]
    return (*kept, *failing), tuple(settled)


def _touched(figure: Figure, spots: set[int]) -> bool:
    return not spots.isdisjoint(range(figure.start, figure.end))


def _follows(relation: Relation, status: dict[int, Status]) -> bool:
    """Say whether a computed figure rests on proven ones alone."""
    return (
        relation.holds is True
        and relation.kind in _COMPUTED
        and bool(relation.operands)
        and all(status.get(o.start) is Status.PROVEN for o in relation.operands)
    )


def _finding(text: str, relation: Relation) -> Finding:
    figure = relation.figure
    should = f"，应为{relation.expected}" if relation.expected else ""
    counted = f"（{relation.formula}）" if relation.formula else ""
    reasons = {
        RelationKind.PART: f"部分大于整体{counted}，请核对两个数字。",
        RelationKind.CONFLICT: f"同一指标在文中有两个不同的数字{counted}，请核对后统一。",
        RelationKind.SERIES: f"数目与所列各项不符{counted}{should}，请核对。",
    }
    message = reasons.get(relation.kind, f"与文中其他数字推算不符{counted}{should}，请核对。")
    return Finding(
        kind=_KINDS[relation.kind],
        severity=Severity.WARNING if relation.note else Severity.ERROR,
        surface=text[figure.start : figure.end],
        start=figure.start,
        end=figure.end,
        message=message,
        expected=relation.expected,
        evidence=tuple(_proof(text, operand) for operand in relation.operands),
    )


def _proof(text: str, figure: Figure) -> Proof:
    """Return a figure of the checked text itself as evidence, with the words around it."""
    return Proof(
        document_id="",
        title="本文",
        locator="",
        quote=figure.sentence[:_LONGEST_QUOTE] or text[figure.start : figure.end],
        start=figure.start,
        end=figure.end,
    )
