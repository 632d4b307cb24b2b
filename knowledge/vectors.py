"""The Chroma index of vectors: nearest passages by cosine, with the hard filters inside the search."""

import shutil
from collections import Counter
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from knowledge.errors import BadRequest, IndexBroken, KnowledgeError
from knowledge.filters import Filters, IndexedPassage, Scored

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.collection_configuration import CreateHNSWConfiguration
    from chromadb.api.models.Collection import Collection

_BATCH = 4096
"""Chroma refuses calls with more than about five thousand passages."""
_PAGE = 20_000
_GRAPH: "CreateHNSWConfiguration" = {"space": "ip", "ef_construction": 128, "max_neighbors": 24, "ef_search": 200}
"""Unit vectors, so inner product is cosine. Searched 200 wide: the 100 best are found with 0.99 recall, with or without
filters (tests hold it against exact search)."""


class VectorIndex:
    """Passages by their meaning, for the vectors of one embedder. Changes are seen by the next search.

    Every method raises ``IndexBroken`` where Chroma's files are damaged or its server can't be reached; ``clear`` then
    begins anew.
    """

    def __init__(self, place: Path | str, embedder_id: str, dimensions: int) -> None:
        """Name the place: a folder, or the URL of a Chroma server; it is opened or created at first use.

        Raises:
            BadRequest: the URL is not one.

        """
        self._place = place
        if isinstance(place, str) and urlsplit(place).scheme not in {"http", "https"}:
            raise BadRequest(f"“{place}”不是 Chroma 服务的网址（应以 http:// 或 https:// 开头）。")
        self._name = f"passages-{sha256(embedder_id.encode()).hexdigest()[:16]}"
        self._embedder_id = embedder_id
        self._dimensions = dimensions
        self._lock = RLock()
        self._client: Client | None = None
        self._collection: Collection | None = None

    def add(self, passages: Sequence[IndexedPassage], vectors: NDArray[np.float32]) -> None:
        """Add passages with one unit vector each; a passage that is there already is replaced.

        Raises:
            BadRequest: the vectors are not of this index's shape.

        """
        if vectors.shape != (len(passages), self._dimensions):
            expected = (len(passages), self._dimensions)
            raise BadRequest(f"向量的形状是 {vectors.shape}，应为 {expected}。")
        with self._door() as collection:
            for start in range(0, len(passages), _BATCH):
                batch = passages[start : start + _BATCH]
                collection.upsert(
                    ids=[str(passage.passage_id) for passage in batch],
                    embeddings=np.ascontiguousarray(vectors[start : start + _BATCH], dtype=np.float32),
                    metadatas=[_labels(passage) for passage in batch],
                )

    def remove_document(self, document_id: str) -> None:
        """Take a document's passages out; nothing happens where there are none."""
        with self._door() as collection:
            collection.delete(where={"document_id": document_id})

    def search(self, vector: NDArray[np.float32], k: int, filters: Filters | None = None) -> list[Scored]:
        """Return at most ``k`` passages that pass ``filters``, nearest first; the score is the cosine.

        Most passages are in force, and Chroma is slow to list them all: that filter alone is first tried on twice as
        many neighbours.
        """
        filters = filters or Filters()
        with self._door() as collection:
            if filters == Filters(current_only=True):
                hits = _nearest(collection, vector, 2 * k, None)
                current = [hit for hit, labels in hits if labels["current"]]
                if len(current) >= k:
                    return current[:k]
            return [hit for hit, _ in _nearest(collection, vector, k, _conditions(filters))]

    def document_counts(self) -> dict[str, int]:
        """Return how many passages of each document are in the index (a second for 24,000 passages)."""
        counts: Counter[str] = Counter()
        with self._door() as collection:
            for offset in range(0, collection.count(), _PAGE):
                page = collection.get(limit=_PAGE, offset=offset, include=["metadatas"])
                counts.update(str(labels["document_id"]) for labels in page["metadatas"] or [])
        return dict(counts)

    def document_ids(self) -> set[str]:
        """Return the documents that have passages in the index."""
        return set(self.document_counts())

    def clear(self) -> None:
        """Begin anew with an empty index, without what earlier embedders left; works on damaged files too."""
        with self._lock:
            self._close()
            if isinstance(self._place, Path):
                shutil.rmtree(self._place, ignore_errors=True)
            with self._door():
                if self._client is not None and isinstance(self._place, str):
                    self._client.delete_collection(self._name)
                    self._collection = None
            with self._door():
                pass

    def close(self) -> None:
        """Let go of Chroma's files; the next use opens them again."""
        with self._lock:
            self._close()

    def _close(self) -> None:
        client, self._client, self._collection = self._client, None, None
        if client is not None:
            client.close()

    def _opened(self) -> "Collection":
        if self._collection is None:
            self._client = self._client or _client(self._place)
            self._collection = self._client.get_or_create_collection(
                self._name,
                embedding_function=None,
                configuration={"hnsw": _GRAPH},
                metadata={"embedder": self._embedder_id},
            )
        return self._collection

    @contextmanager
    def _door(self) -> Generator["Collection"]:
        """Hand out the collection to one thread at a time; Chroma's own errors come out as ours."""
        with self._lock:
            try:
                yield self._opened()
            except KnowledgeError:
                raise
            except Exception as error:
                raise IndexBroken(self._broken()) from error

    def _broken(self) -> str:
        if isinstance(self._place, str):
            parts = urlsplit(self._place)
            place = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
            return f"向量服务 {place} 没有应答或出错。请检查 FAZHI_CHROMA_URL，并确认该服务已启动。"
        return "向量索引打不开或已损坏。请运行 fazhi reindex 重建。"


