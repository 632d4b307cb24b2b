"""Bad inputs: run every case on the real product, judge what happened, and write the table for people.

``python -m eval.bad_inputs --table docs/异常输入.md`` writes the table; ``python -m eval run bad-inputs`` the records.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from eval.bad_cases import CASES
from eval.bad_cases.bench import Bench, Hung, bounded
from eval.bad_cases.case import LONGEST_S, Case, Outcome, Record, judge

ROOT = Path(__file__).resolve().parent.parent
_SHOWN = 160


def run_case(case: Case, bench: Bench) -> Record:
    """Run one case and judge it; what nobody caught and what never ended are faults of the product."""
    before = bench.held()
    begin = time.perf_counter()
    try:
        with bounded(LONGEST_S):
            outcome = case.act(bench)
    except (Hung, subprocess.TimeoutExpired):
        outcome = Outcome(exit=-1, crash=f"{LONGEST_S:.0f} 秒没有结束")
    except Exception as error:  # noqa: BLE001 - whatever comes out is the finding
        outcome = Outcome(exit=-1, crash=f"{type(error).__name__}: {error}"[:300])
    seconds = time.perf_counter() - begin
    # The run's own folder has another name each time: cut out, so that two tables can be compared.
    message = outcome.message.replace(str(bench.folder), "…").replace(str(bench.home), "…/资料库")
    outcome = replace(outcome, message=message)
    return judge(case, outcome, seconds=seconds, before=before, after=bench.held())


def run_cases(home: Path, cases: Sequence[Case] = CASES) -> list[Record]:
    """Run cases on a small library made in ``home``, each with a folder of its own."""
    records: list[Record] = []
    bench = Bench(home=home / "library", folder=home)
    bench.fill()
    for n, case in enumerate(cases, 1):
        folder = home / f"case{n}"
        folder.mkdir()
        records.append(run_case(case, Bench(home=bench.home, folder=folder)))
    return records


def bad_inputs(home: Path, limit: int | None) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Run the cases as a task: how many there are by category, how many failed, and what happened in each."""
    records = run_cases(home, CASES[:limit])
    categories = {record.case.category: 0 for record in records}
    for record in records:
        categories[record.case.category] += 1
    failed = [record for record in records if record.faults]
    numbers = {
        "cases": len(records),
        "failed": len(failed),
        "categories": categories,
        "crashed": sum(bool(record.outcome.crash) for record in records),
        "library_lost": sum(record.lost for record in records),
        "seconds_max": max((record.seconds for record in records), default=0.0),
    }
    return numbers, [_json(record) for record in records]


def _json(record: Record) -> dict[str, Any]:
    case, outcome = record.case, record.outcome
    return {
        "category": case.category,
        "input": case.what,
        "due": case.due,
        "exit": outcome.exit,
        "error": outcome.error,
        "message": outcome.message,
        "warned": outcome.warned,
        "refused": outcome.refused,
        "crash": outcome.crash,
        "added": record.added,
        "lost": record.lost,
        "seconds": record.seconds,
        "faults": list(record.faults),
    }


def table(records: Sequence[Record], *, made: datetime, commit: str) -> str:
    """Return the Markdown table of what happened."""
    failed = sum(bool(record.faults) for record in records)
    head = (
        "# 异常输入：给错了会怎样",
        "",
        "由命令 `python -m eval.bad_inputs --table docs/异常输入.md` 生成，请勿手改。"
        f"生成日期 {made:%Y-%m-%d}，提交 {commit}。",
        "",
        f"共 {len(records)} 例，不合格 {failed} 例，最慢 {max((r.seconds for r in records), default=0):.1f} 秒。"
        "每例都真的做出这个输入、运行真的程序；崩溃、超过 30 秒、提示为空或夹英文句子、资料库少了东西、"
        "该报错而没有报错，都算不合格。",
        "",
        "| 类别 | 输入 | 结果 | 提示原文 |",
        "|---|---|---|---|",
    )
    return "\n".join((*head, *(_row(record) for record in records))) + "\n"


def _row(record: Record) -> str:
    result = _cell(record.result)
    if record.faults:
        result += f"。**不合格**：{_cell('；'.join(record.faults))}"
    message = "<br>".join(_cell(line) for line in record.outcome.message.splitlines()[:2])
    return f"| {record.case.category} | {_cell(record.case.what)} | {result} | {message} |"


def _cell(text: str) -> str:
    """Return text that stays inside its cell, shortened."""
    shown = "".join(char if char.isprintable() else "�" for char in text)
    shown = shown.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*")
    return shown if len(shown) <= _SHOWN else shown[:_SHOWN] + "…"


def _commit() -> str:
    def git(*words: str) -> str:
        done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603, S607
        return done.stdout.strip()

    return git("rev-parse", "--short", "HEAD") + ("（另有未提交的改动）" if git("status", "--porcelain") else "")


def main(words: Sequence[str] | None = None) -> int:
    """Run the cases, print or write the table; return 1 when a case failed."""
    parser = argparse.ArgumentParser(prog="python -m eval.bad_inputs")
    parser.add_argument("--table", type=Path, help="write the Markdown table here")
    parser.add_argument("--only", default="", help="cases whose category or description holds this")
    given = parser.parse_args(words)
    cases = [case for case in CASES if given.only in case.category or given.only in case.what]
    with tempfile.TemporaryDirectory() as home:
        records = run_cases(Path(home), cases)
    if given.table:
        given.table.write_text(table(records, made=datetime.now(UTC), commit=_commit()), encoding="utf-8")
    for record in records:
        print(json.dumps(_json(record), ensure_ascii=False))  # noqa: T201 - the command's own output
    failed = sum(bool(record.faults) for record in records)
    print(f"{len(records)} 例，不合格 {failed} 例", file=sys.stderr)  # noqa: T201
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
