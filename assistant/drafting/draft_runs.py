"""Drafts in the writing: each runs on the server to its end, section by section, whatever becomes of the tab."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Literal
from uuid import uuid4

import structlog

from assistant.drafting.composing import Prepared, Tools, finish, write
from assistant.drafting.drafts import Drafts
from assistant.drafting.types import DraftSection
from assistant.errors import AssistantError
from knowledge.errors import KnowledgeError

_log = structlog.get_logger(__name__)
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

    def start(self, user: str, draft_id: str) -> bool:
        """Begin, or go on with what is not written yet; return False where it is running."""
        with self._lock:
            old = self._runs.get(draft_id)
            if old is not None and old.progress.running:
                return False
            run = _Run(progress=Progress(began=time.time()), stop=threading.Event())
            self._runs[draft_id] = run
        self._drafts.set_stage(user, draft_id, "writing")
        self._worker.submit(self._work, user, draft_id, run)
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
        prepared = self._prepared(user, draft_id)
        tools = self._tools()
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
        draft = finish(prepared, sections, tools=tools, notices=notices)
        version = self._drafts.get(user, draft_id).version
        self._drafts.save(user, draft_id, draft, based_on=version, why="生成全文", by=user)
        run.progress = replace(run.progress, state="done")

    @staticmethod
    def _show(run: _Run, text: str) -> None:
        run.progress = replace(run.progress, text=(run.progress.text + text)[-_LONGEST_SHOWN:])