def _client(place: Path | str) -> "Client":
    # Two seconds of imports that checking, listing and searching by words do without.
    import chromadb  # noqa: PLC0415 - see above
    from chromadb.api.shared_system_client import SharedSystemClient  # noqa: PLC0415 - see above
    from chromadb.config import Settings  # noqa: PLC0415 - see above

    settings = Settings(anonymized_telemetry=False)
    if isinstance(place, Path):
        place.mkdir(parents=True, exist_ok=True)
        try:
            return cast("Client", chromadb.PersistentClient(str(place), settings=settings))
        except Exception:
            # Chroma remembers the half-opened folder and would hand it out again after it has been repaired.
            SharedSystemClient.clear_system_cache()
            raise
    url = urlsplit(place)
    secure = url.scheme == "https"
    port = url.port or (443 if secure else 8000)
    return cast("Client", chromadb.HttpClient(url.hostname or "127.0.0.1", port=port, ssl=secure, settings=settings))


def _nearest(
    collection: "Collection", vector: NDArray[np.float32], k: int, where: Any
) -> list[tuple[Scored, Mapping[str, Any]]]:
    found = collection.query(
        query_embeddings=np.asarray(vector, dtype=np.float32)[None, :],
        n_results=k,
        where=where,
        include=["distances", "metadatas"],
    )
    distances, labels = found["distances"] or [[]], found["metadatas"] or [[]]
    return [
        (Scored(passage_id=int(passage_id), score=1.0 - float(distance)), own)
        for passage_id, distance, own in zip(found["ids"][0], distances[0], labels[0], strict=True)
    ]


def _labels(passage: IndexedPassage) -> dict[str, str | int | bool]:
    labels: dict[str, str | int | bool] = {
        "document_id": passage.document_id,
        "kind": passage.kind.value,
        "current": passage.current,
    }
    if passage.year is not None:
        labels["year"] = passage.year
    if passage.organ is not None:
        labels["organ"] = passage.organ
    return labels


def _conditions(filters: Filters) -> Any:  # Chroma's Where is a recursive union that no dict literal satisfies
    """Return Chroma's ``where``, or None where every passage may answer."""
    narrowed: tuple[tuple[str, list[Any]], ...] = (
        ("kind", [kind.value for kind in filters.kinds]),
        ("year", list(filters.years)),
        ("organ", list(filters.organs)),
        ("document_id", list(filters.document_ids)),
        ("current", [True] if filters.current_only else []),
    )
    clauses = [{field: {"$in": values}} for field, values in narrowed if values]
    return {"$and": clauses} if len(clauses) > 1 else next(iter(clauses), None)
