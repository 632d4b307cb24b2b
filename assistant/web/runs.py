"""Answers in the making: each runs on the server to its end, whatever becomes of the tab that asked."""

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Literal
from uuid import uuid4

import structlog

from assistant.answering.types import Answer, Citation, Finished, Searched, SourcesFound, TextArrived
from assistant.conversations import Conversations, State
from assistant.errors import AssistantError
from assistant.web.service import Desk
from knowledge.errors import KnowledgeError

_log = structlog.get_logger(__name__)

AT_ONCE = 3
"""Answers made at the same time; more of them wait their turn. Browsers allow six open streams a server."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """An answer in the making as it stands at one moment."""

    question: str
    removed: frozenset[str]
    replaces: int | None
    """The kept turn whose place this answer will take."""
    stage: Literal["waiting", "searching", "writing", "over"] = "waiting"
    searched: Searched | None = None
    sources: tuple[Citation, ...] = ()
    text: str = ""
    """Prose straight from the model, not verified."""


class Run:
    """One question on its way to an answer."""

    def __init__(self, progress: Progress) -> None:
        """Begin where ``progress`` stands."""
        self._progress = progress
        self._stop = threading.Event()

    @property
    def progress(self) -> Progress:
        """How far it is (a value of its own: reading it needs no lock)."""
        return self._progress

    def advance(self, progress: Progress) -> None:
        """Show the next state (called by the one thread that makes the answer)."""
        self._progress = progress

    def stop(self) -> None:
        """Ask the answer to end soon; what has arrived is kept."""
        self._stop.set()

    def stopped(self) -> bool:
        """Whether somebody asked for the end."""
        return self._stop.is_set()


class Runs:
    """All answers in the making, at most one a conversation."""

    def __init__(self, desk: Desk, conversations: Conversations) -> None:
        """Ask ``desk`` and keep what it answers in ``conversations``."""
        self._desk = desk
        self._conversations = conversations
        self._workers = ThreadPoolExecutor(max_workers=AT_ONCE, thread_name_prefix="answer")
        self._running: dict[tuple[str, str], Run] = {}
        self._lock = threading.Lock()

    def start(
        self,
        user: str,
        conversation_id: str,
        question: str,
        *,
        history: Sequence[str] = (),
        removed: frozenset[str] = frozenset(),
        replaces: int | None = None,
    ) -> bool:
        """Begin an answer; return False where the conversation's last one is still in the making."""
        run = Run(Progress(question=question, removed=removed, replaces=replaces))
        with self._lock:
            if (user, conversation_id) in self._running:
                return False
            self._running[user, conversation_id] = run
        self._workers.submit(self._work, user, conversation_id, run, tuple(history))
        return True

    def of(self, user: str, conversation_id: str) -> Run | None:
        """Return the answer in the making of a conversation."""
        with self._lock:
            return self._running.get((user, conversation_id))

    def stop(self, user: str, conversation_id: str) -> None:
        """Stop the answer in the making, where there is one."""
        if run := self.of(user, conversation_id):
            run.stop()

    def close(self) -> None:
        """Stop all answers, keep what has arrived, and wait for that."""
        with self._lock:
            for run in self._running.values():
                run.stop()
        self._workers.shutdown(wait=True)

    def _work(self, user: str, conversation_id: str, run: Run, history: Sequence[str]) -> None:
        try:
            answer, state = self._answer(run, history)
            replaces = run.progress.replaces if state != "failed" else None
            self._conversations.append(
                user, conversation_id, answer, state=state, removed=run.progress.removed, replaces=replaces
            )
        except KnowledgeError as error:  # the conversation was deleted meanwhile
            _log.info("answer not kept", reason=str(error))
        except Exception:  # noqa: BLE001 - the outermost edge of a thread: logged, the page goes on
            _log.exception("answer not kept")
        finally:
            with self._lock:
                self._running.pop((user, conversation_id), None)
            run.advance(replace(run.progress, stage="over"))

    def _answer(self, run: Run, history: Sequence[str]) -> tuple[Answer, State]:
        """Return the verified answer, or what had arrived with the reason why there is no more."""
        try:
            answer = self._follow(run, history)
        except (KnowledgeError, AssistantError) as error:
            return _partial(run.progress, str(error)), "failed"
        except Exception:  # noqa: BLE001 - the outermost edge: logged with the number that the reader sees
            number = uuid4().hex[:8]
            _log.exception("answering failed", number=number)
            return _partial(
                run.progress, f"回答时出现内部错误（编号 {number}）。请重试；仍不行请把编号告诉管理员。"
            ), "failed"
        if answer is None:
            return _partial(run.progress, "已按您的要求停止。"), "stopped"
        return answer, "stopped" if run.stopped() else "done"

    def _follow(self, run: Run, history: Sequence[str]) -> Answer | None:
        """Show each event as it comes; return the finished answer, or None where it was stopped before that."""
        if run.stopped():
            return None
        run.advance(replace(run.progress, stage="searching"))
        progress = run.progress
        for event in self._desk.ask(progress.question, history=history, removed=progress.removed, stop=run.stopped):
            match event:
                case SourcesFound(searched=searched, sources=sources):
                    run.advance(replace(run.progress, stage="writing", searched=searched, sources=sources))
                case TextArrived(text=text):
                    run.advance(replace(run.progress, stage="writing", text=run.progress.text + text))
                case Finished(answer=answer):
                    return answer
        return None


def _partial(progress: Progress, notice: str) -> Answer:
    if progress.text:
        notice += "以下文字未经核验，数字不可直接引用。"
    return Answer(
        question=progress.question,
        refused=False,
        answer=progress.text,
        route="none",
        citations=progress.sources if progress.text else (),
        searched=progress.searched or Searched(),
        notice=notice,
    )
