"""The drafting tab: the list of drafts, the wizard of four steps, the writing, the editor; all state is on the server."""

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import gradio as gr
import structlog

from assistant.drafting.desk import DraftingDesk
from assistant.drafting.drafts import Project
from assistant.errors import AssistantError, EditConflict
from assistant.web.drafting_actions import Acted, Clicked, act, begun
from assistant.web.drafting_brief import brief_html
from assistant.web.drafting_editor import editor_html
from assistant.web.drafting_place import BRIEF, LIST, MATERIAL, OUTLINE, Place
from assistant.web.drafting_rendering import list_html, progress_html
from assistant.web.drafting_steps import foot_html, materials_html, outline_html, reading_html, stepper_html
from assistant.web.library_rendering import note_html
from assistant.web.service import USER, Desk
from knowledge.errors import KnowledgeError

_log = structlog.get_logger(__name__)
_EVERY_S = 0.4
"""Seconds between two looks at a draft in the writing."""
_LOOKS = 20
"""Looks of one stream; then the page asks again, so that a closed tab holds nothing open."""
_PARTS = 10
"""Outputs of every handler: place, stepper, view, buttons, writing, note, uploads with their result."""
_VIEW, _LIVE, _NOTE, _READING = 2, 4, 5, 9
"""Which of them is what."""
Shown = tuple[Any, ...]


