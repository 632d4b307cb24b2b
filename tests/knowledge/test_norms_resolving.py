"""Which norm and which version a citation means."""

from collections.abc import Sequence
from datetime import date

import pytest

from knowledge.documents import Document, Kind, Metadata, text_hash
from knowledge.library import Article
from knowledge.norms.citations import find_citations
from knowledge.norms.near_titles import near, plan_title
from knowledge.norms.resolving import Match, Norms, Resolved
from knowledge.norms.versions import Origin

LOCAL = "云岭县公安局执法责任制实施办法"
TEXT = f"{LOCAL}\n第一条　为了落实执法责任，制定本办法。\n第二条　法制大队负责考核。\n"


class _Shelf:
    """A library of one local norm."""

    def regulations(self) -> list[tuple[str, Metadata]]:
        return [("d1", Metadata(title=LOCAL, kind=Kind.REGULATION, year=2022, issued=date(2022, 2, 1)))]

    def articles(self, document_id: str) -> Sequence[Article]:
        first, second = TEXT.index("第一条"), TEXT.index("第二条")
        return [
            Article(document_id=document_id, number=1, suffix=0, path="第一条", start=first, end=second),
            Article(document_id=document_id, number=2, suffix=0, path="第二条", start=second, end=len(TEXT)),
        ]

    def get(self, document_id: str) -> Document:
        metadata = Metadata(title=LOCAL, kind=Kind.REGULATION, year=2022)
        return Document(id=document_id, metadata=metadata, text=TEXT, sha256=text_hash(TEXT))


@pytest.fixture(scope="module")
def norms() -> Norms:
    return Norms(_Shelf(), today=date(2026, 11, 24))


def _resolve(norms: Norms, text: str, year: int | None, *, on: date | None = None) -> Resolved:
    (citation,) = find_citations(text)
    period = (date(year, 1, 1), date(year, 12, 31)) if year else None
    return norms.resolve(citation, on=on, period=period)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("《治安处罚法》", "中华人民共和国治安管理处罚法"),
        ("《中华人民共和国行政处罚法》", "中华人民共和国行政处罚法"),
        ("《督察工作规定》", "法治政府建设与责任落实督察工作规定"),
        ("《法治政府建设实施纲要（2021—2025）》", "法治政府建设实施纲要（2021－2025年）"),
        (
            "《关于开展法治宣传教育的第八个五年规划（2021—2025年）》",
            "中央宣传部、司法部关于开展法治宣传教育的第八个五年规划（2021－2025年）",
        ),
        ("国办发〔2018〕115号", "国务院办公厅关于全面推行行政规范性文件合法性审核机制的指导意见"),
        (
            "《关于全面推行行政执法公示制度、执法全过程记录制度、重大执法决定法制审核制度的指导意见》",
            "国务院办公厅关于全面推行行政执法公示制度执法全过程记录制度重大执法决定法制审核制度的指导意见",
        ),
        ("《公安机关办理行政案件程序规定》", "公安机关办理行政案件程序规定"),
        (f"《{LOCAL}》", LOCAL),
    ],
)
def test_every_way_to_write_a_title_means_the_norm(norms: Norms, text: str, title: str) -> None:
    found = _resolve(norms, text, 2023)
    assert (found.match, found.title) == (Match.KNOWN, title)


@pytest.mark.parametrize(("year", "issued", "articles"), [(2023, 2012, 119), (2025, 2012, 119), (2026, 2025, 144)])
def test_the_version_of_the_period_is_taken(norms: Norms, year: int, issued: int, articles: int) -> None:
    found = _resolve(norms, "《治安管理处罚法》", year)
    assert found.version is not None
    assert found.version.issued is not None
    assert (found.version.issued.year, norms.article_count(found.version), found.also) == (issued, articles, ())


def test_a_day_wins_over_the_period(norms: Norms) -> None:
    found = _resolve(norms, "《行政复议法》", 2024, on=date(2023, 12, 31))
    assert found.version is not None
    assert norms.article_count(found.version) == 43


def test_without_a_period_the_newest_version_is_taken_and_the_older_ones_are_told(norms: Norms) -> None:
    found = _resolve(norms, "《行政复议法》", None)
    assert found.version is not None
    assert norms.article_count(found.version) == 90
    assert [norms.article_count(v) for v in found.also] == [43]


def test_a_version_that_began_within_the_period_leaves_the_older_one_open(norms: Norms) -> None:
    found = _resolve(norms, "《行政处罚法》", 2021)
    assert found.version is not None
    assert found.older_unknown


@pytest.mark.parametrize(
    ("text", "year", "ended", "successor"),
    [
        ("《合同法》", 2023, date(2021, 1, 1), "中华人民共和国民法典"),
        ("《信访条例》", 2023, date(2022, 5, 1), "信访工作条例"),
        ("《环境保护法》", 2027, date(2026, 8, 15), "中华人民共和国生态环境法典"),
        ("《法治政府建设实施纲要（2021—2025年）》", 2026, date(2026, 1, 1), None),
    ],
)
def test_what_has_ended_names_its_day_and_successor(
    norms: Norms, text: str, year: int, ended: date, successor: str | None
) -> None:
    found = _resolve(norms, text, year)
    assert (found.ended, found.successor) == (ended, successor)


