"""Conversations are kept whole, per user, over restarts."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine

from assistant.answering.types import Answer, AnswerFigure, Citation, Searched, Timing
from assistant.conversations import LONGEST_TITLE, Conversations
from knowledge.documents import Kind, text_hash
from knowledge.errors import NotInLibrary
from knowledge.store import Base

QUOTE = "全年排查矛盾纠纷1286起。"
ANSWER = Answer(
    question="2023年排查了多少起？",
    refused=False,
    answer="排查1286起。[1]回访【待核实】。",
    route="open",
    citations=(
        Citation(
            n=1,
            document_id="d1",
            title="云岭县公安局2023年报告",
            kind=Kind.REPORT,
            locator="一、（一）",
            quote=QUOTE,
            quote_sha256=text_hash(QUOTE),
            start=30,
            end=30 + len(QUOTE),
        ),
    ),
    figures=(AnswerFigure(surface="35次", start=14, end=19, status="unsupported", citation=None, reason="没有依据"),),
    searched=Searched(organ="云岭县公安局", years=(2023,), kinds=(Kind.REPORT,), articles=("行政处罚法第三条",)),
    timing=Timing(first_source_ms=1.5, first_token_ms=None, total_ms=20.0),
    notice="向量还不全。",
    prompt_sha256="ab" * 32,
    model="测试模型",
)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    made = create_engine(f"sqlite:///{tmp_path / 'c.sqlite3'}")
    Base.metadata.create_all(made)
    yield made
    made.dispose()


@pytest.fixture
def kept(engine: Engine) -> Conversations:
    return Conversations(engine)


def test_a_turn_comes_back_whole_after_a_restart(engine: Engine) -> None:
    before = Conversations(engine)
    conversation = before.create("li", "问一个数")
    before.append("li", conversation.id, ANSWER, state="stopped", removed=frozenset({"years"}))

    after = Conversations(engine)

    assert [c.title for c in after.all_of("li")] == ["问一个数"]
    (turn,) = after.turns("li", conversation.id)
    assert turn.answer == ANSWER
    assert (turn.question, turn.state, turn.removed) == (ANSWER.question, "stopped", frozenset({"years"}))


def test_the_latest_used_conversation_comes_first(kept: Conversations) -> None:
    first = kept.create("li", "甲")
    kept.create("li", "乙")
    assert [c.title for c in kept.all_of("li")] == ["乙", "甲"]
    kept.append("li", first.id, ANSWER)
    assert [c.title for c in kept.all_of("li")] == ["甲", "乙"]


def test_another_users_conversation_is_as_if_it_did_not_exist(kept: Conversations) -> None:
    hers = kept.create("wang", "王的对话")
    turn = kept.append("wang", hers.id, ANSWER)

    assert kept.all_of("li") == []
    assert kept.citation("li", turn.id, 1) is None
    for attempt in (
        lambda: kept.turns("li", hers.id),
        lambda: kept.rename("li", hers.id, "改了"),
        lambda: kept.delete("li", hers.id),
        lambda: kept.append("li", hers.id, ANSWER),
    ):
        with pytest.raises(NotInLibrary, match="没有这个对话"):
            attempt()
    assert [c.title for c in kept.all_of("wang")] == ["王的对话"]
    assert len(kept.turns("wang", hers.id)) == 1


def test_a_new_answer_takes_the_place_of_the_one_it_replaces_in_its_own_conversation_only(kept: Conversations) -> None:
    one, two = kept.create("li", "甲"), kept.create("li", "乙")
    old = kept.append("li", one.id, ANSWER)
    elsewhere = kept.append("li", two.id, ANSWER)

    new = kept.append("li", one.id, ANSWER, replaces=old.id)
    kept.append("li", one.id, ANSWER, replaces=elsewhere.id)

    assert next(t.id for t in kept.turns("li", one.id)) == new.id
    assert old.id not in [t.id for t in kept.turns("li", one.id)]
    assert [t.id for t in kept.turns("li", two.id)] == [elsewhere.id]


def test_a_deleted_conversation_takes_its_turns_along(kept: Conversations) -> None:
    doomed, other = kept.create("li", "甲"), kept.create("li", "乙")
    turn = kept.append("li", doomed.id, ANSWER)
    kept.append("li", other.id, ANSWER)
    assert kept.citation("li", turn.id, 1) == ANSWER.citations[0]

    kept.delete("li", doomed.id)

    with pytest.raises(NotInLibrary):
        kept.turns("li", doomed.id)
    assert kept.citation("li", turn.id, 1) is None
    assert len(kept.turns("li", other.id)) == 1


@pytest.mark.parametrize(
    ("given", "kept_as"),
    [("  2023年\n办结率？ ", "2023年 办结率？"), ("", "新对话"), ("长" * 500, "长" * LONGEST_TITLE)],
)
def test_titles_are_one_line_and_short(kept: Conversations, given: str, kept_as: str) -> None:
    assert kept.create("li", given).title == kept_as


def test_an_empty_new_name_changes_nothing(kept: Conversations) -> None:
    conversation = kept.create("li", "原名")
    kept.rename("li", conversation.id, "  ")
    assert kept.all_of("li")[0].title == "原名"
    kept.rename("li", conversation.id, "新名")
    assert kept.all_of("li")[0].title == "新名"
