"""The fusion of two rankings: comparable scores, missing passages, the document's say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.filters import Scored
from knowledge.fusion import fuse


def scored(**scores: float) -> list[Scored]:
    """Read ``p7=1.5`` as passage 7 with score 1.5."""
    return [Scored(passage_id=int(name[1:]), score=score) for name, score in scores.items()]


def order(hits: list[Scored]) -> list[int]:
    return [hit.passage_id for hit in hits]


def test_a_passage_that_both_find_first_is_first() -> None:
    assert order(fuse(scored(p1=9, p2=5, p3=1), scored(p1=0.9, p3=0.8, p2=0.7)))[0] == 1


def test_every_passage_of_either_ranking_comes_back_once() -> None:
    assert sorted(order(fuse(scored(p1=2, p2=1), scored(p2=0.9, p3=0.8)))) == [1, 2, 3]


def test_a_passage_that_a_ranking_lacks_counts_as_its_lowest() -> None:
    fused = fuse(scored(p1=2, p2=1), scored(p2=0.9, p3=0.8), dense_weight=0.6)
    assert {hit.passage_id: hit.score for hit in fused} == pytest.approx({2: 0.6 - 0.4, 1: 0.4 - 0.6, 3: -1.0})


def test_the_scale_of_a_ranking_does_not_matter() -> None:
    lexical, dense = scored(p1=3, p2=2, p3=1), scored(p3=0.9, p2=0.7, p1=0.1)
    larger = [Scored(passage_id=hit.passage_id, score=hit.score * 50 + 7) for hit in lexical]
    assert [hit.score for hit in fuse(larger, dense)] == pytest.approx([hit.score for hit in fuse(lexical, dense)])


def test_weights_decide_between_the_rankings() -> None:
    lexical, dense = scored(p1=2, p2=1), scored(p2=2, p1=1)
    assert order(fuse(lexical, dense, dense_weight=0.9))[0] == 2
    assert order(fuse(lexical, dense, dense_weight=0.1))[0] == 1


@pytest.mark.parametrize("empty_side", ["lexical", "dense"])
def test_one_ranking_alone_keeps_its_order(empty_side: str) -> None:
    hits = scored(p5=3, p4=2, p6=1)
    fused = fuse([], hits) if empty_side == "lexical" else fuse(hits, [])
    assert order(fused) == [5, 4, 6]


def test_nothing_found_is_nothing_fused() -> None:
    assert fuse([], [], group=str) == []


def test_equal_scores_are_ordered_by_passage_id() -> None:
    assert order(fuse(scored(p9=1, p3=1, p5=1), [])) == [3, 5, 9]


def test_a_single_hit_is_ranked_without_dividing_by_zero() -> None:
    assert order(fuse(scored(p1=4), scored(p1=0.5), group=str)) == [1]


def test_a_document_with_several_good_passages_lifts_its_own() -> None:
    lexical = scored(p1=5.0, p2=4.9, p3=4.8, p9=5.05, p20=1, p21=1.1)
    document = {1: "许可法", 2: "许可法", 3: "许可法", 9: "孤立的法", 20: "别的法", 21: "别的法"}
    assert order(fuse(lexical, []))[0] == 9
    assert order(fuse(lexical, [], group=lambda passage_id: document[passage_id], prior_weight=0.5))[0] == 1


def test_more_than_five_passages_do_not_lift_a_document_further() -> None:
    many = {f"p{number}": 5.0 for number in range(1, 21)}
    few = {f"p{number}": 5.0 for number in range(31, 36)}
    lexical = scored(**many, **few, p99=1.0)
    fused = {
        hit.passage_id: hit.score for hit in fuse(lexical, [], group=lambda at: "多" if at < 30 else f"少{at // 60}")
    }
    assert fused[1] == pytest.approx(fused[31])


rankings = st.dictionaries(st.integers(1, 30), st.floats(0, 100, allow_subnormal=False), max_size=20)


@given(lexical=rankings, dense=rankings)
def test_fusing_never_loses_or_repeats_a_passage(lexical: dict[int, float], dense: dict[int, float]) -> None:
    fused = fuse(
        [Scored(passage_id=key, score=score) for key, score in lexical.items()],
        [Scored(passage_id=key, score=score) for key, score in dense.items()],
        group=lambda passage_id: str(passage_id % 3),
    )
    assert sorted(order(fused)) == sorted(lexical.keys() | dense.keys())
    scores = [hit.score for hit in fused]
    assert scores == sorted(scores, reverse=True)
