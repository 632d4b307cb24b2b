"""`fazhi check`: parse, call, print."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from assistant.checking.check import check
from assistant.checking.naming import SEVERITY_NAMES
from assistant.checking.shapes import checked_json
from assistant.checking.sources import Given, setting
from assistant.checking.types import CheckedText, Finding, Severity, Status
from assistant.ingesting import files_in
from assistant.rendering import Json
from assistant.workspace import Workspace
from knowledge.errors import BadRequest
from knowledge.norms.resolving import Norms

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}
_AROUND = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What every command of the command line works with."""

    stated: Callable[..., AbstractContextManager[None]]
    workspace: Callable[..., AbstractContextManager[Workspace]]
    batch: Callable[[Path, Callable[[Json], Json]], None]
    show: Callable[[Json], None]
    err: Console


def add(app: typer.Typer, tools: Tools) -> None:
    """Register ``check`` on ``app``."""

    @app.command("check")
    def command(
        paths: Annotated[list[Path] | None, typer.Argument(help="要核查的文件或文件夹")] = None,
        against: Annotated[list[Path] | None, typer.Option("--against", help="依据的文件或文件夹，可重复")] = None,
        previous: Annotated[Path | None, typer.Option("--previous", help="上一年度的报告")] = None,
        year: Annotated[int | None, typer.Option("--year", min=1949, max=2100, help="年度")] = None,
        organ: Annotated[str | None, typer.Option("--organ", help="机关名称")] = None,
        batch: Annotated[Path | None, typer.Option("--batch", help="每行一个 JSON 对象的文件")] = None,
        as_json: Annotated[bool, typer.Option("--json", help="只输出一个 JSON 文档")] = False,  # noqa: FBT002 - options are keywords to Typer
    ) -> None:
        """核查文稿：逐个数字、逐条引用对照来源，列出要改的地方。"""  # noqa: D400 - the Chinese help
        with tools.stated(as_json=as_json or batch is not None), tools.workspace() as workspace:
            norms = Norms(workspace.library)
            if batch:
                tools.batch(
                    batch, lambda item: {"files": [checked_json(c) for c in _from_item(workspace, item, norms)]}
                )
                return
            if not paths:
                raise BadRequest("请写明要核查的文件，例如 fazhi check 报告.docx --against 来源.docx。")
            given = Given(against=against or (), previous=previous, year=year, organ=organ)
            checked = check_files(workspace, paths, given, norms)
            if as_json:
                tools.show({"files": [checked_json(c) for c in checked]})
                return
            out = Console()
            for one in checked:
                _print(out, one)

    _ = command


def check_files(workspace: Workspace, paths: Sequence[Path], given: Given, norms: Norms) -> list[CheckedText]:
    """Check each file that ``paths`` name; the library's own copy of a file is no source for it.

    Raises:
        UnreadableFile: a file does not exist or cannot be read whole.
    """
    found: list[CheckedText] = []
    for path in files_in(paths):
        at = setting(path, given, workspace.library)
        found.append(
            check(
                at.text,
                path=str(path),
                sources=at.sources,
                previous=at.previous,
                year=at.year,
                organ=at.organ,
                norms=norms,
            )
        )
    return found


def _from_item(workspace: Workspace, item: Json, norms: Norms) -> list[CheckedText]:
    """Check what one line of a batch names."""
    unknown = item.keys() - {"path", "against", "previous", "year", "organ"}
    if unknown:
        raise BadRequest(f"不认识的字段：{'、'.join(sorted(unknown))}。可用 path、against、previous、year、organ。")
    year, organ = item.get("year"), item.get("organ")
    if year is not None and (not isinstance(year, int) or isinstance(year, bool)):
        raise BadRequest(f"年度应是数字：{year!r}。")
    if organ is not None and not isinstance(organ, str):
        raise BadRequest(f"机关应是文字：{organ!r}。")
    previous = _paths(item, "previous")
    given = Given(against=_paths(item, "against"), previous=previous[0] if previous else None, year=year, organ=organ)
    paths = _paths(item, "path")
    if not paths:
        raise BadRequest("这一行缺少文字字段“path”。")
    return check_files(workspace, paths, given, norms)


def _paths(item: Json, key: str) -> list[Path]:
    value: Any = item.get(key)
    if value is None:
        return []
    values = value if isinstance(value, list) else [value]
    if not all(isinstance(v, str) and v for v in values):
        raise BadRequest(f"字段“{key}”应是路径，或由路径组成的数组。")
    return [Path(v) for v in values]


def _print(out: Console, checked: CheckedText) -> None:
    proven = sum(m.status is Status.PROVEN for m in checked.marks)
    out.print(
        f"[bold]{escape(checked.path)}[/]  数字 {checked.figures_checked} 个、引用 {checked.norms_checked} 处，"
        f"已证实 {proven} 处，发现 {len(checked.findings)} 处",
        highlight=False,
    )
    if not checked.findings:
        return
    table = Table(show_lines=False, expand=True)
    for title, ratio in (("级别", None), ("行", None), ("原文", 3), ("问题", 4), ("依据", 3)):
        table.add_column(title, ratio=ratio, no_wrap=ratio is None, overflow="fold")
    for finding in checked.findings:
        proof = finding.evidence[0] if finding.evidence else None
        table.add_row(
            f"[{_COLOURS[finding.severity]}]{SEVERITY_NAMES[finding.severity]}[/]",
            str(checked.text.count("\n", 0, finding.start) + 1),
            _context(checked.text, finding),
            escape(finding.message),
            escape(f"《{proof.title}》{proof.locator}：{proof.quote[:60]}") if proof else "—",
        )
    out.print(table)


def _context(text: str, finding: Finding) -> str:
    """Return the finding's line around its spot, the spot in bold."""
    begin = max(text.rfind("\n", 0, finding.start) + 1, finding.start - _AROUND)
    stop = text.find("\n", finding.end)
    end = min(stop if stop >= 0 else len(text), finding.end + _AROUND)
    spot = text[finding.start : finding.end].replace("\n", " ")
    return f"{escape(text[begin : finding.start])}[bold]{escape(spot)}[/]{escape(text[finding.end : end])}"
