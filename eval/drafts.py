"""Task `drafts`: drafts from last year's report and this year's material, compared slot by slot with what is known.

The sample case of ``drafting_cases`` and generated ones, each from its own seed.
"""

import re
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from assistant.chat import ChatModel
from assistant.drafting.composing import compose
from assistant.drafting.ground import Tools, previous_from
from assistant.drafting.rendering import plain_text
from assistant.drafting.types import HELD, Brief, Draft
from assistant.settings import load_settings
from assistant.workspace import Workspace
from eval.drafting_cases.generated import generated
from eval.drafting_cases.types import Case, Expected
from knowledge.figures import read_quantities
from knowledge.figures.document_figures import read_document
from knowledge.norms.resolving import Norms
from knowledge.samples import sample_files, sample_materials

_CASES = Path(__file__).parent / "drafting_cases"
_GENERATED = 6
_MARK = re.compile(r"【待(?:补充|核实)：[^】\n]*】")
_OPEN = frozenset({"missing", "split", "contradictory"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What one draft got right; counts are slots, figures or sentences."""

    name: str
    stated: int
    """Slots whose figure the material states or implies."""
    right: int
    """Of these, printed with the right value."""
    wrong: tuple[str, ...]
    """Slots printed with another value or though the material lacks them: the errors that hurt."""
    gaps: int
    gaps_right: int
    """Gaps for figures that the material lacks, contradicts or states in other words."""
    missing: int
    missing_asked: int
    stale: tuple[str, ...]
    """Figures of the draft that only last year's report holds."""
    unsupported: tuple[str, ...]
    """Figures that neither report nor material holds and nobody computed."""
    parts_lacking: tuple[str, ...]
    errors: int
    """Findings of the check with the weight of an error."""
    seconds: float


def drafted(case: Case, model: ChatModel | None = None, report: Callable[[str], None] = lambda _: None) -> Draft:
    """Return the draft of a case, by ``model`` or without one; ``report`` is told of each section that begins."""
    brief = Brief(organ=case.organ, year=case.year)
    previous = previous_from(case.previous, brief)
    tools = Tools(norms=Norms(), model=model)
    return compose(brief, previous=previous, materials=list(case.materials), tools=tools, report=report)


def sample_case(path: Path = _CASES / "yunling_2024.yaml") -> Case:
    """Read the case of the sample library."""
    truth = yaml.safe_load(path.read_text(encoding="utf-8"))
    return Case(
        name=path.stem,
        organ=truth["organ"],
        year=truth["year"],
        previous=next(file for file in sample_files() if file.name == truth["previous"]),
        materials=tuple(sample_materials()),
        slots=tuple(Expected(last=s["last"], status=s["status"], now=str(s.get("now", ""))) for s in truth["slots"]),
        figures=frozenset((Decimal(f["value"]), f["unit"]) for f in truth["figures"]),
        required=tuple(truth["required"]),
    )


def judge(case: Case, draft: Draft, seconds: float) -> Judged:
    """Compare a draft with its case; the k-th slot that is printed like ``last`` is the k-th one expected so."""
    expected: defaultdict[str, list[Expected]] = defaultdict(list)
    for one in case.slots:
        expected[one.last].append(one)
    fillings = {filling.slot: filling for filling in draft.fillings}
    stated = right = missing = missing_asked = gaps_right = 0
    wrong: list[str] = []
    asked = {gap.slot for gap in draft.gaps if gap.slot}
    for slot in draft.slots:
        rows = expected[slot.last.surface if slot.last else ""]
        one = rows.pop(0) if rows else None
        filling = fillings[slot.id]
        printed = filling.surface if filling.status in HELD else ""
        if one is None:
            wrong += [f"{slot.name}：多出 {printed}"] if printed else []
            continue
        stated += one.status in {"stated", "computed"}
        missing += one.status in _OPEN
        missing_asked += slot.id in asked and one.status in _OPEN
        gaps_right += slot.id in asked and one.status in {*_OPEN, "reworded"}
        if printed and printed != one.now:
            wrong.append(f"{slot.name}：{printed}，应为 {one.now or '待补充'}")
        elif printed and one.status in {"stated", "computed"}:
            right += 1
    strange = _figures(plain_text(draft), case) - _allowed(case)
    last = _figures(draft_previous(case), case)
    return Judged(
        name=case.name,
        stated=stated,
        right=right,
        wrong=tuple(wrong),
        gaps=len(asked),
        gaps_right=gaps_right,
        missing=missing,
        missing_asked=missing_asked,
        stale=tuple(sorted(f"{value}{unit}" for value, unit in strange & last)),
        unsupported=tuple(sorted(f"{value}{unit}" for value, unit in strange - last)),
        parts_lacking=tuple(part for part in case.required if not _has_part(draft, part)),
        errors=sum(finding.severity == "error" for finding in draft.findings),
        seconds=round(seconds, 2),
    )


def draft_previous(case: Case) -> str:
    """Return the text of last year's report as the reader sees it."""
    return previous_from(case.previous, Brief(organ=case.organ, year=case.year)).text


def _figures(text: str, case: Case) -> set[tuple[Decimal, str]]:
    figures = read_document(_MARK.sub("", text), organ=case.organ, year=case.year)
    return {(figure.value, figure.unit) for figure in figures}


def _allowed(case: Case) -> set[tuple[Decimal, str]]:
    now = {(q.value, q.unit) for one in case.slots for q in read_quantities(one.now)}
    return now | case.figures


def _has_part(draft: Draft, part: str) -> bool:
    """Whether a section of this requirement, or one below it, holds a paragraph."""
    inside = 0
    for section in draft.sections:
        if section.level <= inside:
            inside = 0
        if section.requirement == part and not inside:
            inside = section.level
        if inside and any(paragraph.sentences for paragraph in section.paragraphs):
            return True
    return False


def _numbers(results: list[Judged]) -> Mapping[str, Any]:
    counts: Counter[str] = Counter()
    for one in results:
        counts.update(
            stated=one.stated, right=one.right, gaps=one.gaps, gaps_right=one.gaps_right, missing=one.missing,
            missing_asked=one.missing_asked,
            wrong=len(one.wrong), stale=len(one.stale), unsupported=len(one.unsupported), errors=one.errors,
            parts_lacking=len(one.parts_lacking),
        )  # fmt: skip
    return {
        "drafts": len(results),
        "figure_recall": round(counts["right"] / max(1, counts["stated"]), 4),
        "wrong_figures": counts["wrong"],
        "stale_figures": counts["stale"],
        "unsupported_figures": counts["unsupported"],
        "gap_precision": round(counts["gaps_right"] / max(1, counts["gaps"]), 4),
        "gap_recall": round(counts["missing_asked"] / max(1, counts["missing"]), 4),
        "parts_lacking": counts["parts_lacking"],
        "check_errors": counts["errors"],
        "seconds_max": max((one.seconds for one in results), default=0.0),
    }


def _results(folder: Path, count: int) -> Iterator[Judged]:
    for case in (sample_case(), *(generated(folder / str(seed), seed) for seed in range(count))):
        begin = time.perf_counter()
        draft = drafted(case)
        yield judge(case, draft, time.perf_counter() - begin)


def _by_model(model: ChatModel) -> tuple[dict[str, Any], Judged]:
    """Return the sample case as the embedded model writes it, with how long it took."""
    case = sample_case()
    begin = time.perf_counter()
    begun: list[float] = []
    draft = drafted(case, model, lambda _: begun.append(time.perf_counter() - begin))
    seconds = time.perf_counter() - begin
    sentences = [s for section in draft.sections for p in section.paragraphs for s in p.sentences]
    judged = judge(case, draft, seconds)
    reading = len(case.materials)  # a report a file, then one as each section begins: opening, 一、, (一)
    numbers = {
        "seconds": round(seconds, 1),
        "first_section_s": round(begun[reading + 3], 1),
        "characters": len(plain_text(draft)),
        "paragraphs": sum(len(section.paragraphs) for section in draft.sections),
        "sentences": len(sentences),
        "sentences_by_model": sum(s.origin == "model" for s in sentences),
        "wrong_figures": len(judged.wrong),
        "stale_figures": len(judged.stale),
        "unsupported_figures": len(judged.unsupported),
        "check_errors": judged.errors,
    }
    return numbers, judged


def drafts(home: Path, limit: int | None) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Run the task; ``limit`` is the number of generated cases, and spares the model's draft (minutes)."""
    with tempfile.TemporaryDirectory() as folder:
        results = list(_results(Path(folder), _GENERATED if limit is None else limit))
    numbers = dict(_numbers(results))
    if limit is None:
        with Workspace.open(load_settings(home=home)) as workspace:
            model = workspace.chat_model()
            if model is not None:
                numbers["by_model"], judged = _by_model(model)
                results.append(judged)
    return numbers, [asdict(one) for one in results]
