"""The ledger tab: filters, metrics by year, one metric's chart and wordings, conflicts, decisions, the workbook."""

import json
from typing import Any

import gradio as gr

from assistant.ledger_desk import LedgerFilter
from assistant.web.ledger_rendering import (
    PAGE,
    conflicts_html,
    decisions_html,
    done_html,
    download_html,
    merge_html,
    metric_html,
    table_html,
)
from assistant.web.library_rendering import note_html
from assistant.web.service import Desk
from knowledge.errors import KnowledgeError

_ANY = ""
_MOST_CHOICES = 400
Shown = tuple[Any, ...]


class LedgerTab:
    """Builds the tab and answers its events; the chosen metric is a hidden field, all else is on the server."""

    def __init__(self, desk: Desk) -> None:
        """Work on ``desk``."""
        self._desk = desk

    def build(self, tab: gr.Tab) -> None:
        """Lay out the tab inside the current Blocks and bind its events."""
        bind = "fazhi.bind(element, trigger)"
        chosen = gr.Textbox(value="", visible="hidden", label="所选指标", elem_id="fz-chosen", container=False)
        with gr.Column(elem_classes="fz-panel", elem_id="fz-ledger-form"):
            gr.HTML(
                '<h2 class="fz-heading">指标台账</h2><p class="fz-hint">报告和数据表里的数字，按机关、指标、年度排列，照原文显示。</p>',
                js_on_load=None,
                apply_default_css=False,
            )
            with gr.Row(elem_id="fz-ledger-filters"):
                organ = gr.Dropdown([("全部", _ANY)], value=_ANY, label="机关", filterable=True, min_width=180)
                words = gr.Textbox(value="", label="指标", placeholder="例如：信访", min_width=160)
                years = gr.Textbox(value="", label="年度", placeholder="2021-2024", min_width=130)
            note = gr.HTML(js_on_load=bind, apply_default_css=False, elem_id="fz-ledger-note")
        with gr.Column(elem_classes="fz-panel", elem_id="fz-metric-panel"):
            metric = gr.HTML(js_on_load=bind, apply_default_css=False, elem_id="fz-metric")
            with gr.Column(visible=False, elem_id="fz-merge") as merging:
                with gr.Row(equal_height=False):
                    other = gr.Dropdown([], value=None, label="与另一指标合并", filterable=True, min_width=220, scale=3)
                    merge = gr.Button(
                        "确认合并", size="md", min_width=110, scale=0, elem_id="fz-merge-yes", interactive=False
                    )
                preview = gr.HTML(js_on_load=None, apply_default_css=False)
            decided = gr.HTML(js_on_load=bind, apply_default_css=False, elem_id="fz-decisions")
        with gr.Column(elem_classes="fz-panel"):
            download = gr.HTML(js_on_load=None, apply_default_css=False, elem_id="fz-ledger-download")
            table = gr.HTML(js_on_load=bind, apply_default_css=False, elem_id="fz-ledger-table")
        with gr.Column(elem_classes="fz-panel"):
            gr.HTML(
                '<h2 class="fz-heading">互相矛盾的数字</h2><p class="fz-hint">同一机关、同一时期、同一指标，两处数值不同。</p>',
                js_on_load=None,
                apply_default_css=False,
            )
            conflicts = gr.HTML(js_on_load=None, apply_default_css=False, elem_id="fz-conflicts")

        quick: dict[str, Any] = {
            "show_progress": "hidden", "concurrency_id": "ledger", "concurrency_limit": 8, "api_visibility": "private",
        }  # fmt: skip
        filters = [organ, words, years]
        listed = [table, conflicts, download, note]
        detail = [chosen, metric, merging, other, merge, preview, decided]
        tab.select(self.refresh, [*filters, chosen], [organ, *listed, *detail], **quick)
        changed = [organ.input, words.submit, words.blur, years.submit, years.blur]
        gr.on(changed, self.listing, [*filters, chosen], listed, trigger_mode="always_last", **quick)
        for part in (table, metric, note, decided):
            part.click(self.act, [*filters, chosen], [*listed, *detail], **quick)
        other.input(self.preview, [chosen, other], [preview, merge], **quick)
        merge.click(self.merge, [*filters, chosen, other], [*listed, *detail], **quick)

    def refresh(self, organ: str, words: str, years: str, chosen: str) -> Shown:
        """Show the ledger as it is now; an organ that is gone falls back to the first."""
        organs = self._desk.figures.organs()
        if organ not in organs:
            organ = organs[0] if len(organs) == 1 else _ANY
        choices = gr.update(choices=[("全部", _ANY), *((o, o) for o in organs)], value=organ)
        return choices, *self.listing(organ, words, years, chosen), *self._detail(*_read(chosen))

    def listing(self, organ: str, words: str, years: str, chosen: str, rows: int = PAGE, note: str = "") -> Shown:
        """Return table, conflicts, download link and note under the filters."""
        wanted = LedgerFilter(organ=organ or "", words=words, years=years)
        try:
            view = self._desk.figures.view(wanted)
        except KnowledgeError as error:
            return gr.skip(), gr.skip(), gr.skip(), note_html(str(error), good=False)
        table = table_html(view, wanted, rows=rows, chosen=_read(chosen))
        return table, conflicts_html(view.conflicts), download_html(wanted), note

    def act(self, organ: str, words: str, years: str, chosen: str, event: gr.EventData) -> Shown:
        """Show more lines or a metric, or keep or forget what was decided on names."""
        action, value = str(getattr(event, "act", "")), str(getattr(event, "value", ""))
        if action == "more":
            rows = int(value) if value.isdigit() else PAGE
            return *self.listing(organ, words, years, chosen, rows), *_unchanged()
        note = ""
        try:
            if action == "choose":
                chosen = value
            elif action == "split":
                made = self._desk.figures.split(_read(chosen)[0], value)
                note = done_html(f"已拆出“{value}”：它与{len(made)}种说法不再算同一指标。", made)
            elif action == "confirm":
                first, second = json.loads(value)
                made = self._desk.figures.merge(_read(chosen)[0], first, second)
                note = done_html(f"已确认“{first}”与“{second}”是同一指标。", made)
            elif action == "undo":
                self._desk.figures.undo([(first, second) for first, second in json.loads(value)])
                note = done_html("已撤销，恢复为自动识别。")
        except KnowledgeError as error:
            note = note_html(str(error), good=False)
        return *self.listing(organ, words, years, chosen, note=note), *self._detail(*_read(chosen))

    def preview(self, chosen: str, other: str | None) -> Shown:
        """Say what a merge would change."""
        organ, name = _read(chosen)
        group, second = self._desk.figures.group(organ, name), self._desk.figures.group(organ, other or "")
        if group is None or second is None:
            return "", gr.update(interactive=False)
        return merge_html(group, second), gr.update(interactive=True)

    def merge(self, organ: str, words: str, years: str, chosen: str, other: str | None) -> Shown:
        """Keep that the chosen metric and another are one."""
        at, name = _read(chosen)
        try:
            made = self._desk.figures.merge(at, name, other or "")
            note = done_html(f"已合并：“{name}”与“{other}”今后算同一指标。", made)
        except KnowledgeError as error:
            note = note_html(str(error), good=False)
        return *self.listing(organ, words, years, chosen, note=note), *self._detail(at, name)

    def _detail(self, organ: str, name: str) -> Shown:
        """Return all parts of one metric's panel; the metric's name may have changed by what was decided."""
        figures = self._desk.figures
        group = figures.group(organ, name) if name else None
        decisions = figures.decisions()
        if group is None:
            empty = metric_html(None, None, {})
            hidden = gr.update(visible=False)
            return "", empty, hidden, gr.skip(), gr.skip(), "", decisions_html(decisions)
        verdicts = {frozenset({d.first, d.second}): d.same for d in decisions}
        others = [(g.name, g.name) for g in figures.groups(organ) if g.name != group.name][:_MOST_CHOICES]
        return (
            json.dumps([organ, group.name], ensure_ascii=False),
            metric_html(figures.series(organ, group.name), group, verdicts),
            gr.update(visible=bool(others)),
            gr.update(choices=others, value=None),
            gr.update(interactive=False),
            "",
            decisions_html(decisions),
        )


def _read(chosen: str) -> tuple[str, str]:
    """Return the organ and the metric of the hidden field."""
    if not chosen:
        return "", ""
    organ, name = json.loads(chosen)
    return str(organ), str(name)


def _unchanged() -> Shown:
    return tuple(gr.skip() for _ in range(7))
