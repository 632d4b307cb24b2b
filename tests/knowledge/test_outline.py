"""Reports, plans and data sheets: headings, paths and passages."""

import pytest

from knowledge.documents import Kind, Outline, Passage
from knowledge.outline import outline

REPORT = """云岭县公安局2023年法治政府建设年度报告
（示例资料，内容虚构）
县委、县人民政府：
2023年，云岭县公安局坚持依法行政。现将有关情况报告如下：
一、2023年工作情况
（一）深入学习,把准方向。全年集中学习12次。
(二)完善执法体系。一是清理文件31件。二是公示执法信息420条;三是开展联席会议4次。目前共有8人通过法考。
此外，全局开展培训9次。
1．执法监督。评查案卷260卷。
2.案件审核。审核案件1,180件。
二、存在问题
虽有进步，仍有不足，主要是:一是力量不足；二是培训单一。
三、2024年安排
继续推进。
特此报告。
"""


def read(text: str, kind: Kind = Kind.REPORT) -> Outline:
    found = outline(text, kind)
    assert "".join(p.text for p in found.passages) == text
    return found


def located(text: str, words: str, kind: Kind = Kind.REPORT) -> str:
    return next(p.locator for p in read(text, kind).passages if words in p.text)


@pytest.mark.parametrize(
    ("words", "locator"),
    [
        ("年度报告", "标题"),
        ("内容虚构", "标题"),
        ("县委、县人民政府", "前言"),
        ("报告如下", "前言"),
        ("2023年工作情况", "一、"),
        ("集中学习12次", "一、(一)"),
        ("完善执法体系", "一、(二)"),
        ("31件", "一、(二) › 一是"),
        ("420条", "一、(二) › 二是"),
        ("4次", "一、(二) › 三是"),
        ("8人通过法考", "一、(二) › 三是"),
        ("培训9次", "一、(二)"),
        ("260卷", "一、(二)1."),
        ("1,180件", "一、(二)2."),
        ("力量不足", "二、 › 一是"),
        ("培训单一", "二、 › 二是"),
        ("继续推进", "三、"),
        ("特此报告", "三、"),
    ],
)
def test_a_passage_knows_its_heading_path(words: str, locator: str) -> None:
    assert located(REPORT, words) == locator


def test_sections_reach_to_the_next_heading_of_their_level_or_above() -> None:
    sections = {s.path: s for s in read(REPORT).sections}
    assert REPORT[sections["一、"].start : sections["一、"].end].endswith("1,180件。\n")
    assert REPORT[sections["一、(二) › 二是"].start : sections["一、(二) › 二是"].end] == "二是公示执法信息420条;"
    assert sections["三、"].end == len(REPORT)
    assert [s.level for s in sections.values()] == [1, 2, 2, 3, 3, 3, 3, 3, 1, 2, 2, 1]


def test_a_run_in_heading_is_the_first_sentence_of_its_line() -> None:
    headings = {s.path: s.heading for s in read(REPORT).sections}
    assert headings["一、"] == "一、2023年工作情况"
    assert headings["一、(一)"] == "（一）深入学习,把准方向"
    assert headings["二、 › 一是"] == "一是力量不足"


def test_a_lead_in_before_the_first_item_is_never_cut_off_from_its_sentence() -> None:
    passage = next(p for p in read(REPORT).passages if "力量不足" in p.text)
    assert passage.text == "虽有进步，仍有不足，主要是:一是力量不足；"


def test_items_that_are_lines_keep_the_paragraphs_below_them() -> None:
    text = "一、做法\n一是抓学习。\n组织学习12次。\n二是抓落实。\n落实事项9件。\n"
    assert located(text, "12次") == "一、 › 一是"
    assert located(text, "9件") == "一、 › 二是"


def test_a_lone_item_or_one_out_of_order_is_no_heading() -> None:
    text = "一、做法\n原因如下。一是单列。三是多余。这一是好事。\n"
    assert [s.path for s in read(text).sections] == ["一、"]


def test_numbers_that_do_not_count_on_are_no_headings() -> None:
    text = "一、做法\n12.5万元已拨付。\n7.其他\n二、三级医院各1家。\n九、不是标题\n"
    assert [s.path for s in read(text).sections] == ["一、"]


def test_one_lost_heading_does_not_lose_those_after_it() -> None:
    text = "一、甲\n三、丙\n四、丁\n"
    assert [s.path for s in read(text).sections] == ["一、", "三、", "四、"]


def test_markdown_marks_and_parts_are_headings_too() -> None:
    text = "第一部分　总体情况\n## 一、概况\n甲。\n**（一）办案**\n乙。\n第二部分　安排\n一、丙\n①丁。\n②戊。\n"
    assert [s.path for s in read(text, Kind.PLAN).sections] == [
        "第一部分",
        "第一部分 › 一、",
        "第一部分 › 一、(一)",
        "第二部分",
        "第二部分 › 一、",
        "第二部分 › 一、①",
        "第二部分 › 一、②",
    ]
    assert read(text, Kind.PLAN).sections[2].heading == "（一）办案"


def test_rows_of_a_table_are_no_headings_and_stay_whole() -> None:
    rows = [f"{n}. | 指标{n} | {n * 37} | 件\n" for n in range(1, 120)]
    text = "办案情况统计表\n" + "".join(rows)
    found = read(text, Kind.DATA)
    assert found.sections == ()
    assert len(found.passages) > 2
    assert all(p.text.endswith("件\n") for p in found.passages[1:])
    assert [p.locator for p in found.passages[:2]] == ["标题", "正文"]


def test_text_without_any_heading_is_one_body() -> None:
    assert [p.locator for p in read("2023年办案12件。\n培训3次。\n").passages] == ["正文"]


def test_an_empty_text_has_no_passages() -> None:
    assert read("").passages == ()


def test_a_limit_too_low_for_one_character_is_refused() -> None:
    with pytest.raises(ValueError, match="max_tokens"):
        outline("甲", Kind.REPORT, max_tokens=3)


def test_passages_are_the_text_at_their_offsets() -> None:
    for p in read(REPORT).passages:
        assert isinstance(p, Passage)
        assert REPORT[p.start : p.end] == p.text
