"""The vector index against exact search: hard filters, recall, removal, damage, a real server."""

import gc
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import numpy as np
import pytest
from numpy.typing import NDArray

from knowledge.documents import Kind
from knowledge.errors import BadRequest, IndexBroken
from knowledge.filters import Filters, IndexedPassage
from knowledge.vectors import VectorIndex
from tests.knowledge.indexed import library, passage

pytestmark = pytest.mark.integration
SIZE = 16


def unit(rows: int, size: int = SIZE, seed: int = 7) -> NDArray[np.float32]:
    drawn = np.random.default_rng(seed).normal(size=(rows, size)).astype(np.float32)
    return drawn / np.linalg.norm(drawn, axis=1, keepdims=True)


@pytest.fixture
def index(tmp_path: Path) -> Iterator[VectorIndex]:
    opened = VectorIndex(tmp_path / "vectors", "fake:1", SIZE)
    opened.add(library(), unit(6))
    yield opened
    opened.close()


def found(index: VectorIndex, filters: Filters | None = None, k: int = 10) -> list[int]:
    return [hit.passage_id for hit in index.search(unit(1)[0], k, filters)]


def test_hits_come_nearest_first_with_their_cosine(index: VectorIndex) -> None:
    vectors, query = unit(6), unit(1, seed=3)[0]
    hits = index.search(query, 6)
    cosines = vectors @ query
    assert [hit.passage_id for hit in hits] == [int(at) + 1 for at in np.argsort(-cosines)]
    assert [hit.score for hit in hits] == pytest.approx(sorted(cosines.tolist(), reverse=True), abs=1e-5)


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
    ],
)
def test_filters_hold_for_every_hit(index: VectorIndex, filters: Filters, expected: set[int]) -> None:
    assert set(found(index, filters)) == expected


def test_old_versions_nearest_to_the_query_do_not_crowd_out_what_is_in_force(index: VectorIndex) -> None:
    near = unit(1, seed=21)
    index.add(
        [passage(100 + n, "旧", document_id="旧法", current=False) for n in range(30)], np.repeat(near, 30, axis=0)
    )
    hits = index.search(near[0], 5, Filters(current_only=True))
    assert len(hits) == 5
    assert {hit.passage_id for hit in hits} <= {1, 2, 3, 5, 6}


def test_no_more_than_k_come_back(index: VectorIndex) -> None:
    assert len(found(index, k=2)) == 2


def test_an_empty_index_answers_and_counts(tmp_path: Path) -> None:
    empty = VectorIndex(tmp_path / "new", "fake:1", SIZE)
    assert found(empty) == []
    assert found(empty, Filters(years=(2023,))) == []
    assert empty.document_counts() == {}
    empty.remove_document("没有这份")
    empty.close()


def test_adding_nothing_is_allowed(index: VectorIndex) -> None:
    index.add([], np.zeros((0, SIZE), np.float32))
    assert sum(index.document_counts().values()) == 6


def test_vectors_of_another_length_are_refused(index: VectorIndex) -> None:
    with pytest.raises(BadRequest, match="形状"):
        index.add([passage(9, "信访")], unit(1, size=8))


def test_a_removed_document_is_gone_on_the_next_search(index: VectorIndex) -> None:
    index.remove_document("信访办法")
    assert set(found(index)) == {1, 2, 3, 6}
    assert "信访办法" not in index.document_ids()


def test_adding_a_passage_again_replaces_vector_and_labels(index: VectorIndex) -> None:
    query = unit(1, seed=11)
    index.add([passage(1, "信访", year=2020)], query)
    best = index.search(query[0], 1, Filters(years=(2020,)))
    assert [hit.passage_id for hit in best] == [1]
    assert best[0].score == pytest.approx(1.0, abs=1e-5)
    assert sum(index.document_counts().values()) == 6


def test_counts_and_hits_survive_reopening(index: VectorIndex, tmp_path: Path) -> None:
    counts, hits = index.document_counts(), found(index)
    index.close()
    again = VectorIndex(tmp_path / "vectors", "fake:1", SIZE)
    assert again.document_counts() == counts
    assert counts["信访办法"] == 2
    assert found(again) == hits
    again.close()


def test_vectors_of_another_embedder_are_kept_apart(index: VectorIndex, tmp_path: Path) -> None:
    other = VectorIndex(tmp_path / "vectors", "fake:2", 8)
    assert other.document_counts() == {}
    other.add([passage(1, "信访")], unit(1, size=8))
    assert sum(index.document_counts().values()) == 6
    other.close()


