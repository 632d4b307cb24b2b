"""Citations in every form that reports use."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.norms.citations import ArticleRef, find_citations

Parts = tuple[int, int, int | None, int | None]


def _articles(refs: tuple[ArticleRef, ...]) -> list[Parts]:
    return [(r.article, r.suffix, r.paragraph, r.item) for r in refs]


def _plain(*numbers: int) -> list[Parts]:
    return [(n, 0, None, None) for n in numbers]


@pytest.mark.parametrize(
    ("text", "title", "articles"),
    [
        ("《行政处罚法》第二十三条第一款", "行政处罚法", [(23, 0, 1, None)]),
        ("《行政处罚法》第23条", "行政处罚法", _plain(23)),
        ("《行政处罚法》第２３条", "行政处罚法", _plain(23)),
        ("《行政处罚法》第二十三条、第二十六条", "行政处罚法", _plain(23, 26)),
        ("《行政处罚法》第二十三、二十六条", "行政处罚法", _plain(23, 26)),
        ("《行政处罚法》第二十三条、二十六条", "行政处罚法", _plain(23, 26)),
        ("《行政处罚法》第二十三条和第二十六条", "行政处罚法", _plain(23, 26)),
        ("《行政处罚法》第十条至第十二条", "行政处罚法", _plain(10, 11, 12)),
        ("《行政处罚法》第10-12条", "行政处罚法", _plain(10, 11, 12)),
        ("《行政处罚法》的第三十三条", "行政处罚法", _plain(33)),
        ("《行政处罚法》第四章第三十三条", "行政处罚法", _plain(33)),
        ("《刑法》第一百二十条之一第二款第（三）项", "刑法", [(120, 1, 2, 3)]),
        ("《刑法》第一百二十条之一般规定", "刑法", _plain(120)),
        ("《行政许可法》第三条第一、二款", "行政许可法", [(3, 0, 1, None), (3, 0, 2, None)]),
        ("《行政许可法》第三条第一款第一项、第三项", "行政许可法", [(3, 0, 1, 1), (3, 0, 1, 3)]),
        ("《行政许可法》第三条第一款第二项和第二款", "行政许可法", [(3, 0, 1, 2), (3, 0, 2, None)]),
        ("根据行政处罚法第三十三条的规定", "行政处罚法", _plain(33)),
        ("新修订的行政复议法第十条", "行政复议法", _plain(10)),
        ("治安处罚法第23条怎么规定", "治安处罚法", _plain(23)),
        ("行政处罚法和行政强制法第十条", "行政强制法", _plain(10)),
        ("人口与计划生育法第二条", "人口与计划生育法", _plain(2)),
        ("涉外民事关系法律适用法第三条", "涉外民事关系法律适用法", _plain(3)),
        ("根据云岭县城市管理条例第八条", "云岭县城市管理条例", _plain(8)),
        ("我国宪法第一条", "宪法", _plain(1)),
        ("本法第三条", None, _plain(3)),
        ("依照本条例第五条办理", None, _plain(5)),
        ("那第三十四条呢？", None, _plain(34)),
        ("依照前款规定第三条", None, _plain(3)),
        ("依法第三条", None, _plain(3)),
    ],
)
def test_titles_and_articles_are_read(text: str, title: str | None, articles: list[Parts]) -> None:
    (found,) = find_citations(text)
    assert found.title == title
    assert _articles(found.articles) == articles
    assert found.surface == text[found.start : found.end]


@pytest.mark.parametrize(
    "text",
    [
        "《治安管理处罚法（2025年修订）》第十条",
        "《治安管理处罚法》（2025年修订）第十条",
        "2025年修订的《治安管理处罚法》第十条",
        "治安管理处罚法（2025修订）第十条",
        "2025年修订的治安管理处罚法第十条",
    ],
)
def test_version_years_are_read_wherever_they_stand(text: str) -> None:
    (found,) = find_citations(text)
    assert (found.title, found.version_year, found.surface) == ("治安管理处罚法", 2025, text)
    assert _articles(found.articles) == _plain(10)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("国办发〔2018〕118号文件要求", "国办发〔2018〕118号"),
        ("根据国办发[2018]118号", "国办发〔2018〕118号"),
        ("中发〔2021〕33号", "中发〔2021〕33号"),
        ("云岭县公安局印发云公发（2023）第5号", "云公发〔2023〕5号"),
        ("国务院令第711号公布", "国务院令第711号"),
        ("按GB/T9704—2012排版", "GB/T 9704-2012"),
    ],
)
def test_document_numbers_alone_are_citations(text: str, number: str) -> None:
    (found,) = find_citations(text)
    assert (found.title, found.document_number) == (None, number)


def test_a_document_number_behind_a_title_belongs_to_it() -> None:
    text = "按照《云岭县公安局执法公示办法》（云公发〔2023〕5号）第三条"
    (found,) = find_citations(text)
    assert (found.title, found.document_number) == ("云岭县公安局执法公示办法", "云公发〔2023〕5号")
    assert _articles(found.articles) == _plain(3)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("《法治政府建设实施纲要（2021-2025年）》", "法治政府建设实施纲要（2021-2025年）"),
        ("落实法治政府建设实施纲要（2021—2025年）要求", "法治政府建设实施纲要（2021—2025年）"),
        ("“八五”普法规划（2021-2025年）", "“八五”普法规划（2021-2025年）"),
    ],
)
def test_plans_keep_their_years_in_the_title(text: str, title: str) -> None:
    (found,) = find_citations(text)
    assert (found.title, found.version_year) == (title, None)


def test_nested_book_marks_are_one_title() -> None:
    (found,) = find_citations("《关于适用《中华人民共和国行政诉讼法》的解释》第二条")
    assert found.title == "关于适用《中华人民共和国行政诉讼法》的解释"


def test_a_short_form_that_the_text_defines_stands_for_its_title() -> None:
    found = find_citations("《云岭县行政执法监督规定》（以下简称《规定》）第三条明确……依照《规定》第四条")
    assert [f.title for f in found] == ["云岭县行政执法监督规定"] * 2
    assert [_articles(f.articles) for f in found] == [_plain(3), _plain(4)]


def test_each_of_several_laws_keeps_its_own_articles() -> None:
    found = find_citations("《行政处罚法》《行政许可法》第三条和《行政强制法》第十条至第十一条、《监察法》")
    assert [(f.title, _articles(f.articles)) for f in found] == [
        ("行政处罚法", []),
        ("行政许可法", _plain(3)),
        ("行政强制法", _plain(10, 11)),
        ("监察法", []),
    ]


@pytest.mark.parametrize("text", ["河南省优化营商环境条例第三条", "云岭县优化营商环境条例第三条"])
def test_a_local_norm_is_not_taken_for_the_national_one(text: str) -> None:
    (found,) = find_citations(text)
    assert found.title == text.removesuffix("第三条")


@pytest.mark.parametrize(
    "text",
    [
        "《云岭日报》报道了此事",
        "读《方法》一书",
        "第三条　本办法所称执法",
        "## 第三条 总则",
        "（2023）黔0000行初12号",
        "第三次会议、第一，第二",
        "《没有合上的书名号",
        "2021年至2025年的规划",
    ],
)
def test_what_is_no_citation_is_left_alone(text: str) -> None:
    assert find_citations(text) == ()


def test_a_reference_at_the_start_of_a_line_is_still_read() -> None:
    (found,) = find_citations("如下：\n第三条、第四条所列情形")
    assert _articles(found.articles) == _plain(3, 4)


def test_names_given_by_the_caller_are_taken_whole() -> None:
    text = "和谐与平安云岭促进条例第二条"
    assert find_citations(text, names=["和谐与平安云岭促进条例"])[0].title == "和谐与平安云岭促进条例"


_PIECES = st.sampled_from(
    [
        "《",
        "》",
        "行政处罚法",
        "第二十三条",
        "第",
        "条",
        "款",
        "、",
        "第一项",
        "（2025年修订）",
        "〔2018〕",
        "3号",
        "纲要（2021-2025年）",
        "国办发",
        "根据",
        "\n",
        "本法",
        "令第",
        "GB/T1-2012",
        "和",
        "之一",
        "百百",
        "（以下简称《规定》）",
    ]
)


@given(st.lists(_PIECES, max_size=30).map("".join))
def test_citations_are_in_order_apart_and_equal_to_their_surface(text: str) -> None:
    end = 0
    for found in find_citations(text):
        assert found.start >= end
        assert found.surface == text[found.start : found.end]
        assert found.end > found.start
        end = found.end


@pytest.mark.integration
@pytest.mark.parametrize("piece", ["《", "第二条、", "第1、", "纲要（2021-", "依照行政处罚法第三条"])
def test_time_grows_with_the_length_alone(piece: str) -> None:
    def seconds(times: int) -> float:
        text = piece * times
        best = 9.0
        for _ in range(2):
            began = time.perf_counter()
            find_citations(text)
            best = min(best, time.perf_counter() - began)
        return best

    find_citations("行政处罚法第三条")
    assert seconds(4000) < 12 * seconds(1000) + 0.05
