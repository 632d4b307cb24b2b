"""Figure questions answered from the ledger alone: right figure, right year, its source, its formula, or nothing."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from assistant.answering.answer import Answering
from assistant.answering.figure_answer import FigureAnswer, answer_figure
from assistant.answering.understanding import understand
from knowledge.documents import Kind, Metadata, text_hash
from knowledge.figures.ledger import Ledger
from knowledge.filters import Filters
from knowledge.library import Library, NewDocument
from knowledge.retrieval import Hit
from knowledge.writer_lock import WriterLock
from tests.migrated import migrated_store

ORGAN = "云岭县公安局"
TODAY = date(2026, 11, 24)
REPORTS = {
    2021: "2021年受理信访事项98件，办结80件，办结率81.6%。发放普法资料950余份。目前执法资格持证民警43名。开展反诈宣传12次。",
    2022: "2022年受理信访事项110件，办结93件，办结率84.5%。发放普法资料1100份。目前执法资格持证民警45名。开展反诈宣传15次。",
    2023: "2023年受理信访事项120件，办结96件，办结率80%。发放普法资料1200份。目前执法资格持证民警47名。组织旁听庭审2次4案例。"
    "为企业挽回经济损失583.6万元，比2022年增长37.0%。",
}


class Books:
    """A library of one organ's three reports with its ledger."""

    def __init__(self, folder: Path) -> None:
        self.store = migrated_store(folder)
        self.lock = WriterLock(folder)
        self.library = Library(self.store, self.lock)
        self.ledger = Ledger(self.store)
        for year, body in REPORTS.items():
            self.add(body, year)

    def add(self, body: str, year: int, organ: str = ORGAN, kind: Kind = Kind.REPORT) -> str:
        title = f"{organ}{year}年法治政府建设年度报告"
        text = f"{title}\n一、主要举措\n{body}\n"
        return self.library.add(
            NewDocument(text=text, metadata=Metadata(title=title, kind=kind, organ=organ, year=year))
        )

    def ask(self, question: str) -> FigureAnswer | None:
        answer = answer_figure(understand(question, self.library, today=TODAY), self.ledger, self.library)
        if answer:
            self._proven(answer)
        return answer

    def _proven(self, answer: FigureAnswer) -> None:
        """Every citation is frozen from its document, every figure stands where the answer says."""
        for citation in answer.citations:
            text = self.library.get(citation.document_id).text
            assert text[citation.start : citation.end] == citation.quote
            assert text_hash(citation.quote) == citation.quote_sha256
        for figure in answer.figures:
            assert answer.text[figure.start : figure.end] == figure.surface
            computed = figure.reason.startswith(("计算得出", "算式"))
            assert (figure.citation is None) == computed
            assert computed or figure.citation in {c.n for c in answer.citations}

    def said(self, question: str) -> str:
        answer = self.ask(question)
        assert answer is not None, question
        return answer.text


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Books]:
    made = Books(tmp_path_factory.mktemp("books"))
    yield made
    made.store.close()
    made.lock.release()


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Books]:
    made = Books(tmp_path)
    yield made
    made.store.close()
    made.lock.release()


@pytest.mark.parametrize(
    ("question", "figures"),
    [
        ("云岭县公安局2023年受理信访事项多少件？", ["120件"]),
        ("2022年信访事项办结率是多少", ["84.5%"]),
        ("2023年收到的信访事项有多少件，办结了多少件？", ["120件", "96件"]),
        ("2023年信访事项受理数和办结数", ["120件", "96件"]),
        ("2023年组织旁听庭审几次", ["2次4案例"]),
        ("二〇二一年受理信访多少件", ["98件"]),
        ("2021年发放普法资料多少份", ["950余份"]),
        ("云岭县2023年受理信访多少件", ["120件"]),
    ],
)
def test_a_figure_is_given_as_printed_with_its_source(books: Books, question: str, figures: list[str]) -> None:
    answer = books.ask(question)
    assert answer is not None
    assert not answer.refused
    assert all(figure in answer.text for figure in figures)
    assert all(f.status == "supported" for f in answer.figures)


def test_no_other_years_figure_is_ever_given(books: Books) -> None:
    said = books.said("2022年受理信访事项多少件")
    assert "110件" in said
    assert "98件" not in said
    assert "120件" not in said


def test_a_year_that_the_library_lacks_is_refused_with_the_years_that_exist(books: Books) -> None:
    answer = books.ask("2019年受理信访事项多少件")
    assert answer is not None
    assert answer.refused
    assert answer.citations == ()
    assert answer.figures == ()
    assert "“信访事项受理数”，年度有2021年、2022年、2023年" in answer.text


def test_a_trend_has_every_year_a_formula_and_a_series(books: Books) -> None:
    answer = books.ask("近三年受理信访事项数的变化")
    assert answer is not None
    assert [(p.year, p.value) for p in answer.series] == [(2021, "98"), (2022, "110"), (2023, "120")]
    assert "增加22件（120−98=22），增长22.45%（（120−98）÷98=22.45%）" in answer.text
    assert len(answer.citations) == 3


def test_two_years_are_compared_without_a_chart(books: Books) -> None:
    answer = books.ask("2023年比2022年信访事项受理数增长多少")
    assert answer is not None
    assert "增长9.09%（（120−110）÷110=9.09%）" in answer.text
    assert answer.series == ()


def test_rates_are_compared_in_percentage_points_with_the_right_direction(books: Books) -> None:
    assert "下降4.5个百分点（84.5−80=4.5）" in books.said("2023年信访事项办结率比2022年变化了多少")


def test_what_the_report_itself_says_of_a_change_is_told_beside(own: Books) -> None:
    own.add("2022年为企业挽回经济损失426万元。", 2022)
    said = own.said("2023年挽回经济损失比上年增长多少")
    assert "增加157.6万元（583.6−426=157.6）" in said
    assert "报告原文所述：上升37.0%" in said


