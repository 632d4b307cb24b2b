"""What a click in the drafting tab does: from the page's words to calls of the desk; no markup but short notes."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import gradio as gr

from assistant.drafting.desk import DraftingDesk, Opened
from assistant.drafting.drafts import Project
from assistant.drafting.types import Brief
from assistant.web.drafting_place import BRIEF, DRAFT, LIST, MATERIAL, OUTLINE, Place
from assistant.web.library_rendering import note_html
from assistant.web.service import USER
from knowledge.errors import BadRequest

NO_PREVIOUS = ""
GIVEN_FILE = "file"
"""Choice of last year's report: the file that was uploaded before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clicked:
    """A click: what is to be done, on what, with which fields, seen on which version."""

    act: str
    value: str
    fields: Mapping[str, str]
    version: int
    place: Place
    previous: Path | None

    @classmethod
    def of(cls, event: gr.EventData, place: Place, previous: Path | None) -> "Clicked":
        """Read what the page's script sent; whatever is malformed is empty."""
        raw: Any = getattr(event, "fields", None)
        pairs = cast("dict[Any, Any]", raw) if isinstance(raw, dict) else {}
        version = str(getattr(event, "version", ""))
        return cls(
            act=str(getattr(event, "act", "")),
            value=str(getattr(event, "value", "")),
            fields={str(key): str(value) for key, value in pairs.items()},
            version=int(version) if version.isdecimal() else 0,
            place=place,
            previous=previous,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Acted:
    """Where the person is now and what is to be said."""

    place: Place
    note: str = ""
    failed: tuple[tuple[str, str], ...] = ()
    """Files that could not be read: name and reason."""
    compared: tuple[int, int] | None = None
    """Versions that are shown side by side."""
    reading: bool = False
    """The newest text is to be shown although a later writing is not finished."""
    took_file: bool = False
    """The file in the upload field has become last year's report."""


def begun(desk: DraftingDesk, project: Project) -> str:
    """Return in two to four characters how far a draft is; 已中断 where nobody is writing on it any more."""
    if project.stage == "writing":
        progress = desk.progress(USER, project.id)
        if progress and progress.running:
            return "正在起草"
        return "已中断"
    if project.version:
        return "已成稿"
    return "列提纲" if project.outline else "备材料"


def act(desk: DraftingDesk, clicked: Clicked) -> Acted:
    """Do what was clicked and return where the person is then.

    Raises:
        KnowledgeError, AssistantError: it cannot be done; the message says what to do.
    """
    doing = _ACTS.get(clicked.act)
    return doing(desk, clicked) if doing else Acted(place=clicked.place)


def _list(_: DraftingDesk, __: Clicked) -> Acted:
    return Acted(place=Place())


def _new(_: DraftingDesk, __: Clicked) -> Acted:
    return Acted(place=Place(step=BRIEF))


def _open(desk: DraftingDesk, clicked: Clicked) -> Acted:
    project = desk.project(USER, clicked.value)
    begun_writing = project.version or project.stage == "writing"
    step = DRAFT if begun_writing else OUTLINE if project.outline else MATERIAL
    return Acted(place=Place(draft=project.id, step=step))


def _delete(desk: DraftingDesk, clicked: Clicked) -> Acted:
    desk.remove(USER, clicked.value)
    return Acted(place=Place(), note=note_html("已删除这份草稿和它的全部版本。"))


def _step(_: DraftingDesk, clicked: Clicked) -> Acted:
    step = int(clicked.value) if clicked.value.isdecimal() else LIST
    return Acted(place=Place.read(f"{clicked.place.draft}/{step}"))


def _brief(desk: DraftingDesk, clicked: Clicked) -> Acted:
    """Keep the first step: begin the draft, or change what is to be drafted."""
    fields = clicked.fields
    year = fields.get("year", "").strip()
    if not (year.isdecimal() and len(year) == 4):  # noqa: PLR2004 - a year has four digits
        raise BadRequest("请在“报告年度”填四位数字，例如 2024。")
    brief = Brief(
        organ=fields.get("organ", ""),
        year=int(year),
        kind=fields.get("kind", "annual_report"),
        title=fields.get("title", ""),
        section=fields.get("section", ""),
    )
    chosen = fields.get("previous", NO_PREVIOUS)
    previous_id = chosen if chosen not in {NO_PREVIOUS, GIVEN_FILE} and not clicked.previous else None
    draft_id = clicked.place.draft
    if draft_id:
        desk.set_brief(USER, draft_id, brief, previous_id=previous_id)
    else:
        draft_id = desk.create(USER, brief, previous_id=previous_id)
    if clicked.previous:
        try:
            desk.add_previous(USER, draft_id, clicked.previous, name=clicked.previous.name)
        except Exception:
            if not clicked.place.draft:  # nothing is left behind by a first step that did not succeed
                desk.remove(USER, draft_id)
            raise
    elif chosen != GIVEN_FILE and (given := desk.project(USER, draft_id).previous):
        desk.remove_text(USER, draft_id, given.id)
    return Acted(place=Place(draft=draft_id, step=MATERIAL), took_file=True)


def _remove_text(desk: DraftingDesk, clicked: Clicked) -> Acted:
    desk.remove_text(USER, clicked.place.draft, clicked.value)
    return Acted(place=clicked.place)


def _outline(desk: DraftingDesk, clicked: Clicked) -> Acted:
    desk.save_outline(USER, clicked.place.draft, _lines(clicked))
    return Acted(place=clicked.place, note=note_html("提纲已保存，序号已重排。"))


def _write(desk: DraftingDesk, clicked: Clicked) -> Acted:
    """Keep the outline and write all of it; an earlier text stays among the versions."""
    draft = clicked.place.draft
    desk.save_outline(USER, draft, _lines(clicked))
    desk.start(USER, draft, anew=True)
    return Acted(place=Place(draft=draft, step=DRAFT))


def _resume(desk: DraftingDesk, clicked: Clicked) -> Acted:
    draft = clicked.place.draft or clicked.value
    desk.start(USER, draft)
    return Acted(place=Place(draft=draft, step=DRAFT))


def _stop(desk: DraftingDesk, clicked: Clicked) -> Acted:
    desk.stop(USER, clicked.place.draft)
    return Acted(place=clicked.place)


def _lines(clicked: Clicked) -> list[tuple[str, str, int]]:
    try:
        raw: Any = json.loads(clicked.fields.get("lines", "[]"))
        return [(str(i), str(heading), int(level)) for i, heading, level in raw]
    except (ValueError, TypeError) as error:
        raise BadRequest("提纲没有传完整。请刷新页面后再试。") from error


_Change = Callable[[DraftingDesk, Clicked], Opened]


def _changing(change: _Change, said: str) -> Callable[[DraftingDesk, Clicked], Acted]:
    def do(desk: DraftingDesk, clicked: Clicked) -> Acted:
        opened = change(desk, clicked)
        return Acted(place=clicked.place, note=note_html(f"{said}（第 {opened.version} 版）"))

    return do


def _edit(desk: DraftingDesk, c: Clicked) -> Opened:
    return desk.edit_paragraph(USER, c.place.draft, c.value, c.fields.get("text", ""), based_on=c.version)


def _insert(desk: DraftingDesk, c: Clicked) -> Opened:
    section, _, after = c.value.partition("|")
    return desk.add_paragraph(USER, c.place.draft, section, after, c.fields.get("text", ""), based_on=c.version)


def _cut(desk: DraftingDesk, c: Clicked) -> Opened:
    return desk.remove_paragraph(USER, c.place.draft, c.value, based_on=c.version)


def _fill(desk: DraftingDesk, c: Clicked) -> Opened:
    return desk.fill_gap(USER, c.place.draft, c.value, c.fields.get("surface", ""), based_on=c.version)


def _candidate(desk: DraftingDesk, c: Clicked) -> Opened:
    slot, _, index = c.value.partition("|")
    return desk.choose(USER, c.place.draft, slot, int(index) if index.isdecimal() else -1, based_on=c.version)


def _accept(desk: DraftingDesk, c: Clicked) -> Opened:
    return desk.accept_proposal(USER, c.place.draft, c.value, based_on=c.version)


def _clear(desk: DraftingDesk, c: Clicked) -> Opened:
    return desk.clear_slot(USER, c.place.draft, c.value, based_on=c.version)


def _restore(desk: DraftingDesk, c: Clicked) -> Opened:
    return desk.restore(USER, c.place.draft, int(c.value) if c.value.isdecimal() else 0, based_on=c.version)


def _rewrite(desk: DraftingDesk, c: Clicked) -> Acted:
    opened, kept = desk.rewrite_section(
        USER, c.place.draft, c.value, based_on=c.version, force=c.fields.get("force") == "yes"
    )
    said = f"已用资料重写这一节（第 {opened.version} 版）"
    said += f"，保留了您改过的 {kept} 段。" if kept else "。"
    return Acted(place=c.place, note=note_html(said))


def _renew(desk: DraftingDesk, c: Clicked) -> Acted:
    """Write one paragraph anew; the page has asked before it sends ``force``."""
    force = c.fields.get("force") == "yes"
    opened, kept = desk.rewrite_paragraph(USER, c.place.draft, c.value, based_on=c.version, force=force)
    if kept:
        raise BadRequest("这一段您改过，没有重写。请刷新页面后再按“用资料重写本段”并确认。")
    return Acted(place=c.place, note=note_html(f"已用资料重写这一段（第 {opened.version} 版）"))


def _rename(desk: DraftingDesk, c: Clicked) -> Opened:
    return desk.rename_section(USER, c.place.draft, c.value, c.fields.get("text", ""), based_on=c.version)


def _read(_: DraftingDesk, c: Clicked) -> Acted:
    return Acted(place=c.place, reading=True)


def _compare(_: DraftingDesk, c: Clicked) -> Acted:
    left, right = c.fields.get("left", ""), c.fields.get("right", "")
    if not (left.isdecimal() and right.isdecimal()) or left == right:
        raise BadRequest("请选两个不同的版本再对照。")
    return Acted(place=c.place, compared=(int(left), int(right)))


_ACTS: dict[str, Callable[[DraftingDesk, Clicked], Acted]] = {
    "list": _list,
    "new": _new,
    "open": _open,
    "delete": _delete,
    "step": _step,
    "brief": _brief,
    "remove-text": _remove_text,
    "outline": _outline,
    "write": _write,
    "resume": _resume,
    "stop": _stop,
    "edit": _changing(_edit, "已保存这一段"),
    "insert": _changing(_insert, "已添加一段"),
    "cut": _changing(_cut, "已删除这一段，可在“版本”里恢复"),
    "fill": _changing(_fill, "已填入，正文和由它算出的比率已更新"),
    "candidate": _changing(_candidate, "已采用所选数字，正文已更新"),
    "accept": _changing(_accept, "已采用建议的数字，正文已更新"),
    "clear": _changing(_clear, "已撤回填写"),
    "restore": _changing(_restore, "已恢复"),
    "rewrite": _rewrite,
    "renew": _renew,
    "rename": _changing(_rename, "已改标题"),
    "read": _read,
    "compare": _compare,
    "uncompare": lambda _, c: Acted(place=c.place),
}
