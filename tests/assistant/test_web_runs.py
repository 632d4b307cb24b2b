"""Answers in the making end in a kept turn, whatever happens."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from assistant.conversations import Conversations, Turn
from assistant.web.runs import AT_ONCE, Runs
from knowledge.store import Base
from tests.browser.fake_desk import FakeDesk


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Conversations]:
    engine = create_engine(f"sqlite:///{tmp_path / 'c.sqlite3'}")
    Base.metadata.create_all(engine)
    yield Conversations(engine)
    engine.dispose()


@pytest.fixture
def desk() -> FakeDesk:
    return FakeDesk(pause_s=0.001)


@pytest.fixture
def runs(kept: Conversations, desk: FakeDesk) -> Iterator[Runs]:
    made = Runs(desk, kept)
    yield made
    made.close()


def until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + 5
    while not condition():
        assert time.monotonic() < deadline, "it did not come about in 5 s"
        time.sleep(0.002)


def finished(runs: Runs, kept: Conversations, conversation: str) -> list[Turn]:
    until(lambda: runs.of("li", conversation) is None)
    return kept.turns("li", conversation)


@pytest.mark.parametrize(
    ("question", "state", "shown"),
    [
        ("办结率？", "done", "1286起"),
        ("火星？", "done", "资料中未找到"),
        ("失败", "failed", "连不上模型服务"),
        ("崩溃", "failed", "内部错误（编号 "),
    ],
)
def test_every_end_is_kept(runs: Runs, kept: Conversations, question: str, state: str, shown: str) -> None:
    conversation = kept.create("li", question).id
    assert runs.start("li", conversation, question)
    (turn,) = finished(runs, kept, conversation)
    assert turn.state == state
    assert shown in turn.answer.answer + turn.answer.notice
    assert "secret" not in turn.answer.notice


def test_a_second_question_waits_for_the_end_of_the_first(runs: Runs, kept: Conversations, desk: FakeDesk) -> None:
    desk.pause_s = 0.02
    conversation = kept.create("li", "问").id
    assert runs.start("li", conversation, "第一问")
    assert not runs.start("li", conversation, "第二问")
    runs.stop("li", conversation)
    (turn,) = finished(runs, kept, conversation)
    assert (turn.question, turn.state) == ("第一问", "stopped")


def test_only_some_answers_are_made_at_once_and_a_waiting_one_can_be_stopped(
    runs: Runs, kept: Conversations, desk: FakeDesk
) -> None:
    desk.pause_s = 0.02
    ids = [kept.create("li", f"问{n}").id for n in range(AT_ONCE + 1)]
    for conversation in ids:
        runs.start("li", conversation, "很长")
    until(lambda: len(desk.asked) == AT_ONCE)
    last = runs.of("li", ids[-1])
    assert last is not None
    assert last.progress.stage == "waiting"
    for conversation in reversed(ids):
        runs.stop("li", conversation)
    (turn,) = finished(runs, kept, ids[-1])
    assert turn.state == "stopped"
    assert len(desk.asked) == AT_ONCE, "the stopped one was never asked"


def test_a_failed_retry_leaves_the_earlier_answer_standing(runs: Runs, kept: Conversations) -> None:
    conversation = kept.create("li", "问").id
    runs.start("li", conversation, "办结率？")
    (good,) = finished(runs, kept, conversation)
    runs.start("li", conversation, "失败", replaces=good.id)
    assert [t.state for t in finished(runs, kept, conversation)] == ["done", "failed"]
    runs.start("li", conversation, "办结率？", replaces=good.id)
    assert good.id not in [t.id for t in finished(runs, kept, conversation)]


def test_an_answer_whose_conversation_was_deleted_is_dropped_quietly(
    runs: Runs, kept: Conversations, desk: FakeDesk
) -> None:
    desk.pause_s = 0.01
    conversation = kept.create("li", "问").id
    runs.start("li", conversation, "办结率？")
    kept.delete("li", conversation)
    until(lambda: runs.of("li", conversation) is None)
    assert kept.all_of("li") == []


def test_closing_keeps_what_has_arrived(kept: Conversations) -> None:
    runs = Runs(FakeDesk(pause_s=0.01), kept)
    conversation = kept.create("li", "问").id
    runs.start("li", conversation, "很长")
    until(lambda: (run := runs.of("li", conversation)) and run.progress.text)
    runs.close()
    (turn,) = kept.turns("li", conversation)
    assert turn.state == "stopped"