def test_what_ends_within_the_period_has_not_ended(norms: Norms) -> None:
    assert _resolve(norms, "《环境保护法》", 2026).ended is None
    assert _resolve(norms, "《信访条例》", 2022).ended is None


def test_a_new_law_was_no_law_before_and_an_amended_one_was(norms: Norms) -> None:
    new = _resolve(norms, "《法治宣传教育法》", 2023)
    assert (new.begins, new.new, new.older_unknown) == (date(2025, 11, 1), True, False)
    amended = _resolve(norms, "《监察法》", 2023)
    assert (amended.new, amended.existed, amended.older_unknown) == (False, True, True)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("《法治政府建设与责任落实工作规定》", "法治政府建设与责任落实督察工作规定"),
        ("《道路安全法》", "中华人民共和国道路交通安全法"),
        ("《行政诉论法》", "中华人民共和国行政诉讼法"),
        ("《行政罚处法》", "中华人民共和国行政处罚法"),
    ],
)
def test_a_slip_is_nearly_right(norms: Norms, text: str, title: str) -> None:
    found = _resolve(norms, text, 2023)
    assert (found.match, found.title) == (Match.NEAR, title)


@pytest.mark.parametrize(
    "text",
    [
        "《云岭省信访工作条例》",
        "《法治云岭建设规划（2021—2025年）》",
        "《优化营商环境办法》",
        "《云岭县法治政府建设实施纲要（2021—2026年）》",
        "《行政处罚办法》",
        "《云岭省重大行政决策程序条例》",
        "《气象条例》",
    ],
)
def test_another_norm_is_no_slip(norms: Norms, text: str) -> None:
    assert _resolve(norms, text, 2023).match is Match.UNKNOWN


@pytest.mark.parametrize("years", ["2021—2026年", "2020—2025年", "20212025年"])
def test_wrong_years_of_a_plan_are_told_apart_from_an_unknown_plan(norms: Norms, years: str) -> None:
    found = _resolve(norms, f"《法治政府建设实施纲要（{years}）》", 2023)
    assert (found.match, found.years) == (Match.WRONG_YEARS, (2021, 2025))


def test_a_plan_without_years_is_the_one_of_the_time(norms: Norms) -> None:
    assert _resolve(norms, "《法治政府建设实施纲要》", 2019).years == (2015, 2020)
    assert _resolve(norms, "《法治政府建设实施纲要》", 2023).years == (2021, 2025)


def test_named_version_years_are_looked_up(norms: Norms) -> None:
    named = _resolve(norms, "《治安管理处罚法（2025年修订）》", 2026).named
    assert named is not None
    assert _resolve(norms, "《行政处罚法（2022年修订）》", 2023).named_missing
    assert _resolve(norms, "《行政处罚法（2017年修正）》", 2023).named_older
    assert not _resolve(norms, "《刑法（2023年修正）》", 2024).named_missing


def test_articles_have_text_and_offsets_of_their_own_document(norms: Norms) -> None:
    (citation,) = find_citations(f"《{LOCAL}》第二条")
    found = norms.resolve(citation, on=None, period=None)
    article = norms.article(found, citation.articles[0])
    assert article is not None
    assert found.version is not None
    assert (found.version.origin, found.version.document_id) == (Origin.LIBRARY, "d1")
    assert TEXT[article.start : article.end] == article.text == "第二条　法制大队负责考核。"


def test_articles_of_the_package_are_read_without_an_import(norms: Norms) -> None:
    (citation,) = find_citations("《行政诉讼法》第三条第三款")
    found = norms.resolve(citation, on=None, period=None)
    article = norms.article(found, citation.articles[0])
    assert article is not None
    assert found.version is not None
    assert "负责人应当出庭应诉" in article.text
    assert (article.paragraphs, found.version.document_id) == (3, "")


def test_an_article_is_told_from_a_number_alone_where_no_text_is_known(norms: Norms) -> None:
    (citation,) = find_citations("《法治政府建设与责任落实督察工作规定》第三十五条、第三十六条")
    version = norms.resolve(citation, on=None, period=None).version
    assert version is not None
    assert [norms.has_article(version, ref) for ref in citation.articles] == [True, False]


def test_plan_titles_are_split_wherever_the_years_stand() -> None:
    for name in ("法治建设纲要（2021—2025年）", "2021-2025年法治建设纲要", "法治建设纲要(2021年至2025年)"):
        plan = plan_title(name)
        assert plan is not None
        assert (plan.stem, plan.first, plan.last, plan.dashed) == ("法治建设纲要", 2021, 2025, True)
    assert plan_title("云岭县2023年工作方案") is None


def test_a_title_near_to_two_norms_is_near_to_none() -> None:
    assert near("行政甲法", {"行政乙法": "a", "行政丙法": "b"}) is None
    assert near("行政甲法", {"行政乙法": "a"}) == "a"
