"""Statutes: articles found by their numbering, told from references and from a table of contents."""

import pytest

from knowledge.documents import Kind
from knowledge.outline import outline
from knowledge.outline.statutes import implied_articles

RULE = """云岭县示范管理规定
（2021年3月1日云岭县人民政府第12次常务会议通过）
目　录
第一章　总则
第二章　管理
第三章　附则

第一章　总则
第一条　为了规范管理，制定本规定。
第二条　本规定适用于本县。
依照本规定
第三条规定的程序办理的除外。
第二章　管理
第一节　登记
第三条　登记应当公开。
第二条、第四条规定的事项，从其规定。
登记费用由县财政承担。
第二节　检查
第四条　第三条规定的登记，每年检查一次。
第四条之一　检查应当记录。
第五条　检查由公安机关负责：
（一）日常检查；
（二）专项检查。
附　则
第六条　本规定自2021年5月1日起施行。
附件1：登记表
姓名
"""


def locators(text: str) -> list[str]:
    found = outline(text, Kind.REGULATION)
    assert "".join(p.text for p in found.passages) == text
    return [p.locator for p in found.passages]


def test_each_article_is_one_passage_under_its_parts() -> None:
    assert locators(RULE) == [
        "标题",
        "目录",
        "第一章",
        "第一章 › 第一条",
        "第一章 › 第二条",
        "第二章",
        "第二章 › 第一节",
        "第二章 › 第一节 › 第三条",
        "第二章 › 第二节",
        "第二章 › 第二节 › 第四条",
        "第二章 › 第二节 › 第四条之一",
        "第二章 › 第二节 › 第五条",
        "附则",
        "附则 › 第六条",
        "附件1",
    ]


@pytest.mark.parametrize(
    "reference",
    [
        "第二条规定的除外。",
        "第二条、第三条另有规定的，从其规定。",
        "第二条第一款所称部门。",
        "第二条　第一款所称部门。",
        "第二条至第四条适用于本县。",
        "第二条的程序。",
        "第二条（二）项。",
        "第二条和第三条。",
        "第二条所列情形。",
        "第二条之规定。",
    ],
)
def test_a_line_that_begins_with_a_reference_is_no_article(reference: str) -> None:
    text = f"第一条　依照本规定\n{reference}\n第二条　乙。\n第三条　丙。\n"
    assert locators(text) == ["第一条", "第二条", "第三条"]
    assert f"{reference}\n" in outline(text, Kind.REGULATION).passages[0].text


@pytest.mark.parametrize(
    ("text", "articles"),
    [
        ("第一条为了规范管理，制定本规定。\n第二条中华人民共和国公民适用。\n第三条和解应当自愿。\n", 3),
        ("第1条 甲。\n第2条 乙。\n第 三 条　丙。\n", 3),
        ("第一条　甲。\n第二条　乙。\n第五条　戊。\n第六条　己。\n", 4),
        ("第一条　甲。\n第九条　误。\n第二条　乙。\n第三条　丙。\n", 3),
        ("第二十条　摘录。\n第二十一条　摘录。\n", 2),
        ("**第一条** 甲。\n### 第二条【目的】乙。\n", 2),
        ("第一条　甲。\n第二条　乙。\n第二条　重复。\n", 2),
        ("一、甲\n二、乙\n", 0),
        ("依照第三条办理。\n", 0),
    ],
)
def test_numbering_decides_what_is_an_article(text: str, articles: int) -> None:
    assert implied_articles(text) == articles


@pytest.mark.parametrize("blank", ["　", ""])
def test_a_reference_that_wrapping_put_at_a_lines_start_gives_way_to_the_article(blank: str) -> None:
    text = f"第一条{blank}情节严重的，依照\n第二条处罚，不得从轻。\n第二条{blank}情节轻微的，予以警告。\n第三条{blank}丙。\n"
    assert locators(text) == ["第一条", "第二条", "第三条"]
    assert "不得从轻" in outline(text, Kind.REGULATION).passages[0].text


def test_labels_are_written_one_way_however_they_are_printed() -> None:
    assert locators("第1条 甲。\n第 ２ 条　乙。\n第三条之一　丙。\n") == ["第一条", "第二条", "第三条之一"]


def test_an_article_with_its_own_title_has_it_in_its_heading() -> None:
    sections = outline("第一条【目的】甲。\n第二条　乙。\n", Kind.REGULATION).sections
    assert [s.heading for s in sections] == ["第一条 【目的】", "第二条"]


def test_a_contents_list_that_names_articles_is_left_out() -> None:
    text = "目录\n第一条　目的\n第二条　范围\n第一条　为了规范管理，制定本规定。\n第二条　适用于本县。\n"
    assert locators(text) == ["目录", "第一条", "第二条"]


def test_books_and_subparts_stand_in_the_path() -> None:
    text = "第一编　总则\n第一章　一般规定\n第一条　甲。\n第二编　物\n第一分编　通则\n第二章　乙\n第二条　丙。\n"
    assert locators(text)[-1] == "第二编 › 第一分编 › 第二章 › 第二条"


def test_chinese_enumerated_parts_of_an_interpretation_hold_articles() -> None:
    text = "一、举证\n\n第一条 甲。\n\n二、质证\n\n第二条 乙。\n"
    assert locators(text) == ["一、", "一、 › 第一条", "二、", "二、 › 第二条"]


def test_a_preamble_is_kept_apart_from_the_title() -> None:
    text = "云岭县规则\n2020年1月2日公布\n为正确管理，制定本规则。\n第一条　甲。\n第二条　乙。\n"
    assert locators(text) == ["标题", "序言", "第一条", "第二条"]


def test_a_long_article_is_parted_by_its_paragraphs_and_keeps_its_locator() -> None:
    paragraphs = [f"第{n}款的内容是公安机关应当依法办理各类事项，" * 5 + "不得拖延。\n" for n in "甲乙丙丁戊己"]
    text = "第一章　总则\n第一条　" + "".join(paragraphs) + "第二条　乙。\n"
    found = outline(text, Kind.REGULATION)
    parts = [p for p in found.passages if p.locator == "第一章 › 第一条"]
    assert len(parts) > 1
    assert all(p.text.endswith("不得拖延。\n") for p in parts)
    assert "".join(p.text for p in found.passages) == text


def test_a_regulation_without_articles_is_cut_like_a_report() -> None:
    text = "云岭县人民政府关于改进服务的意见\n云政发〔2021〕6号\n一、总体要求\n（一）原则。便民。\n"
    assert locators(text) == ["标题", "一、", "一、(一)"]
