"""The check tab: a text or a file, what to check it against, and the result with its findings."""

import queue
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import gradio as gr
import structlog

from assistant.checking.desk import MAX_CHARACTERS, Asked, CheckResult
from assistant.errors import AssistantError
from assistant.web.checking_rendering import result_html, waiting_html
from assistant.web.library_rendering import note_html
from assistant.web.service import Desk
from knowledge.errors import KnowledgeError

_log = structlog.get_logger(__name__)
_LIBRARY, _FILES = "library", "files"
_FIRST_YEAR, _LAST_YEAR = 1949, 2100
Shown = tuple[Any, ...]


class CheckingTab:
    """Builds the tab and answers its events; results are kept by the desk."""

    def __init__(self, desk: Desk) -> None:
        """Work on ``desk``."""
        self._desk = desk

    def build(self) -> None:
        """Lay out the tab inside the current Blocks and bind its events."""
        with gr.Column(elem_classes="fz-panel", elem_id="fz-check-form"):
            gr.HTML(
                '<h2 class="fz-heading">核查文稿</h2><p class="fz-hint">逐个核对数字、比率、合计、同比和法规引用。'
                "文稿只用于本次核查，不会加入资料库。</p>",
                js_on_load=None,
                apply_default_css=False,
            )
            with gr.Row():
                with gr.Column(scale=3, min_width=280):
                    text = gr.Textbox(
                        value="", label="粘贴文稿", placeholder="把报告正文粘贴到这里", lines=9, max_lines=9,
                        max_length=MAX_CHARACTERS, elem_id="fz-check-text",
                    )  # fmt: skip
                    file = gr.File(
                        label="或选择文件（.docx .pdf .txt .html）", file_types=[".docx", ".pdf", ".txt", ".html", ".htm", ".md"],
                        height=150, elem_id="fz-check-file",
                    )  # fmt: skip
                with gr.Column(scale=2, min_width=280):
                    against = gr.Radio(
                        [("资料库中同机关、同年度的资料", _LIBRARY), ("另行上传来源文件", _FILES)],
                        value=_LIBRARY, label="对照什么", elem_id="fz-against",
                    )  # fmt: skip
                    with gr.Row():
                        organ = gr.Textbox(
                            value="", label="机关", placeholder="自动识别", min_width=140, elem_id="fz-check-organ"
                        )
                        year = gr.Textbox(
                            value="",
                            label="年度",
                            placeholder="自动识别",
                            min_width=80,
                            max_length=4,
                            elem_id="fz-check-year",
                        )
                    sources = gr.File(
                        label="来源文件（可多份）", file_count="multiple", height=150, visible=False, elem_id="fz-check-sources",
                    )  # fmt: skip
                    previous = gr.File(
                        label="上一年度报告（可不选，资料库有则自动用）", height=150, elem_id="fz-check-previous",
                    )  # fmt: skip
                    start = gr.Button("核查", variant="primary", elem_id="fz-check-start")
        result = gr.HTML(js_on_load="fazhi.checking(element)", apply_default_css=False, elem_id="fz-check-result")
        quick: dict[str, Any] = {
            "show_progress": "hidden", "concurrency_id": "check-form", "concurrency_limit": 8, "api_visibility": "private",
        }  # fmt: skip
        form = [text, file, against, organ, year, sources, previous]
        against.change(_show_files, [against], [sources], **quick)
        text.blur(self.recognise_text, [text, file, organ, year], [organ, year], **quick)
        file.upload(self.recognise_file, [file], [organ, year], **quick)
        start.click(
            self.check, form, [result, organ, year],
            show_progress="hidden", concurrency_id="check", concurrency_limit=2, api_visibility="private",
        )  # fmt: skip

    def recognise_text(self, text: str, file: str | None, organ: str, year: str) -> Shown:
        """Fill in what a pasted text says of itself, where nothing is filled in yet."""
        if file or not text.strip() or (organ.strip() and year.strip()):
            return gr.skip(), gr.skip()
        try:
            found = self._desk.checking.recognise(text=text)
        except KnowledgeError:
            return gr.skip(), gr.skip()
        return _found(None if organ.strip() else found.organ), _found(None if year.strip() else found.year)

    def recognise_file(self, file: str | None) -> Shown:
        """Fill in what a file says of itself; what is wrong with it is told by the check."""
        if not file:
            return gr.skip(), gr.skip()
        try:
            found = self._desk.checking.recognise(file=Path(file))
        except KnowledgeError as error:
            gr.Warning(str(error), title="文件读不了")
            return gr.skip(), gr.skip()
        return _found(found.organ), _found(found.year)

    def check(
        self,
        text: str,
        file: str | None,
        against: str,
        organ: str,
        year: str,
        sources: list[str] | None,
        previous: str | None,
    ) -> Iterator[Shown]:
        """Show what is being done, then the result; a failure is said in Chinese in its place."""
        try:
            asked = _asked(text, file, against, organ, year, sources, previous)
        except ValueError as error:
            yield note_html(str(error), good=False), gr.skip(), gr.skip()
            return
        told: queue.Queue[str | CheckResult | Exception] = queue.Queue()
        threading.Thread(target=self._work, args=(asked, told), name="check", daemon=True).start()
        while isinstance(message := told.get(), str):
            yield waiting_html(message), gr.skip(), gr.skip()
        if isinstance(message, Exception):
            yield note_html(_said(message), good=False), gr.skip(), gr.skip()
            return
        shown = result_html(message, {summary.id for summary in self._desk.documents()})
        yield shown, _found(message.organ), _found(message.year)

    def _work(self, asked: Asked, told: "queue.Queue[str | CheckResult | Exception]") -> None:
        try:
            told.put(self._desk.checking.check(asked, report=told.put))
        except Exception as error:  # noqa: BLE001 - the outermost edge of a thread: told to the page, logged there
            told.put(error)


def _said(error: Exception) -> str:
    if isinstance(error, (KnowledgeError, AssistantError)):
        return str(error)
    number = uuid4().hex[:8]
    _log.error("check failed", error_id=number, exc_info=error)
    return f"核查没有完成：内部错误（编号 {number}）。文稿没有改动，请把编号告诉管理员。"


def _found(value: str | int | None) -> Any:
    """Return what goes into a field; what was not recognised leaves the field as the person has it now."""
    return gr.skip() if value is None else str(value)


def _show_files(against: str) -> Any:
    return gr.update(visible=against == _FILES)


def _asked(
    text: str, file: str | None, against: str, organ: str, year: str, sources: list[str] | None, previous: str | None
) -> Asked:
    year = year.strip()
    if year and not (year.isdecimal() and _FIRST_YEAR <= int(year) <= _LAST_YEAR):
        raise ValueError(f"年度“{year}”应是四位数字，例如 2023。请改正后再核查。")
    given = tuple(Path(path) for path in sources or ()) if against == _FILES else ()
    if against == _FILES and not given:
        raise ValueError("还没有选择来源文件。请上传来源文件，或改为对照资料库。")
    return Asked(
        text=text,
        file=Path(file) if file else None,
        organ=organ.strip() or None,
        year=int(year) if year else None,
        against=given,
        previous=Path(previous) if previous else None,
    )
