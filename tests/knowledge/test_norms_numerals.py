"""Article numerals in both directions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.norms.numerals import article_label, article_number, to_chinese, to_int


@given(st.integers(min_value=0, max_value=9999))
def test_every_number_survives_the_round_trip(number: int) -> None:
    assert to_int(to_chinese(number)) == number


@pytest.mark.parametrize(
    ("numeral", "number"),
    [
        ("十", 10),
        ("二十三", 23),
        ("一百零五", 105),
        ("一百一十", 110),
        ("一百十", 110),
        ("一千零一十", 1010),
        ("一千二百零一", 1201),
        ("二〇一", 201),
        ("两百", 200),
        ("２３", 23),
        ("0119", 119),
    ],
)
def test_printed_forms_are_read(numeral: str, number: int) -> None:
    assert to_int(numeral) == number


@pytest.mark.parametrize(
    "numeral", ["", "百", "十百", "二三十", "一百零", "一百五", "一百二百", "一百零零五", "零十", "12345", "条", "1.5"]
)
def test_what_is_no_numeral_is_refused(numeral: str) -> None:
    with pytest.raises(ValueError, match="不是"):
        to_int(numeral)


@pytest.mark.parametrize(
    ("label", "parts"),
    [
        ("第二十三条", (23, 0)),
        ("第十七条之一", (17, 1)),
        ("第23条", (23, 0)),
        ("二十三", (23, 0)),
        ("第１２０条之六", (120, 6)),
    ],
)
def test_labels_give_number_and_suffix(label: str, parts: tuple[int, int]) -> None:
    assert article_number(label) == parts


@pytest.mark.parametrize("label", ["", "第条", "第二十三款", "第一章"])
def test_what_is_no_label_is_refused(label: str) -> None:
    with pytest.raises(ValueError, match="不是"):
        article_number(label)


def test_labels_are_written_as_laws_print_them() -> None:
    assert [article_label(n) for n in (1, 10, 110, 1201)] == ["第一条", "第十条", "第一百一十条", "第一千二百零一条"]
    assert article_label(120, 2) == "第一百二十条之二"


def test_numbers_beyond_four_digits_are_refused() -> None:
    with pytest.raises(ValueError, match="9999"):
        to_chinese(10_000)