class DraftingTab:
    """Builds the tab and answers its events; the page knows the draft's id and the step, all else is on the server."""

    def __init__(self, desk: Desk) -> None:
        """Work on ``desk``."""
        self._desk: DraftingDesk = desk.drafting

    def build(self, blocks: gr.Blocks, tabs: gr.Tabs, tab: gr.Tab) -> None:
        """Lay out the tab inside the current Blocks and bind its events."""
        place = gr.Textbox(value="", visible="hidden", label="草稿位置", elem_id="fz-draft-place", container=False)
        bound = "fazhi.drafted(element, trigger)"
        with gr.Column(elem_classes="fz-panel", elem_id="fz-draft"):
            note = gr.HTML(js_on_load=None, apply_default_css=False, elem_id="fz-draft-note")
            steps = gr.HTML(js_on_load=bound, apply_default_css=False, elem_id="fz-draft-steps")
            with gr.Column(visible=False, elem_id="fz-draft-files") as adding:
                files = gr.File(
                    label="添加本年材料：各部门报送的文字、统计表（可一次多份）", file_count="multiple", height=140,
                    elem_id="fz-draft-material",
                )  # fmt: skip
                reading = gr.HTML(js_on_load=None, apply_default_css=False, elem_id="fz-draft-reading")
            view = gr.HTML(
                js_on_load="fazhi.drafting(element, trigger)", apply_default_css=False, elem_id="fz-draft-view"
            )
            with gr.Column(visible=False, elem_id="fz-draft-previous") as earlier:
                previous = gr.File(
                    label="或上传上一年度报告（.docx .pdf .txt .html）", height=140, elem_id="fz-draft-previous-file",
                    file_types=[".docx", ".pdf", ".txt", ".html", ".htm", ".md"],
                )  # fmt: skip
            foot = gr.HTML(js_on_load=bound, apply_default_css=False, elem_id="fz-draft-foot")
            live = gr.HTML(
                js_on_load="fazhi.writing(element, trigger)", apply_default_css=False, elem_id="fz-draft-live"
            )
        parts = [place, steps, view, foot, live, note, earlier, previous, adding, reading]
        quick: dict[str, Any] = {
            "show_progress": "hidden", "concurrency_id": "draft", "concurrency_limit": 8, "api_visibility": "private",
        }  # fmt: skip
        watch: dict[str, Any] = quick | {"concurrency_id": "draft-watch", "concurrency_limit": 32}
        upload: dict[str, Any] = quick | {"concurrency_id": "draft-read", "concurrency_limit": 2}
        blocks.load(self.load, None, [tabs, *parts], **quick)
        tab.select(self.show, [place], parts, **quick)
        gr.on([part.click for part in (steps, view, foot, live)], self.act, [place, previous], parts, **quick)
        live.submit(self.watch, [place], parts, trigger_mode="once", **watch)
        files.upload(self.add, [place, files], [*parts, files], **upload)
        place.change(None, [place], None, js="(place) => fazhi.placed(place)")

    def load(self, request: gr.Request) -> Shown:
        """Open the draft that the address names, or nothing; the tab shows its list when it is chosen."""
        named = str(dict(request.query_params).get("draft", ""))
        if not named:
            return gr.skip(), *_unchanged()
        return gr.update(selected="draft"), *self.show(named)

    def show(self, place: str, note: str = "") -> Shown:
        """Return all parts of the tab for a place; a draft that is gone is answered with the list."""
        return self._shown(Acted(place=Place.read(place), note=note))

    def act(self, place: str, previous: str | None, event: gr.EventData) -> Shown:
        """Do what was clicked; where it cannot be done, say why and leave what was typed as it is."""
        clicked = Clicked.of(event, Place.read(place), Path(previous) if previous else None)
        try:
            return self._shown(act(self._desk, clicked))
        except EditConflict as error:  # the newest text is shown; what was typed stays open above it
            shown = list(self.show(place, note_html(str(error), good=False)))
            shown[_VIEW] = f"<i data-refused hidden></i>{shown[_VIEW]}"
            return tuple(shown)
        except (KnowledgeError, AssistantError) as error:
            kept = list(_unchanged())
            kept[_NOTE] = note_html(str(error), good=False)
            return tuple(kept)

    def add(self, place: str, paths: list[str] | None) -> Any:
        """Read material file by file and show each one's result; a bad file stops none of the others."""
        at = Place.read(place)
        files = [Path(path) for path in paths or ()]
        failed: list[tuple[str, str]] = []
        for number, file in enumerate(files, 1):
            kept = list(_unchanged())
            kept[_READING] = reading_html(file.name, number, len(files))
            yield *kept, gr.skip()
            try:
                added = self._desk.add_material(USER, at.draft, file, name=file.name)
                if added.error:
                    failed.append((file.name, added.error))
            except KnowledgeError as error:
                failed.append((file.name, str(error)))
            finally:
                file.unlink(missing_ok=True)
        yield *self._shown(Acted(place=at, failed=tuple(failed))), None

    async def watch(self, place: str) -> AsyncIterator[Shown]:
        """Show a draft in the writing for a while, then let the page ask again; show the draft once it is there."""
        at = Place.read(place)
        seen = ""
        for _ in range(_LOOKS):
            try:
                progress = await asyncio.to_thread(self._desk.progress, USER, at.draft) if at.draft else None
            except KnowledgeError:
                progress = None
            if progress is None or not progress.running:
                yield await asyncio.to_thread(self.show, place)
                return
            now = await asyncio.to_thread(self._live, at.draft)
            if now != seen:
                seen = now
                kept = list(_unchanged())
                kept[_LIVE] = now
                yield tuple(kept)
            await asyncio.sleep(_EVERY_S)
        kept = list(_unchanged())
        kept[_LIVE] = seen.replace("data-again", 'data-again="next"', 1)
        yield tuple(kept)

    def _shown(self, acted: Acted) -> Shown:
        place, note = acted.place, acted.note
        try:
            project = self._desk.project(USER, place.draft) if place.draft else None
        except KnowledgeError as error:
            place, project, note = Place(), None, note_html(str(error), good=False)
        view = live = ""
        try:
            view, live = self._view(place, project, acted)
            view = f'<i data-stamp="{time.monotonic_ns()}" hidden></i>{view}'
        except (KnowledgeError, AssistantError) as error:
            note = note_html(str(error), good=False)
        return (
            place.written(),
            stepper_html(place, project) if place.step != LIST else "",
            view,
            foot_html(place.step),
            live,
            note,
            gr.update(visible=place.step == BRIEF),
            gr.skip() if place.step == BRIEF and not acted.took_file else None,
            gr.update(visible=place.step == MATERIAL),
            "",
        )

    def _view(self, place: Place, project: Project | None, acted: Acted) -> tuple[str, str]:
        desk = self._desk
        if place.step == LIST:
            projects = desk.all_of(USER)
            return list_html(projects, {p.id: begun(desk, p) for p in projects}), ""
        if place.step == BRIEF or project is None:
            return brief_html(desk, project), ""
        if place.step == MATERIAL:
            return materials_html(desk.materials(USER, project.id), acted.failed), ""
        if place.step == OUTLINE:
            return outline_html(desk.plan(USER, project.id), project.brief, written=project.version > 0), ""
        return self._draft(project, acted)

    def _draft(self, project: Project, acted: Acted) -> tuple[str, str]:
        """Return the editor, or the writing as it stands where there is no finished text."""
        desk = self._desk
        progress = desk.progress(USER, project.id)
        unfinished = progress is not None and progress.state in {"stopped", "failed"}
        if not project.version or (unfinished and not acted.reading) or (progress and progress.running):
            return "", self._live(project.id)
        opened = desk.open(USER, project.id)
        compared = desk.compare(USER, project.id, *acted.compared) if acted.compared else None
        return editor_html(desk, project, opened, compared=compared, compared_of=acted.compared), ""

    def _live(self, draft_id: str) -> str:
        project = self._desk.project(USER, draft_id)
        progress = self._desk.progress(USER, draft_id)
        return progress_html(project, progress, self._desk.written(USER, draft_id) if progress else ())


def _unchanged() -> Shown:
    return tuple(gr.skip() for _ in range(_PARTS))
