"""Drafts in the writing: each runs on the server to its end, section by section, whatever becomes of the tab."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Literal
from uuid import uuid4

import structlog

from assistant.drafting.composing import write
from assistant.drafting.drafts import Drafts
from assistant.drafting.editing import carried_over, with_sources
from assistant.drafting.finishing import finish, recheck, refilled
from assistant.drafting.ground import Prepared, Tools
from assistant.drafting.types import Draft, DraftSection, Filling, Slot, SlotStatus
from assistant.errors import AssistantError, EditConflict
from knowledge.errors import KnowledgeError

_log = structlog.get_logger(__name__)
_TRIES = 5
"""Times that the whole is saved over a version that a person saved in between."""
_LONGEST_SHOWN = 1200
"""Characters of the section in work that the page is shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a draft is at one moment."""

    state: Literal["waiting", "preparing", "writing", "checking", "stopped", "failed", "done"] = "waiting"
    done: int = 0
    total: int = 0
    heading: str = ""
    """Of the section in work."""
    text: str = ""
    """What is written of the section in work so far."""
    began: float = 0.0
    """Seconds since the epoch."""
    message: str = ""
    """Why it failed, in Chinese."""

    @property
    def running(self) -> bool:
        """Whether something is still being done."""
        return self.state in {"waiting", "preparing", "writing", "checking"}


@dataclass(slots=True)
class _Run:
    progress: Progress
    stop: threading.Event
    force: bool


class DraftRuns:
    """All drafts in the writing, one at a time: a second one would only slow the model down."""

    def __init__(self, drafts: Drafts, prepared: Callable[[str, str], Prepared], tools: Callable[[], Tools]) -> None:
        """Write drafts of ``drafts``; ``prepared`` is asked with user and id, ``tools`` once for each run."""
        self._drafts = drafts
        self._prepared = prepared
        self._tools = tools
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="draft")
        self._runs: dict[str, _Run] = {}
        self._lock = threading.Lock()

    def start(self, user: str, draft_id: str, *, force: bool = False) -> bool:
        """Begin, or go on with what is not written yet; return False where it is running.

        Paragraphs that a person edited in the newest version stay, unless ``force``; figures that one gave always do.

        Raises:
            NotInLibrary: the draft is gone.
        """
        with self._lock:
            old = self._runs.get(draft_id)
            if old is not None and old.progress.running:
                return False
            self._drafts.set_stage(user, draft_id, "writing")
            run = _Run(progress=Progress(began=time.time()), stop=threading.Event(), force=force)
            self._worker.submit(self._work, user, draft_id, run)
            self._runs[draft_id] = run
        return True

    def stop(self, draft_id: str) -> None:
        """Ask a draft's writing to end soon; finished sections are kept."""
        with self._lock:
            if run := self._runs.get(draft_id):
                run.stop.set()

    def progress(self, draft_id: str) -> Progress | None:
        """Return how far a draft is; None where nothing was begun since the program started."""
        with self._lock:
            run = self._runs.get(draft_id)
        return run.progress if run else None

    def close(self) -> None:
        """Stop all and wait; finished sections are kept."""
        with self._lock:
            for run in self._runs.values():
                run.stop.set()
        self._worker.shutdown(wait=True, cancel_futures=True)

    def _work(self, user: str, draft_id: str, run: _Run) -> None:
        try:
            self._write(user, draft_id, run)
        except (KnowledgeError, AssistantError) as error:
            run.progress = replace(run.progress, state="failed", message=str(error))
        except Exception:  # noqa: BLE001 - the outermost edge of a thread: logged with the number that the person sees
            number = uuid4().hex[:8]
            _log.exception("drafting failed", number=number)
            run.progress = replace(
                run.progress,
                state="failed",
                message=f"起草时出现内部错误（编号 {number}）。已写好的部分都在，可以继续。",
            )

    def _write(self, user: str, draft_id: str, run: _Run) -> None:
        run.progress = replace(run.progress, state="preparing")
        tools = self._tools()
        prepared = self._prepared(user, draft_id)
        before, _ = self._newest(user, draft_id)
        if before is not None:
            prepared = replace(prepared, fillings=_filled(before, prepared, tools))
        written = self._drafts.written(user, draft_id)
        sections: list[DraftSection] = []
        notices = list(written.notices)
        for index, planned in enumerate(prepared.outline):
            if run.stop.is_set():
                run.progress = replace(run.progress, state="stopped", text="")
                return
            run.progress = replace(
                run.progress, state="writing", done=index, total=len(prepared.outline), heading=planned.heading, text=""
            )
            section = written.sections.get(planned.id)
            if section is None:
                section, said = write(
                    prepared, index, tools=tools, on_text=lambda text: self._show(run, text), stop=run.stop.is_set
                )
                if run.stop.is_set():  # the rest of it came out plain: it is written again when the person goes on
                    continue
                self._drafts.keep_section(user, draft_id, section, said)
                notices += said
            sections.append(section)
        if len(sections) < len(prepared.outline):
            run.progress = replace(run.progress, state="stopped", text="")
            return
        run.progress = replace(run.progress, state="checking", done=len(sections), heading="", text="")
        draft = finish(prepared, sections, tools=tools, notices=tuple(dict.fromkeys(notices)))
        self._save(user, draft_id, draft, prepared=prepared, tools=tools, force=run.force)
        run.progress = replace(run.progress, state="done")

    def _save(self, user: str, draft_id: str, draft: Draft, *, prepared: Prepared, tools: Tools, force: bool) -> None:
        """Keep the whole as a version, over the newest one with its edits, which may have come while it was written.

        Raises:
            EditConflict: somebody keeps saving; the sections written are kept.
        """
        for attempt in range(1, _TRIES + 1):
            before, version = self._newest(user, draft_id)
            new = draft if before is None else _merged(draft, before, version, prepared, tools, force=force)
            try:
                self._drafts.save(user, draft_id, new, based_on=version, why="生成全文", by=user, whole=True)
            except EditConflict:
                if attempt == _TRIES:
                    raise
            else:
                return

    def _newest(self, user: str, draft_id: str) -> tuple[Draft | None, int]:
        """Return the newest version with its number; None and 0 before the first."""
        if not self._drafts.head(user, draft_id).version:
            return None, 0
        return self._drafts.draft(user, draft_id)

    @staticmethod
    def _show(run: _Run, text: str) -> None:
        run.progress = replace(run.progress, text=(run.progress.text + text)[-_LONGEST_SHOWN:])


