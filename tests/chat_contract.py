"""What every chat model promises, as a class of tests: run for the fake and for the real thing, so neither drifts."""

from contextlib import AbstractContextManager

from assistant.chat import ChatModel, Message
from assistant.errors import ModelCut, ModelError

ASK = (Message(role="system", content="只答一句。"), Message(role="user", content="云岭县公安局办结多少件？"))


def collect(chat: ChatModel) -> tuple[list[str], ModelError | None]:
    """Read piece by piece, so that what came before a failure is kept."""
    pieces: list[str] = []
    try:
        for piece in chat.stream(ASK, max_tokens=50):
            pieces.append(piece)  # noqa: PERF402 - extend would lose nothing, but this is how callers read
    except ModelError as error:
        return pieces, error
    return pieces, None


class ChatContract:
    """What every chat model promises; subclasses say how to make one that gives these replies."""

    def make(self, text: str, *, broken: bool = False, pause_s: float = 0.0) -> AbstractContextManager[ChatModel]:
        raise NotImplementedError

    def test_the_pieces_joined_are_the_reply(self) -> None:
        with self.make("全年办结九十三件。") as chat:
            pieces, failure = collect(chat)
        assert failure is None
        assert "".join(pieces) == "全年办结九十三件。"
        assert len(pieces) > 1

    def test_a_broken_reply_raises_after_its_pieces_and_keeps_them(self) -> None:
        with self.make("全年办结", broken=True) as chat:
            pieces, failure = collect(chat)
        assert isinstance(failure, ModelCut)
        assert "".join(pieces) == failure.received == "全年办结"
        assert failure.retryable

    def test_stop_ends_the_reply_without_an_error(self) -> None:
        pieces: list[str] = []
        with self.make("一二三四五六七八九十" * 5, pause_s=0.01) as chat:
            for piece in chat.stream(ASK, max_tokens=50, stop=lambda: len(pieces) >= 3):
                pieces.append(piece)  # noqa: PERF402 - stop looks at the list while it grows
        assert 3 <= len(pieces) < 50

    def test_closing_the_generator_ends_the_reply(self) -> None:
        with self.make("一二三四五六七八九十" * 5, pause_s=0.01) as chat:
            reply = chat.stream(ASK, max_tokens=50)
            assert next(reply) == "一"
            reply.close()
            assert list(reply) == []

    def test_two_replies_at_once_do_not_mix(self) -> None:
        with self.make("甲乙丙", pause_s=0.01) as chat:
            first = chat.stream(ASK, max_tokens=50)
            assert next(first) == "甲"
            assert "".join(chat.stream(ASK, max_tokens=50)) == "甲乙丙"
            assert "".join(first) == "乙丙"

    def test_it_has_a_name(self) -> None:
        with self.make("好") as chat:
            assert chat.name
