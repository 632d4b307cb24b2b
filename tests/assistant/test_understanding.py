"""Questions as the rules read them."""

from collections.abc import Sequence
from datetime import date

import pytest

from assistant.answering.understanding import Understanding, understand
from knowledge.documents import Kind

TODAY = date(2026, 11, 24)


class Covered:
    """A library that holds one organ's reports of three years."""

    def organs(self) -> tuple[str, ...]:
        return ("云岭县公安局",)

    def years(self, organ: str | None = None) -> tuple[int, ...]:
        return (2021, 2022, 2023) if organ in {None, "云岭县公安局"} else ()

    def regulation_titles(self) -> tuple[str, ...]:
        return ("云岭县公安机关案件审核规定（试行）",)


def read(question: str, history: Sequence[str] = (), removed: frozenset[str] = frozenset()) -> Understanding:
    return understand(question, Covered(), history=history, removed=removed, today=TODAY)


@pytest.mark.parametrize(
    ("question", "years"),
    [
        ("2023年信访化解率是多少", (2023,)),
        ("2021—2023年调解成功率", (2021, 2022, 2023)),
        ("2021年至2023年调解成功率", (2021, 2022, 2023)),
        ("2021到2023年的变化", (2021, 2022, 2023)),
        ("二〇二二年立案多少起", (2022,)),
        ("22年立案多少起", (2022,)),
        ("去年立案多少起", (2025,)),
        ("今年有什么安排", (2026,)),
        ("前年立案多少起", (2024,)),
        ("近三年调解成功率变化", (2021, 2022, 2023)),
        ("近两年调解成功率变化", (2022, 2023)),
        ("2022年和2023年相比", (2022, 2023)),
        ("调解成功率是多少", ()),
        ("《法治政府建设实施纲要（2021-2025年）》是谁发的", ()),
        ("国办发〔2018〕118号讲什么", ()),
        ("治安管理处罚法（2025年修订）第十条", ()),
        ("干满20年以上的民警有几名", ()),
    ],
)
def test_years_are_read_and_names_that_hold_years_are_not(question: str, years: tuple[int, ...]) -> None:
    assert read(question).years == years


@pytest.mark.parametrize(
    ("question", "organ", "known"),
    [
        ("云岭县公安局2023年立案多少起", "云岭县公安局", True),
        ("云岭县局2023年立案多少起", "云岭县公安局", True),
        ("县公安局2023年立案多少起", "云岭县公安局", True),
        ("青川市公安局2023年立案多少起", "青川市公安局", False),
        ("2023年青川市司法局调解多少件", "青川市司法局", False),
        ("2023年立案多少起", None, True),
    ],
)
def test_an_organ_is_resolved_or_said_to_be_unknown(question: str, organ: str | None, *, known: bool) -> None:
    got = read(question)
    assert (got.organ, got.organ_known) == (organ, known)


def test_a_follow_up_takes_over_the_earlier_question_with_the_new_year() -> None:
    got = read("那2022年呢？", ["云岭县公安局2023年信访化解率是多少？"])
    assert got.years == (2022,)
    assert got.organ == "云岭县公安局"
    assert "信访化解率" in got.standalone


def test_a_follow_up_on_a_follow_up_still_knows_the_topic() -> None:
    got = read("那2021年呢", ["2023年信访化解率是多少？", "那2022年呢？"])
    assert got.years == (2021,)
    assert "信访化解率" in got.standalone


def test_a_follow_up_with_a_new_topic_keeps_the_year() -> None:
    got = read("那调解成功率呢？", ["2023年信访化解率是多少？"])
    assert got.years == (2023,)
    assert "调解成功率" in got.standalone


def test_a_follow_up_on_an_article_keeps_the_law() -> None:
    got = read("那第三十四条呢？", ["行政处罚法第三十三条怎么规定？"])
    assert got.citations[0].title
    assert "行政处罚法" in got.citations[0].title
    assert got.citations[0].articles[0].article == 34


def test_a_whole_question_is_not_mixed_with_history() -> None:
    got = read("2022年立案多少起", ["2023年信访化解率是多少？"])
    assert "信访" not in got.standalone


def test_a_removed_chip_lifts_its_filter() -> None:
    question = "云岭县公安局2023年信访化解率"
    assert read(question, removed=frozenset({"years"})).years == ()
    assert read(question, removed=frozenset({"organ"})).organ is None


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("普法实施方案提出了哪些重点任务", (Kind.PLAN,)),
        ("2023年度报告写了什么", (Kind.REPORT,)),
        ("2023年信访化解率", ()),
    ],
)
def test_the_kind_of_document_is_read(question: str, kinds: tuple[Kind, ...]) -> None:
    assert read(question).kinds == kinds


def test_a_local_rule_on_trial_is_read_with_its_article() -> None:
    for name in ("云岭县公安机关案件审核规定（试行）", "云岭县公安机关案件审核规定"):
        found = [c for c in read(f"{name}第八条怎么规定").citations if c.articles]
        assert [c.articles[0].article for c in found] == [8], name


def test_a_plan_that_is_a_matter_and_no_document_names_no_kind() -> None:
    assert read("2023年抽查计划完成率是多少").kinds == ()


def test_the_article_chip_can_be_removed() -> None:
    assert read("行政处罚法第三十三条怎么规定", removed=frozenset({"articles"})).citations == ()


def test_the_topic_is_free_of_organ_year_and_figures() -> None:
    assert read("云岭县公安局2023年信访化解率为什么是76%？").topic == "信访化解率"


def test_plans_for_a_year_are_told_from_what_was_done() -> None:
    assert read("2024年有哪些工作安排").forward
    assert not read("2023年立案多少起").forward


@pytest.mark.parametrize(
    ("question", "article"),
    [("行政诉讼法四十六条 起诉期限", 46), ("《行政处罚法》33条怎么规定", 33), ("信访工作条例二十七条", 27)],
)
def test_an_article_is_read_where_its_ordinal_is_left_out(question: str, article: int) -> None:
    citations = read(question).citations
    assert [ref.article for c in citations for ref in c.articles] == [article]


def test_several_measures_are_no_article() -> None:
    assert not any(c.articles for c in read("我们想出的办法三条是什么").citations)