def same_slots(draft: Draft, prepared: Prepared) -> bool:
    """Say whether a draft's slots are still those of last year's report as it is read now."""
    return draft.slots == (prepared.template.slots if prepared.template else ())


def _filled(before: Draft, prepared: Prepared, tools: Tools) -> tuple[Filling, ...]:
    """Return the fillings with what people gave in an earlier version for slots that are still there.

    Where last year's report is another by now, a slot is known by its name, metric, unit, and last year's sentence.
    """
    slots = prepared.template.slots if prepared.template else ()
    if not same_slots(before, prepared):
        there = {_known_by(slot): slot.id for slot in slots}
        now = {slot.id: there.get(_known_by(slot)) for slot in before.slots}
        moved = [replace(f, slot=i) for f in _given(before) if (i := now.get(f.slot))]
        before = replace(before, slots=slots, fillings=tuple(moved))
    return with_sources(refilled(before, prepared, {}, tools=tools, by=""), before).fillings


def _known_by(slot: Slot) -> tuple[str, str, str, str, str]:
    """Return what makes a slot the same in another text: its sentence too, for one name may count several things."""
    last = slot.last
    return slot.name, slot.metric, slot.unit, last.surface if last else "", last.sentence if last else ""


def _given(draft: Draft) -> list[Filling]:
    return [filling for filling in draft.fillings if filling.status is SlotStatus.GIVEN]


def _merged(draft: Draft, before: Draft, version: int, prepared: Prepared, tools: Tools, *, force: bool) -> Draft:
    """Return the draft with the given figures and the edited paragraphs of the version before."""
    draft = replace(draft, fillings=_filled(before, prepared, tools))
    lost = len(_given(before)) - len(_given(draft))
    notices = [f"上年报告换过，您填过的 {lost} 项数字在新稿里没有位置，没有带入。"] if lost > 0 else []
    if not force:
        draft, kept, lost = carried_over(draft, before)
        notices += [f"您改过的 {kept} 段保持原样，没有重写。"] if kept else []
        notices += [f"您改过的 {lost} 段在新稿里没有位置，请在“版本”里从第 {version} 版找回。"] if lost else []
    return recheck(replace(draft, notices=(*draft.notices, *notices)), prepared, tools=tools)