def test_flows_are_added_with_every_operand(books: Books) -> None:
    assert "合计328件（98+110+120=328）" in books.said("2021年至2023年一共受理信访事项多少件")


@pytest.mark.parametrize(
    ("question", "reason", "never"),
    [
        ("2021年至2023年发放普法资料一共多少份", "“950余份”不是确数", "3250"),
        ("2021年至2023年信访事项办结率合计多少", "比率不能跨年相加", "246"),
        ("2021年至2023年执法资格持证民警一共多少名", "时点数", "135"),
    ],
)
def test_what_cannot_be_added_is_not_added(books: Books, question: str, reason: str, never: str) -> None:
    said = books.said(question)
    assert reason in said
    assert never not in said


def test_the_year_with_the_most_is_named_with_all_years_before_it(books: Books) -> None:
    assert "其中2022年最高，为84.5%" in books.said("哪一年信访事项办结率最高")
    assert "其中2021年最低，为98件" in books.said("云岭县公安局哪一年受理信访事项最少")


def test_a_share_shows_part_and_whole(books: Books) -> None:
    assert "80.00%（96÷120=80.00%）" in books.said("2023年信访事项办结数占受理数的比例是多少")


def test_two_sources_that_disagree_are_both_shown_and_none_is_chosen(own: Books) -> None:
    own.add("指标 | 数值 | 单位\n信访事项受理数 | 125 | 件", 2023, kind=Kind.DATA)
    answer = own.ask("2023年受理信访事项多少件")
    assert answer is not None
    assert "不一致" in answer.text
    assert "120件" in answer.text
    assert "125件" in answer.text
    assert len(answer.citations) == 2
    trend = own.said("2021年至2023年受理信访事项数的变化")
    assert "不一致" in trend
    assert "÷" not in trend
    assert own.ask("2023年比2022年信访事项受理数增长多少") is None


def test_organs_are_told_apart(own: Books) -> None:
    own.add("2023年受理信访事项77件。", 2023, organ="青屏县公安局")
    assert "77" not in own.said("云岭县公安局2023年受理信访事项多少件")
    both = own.said("2023年受理信访事项多少件")
    assert "云岭县公安局2023年“信访事项受理数”为120件" in both
    assert "青屏县公安局2023年“信访事项受理数”为77件" in both


@pytest.mark.parametrize(
    "question",
    [
        "2023年信访事项办结率为什么是91%？",
        "2023年信访事项办结率是91%吗",
        "2023年信访工作做了哪些事",
        "2023年如何提高信访事项办结率",
        "2023年刑事案件破案多少起",
        "2023年刑事案件破案率是多少",
        "2023年行政复议受理多少件",
        "2024年信访事项办结率目标是多少",
        "行政处罚法第三十三条怎么规定",
        "青川市公安局2023年受理信访事项多少件",
        "2023年上半年受理信访事项多少件",
        "2023年信访接待了多少人次",
        "2023年",
    ],
)
def test_what_the_ledger_cannot_answer_is_left_to_the_open_route(books: Books, question: str) -> None:
    assert books.ask(question) is None


def test_a_doubtful_match_names_the_ledgers_own_wording(own: Books) -> None:
    own.add("2020年矛盾纠纷调解成功率为88%。", 2020)
    said = own.said("2020年调解成功率是多少")
    assert "资料中最接近的指标" in said
    assert "矛盾纠纷调解成功率" in said


def test_the_old_value_and_the_target_never_answer(own: Books) -> None:
    own.add("专职调解员由12名增加到15名。网办率为90%。\n二、2021年主要工作安排\n网办率力争达到95%。", 2020)
    assert "15名" in own.said("2020年专职调解员有多少名").split("\n")[0]
    assert "12名" not in own.said("2020年专职调解员有多少名").split("\n")[0]
    assert "90%" in own.said("2020年网办率是多少")
    assert "95%" not in own.said("2020年网办率是多少").split("\n")[0]


def test_a_stock_is_said_to_be_one(books: Books) -> None:
    assert "时点数" in books.said("2023年执法资格持证民警多少名")


def test_after_a_person_split_two_names_the_question_follows(own: Books) -> None:
    own.add("指标 | 数值 | 单位\n卷宗退补比例 | 6.0 | %", 2020, kind=Kind.DATA)
    assert own.ask("2020年案件退查率是多少") is None
    own.ledger.merge("案件退查率", "卷宗退补比例")
    assert "6.0%" in own.said("2020年案件退查率是多少")


class Nothing:
    """A search that finds nothing, so that only the ledger can answer."""

    def search(self, query: str, *, k: int = 10, filters: Filters | None = None) -> list[Hit]:
        del query, k, filters
        return []


def test_asking_takes_the_figure_route_without_search_or_model(books: Books) -> None:
    desk = Answering(
        library=books.library, search=Nothing(), model=lambda: None, today=lambda: TODAY, ledger=books.ledger
    )
    answer = desk.answer("2023年受理信访事项多少件")
    assert answer.route == "figure"
    assert answer.model is None
    assert "120件" in answer.answer
    assert answer.timing.total_ms < 1000
    assert desk.answer("那2022年呢？", history=["2023年受理信访事项多少件"]).answer.count("110件")


def test_a_refusal_of_the_open_route_names_what_the_ledger_has(books: Books) -> None:
    desk = Answering(
        library=books.library, search=Nothing(), model=lambda: None, today=lambda: TODAY, ledger=books.ledger
    )
    answer = desk.answer("2023年信访事项回访率是多少")
    assert answer.refused
    assert "信访事项办结率" in answer.answer
