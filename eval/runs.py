"""Run tasks in a library of their own and write every case and every number, with commit, models and machine."""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, date, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from assistant.ingesting import Overrides, import_laws, ingest, prepare
from assistant.rendering import answer_json
from assistant.settings import load_settings
from assistant.workspace import Workspace
from eval.answers import Result, load_cases, run_case
from eval.bad_inputs import bad_inputs
from eval.drafts import drafts
from eval.extraction import measure as extracted
from eval.figures_task import figures
from eval.retrieval import measure, wrong_years
from eval.speed import growth, speed

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT.parent / "shared" / "corpus"
RESULTS = Path(__file__).parent / "results"

Task = Callable[[Path, int | None], tuple[dict[str, Any], list[dict[str, Any]]]]


def answers_seed(home: Path, limit: int | None) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Questions about one real report, which is all that the library holds."""
    with _opened(home) as workspace:
        for result in ingest(workspace.library, [CORPUS / "reports" / "seed.txt"], Overrides()):
            if result.error:
                raise SystemExit(f"{result.path}: {result.error}")
        workspace.bring_up_to_date()
        return _answers(workspace, "seed", limit)


def answers_samples(home: Path, limit: int | None) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Questions over the library that `make run` prepares."""
    with _opened(home) as workspace:
        list(prepare(workspace.library, date.today()))  # noqa: DTZ011 - the office's own calendar day
        workspace.bring_up_to_date()
        return _answers(workspace, "samples", limit)


def retrieval(home: Path, limit: int | None) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Real statute questions over all statutes, then years over the samples."""
    with _opened(home) as workspace:
        list(import_laws(workspace.library, (), everything=True, today=date.today()))  # noqa: DTZ011
        workspace.bring_up_to_date(report=_show)
        numbers = asdict(measure(workspace, CORPUS / "stard" / "queries.json", limit))
        list(prepare(workspace.library, date.today()))  # noqa: DTZ011
        workspace.bring_up_to_date()
        years = [(case.question, year) for case in load_cases("samples") for year in _years(case.question)]
        numbers["wrong_year_share_at_5"] = wrong_years(workspace, years)
        numbers["year_questions"] = len(years)
        return numbers, []


def extraction(_home: Path, _limit: int | None) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Read the gold texts and compare every figure with what a person noted."""
    got = extracted(ROOT / "tests" / "knowledge" / "gold", CORPUS / "reports")
    numbers = {
        "figures": got.figures,
        "exact_share": got.exact_share,
        "period_share": got.period_share,
        "metric_share": got.metric_share,
        "false_figures": got.false_figures,
    }
    return numbers, [asdict(mistake) for mistake in got.mistakes]


def budgets(home: Path, _limit: int | None) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Measure the budgets of the design in one run."""
    with _opened(home) as workspace:
        return speed(workspace), []


def growing(home: Path, limit: int | None) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Measure search and memory at 1k, 10k and 100k passages; ``limit`` leaves out the larger sizes."""
    with _opened(home) as workspace:
        sizes = [size for size in (1_000, 10_000, 100_000) if limit is None or size <= limit]
        return {"sizes": growth(workspace, sizes)}, []


TASKS: dict[str, Task] = {
    "answers-seed": answers_seed,
    "answers-samples": answers_samples,
    "retrieval": retrieval,
    "extraction": extraction,
    "figures": figures,
    "drafts": drafts,
    "bad-inputs": bad_inputs,
    "speed": budgets,
    "growth": growing,
}
QUICK = ("answers-seed", "answers-samples", "retrieval", "extraction", "figures", "speed")
"""What runs when no task is named; growth takes a quarter of an hour of its own."""


def _show(line: str) -> None:
    if sys.stderr.isatty():
        print(line, file=sys.stderr, end="\r")  # noqa: T201 - progress of a long run


def _years(text: str) -> list[int]:
    return [year for year in (2021, 2022, 2023) if str(year) in text][:1]


def _opened(home: Path) -> Any:
    return Workspace.open(load_settings(home=home))


def _answers(workspace: Workspace, name: str, limit: int | None) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    results = [run_case(case, workspace.answering) for case in load_cases(name)[:limit]]
    answerable = [r for r in results if r.case.answerable]
    others = [r for r in results if not r.case.answerable]
    tokens = [t for r in results if (t := r.answer.timing.first_token_ms) is not None]
    sources = [s for r in results if (s := r.answer.timing.first_source_ms) is not None]
    numbers = {
        "answerable": len(answerable),
        "right": _share(answerable),
        "unanswerable": len(others),
        "refused_rightly": _share(others),
        "unsupported_figures": sum(w.startswith("figure") for r in results for w in r.wrong),
        "first_source_ms_median": statistics.median(sources) if sources else None,
        "first_token_ms_median": statistics.median(tokens) if tokens else None,
        "total_ms_median": statistics.median([r.answer.timing.total_ms for r in results]),
    }
    return numbers, [{"id": r.case.id, "wrong": list(r.wrong), **answer_json(r.answer)} for r in results]


def _share(results: list[Result]) -> float | None:
    return sum(not r.wrong for r in results) / len(results) if results else None


def _git(*args: str) -> str:
    done = subprocess.run(["git", *args], cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603, S607
    return done.stdout.strip()


def _machine() -> dict[str, Any]:
    return {
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "system": platform.system(),
        "versions": {name: version(name) for name in ("chromadb", "tantivy", "sentence-transformers", "xllamacpp")},
    }


def run(names: list[str], limit: int | None) -> Path:
    """Run the named tasks (``QUICK`` when none is named) and return the folder with their results."""
    settings = load_settings()
    # Earlier results are no part of what is measured.
    changed = _git("status", "--porcelain", "--", ".", ":!eval/results")
    commit = _git("rev-parse", "--short", "HEAD") + ("-dirty" if changed else "")
    folder = RESULTS / f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{commit}"
    folder.mkdir(parents=True)
    summary: dict[str, Any] = {
        "commit": commit,
        "model": settings.model,
        "embedder": settings.embedder,
        "machine": _machine(),
        "tasks": {},
    }
    for name in names or QUICK:
        begin = time.perf_counter()
        with tempfile.TemporaryDirectory() as home:
            numbers, cases = TASKS[name](Path(home), limit)
        summary["tasks"][name] = {**numbers, "seconds": round(time.perf_counter() - begin, 1)}
        if cases:
            lines = "\n".join(json.dumps(case, ensure_ascii=False) for case in cases)
            (folder / f"{name}.jsonl").write_text(lines + "\n", encoding="utf-8")
        (folder / "summary.json").write_text(json.dumps(summary, ensure_ascii=False, indent=1), encoding="utf-8")
        print(name, json.dumps(summary["tasks"][name], ensure_ascii=False))  # noqa: T201 - the command's own output
    return folder


def main() -> None:
    """Parse the command line and run."""
    parser = argparse.ArgumentParser(prog="python -m eval")
    commands = parser.add_subparsers(dest="command", required=True)
    running = commands.add_parser("run", help="run tasks")
    running.add_argument("tasks", nargs="*", help=f"of {', '.join(TASKS)}; all but growth when none is named")
    running.add_argument("--limit", type=int, help="cases per task")
    given = parser.parse_args()
    unknown = set(given.tasks) - TASKS.keys()
    if unknown:
        parser.error(f"no such task: {', '.join(sorted(unknown))}")
    print(run(given.tasks, given.limit))  # noqa: T201
