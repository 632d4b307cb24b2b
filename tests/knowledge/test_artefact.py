"""Shipped vectors: what is saved is found again, nearly the same, for its own embedder alone."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from knowledge.artefact import PATH, load_artefact, save_artefact
from knowledge.build_vectors import build
from knowledge.documents import text_hash
from knowledge.embedding import open_embedder


class CountingEmbedder:
    """Draws a vector from each text's hash, and remembers what it was asked for."""

    id = "counting:1"
    dimensions = 32

    def __init__(self) -> None:
        self.asked: list[str] = []

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.asked.extend(texts)
        return np.stack([self.embed_query(text) for text in texts])

    def embed_query(self, text: str) -> NDArray[np.float32]:
        drawn = np.random.default_rng(int(text_hash(text)[:8], 16)).normal(size=self.dimensions)
        return (drawn / np.linalg.norm(drawn)).astype(np.float32)


TEXTS = [f"停车法\n第{number}条　机动车应当停放在泊位内。" for number in range(40)]


def test_a_saved_vector_comes_back_nearly_the_same_and_of_length_one(tmp_path: Path) -> None:
    embedder = CountingEmbedder()
    assert build(TEXTS, embedder, tmp_path / "v.npz") == 0
    lookup = load_artefact(embedder.id, tmp_path / "v.npz")
    assert lookup
    for text in TEXTS:
        vector = lookup(text_hash(text))
        assert vector is not None
        assert vector.dtype == np.float32
        assert float(vector @ vector) == pytest.approx(1)
        assert float(vector @ embedder.embed_query(text)) > 0.9995
    assert lookup(text_hash("别的文字")) is None


def test_another_embedders_vectors_are_not_given_out(tmp_path: Path) -> None:
    build(TEXTS, CountingEmbedder(), tmp_path / "v.npz")
    assert load_artefact("counting:2", tmp_path / "v.npz") is None


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no archive", b"text"])
def test_a_damaged_file_counts_as_none(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "v.npz"
    path.write_bytes(content)
    assert load_artefact("counting:1", path) is None


def test_a_missing_file_counts_as_none(tmp_path: Path) -> None:
    assert load_artefact("counting:1", tmp_path / "v.npz") is None


def test_building_again_embeds_only_what_is_new_and_drops_what_is_gone(tmp_path: Path) -> None:
    path = tmp_path / "v.npz"
    build(TEXTS, CountingEmbedder(), path)
    again = CountingEmbedder()
    build([*TEXTS[:39], "新增一条"], again, path)
    assert again.asked == ["新增一条"]
    lookup = load_artefact(again.id, path)
    assert lookup
    assert lookup(text_hash(TEXTS[39])) is None


def test_building_again_without_change_leaves_the_vectors_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "v.npz"
    build(TEXTS, CountingEmbedder(), path)
    before = np.load(path)["rows"]
    build(TEXTS, CountingEmbedder(), path)
    assert (np.load(path)["rows"] == before).all()


def test_what_does_not_fit_is_left_out_from_the_end(tmp_path: Path) -> None:
    path = tmp_path / "v.npz"
    embedder = CountingEmbedder()
    assert build([*TEXTS, *TEXTS], embedder, path, most_bytes=400) == 30
    assert embedder.asked == TEXTS[:10]


def test_a_vector_is_found_by_its_whole_hash_prefix(tmp_path: Path) -> None:
    near = {"0" * 15 + "1" + "0" * 48: [1.0, 0.0], "0" * 15 + "2" + "0" * 48: [0.0, 1.0], "f" * 64: [0.6, 0.8]}
    save_artefact("x", {key: np.array(value, np.float32) for key, value in near.items()}, tmp_path / "v.npz")
    lookup = load_artefact("x", tmp_path / "v.npz")
    assert lookup
    for key, value in near.items():
        assert lookup(key) == pytest.approx(np.array(value), abs=0.01)
    assert lookup("0" * 64) is None


@pytest.mark.skipif(not PATH.is_file(), reason="随产品发布的法规向量尚未生成：python -m knowledge.build_vectors")
def test_the_shipped_file_is_small_enough_and_made_by_the_default_embedder() -> None:
    assert PATH.stat().st_size <= 12_000_000
    assert load_artefact(open_embedder().id) is not None
