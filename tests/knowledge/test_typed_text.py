"""What people type: invisible and harmful characters go, everything that can be read stays."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.typed_text import typed


@pytest.mark.parametrize(
    ("given_text", "kept"),
    [
        ("2023年\x1b[31m收到\x07信访\u200b事项多少件？", "2023年收到信访事项多少件？"),
        ("\x1b]0;新的标题\x07办结多少", "办结多少"),
        ("\x1b", ""),
        ("\x00\x07\x1b[31m\u202e", ""),
        ("办结\ud83d多少\udcff", "办结多少"),
        ("第一行\n第二行\t完\r", "第一行\n第二行\t完"),
        ("全角　空格、（括号）和🚓", "全角　空格、（括号）和🚓"),
        ("行政处罚法第三十三条", "行政处罚法第三十三条"),
    ],
)
def test_only_what_nobody_can_read_is_dropped(given_text: str, kept: str) -> None:
    assert typed(given_text) == kept


@given(st.text(alphabet=st.characters()))
def test_what_remains_can_be_stored_and_is_not_changed_again(text: str) -> None:
    kept = typed(text)
    kept.encode("utf-8")
    assert typed(kept) == kept
    assert "\x1b" not in kept


def test_a_megabyte_of_escapes_costs_no_time() -> None:
    begin = time.perf_counter()
    assert typed("\x1b]" * 500_000) == ""
    assert time.perf_counter() - begin < 3
