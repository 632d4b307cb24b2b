"""Findings and checked texts in the JSON shapes that the command line promises."""

from assistant.checking.types import CheckedText, Finding, Mark, Proof
from assistant.rendering import Json


def proof_json(proof: Proof) -> Json:
    """Return a place that bears on a finding; offsets are code points of that document."""
    return {
        "document_id": proof.document_id,
        "title": proof.title,
        "locator": proof.locator,
        "quote": proof.quote,
        "start": proof.start,
        "end": proof.end,
    }


def finding_json(finding: Finding) -> Json:
    """Return a finding as design.md's ``finding``."""
    return {
        "kind": finding.kind.value,
        "severity": finding.severity.value,
        "surface": finding.surface,
        "start": finding.start,
        "end": finding.end,
        "message": finding.message,
        "expected": finding.expected,
        "evidence": [proof_json(proof) for proof in finding.evidence],
    }


def mark_json(mark: Mark) -> Json:
    """Return what became of one figure or norm."""
    return {
        "subject": mark.subject,
        "surface": mark.surface,
        "start": mark.start,
        "end": mark.end,
        "status": mark.status.value,
        "proof": proof_json(mark.proof) if mark.proof else None,
    }


def checked_json(checked: CheckedText) -> Json:
    """Return one file of design.md's ``check``, with a mark for each figure and norm."""
    return {
        "path": checked.path,
        "figures_checked": checked.figures_checked,
        "norms_checked": checked.norms_checked,
        "findings": [finding_json(finding) for finding in checked.findings],
        "marks": [mark_json(mark) for mark in checked.marks],
    }
