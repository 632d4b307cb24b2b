"""The library tab: uploads with a result per file, the list with filters, open, replace, remove."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.ingesting import Overrides
from assistant.web.library_rendering import PAGE, FileResult, note_html, results_html, table_html
from assistant.web.rendering import KIND_NAMES
from assistant.web.service import Desk
from knowledge.documents import Kind
from knowledge.errors import KnowledgeError
from knowledge.library import Summary

_ANY = ""
_FIRST_YEAR, _LAST_YEAR = 1949, 2100
Shown = tuple[Any, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which documents the list shows."""

    words: str
    kind: str
    organ: str
    year: str

    def admits(self, summary: Summary) -> bool:
        """Say whether a document is to be shown."""
        metadata = summary.metadata
        return (
            self.words.strip().lower() in f"{metadata.title} {metadata.source or ''}".lower()
            and self.kind in (_ANY, metadata.kind.value)
            and self.organ in (_ANY, metadata.organ)
            and self.year in (_ANY, str(metadata.year))
        )


class LibraryTab:
    """Builds the tab and answers its events; nothing is kept but in the library."""

    def __init__(self, desk: Desk) -> None:
        """Work on ``desk``."""
        self._desk = desk

    def build(self, blocks: gr.Blocks, tab: gr.Tab) -> None:
        """Lay out the tab inside the current Blocks and bind its events."""
        with gr.Column(elem_classes="fz-panel"):
            gr.HTML(
                '<h2 class="fz-heading">添加资料</h2><p class="fz-hint">支持 .docx .pdf .html .txt .md .xlsx .csv，'
                "可一次多份。种类、机关、年度由正文识别；识别不准时在这里指定，对本次全部文件生效。</p>",
                js_on_load=None,
                apply_default_css=False,
            )
            with gr.Row(elem_id="fz-upload"):
                files = gr.File(
                    label="选择或拖入文件",
                    file_count="multiple",
                    height=150,
                    scale=3,
                    min_width=260,
                    elem_id="fz-files",
                )
                with gr.Column(scale=2, min_width=260):
                    kinds = [("自动识别", _ANY)] + [
                        (name, kind.value) for kind, name in KIND_NAMES.items() if kind is not Kind.CATALOGUE
                    ]
                    kind = gr.Dropdown(kinds, value=_ANY, label="种类", filterable=False)
                    with gr.Row():
                        organ = gr.Textbox(value="", label="机关", placeholder="自动识别", min_width=120)
                        year = gr.Textbox(value="", label="年度", placeholder="自动识别", min_width=80, max_length=4)
            results = gr.HTML(elem_id="fz-results", js_on_load=None, apply_default_css=False)
        target = gr.Textbox(value="", visible="hidden", label="要替换的资料", elem_id="fz-target")
        with gr.Column(elem_classes="fz-panel", visible=False, elem_id="fz-replace") as panel:
            heading = gr.HTML(js_on_load=None, apply_default_css=False)
            replacement = gr.File(label="选择新文件", height=130, elem_id="fz-replacement")
            cancel = gr.Button("取消替换", size="sm", min_width=100)
        with gr.Column(elem_classes="fz-panel"):
            gr.HTML('<h2 class="fz-heading">现有资料</h2>', js_on_load=None, apply_default_css=False)
            with gr.Row(elem_id="fz-filters"):
                words = gr.Textbox(value="", label="题名或文件名", placeholder="输入几个字", min_width=150)
                by_kind = gr.Dropdown([("全部", _ANY)], value=_ANY, label="种类", filterable=False, min_width=120)
                by_organ = gr.Dropdown([("全部", _ANY)], value=_ANY, label="机关", filterable=False, min_width=150)
                by_year = gr.Dropdown([("全部", _ANY)], value=_ANY, label="年度", filterable=False, min_width=100)
            table = gr.HTML(js_on_load="fazhi.bind(element, trigger)", apply_default_css=False, elem_id="fz-table")

        filters = [words, by_kind, by_organ, by_year]
        choices = [by_kind, by_organ, by_year]
        quick: dict[str, Any] = {
            "show_progress": "hidden",
            "concurrency_id": "library-list",
            "concurrency_limit": 8,
            "api_visibility": "private",
        }
        writing: dict[str, Any] = quick | {"concurrency_id": "library-write", "concurrency_limit": 1}
        replacing = [panel, target, heading, replacement]
        gr.on([blocks.load, tab.select], self.refresh, filters, [table, *choices], **quick)
        gr.on([component.change for component in filters], self.listing, filters, [table], **quick)
        files.upload(self.add, [files, kind, organ, year], [results, files], **writing).then(
            self.refresh, filters, [table, *choices], **quick
        )
        table.click(self.act, filters, [table, results, *replacing], **writing)
        cancel.click(_no_replacement, None, replacing, **quick)
        replacement.upload(self.replace, [target, replacement], [results, *replacing], **writing).then(
            self.refresh, filters, [table, *choices], **quick
        )

    def refresh(self, words: str, kind: str, organ: str, year: str) -> Shown:
        """Return the table and the filters' choices; a choice that is gone falls back to all."""
        summaries = self._desk.documents()
        kinds = {s.metadata.kind for s in summaries}
        organs = sorted({s.metadata.organ for s in summaries if s.metadata.organ})
        years = sorted({str(s.metadata.year) for s in summaries if s.metadata.year}, reverse=True)
        wanted = Wanted(
            words=words,
            kind=kind if kind in {k.value for k in kinds} else _ANY,
            organ=organ if organ in organs else _ANY,
            year=year if year in years else _ANY,
        )
        named = [(name, k.value) for k, name in KIND_NAMES.items() if k in kinds]
        return (
            _table(summaries, wanted),
            _choices(named, wanted.kind),
            _choices([(o, o) for o in organs], wanted.organ),
            _choices([(f"{y}年", y) for y in years], wanted.year),
        )

    def listing(self, words: str, kind: str, organ: str, year: str) -> str:
        """Return the table under the filters."""
        return _table(self._desk.documents(), Wanted(words=words, kind=kind, organ=organ, year=year))

    def add(self, paths: list[str] | None, kind: str, organ: str, year: str) -> Iterator[Shown]:
        """Add files one by one and show each one's result as it comes; a bad file stops none of the others."""
        files = [Path(path) for path in paths or ()]
        if not files:
            return
        try:
            overrides = _overrides(kind, organ, year)
        except ValueError as error:
            yield note_html(str(error), good=False), None
            return
        done: list[FileResult] = []
        for file in files:
            waiting = [f.name for f in files[len(done) :]]
            yield results_html(done, waiting), gr.skip()
            done.append(self._add(file, overrides))
        yield results_html(done, ()), None

    def _add(self, file: Path, overrides: Overrides) -> FileResult:
        try:
            result = self._desk.ingest(file, overrides)
        except KnowledgeError as error:
            return FileResult(name=file.name, error=str(error))
        finally:
            file.unlink(missing_ok=True)
        return FileResult(
            name=file.name, metadata=result.metadata, warnings=tuple(result.warnings), error=result.error or ""
        )

    def act(self, words: str, kind: str, organ: str, year: str, event: gr.EventData) -> Shown:
        """Show more rows, remove a document (the page has asked for confirmation), or ask for its replacement."""
        wanted = Wanted(words=words, kind=kind, organ=organ, year=year)
        action, value = str(getattr(event, "act", "")), str(getattr(event, "value", ""))
        note: Any = gr.skip()
        replacing: Shown = (gr.skip(), gr.skip(), gr.skip(), gr.skip())
        rows = PAGE
        if action == "more":
            rows = int(value) if value.isdigit() else PAGE
        elif action == "remove":
            note = self._remove(value)
        elif action == "replace":
            replacing = self._ask_replacement(value)
        return _table(self._desk.documents(), wanted, rows), note, *replacing

    def _remove(self, document_id: str) -> str:
        try:
            self._desk.remove(document_id)
        except KnowledgeError as error:
            return note_html(str(error), good=False)
        return note_html("已移除，检索不会再找到它。引用过它的旧回答仍保留当时的引文，并标明来源已删除。")

    def _ask_replacement(self, document_id: str) -> Shown:
        title = next((s.metadata.title for s in self._desk.documents() if s.id == document_id), None)
        if title is None:
            return _no_replacement()
        note = note_html(f"选择新文件后，立即替换《{title}》；种类、机关、年度由新文件识别。")
        return gr.update(visible=True), document_id, note, None

    def replace(self, document_id: str, path: str | None) -> Shown:
        """Put the uploaded file in the chosen document's place."""
        if not document_id or not path:
            return gr.skip(), *_no_replacement()
        file = Path(path)
        try:
            self._desk.replace(document_id, file, Overrides())
        except KnowledgeError as error:
            return note_html(f"没有替换，资料库未变。{file.name}：{error}", good=False), *_no_replacement()
        finally:
            file.unlink(missing_ok=True)
        return note_html(f"已用“{file.name}”替换。引用旧文的回答仍保留当时的引文。"), *_no_replacement()


def _overrides(kind: str, organ: str, year: str) -> Overrides:
    year = year.strip()
    if year and not (year.isdecimal() and _FIRST_YEAR <= int(year) <= _LAST_YEAR):
        raise ValueError(f"年度“{year}”应是四位数字，例如 2023。文件没有加入，请改正后重新选择。")
    return Overrides(kind=Kind(kind) if kind else None, organ=organ.strip() or None, year=int(year) if year else None)


def _table(summaries: Sequence[Summary], wanted: Wanted, rows: int = PAGE) -> str:
    return table_html([s for s in summaries if wanted.admits(s)], total=len(summaries), rows=rows)


def _choices(choices: list[tuple[str, str]], value: str) -> Any:
    return gr.update(choices=[("全部", _ANY), *choices], value=value)


def _no_replacement() -> Shown:
    return gr.update(visible=False), "", "", None
