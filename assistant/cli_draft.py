"""`fazhi draft`: parse, call, print."""

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from assistant.cli_check import Tools as Terminal
from assistant.drafting.composing import compose
from assistant.drafting.exporting import draft_docx, draft_markdown
from assistant.drafting.ground import Tools, previous_from, previous_in
from assistant.drafting.rendering import SLOT, plain_text
from assistant.drafting.requirements import kind as kind_of
from assistant.drafting.shapes import draft_json
from assistant.drafting.types import Brief, Draft, SlotStatus
from assistant.workspace import Workspace
from knowledge.errors import BadRequest
from knowledge.norms.resolving import Norms

_FORMATS = (".docx", ".md", ".txt")


def add(app: typer.Typer, terminal: Terminal) -> None:
    """Register ``draft`` on ``app``."""

    @app.command("draft")
    def command(  # noqa: PLR0913 - one parameter for each option
        *,
        organ: Annotated[str, typer.Option("--organ", help="机关名称")],
        year: Annotated[int, typer.Option("--year", min=1949, max=2100, help="报告所写的年度")],
        materials: Annotated[list[Path], typer.Option("--materials", help="本年材料的文件夹或文件，可重复")],
        previous: Annotated[Path | None, typer.Option("--previous", help="上一年度的报告（资料库有则可省）")] = None,
        kind: Annotated[str, typer.Option("--kind", help="文种")] = "annual_report",
        section: Annotated[str, typer.Option("--section", help="只写一节时的标题")] = "",
        out: Annotated[Path | None, typer.Option("--out", help="写成 .docx、.md 或 .txt")] = None,
        annex: Annotated[bool, typer.Option("--annex", help=".docx 附依据表")] = False,
        as_json: Annotated[bool, typer.Option("--json", help="只输出一个 JSON 文档")] = False,
    ) -> None:
        """起草报告：用上年报告的写法、本年的材料和规定写出草稿，列出待补清单。"""  # noqa: D400 - the Chinese help
        with terminal.stated(as_json=as_json):
            _places(out, materials)
            if section and kind == "annual_report":
                kind = "single_section"
            kind_of(kind)
            brief = Brief(organ=organ.strip(), year=year, kind=kind, section=section)
            if not brief.organ:
                raise BadRequest("请用 --organ 写明机关名称。")
            with terminal.workspace() as workspace:
                draft = _drafted(workspace, brief, materials, previous, terminal.err)
            if out:
                _write(out, draft, annex=annex)
                terminal.err.print(f"已写入 {out}", markup=False, highlight=False, soft_wrap=True)
            if as_json:
                terminal.show(draft_json(draft))
                return
            if not out:
                sys.stdout.write(plain_text(draft))
            _summary(draft, terminal.err)

    _ = command


def _places(out: Path | None, materials: list[Path]) -> None:
    """Refuse at once what would fail only after the drafting.

    Raises:
        BadRequest: the file cannot be written there or in that form, or a path of the material does not exist.
    """
    if out and out.suffix.lower() not in _FORMATS:
        raise BadRequest(f"不会写 {out.suffix or '没有扩展名的文件'}。请把 --out 写成 .docx、.md 或 .txt。")
    if out and not out.parent.is_dir():
        raise BadRequest(f"没有 {out.parent} 这个文件夹。请先建好，或把 --out 写到别处。")
    for path in materials:
        if not path.exists():
            raise BadRequest(f"没有 {path} 这个文件夹或文件。请检查 --materials 的写法。")


def _drafted(workspace: Workspace, brief: Brief, materials: list[Path], previous: Path | None, err: Console) -> Draft:
    before = previous_from(previous, brief) if previous else previous_in(workspace.library, brief)
    if before is None:
        err.print(
            "没有给出上一年度报告，资料库里也没有：按规定的内容起草。", markup=False, highlight=False, soft_wrap=True
        )
    tools = Tools(
        library=workspace.library,
        norms=Norms(workspace.library),
        decided=workspace.ledger.decisions.load(),
        model=workspace.chat_model(),
    )
    return compose(
        brief,
        previous=before,
        materials=materials,
        tools=tools,
        report=lambda line: err.print(line, markup=False, highlight=False, soft_wrap=True),
    )


def _write(path: Path, draft: Draft, *, annex: bool) -> None:
    """Write the file beside and move it into place, so that a failure leaves the old one.

    Raises:
        BadRequest: the folder does not exist or cannot be written.
    """
    suffix = path.suffix.lower()
    if suffix == ".docx":
        body = draft_docx(draft, annex=annex)
    else:
        body = (draft_markdown(draft) if suffix == ".md" else plain_text(draft)).encode()
    beside = path.with_name(f".{path.name}.part")
    try:
        beside.write_bytes(body)
        beside.replace(path)
    except OSError as error:
        raise BadRequest(f"写不了 {path}：{error.strerror}。请检查文件夹是否存在、文件是否正打开着。") from error


def _summary(draft: Draft, err: Console) -> None:
    text = "".join(s.text for section in draft.sections for p in section.paragraphs for s in p.sentences)
    used = {*SLOT.findall(text), *(gap.slot for gap in draft.gaps)}
    asked = [filling for filling in draft.fillings if filling.slot in used]
    counts = {status: sum(f.status is status for f in asked) for status in SlotStatus}
    done = counts[SlotStatus.FILLED] + counts[SlotStatus.COMPUTED] + counts[SlotStatus.GIVEN]
    err.print(
        f"上年指标 {len(asked)} 个，本年已填 {done} 个（其中算得 {counts[SlotStatus.COMPUTED]} 个）；"
        f"待补 {len(draft.gaps)} 项；核查发现 {len(draft.findings)} 处；未采用的材料 {len(draft.unused)} 句。",
        markup=False,
        highlight=False,
    )
    for gap in draft.gaps:
        last = f"（上年 {gap.last_surface}）" if gap.last_surface else ""
        err.print(f"  待补：{gap.metric}{last}　{gap.reason}{gap.ask}", markup=False, highlight=False, soft_wrap=True)
    for notice in draft.notices:
        err.print(f"  注意：{notice}", markup=False, highlight=False, soft_wrap=True)
