"""`fazhi ledger`: parse, call, print."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from assistant.cli_check import Tools
from assistant.ledger_view import conflict_json, group_json, row_json, write_workbook, years_of
from knowledge.figures.ledger import Ledger
from knowledge.figures.ledger_rows import Conflict, LedgerRow, MetricGroup


def add(app: typer.Typer, tools: Tools) -> None:
    """Register ``ledger`` on ``app``."""

    @app.command("ledger")
    def command(  # noqa: PLR0913 - one parameter for each option
        *,
        organ: Annotated[str | None, typer.Option("--organ", help="机关名称")] = None,
        metric: Annotated[str | None, typer.Option("--metric", help="指标名称，各年不同说法一并列出")] = None,
        years: Annotated[str | None, typer.Option("--years", help="2023、2021-2024 或 2021,2023")] = None,
        conflicts: Annotated[bool, typer.Option("--conflicts", help="只列互相矛盾的数字")] = False,
        metrics: Annotated[bool, typer.Option("--metrics", help="只列指标及其年度")] = False,
        merge: Annotated[tuple[str, str], typer.Option("--merge", help="确认两个说法是同一指标")] = ("", ""),
        split: Annotated[tuple[str, str], typer.Option("--split", help="确认两个说法不是同一指标")] = ("", ""),
        out: Annotated[Path | None, typer.Option("--out", help="写成 .xlsx 表格")] = None,
        as_json: Annotated[bool, typer.Option("--json", help="只输出一个 JSON 文档")] = False,
    ) -> None:
        """指标台账：报告和数据表里的全部数字，可按机关、指标、年度筛选。"""  # noqa: D400 - the Chinese help
        with tools.stated(as_json=as_json), tools.workspace(write=any(merge) or any(split)) as workspace:
            wanted = years_of(years)
            workspace.file_figures()
            ledger = workspace.ledger
            _decide(ledger, merge, split)
            if conflicts:
                found = ledger.conflicts(organ)
                _conflicts(found) if not as_json else tools.show({"conflicts": [conflict_json(c) for c in found]})
                return
            if metrics:
                groups = ledger.metrics(organ)
                _groups(groups) if not as_json else tools.show({"metrics": [group_json(group) for group in groups]})
                return
            rows = ledger.rows(organ=organ, metric=metric, years=wanted)
            if out:
                write_workbook(out, rows, ledger.metrics(organ))
                tools.err.print(f"已写入 {out}，共 {len(rows)} 行。", markup=False, highlight=False)
            if as_json:
                filters = {"organ": organ, "metric": metric, "years": list(wanted or ())}
                tools.show({"filters": filters, "rows": [row_json(row) for row in rows]})
            elif not out:
                _rows(rows)

    _ = command


def _decide(ledger: Ledger, merge: tuple[str, str], split: tuple[str, str]) -> None:
    if any(merge):
        ledger.merge(*merge)
    if any(split):
        ledger.split(*split)


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


def _rows(rows: Sequence[LedgerRow]) -> None:
    for row in rows:
        label = row.period.label if row.period else "—"
        _say(f"{row.organ or '—'}  {label:<10} {row.surface:<12} {row.metric}  《{row.document_title}》")
    if not rows:
        _say("没有符合条件的数字。用 fazhi ledger --metrics 查看现有指标和年度。")


def _groups(groups: Sequence[MetricGroup]) -> None:
    for group in groups:
        _say(f"{group.name}  {'、'.join(map(str, group.years)) or '—'}  {' / '.join(group.names)}")


def _conflicts(found: Sequence[Conflict]) -> None:
    for conflict in found:
        _say(f"{conflict.first.organ or '—'}  {conflict.first.metric}：")
        for row in (conflict.first, conflict.second):
            _say(f"    {row.surface:<12} {row.period.label if row.period else '—'}  《{row.document_title}》")
    _say(f"共 {len(found)} 处互相矛盾，请对照原文核对。" if found else "没有发现互相矛盾的数字。")
