"""The library tab: upload with a result per file, list, open, replace, remove."""

from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.desk import LocalDesk
from assistant.ingesting import Overrides
from assistant.web.rendering import library_rows
from knowledge.documents import Kind
from knowledge.errors import KnowledgeError

_KINDS = [("由文本判断", ""), ("报告", "report"), ("法规", "regulation"), ("规划方案", "plan"), ("数据表", "data")]
_HEADERS = ["题名", "种类", "机关", "年度", "效力", "段数", "提醒", "编号"]


class LibraryTab:
    """Builds the tab and answers its events."""

    def __init__(self, desk: LocalDesk) -> None:
        """Work on ``desk``."""
        self._desk = desk

    def build(self) -> None:
        """Lay out the tab inside the current Blocks."""
        gr.Markdown("上传去年的报告、法规、方案或数据表（.docx .pdf .html .txt .md .xlsx .csv），可一次多份。")
        with gr.Row():
            files = gr.File(label="选择文件", file_count="multiple", scale=3)
            with gr.Column(scale=2):
                kind = gr.Dropdown(_KINDS, value="", label="种类")
                organ = gr.Textbox(label="机关（可不填）")
                year = gr.Textbox(label="年度（可不填）", placeholder="例如 2023")
                add = gr.Button("加入资料库", variant="primary")
        results = gr.HTML()
        table = gr.Dataframe(headers=_HEADERS, interactive=False, wrap=True, label="现有资料", max_height=420)
        with gr.Row():
            chosen = gr.Dropdown(label="选择一份资料", choices=[], scale=4)
            opened = gr.HTML()
        with gr.Row():
            replacement = gr.File(label="用新文件替换所选资料", scale=2)
            with gr.Column(scale=2):
                replace = gr.Button("替换")
                sure = gr.Checkbox(label="确认删除所选资料")
                remove = gr.Button("删除", variant="stop")
        listed = [table, chosen]
        quick: dict[str, Any] = {"concurrency_id": "library", "concurrency_limit": 1, "show_progress": "minimal"}
        add.click(self.add, [files, kind, organ, year], [results, *listed], **quick)
        chosen.change(self.link, [chosen], [opened], show_progress="hidden")
        replace.click(self.replace, [chosen, replacement], [results, *listed], **quick)
        remove.click(self.remove, [chosen, sure], [results, sure, *listed], **quick)
        self.on_load = (self.listing, listed)

    def listing(self) -> tuple[Any, Any]:
        """Return the table and the choices."""
        summaries = self._desk.documents()
        choices = [(f"{s.metadata.title}（{s.metadata.year or '—'}）", s.id) for s in summaries]
        return library_rows(summaries), gr.update(choices=choices, value=None)

    def add(self, files: list[str] | None, kind: str, organ: str, year: str) -> Iterator[tuple[Any, ...]]:
        """Add files one by one and show each one's result as it comes."""
        if not files:
            gr.Warning("请先选择文件。")
            yield gr.skip(), gr.skip(), gr.skip()
            return
        if year.strip() and not (year.strip().isdigit() and 1949 <= int(year) <= 2100):  # noqa: PLR2004 - the documented range
            gr.Warning("年度应是四位数字，例如 2023。")
            yield gr.skip(), gr.skip(), gr.skip()
            return
        overrides = Overrides(
            kind=Kind(kind) if kind else None, organ=organ.strip() or None, year=int(year) if year.strip() else None
        )
        rows: list[str] = []
        for number, name in enumerate(files, 1):
            yield (
                f'<ul class="results">{"".join(rows)}<li>正在读 {number}/{len(files)}：{escape(Path(name).name)}…</li></ul>',
                gr.skip(),
                gr.skip(),
            )
            rows.append(self._add_one(Path(name), overrides))
        yield f'<ul class="results">{"".join(rows)}</ul>', *self.listing()

    def _add_one(self, path: Path, overrides: Overrides) -> str:
        try:
            result = self._desk.ingest(path, overrides)
        except KnowledgeError as error:
            return f'<li class="failed">{escape(path.name)}：{escape(str(error))}</li>'
        if result.error:
            return f'<li class="failed">{escape(path.name)}：{escape(result.error)}</li>'
        title = escape(result.metadata.title) if result.metadata else ""
        warnings = "".join(f"<br><em>提醒：{escape(w)}</em>" for w in result.warnings)
        return f'<li class="added">{escape(path.name)} → 《{title}》已加入{warnings}</li>'

    def link(self, document_id: str | None) -> str:
        """Return a link to the chosen document."""
        return (
            f'<a class="open" target="_blank" href="/source/{escape(document_id)}">打开原文</a>' if document_id else ""
        )

    def replace(self, document_id: str | None, path: str | None) -> tuple[Any, ...]:
        """Put a file in the chosen document's place."""
        if not document_id or not path:
            gr.Warning("请先选择一份资料和用来替换的文件。")
            return gr.skip(), gr.skip(), gr.skip()
        try:
            self._desk.replace(document_id, Path(path), Overrides())
        except KnowledgeError as error:
            return f'<p class="failed">没有替换：{escape(str(error))}</p>', *self.listing()
        return "<p>已替换。引用旧文的回答会标“来源已删除”。</p>", *self.listing()

    def remove(self, document_id: str | None, sure: bool) -> tuple[Any, ...]:  # noqa: FBT001 - a checkbox's value
        """Remove the chosen document, once that is confirmed."""
        if not document_id or not sure:
            gr.Warning("请先选择一份资料，并勾选“确认删除所选资料”。")
            return gr.skip(), gr.skip(), gr.skip(), gr.skip()
        try:
            self._desk.remove(document_id)
        except KnowledgeError as error:
            return f'<p class="failed">{escape(str(error))}</p>', False, *self.listing()
        return "<p>已删除，检索不再找到它。</p>", False, *self.listing()
