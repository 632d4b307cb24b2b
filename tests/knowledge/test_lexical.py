"""The word index: tokens, ranking, hard filters, removal, damage."""

import threading
from pathlib import Path

import pytest

from knowledge.documents import Kind
from knowledge.errors import IndexBroken
from knowledge.filters import Filters
from knowledge.lexical import LexicalIndex, tokens
from tests.knowledge.indexed import library, passage


@pytest.fixture
def index(tmp_path: Path) -> LexicalIndex:
    opened = LexicalIndex(tmp_path / "lexical")
    opened.add(library())
    opened.commit()
    return opened


def found(index: LexicalIndex, query: str, filters: Filters | None = None, k: int = 10) -> list[int]:
    return [hit.passage_id for hit in index.search(query, k, filters)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("信访率", ["信", "访", "率", "信访", "访率"]),
        ("法", ["法"]),
        ("化解67.5%，12345热线", ["化", "解", "化解", "67.5", "12345", "热", "线", "热线"]),
        ("APP与１２３", ["app", "与", "123"]),
        ("", []),
        ("，。！？ \n", []),
    ],
)
def test_text_is_cut_into_characters_pairs_words_and_numbers(text: str, expected: list[str]) -> None:
    assert tokens(text) == expected


def test_pairs_never_cross_punctuation() -> None:
    assert "访办" not in tokens("信访，办理")


def test_the_passage_that_shares_most_words_comes_first(index: LexicalIndex) -> None:
    assert found(index, "宪法宣传周进校园")[0] == 6


def test_scores_fall_from_first_to_last(index: LexicalIndex) -> None:
    scores = [hit.score for hit in index.search("信访事项化解", 10)]
    assert len(scores) == 6
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(), {1, 2, 3, 4, 5, 6}),
        (Filters(years=(2023,)), {1, 3}),
        (Filters(years=(2019, 2022)), {2, 4}),
        (Filters(organs=("云岭县公安局",)), {1, 2, 6}),
        (Filters(kinds=(Kind.REGULATION, Kind.PLAN)), {4, 5, 6}),
        (Filters(document_ids=("信访办法",)), {4, 5}),
        (Filters(current_only=True), {1, 2, 3, 5, 6}),
        (Filters(organs=("云岭县公安局",), years=(2022, 2023), kinds=(Kind.REPORT,)), {1, 2}),
        (Filters(years=(1999,)), set()),
        (Filters(organs=("云岭县",)), set()),
    ],
)
def test_filters_hold_for_every_hit(index: LexicalIndex, filters: Filters, expected: set[int]) -> None:
    assert set(found(index, "信访", filters)) == expected


def test_filters_leave_scores_untouched(index: LexicalIndex) -> None:
    open_scores = {hit.passage_id: hit.score for hit in index.search("信访事项", 10)}
    for hit in index.search("信访事项", 10, Filters(years=(2023,), current_only=True)):
        assert hit.score == pytest.approx(open_scores[hit.passage_id])


def test_a_narrow_filter_still_fills_k(tmp_path: Path) -> None:
    index = LexicalIndex(tmp_path)
    index.add([passage(n, "调解纠纷" * (n % 5 + 1), year=2000 + n % 20) for n in range(400)])
    index.commit()
    assert len(found(index, "调解纠纷", Filters(years=(2003,)), k=20)) == 20


def test_no_more_than_k_come_back(index: LexicalIndex) -> None:
    assert len(found(index, "信访", k=2)) == 2


def test_a_query_without_words_finds_nothing(index: LexicalIndex) -> None:
    assert found(index, "？！…") == []


def test_an_empty_index_answers_and_counts(tmp_path: Path) -> None:
    index = LexicalIndex(tmp_path / "new")
    assert found(index, "信访") == []
    assert index.document_counts() == {}
    index.commit()


def test_a_removed_document_is_gone_after_commit(index: LexicalIndex) -> None:
    index.remove_document("信访办法")
    index.commit()
    assert set(found(index, "信访")) == {1, 2, 3, 6}
    assert "信访办法" not in index.document_ids()


def test_a_document_replaced_in_one_commit_is_there_once(index: LexicalIndex) -> None:
    index.remove_document("云岭2023")
    index.add([passage(77, "信访新段落")])
    index.commit()
    assert set(found(index, "信访", Filters(document_ids=("云岭2023",)))) == {77}


def test_removing_an_unknown_document_changes_nothing(index: LexicalIndex) -> None:
    before = index.document_counts()
    index.remove_document("没有这份")
    index.commit()
    assert index.document_counts() == before


def test_counts_and_hits_survive_reopening(index: LexicalIndex, tmp_path: Path) -> None:
    again = LexicalIndex(tmp_path / "lexical")
    assert again.document_counts() == index.document_counts()
    assert again.document_counts()["信访办法"] == 2
    assert found(again, "宪法宣传周")[0] == 6


def test_changes_without_commit_are_not_seen(index: LexicalIndex) -> None:
    index.add([passage(50, "无人机巡查")])
    assert found(index, "无人机") == []
    index.commit()
    assert found(index, "无人机") == [50]


def test_clear_empties_and_the_index_works_on(index: LexicalIndex) -> None:
    index.clear()
    assert index.document_counts() == {}
    index.add([passage(9, "信访")])
    index.commit()
    assert found(index, "信访") == [9]


def test_clear_throws_away_what_was_not_committed(index: LexicalIndex) -> None:
    index.add([passage(50, "无人机巡查")])
    index.clear()
    index.commit()
    assert index.document_counts() == {}


@pytest.mark.usefixtures("index")
def test_damaged_files_are_index_broken_until_cleared(tmp_path: Path) -> None:
    (tmp_path / "lexical" / "meta.json").write_text("{", encoding="utf-8")
    broken = LexicalIndex(tmp_path / "lexical")
    with pytest.raises(IndexBroken, match="fazhi reindex"):
        broken.document_counts()
    with pytest.raises(IndexBroken):
        broken.search("信访", 5)
    broken.clear()
    assert broken.document_counts() == {}


def test_files_of_another_schema_are_index_broken(tmp_path: Path) -> None:
    (tmp_path / "meta.json").write_text(
        '{"index_settings":{"docstore_compression":"none","docstore_blocksize":16384},"segments":[],'
        '"schema":[],"opstamp":0}',
        encoding="utf-8",
    )
    with pytest.raises(IndexBroken):
        LexicalIndex(tmp_path).search("信访", 5)


def test_searches_run_while_another_thread_writes(index: LexicalIndex) -> None:
    failures: list[Exception] = []

    def write() -> None:
        try:
            for number in range(100, 110):
                index.add([passage(number, "信访群众", document_id=f"文件{number}")])
                index.commit()
        except IndexBroken as error:
            failures.append(error)

    writer = threading.Thread(target=write)
    writer.start()
    while writer.is_alive():
        assert 1 in found(index, "信访受理化解四十一件", k=50)
    writer.join()
    assert not failures
    assert len(index.document_ids()) == 15
