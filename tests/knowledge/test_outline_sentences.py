"""Where sentences end."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.outline import sentences


def parts(text: str) -> list[str]:
    return [text[span.start : span.end] for span in sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("开会3次。培训5次!效果好？", ["开会3次。", "培训5次!", "效果好？"]),
        ("一是学习;二是落实；三是督查。", ["一是学习;", "二是落实；", "三是督查。"]),
        ("他说：“要落实。”随后散会。", ["他说：“要落实。”", "随后散会。"]),
        ("以“要落实！”、“要见效！”的要求。", ["以“要落实！”、“要见效！”的要求。"]),
        ("（已办结。）下一件。", ["（已办结。）", "下一件。"]),
        ("印发《群众怎么办？》手册200份。", ["印发《群众怎么办？》手册200份。"]),
        ('推行"一窗通办。"后续跟进。"放管服"改革。', ['推行"一窗通办。"', "后续跟进。", '"放管服"改革。']),
        ("标题没有句号\n正文。\n\n  \n下一段。", ["标题没有句号\n", "正文。\n\n  \n", "下一段。"]),
        ("甲。　乙。", ["甲。　", "乙。"]),
        ("甲\r\n乙\r丙", ["甲\r\n", "乙\r丙"]),
        ("见 http://a.cn/?id=1&n=2 一页。", ["见 http://a.cn/?id=1&n=2 一页。"]),
        ("增长3.5%，共1,200件。", ["增长3.5%，共1,200件。"]),
        ("真的吗？！好。", ["真的吗？！", "好。"]),
        ("", []),
    ],
)
def test_sentences_end_at_stops_and_line_ends_with_what_closes_kept_on_the_left(text: str, expected: list[str]) -> None:
    assert parts(text) == expected


@settings(deadline=None)
@given(st.text(alphabet='甲乙。！？；;!?”"》）)\n\r 　的，1a', max_size=60))
def test_sentences_tile_any_text(text: str) -> None:
    assert "".join(parts(text)) == text
    assert all(parts(text))


def test_spans_can_be_shifted() -> None:
    assert [(span.start, span.end) for span in sentences("甲。乙。", 10)] == [(10, 12), (12, 14)]
