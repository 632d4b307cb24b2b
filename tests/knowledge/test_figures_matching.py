"""Metric names that mean the same, and names that only look alike."""

import pytest

from knowledge.figures.matching import DOUBTFUL, SAME, key, score, supported
from tests.knowledge.metric_pairs import DIFFERENT_PAIRS, SAME_PAIRS


def test_no_two_different_metrics_are_taken_for_one() -> None:
    taken = [(first, second) for first, second in DIFFERENT_PAIRS if score(first, second) >= SAME]
    assert taken == []


def test_nearly_all_different_metrics_are_below_doubt() -> None:
    doubtful = [pair for pair in DIFFERENT_PAIRS if score(*pair) >= DOUBTFUL]
    assert len(doubtful) <= 0.02 * len(DIFFERENT_PAIRS), doubtful


def test_nearly_all_wordings_of_one_metric_are_recognised() -> None:
    missed = [pair for pair in SAME_PAIRS if score(*pair) < SAME]
    assert len(missed) <= 0.08 * len(SAME_PAIRS), missed


def test_the_pairs_are_many_and_balanced() -> None:
    assert len(SAME_PAIRS) >= 60
    assert len(DIFFERENT_PAIRS) >= 60


@pytest.mark.parametrize("pair", [*SAME_PAIRS, *DIFFERENT_PAIRS])
def test_a_score_does_not_depend_on_the_order(pair: tuple[str, str]) -> None:
    assert score(*pair) == score(*reversed(pair))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("信访事项受理数", "信访事项办结数"),
        ("刑事案件立案数", "刑事案件结案数"),
        ("嫌疑人起诉数", "嫌疑人不起诉数"),
        ("行政复议案件受理数", "行政诉讼案件受理数"),
        ("信访事项收到数同比增幅", "信访事项收到数同比降幅"),
        ("信访事项化解数", "信访事项化解率"),
        ("执法培训次数", "执法培训人次"),
        ("刑事拘留人数", "行政拘留人数"),
    ],
)
def test_opposites_and_other_heads_never_match(first: str, second: str) -> None:
    assert score(first, second) < DOUBTFUL


def test_names_that_differ_in_order_and_light_words_share_a_key() -> None:
    assert key("召开党委理论学习中心组学习次数") == key("党委中心组集中学习次数")
    assert key("受理信访事项数") == key("信访事项受理数")
    assert key("信访事项受理数") != key("信访事项办结数")


def test_an_empty_name_matches_nothing() -> None:
    assert score("", "") == 0
    assert score("", "信访事项化解率") == 0


def test_a_sentence_must_tell_what_was_done_and_to_what() -> None:
    sentence = "63名民警参加基本级执法资格考试，60人通过，通过率为"
    assert supported("基本级执法资格考试通过率", sentence) == 1
    assert supported("高级执法资格考试通过率", sentence) == 0
    assert supported("新招录民警", "58名民警") == 0
