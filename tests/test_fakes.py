"""The fakes keep the promises of what they stand for."""

import math
from collections.abc import Generator
from contextlib import contextmanager

import pytest

from assistant.chat import ChatModel
from assistant.errors import ModelCut
from tests.chat_contract import ASK, ChatContract
from tests.fakes import HashEmbedder, ScriptedChat


class TestScriptedChat(ChatContract):
    @contextmanager
    def make(self, text: str, *, broken: bool = False, pause_s: float = 0.0) -> Generator[ChatModel]:
        del pause_s
        line = ModelCut("断了", received=text) if broken else text
        yield ScriptedChat(script=[line, line])

    def test_a_script_that_ran_out_fails_the_test(self) -> None:
        with pytest.raises(AssertionError, match="run out"):
            ScriptedChat(script=[]).stream(ASK, max_tokens=5)

    def test_it_remembers_what_it_was_asked(self) -> None:
        chat = ScriptedChat(script=["好"])
        list(chat.stream(ASK, max_tokens=5, grammar="root ::= [^0-9]*"))
        assert "办结多少件" in chat.calls[0].prompt
        assert chat.calls[0].grammar == "root ::= [^0-9]*"


def nearness(left: str, right: str) -> float:
    first, second = HashEmbedder().embed_documents([left, right])
    return sum(a * b for a, b in zip(first, second, strict=True))


def test_texts_that_share_words_are_nearer_than_texts_that_do_not() -> None:
    assert nearness("行政复议案件办结数", "全年办结行政复议案件") > nearness("行政复议案件办结数", "开展普法宣传") + 0.3


@pytest.mark.parametrize("text", ["", "法", "行政复议"])
def test_vectors_have_the_length_asked_for_and_norm_one(text: str) -> None:
    vector = HashEmbedder(64).embed_query(text)
    assert len(vector) == 64
    assert math.isclose(math.hypot(*vector), 1.0)
    assert HashEmbedder(64).embed_documents([text]) == [vector]