def test_clear_empties_and_the_index_works_on(index: VectorIndex) -> None:
    index.clear()
    assert index.document_counts() == {}
    index.add([passage(9, "信访")], unit(1))
    assert found(index) == [9]


def test_damaged_files_are_index_broken_until_cleared(index: VectorIndex, tmp_path: Path) -> None:
    index.close()
    (tmp_path / "vectors" / "chroma.sqlite3").write_bytes(b"not a database" * 400)
    broken = VectorIndex(tmp_path / "vectors", "fake:1", SIZE)
    with pytest.raises(IndexBroken, match="fazhi reindex"):
        broken.document_counts()
    broken.clear()
    broken.add([passage(9, "信访")], unit(1))
    assert found(broken) == [9]
    broken.close()


@pytest.mark.parametrize(
    "filters",
    [
        Filters(),
        Filters(years=(2003,)),
        Filters(document_ids=("文件7",)),
        Filters(years=(2003, 2004), current_only=True),
        Filters(current_only=True),
    ],
)
def test_recall_under_filters_is_that_of_exact_search(crowd: VectorIndex, filters: Filters) -> None:
    vectors = crowded(len(CROWD))
    allowed = np.array([row.passage_id for row in CROWD if passes(row, filters)])
    recalls: list[float] = []
    for query in crowded(20, seed=5):
        best = {int(at) for at in allowed[np.argsort(-(vectors[allowed] @ query))[:50]]}
        hits = {hit.passage_id for hit in crowd.search(query, 50, filters)}
        assert len(hits) == len(best)
        recalls.append(len(hits & best) / len(best))
    assert np.mean(recalls) >= 0.98


CROWD = [passage(n, "信访", year=2000 + n % 20, document_id=f"文件{n % 150}", current=n % 3 != 0) for n in range(3000)]


def passes(row: IndexedPassage, filters: Filters) -> bool:
    return (
        (not filters.years or row.year in filters.years)
        and (not filters.document_ids or row.document_id in filters.document_ids)
        and (row.current or not filters.current_only)
    )


def crowded(rows: int, seed: int = 1) -> NDArray[np.float32]:
    """Vectors in forty clusters, as texts of few subjects make them."""
    centres = unit(40, size=64, seed=99)
    noise = np.random.default_rng(seed)
    drawn = centres[noise.integers(0, 40, rows)] + 0.1 * noise.normal(size=(rows, 64))
    return (drawn / np.linalg.norm(drawn, axis=1, keepdims=True)).astype(np.float32)


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[VectorIndex]:
    opened = VectorIndex(tmp_path_factory.mktemp("crowd"), "fake:1", 64)
    opened.add(CROWD, crowded(len(CROWD)))
    yield opened
    opened.close()


def test_a_url_that_is_none_is_refused() -> None:
    with pytest.raises(BadRequest, match="网址"):
        VectorIndex("chroma.example:8000", "fake:1", SIZE)


def test_a_server_that_is_not_there_is_index_broken() -> None:
    with pytest.raises(IndexBroken, match="向量服务"):
        VectorIndex(f"http://127.0.0.1:{free_port()}", "fake:1", SIZE).document_counts()


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_chroma_server_serves_the_same_index(tmp_path: Path) -> None:
    port = free_port()
    command = [str(Path(sys.executable).with_name("chroma")), "run", "--path", str(tmp_path), "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:  # noqa: S603 - ours
        try:
            wait_for(f"http://127.0.0.1:{port}/api/v2/heartbeat")
            index = VectorIndex(f"http://127.0.0.1:{port}", "fake:1", SIZE)
            index.add(library(), unit(6))
            assert set(found(index, Filters(years=(2023,)))) == {1, 3}
            index.remove_document("云岭2023")
            assert set(found(index)) == {2, 3, 4, 5, 6}
            index.clear()
            assert index.document_counts() == {}
            index.close()
        finally:
            server.terminate()
    gc.collect()  # Chroma's HTTP client leaves its sockets to the collector; they are to be found here, not elsewhere


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def wait_for(url: str) -> None:
    for _ in range(150):
        try:
            httpx.get(url, timeout=2).raise_for_status()
        except httpx.HTTPError:
            time.sleep(0.2)
        else:
            return
    pytest.fail(f"{url} did not answer")
