"""Plant errors one at a time in clean reports, check each against the clean text, and count what is found on the spot.

Clean texts and redrafts of them are checked as well: every finding there is a false alarm.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from assistant.checking.check import check
from assistant.checking.types import Finding, SourceText
from assistant.ingesting import Overrides, load
from eval.planting import OPERATORS, Operator, Planted
from eval.planting.redrafts import redraft
from knowledge.documents import Kind
from knowledge.norms.resolving import Norms
from knowledge.samples import sample_files

_PER_OPERATOR = 8
_REDRAFTS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Clean:
    """A report that is taken to be right in every figure."""

    name: str
    source: SourceText


def clean_reports(seed: Path) -> list[Clean]:
    """Return the real seed report (where it is on this machine) and the sample reports."""
    files = [*([seed] if seed.exists() else []), *sample_files()]
    found: list[Clean] = []
    for path in files:
        new = load(path, Overrides())
        if new.metadata.kind is not Kind.REPORT:
            continue
        source = SourceText(
            document_id=path.stem,
            title=new.metadata.title,
            text=new.text,
            organ=new.metadata.organ,
            year=new.metadata.year,
        )
        found.append(Clean(name=path.stem, source=source))
    return found


def found_on_spot(planted: Planted, operator: Operator, findings: tuple[Finding, ...]) -> Finding | None:
    """Return the finding that overlaps the planted error; one of its kind anywhere where it has no spot."""
    for finding in findings:
        if planted.anywhere and finding.kind.value == operator.finding:
            return finding
        if not planted.anywhere and finding.start < planted.end and planted.start < finding.end:
            return finding
    return None


def measure(reports: list[Clean], per_operator: int) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return shares found per operator and overall, false alarms per 1,000 clean figures, and every case."""
    tried: Counter[str] = Counter()
    found: Counter[str] = Counter()
    cases: list[dict[str, Any]] = []
    for operator in OPERATORS:
        for clean in reports:
            for planted in _planted(operator, clean, per_operator):
                result = _checked(planted.text, clean, planted.previous)
                hit = found_on_spot(planted, operator, result[0])
                tried[operator.name] += 1
                found[operator.name] += hit is not None
                cases.append(_case(clean, planted, hit))
    numbers: dict[str, Any] = {
        "planted": sum(tried.values()),
        "found": round(sum(found.values()) / max(1, sum(tried.values())), 4),
        "found_per_operator": {name: [found[name], tried[name]] for name in tried},
        "lowest": min((round(found[name] / tried[name], 4) for name in tried), default=None),
    }
    for name, texts in (("clean", _originals(reports)), ("redrafted", _redrafts(reports))):
        alarms = figures = 0
        for clean, text in texts:
            findings, checked = _checked(text, clean, None)
            figures += checked
            alarms += len(findings)
            cases.extend({"report": clean.name, "false_alarm": f.kind.value, "surface": f.surface} for f in findings)
        numbers[f"{name}_figures"] = figures
        numbers[f"{name}_false_alarms_per_1000"] = round(1000 * alarms / max(1, figures), 2)
    return numbers, cases


def _planted(operator: Operator, clean: Clean, count: int) -> Iterator[Planted]:
    seen: set[str] = set()
    for i in range(count):
        planted = operator.plant(clean.source.text, Random(f"{operator.name}/{clean.name}/{i}"))  # noqa: S311 - a test's dice
        if planted and planted.text not in seen:
            seen.add(planted.text)
            yield planted


def _originals(reports: list[Clean]) -> Iterator[tuple[Clean, str]]:
    for clean in reports:
        yield clean, clean.source.text


def _redrafts(reports: list[Clean]) -> Iterator[tuple[Clean, str]]:
    for clean in reports:
        for i in range(_REDRAFTS):
            yield clean, redraft(clean.source.text, Random(f"{clean.name}/{i}"), year=clean.source.year or 0)  # noqa: S311 - a test's dice


def _checked(text: str, clean: Clean, previous: str | None) -> tuple[tuple[Finding, ...], int]:
    year, organ = clean.source.year, clean.source.organ
    last = (
        SourceText(
            document_id="previous", title="上年报告", text=previous, organ=organ, year=year - 1 if year else None
        )
        if previous
        else None
    )
    result = check(text, path=clean.name, sources=[clean.source], previous=last, year=year, organ=organ, norms=_norms())
    return result.findings, result.figures_checked


@cache
def _norms() -> Norms:
    """Return what the package and the catalogue know of norms."""
    return Norms()


def _case(clean: Clean, planted: Planted, hit: Finding | None) -> dict[str, Any]:
    return {
        "report": clean.name,
        "operator": planted.operator,
        "start": planted.start,
        "original": planted.original[:40],
        "replacement": planted.replacement[:40],
        "found": hit.kind.value if hit else None,
    }


def figures(_home: Path, limit: int | None) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Run the task; ``limit`` is the number of errors per operator and report."""
    seed = Path(__file__).resolve().parents[2] / "shared" / "corpus" / "reports" / "seed.txt"
    return measure(clean_reports(seed), limit or _PER_OPERATOR)
