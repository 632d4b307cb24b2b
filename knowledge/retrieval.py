"""The hybrid search: both indexes under the same hard filters, fused, joined to SQL, reranked where that is set."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from sqlalchemy import select

from knowledge.documents import Kind
from knowledge.embedding import Embedder
from knowledge.errors import BadRequest
from knowledge.filters import Filters, Scored
from knowledge.fusion import fuse
from knowledge.lexical import LexicalIndex
from knowledge.store import DocumentRow, PassageRow, Store
from knowledge.typed_text import typed
from knowledge.vectors import VectorIndex

MAX_QUERY = 2000
"""Characters of a query that are used; a longer one is refused rather than cut in silence."""
CANDIDATES = 100
"""How many passages each index contributes before fusion."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A passage with its document's labels and the fused score (higher is better)."""

    passage_id: int
    score: float
    document_id: str
    title: str
    kind: Kind
    year: int | None
    organ: str | None
    status: str | None
    locator: str
    text: str
    start: int
    end: int


class Reranker(Protocol):
    """Scores passages against a query, one number a passage."""

    def score(self, query: str, passages: Sequence[str]) -> list[float]:
        """Return one score per passage, higher is better."""
        ...


class Retriever:
    """Search over the passages of a library."""

    def __init__(
        self,
        store: Store,
        lexical: LexicalIndex,
        vectors: VectorIndex,
        embedder: Embedder,
        reranker: Reranker | None = None,
    ) -> None:
        """Search ``lexical`` and ``vectors``; read passages from ``store``."""
        self._store = store
        self._lexical = lexical
        self._vectors = vectors
        self._embedder = embedder
        self._reranker = reranker

    def search(self, query: str, *, k: int = 10, filters: Filters | None = None) -> list[Hit]:
        """Return the ``k`` best passages, best first.

        Raises:
            BadRequest: the query is empty or longer than 2,000 characters, or ``k`` is not in 1..200.
        """
        query = typed(query).strip()
        if not query:
            raise BadRequest("检索词是空的，请写上要找的内容。")
        if len(query) > MAX_QUERY:
            raise BadRequest(f"检索词有 {len(query)} 个字，最多 {MAX_QUERY} 个。请缩短后再试。")
        if not 1 <= k <= 200:  # noqa: PLR2004 - the documented range
            raise BadRequest(f"返回条数 {k} 不在 1 到 200 之间。")
        filters = filters or Filters()
        wanted = max(CANDIDATES, k)
        lexical = self._lexical.search(query, wanted, filters)
        dense = self._vectors.search(self._embedder.embed_query(query), wanted, filters)
        hits = self._join([scored.passage_id for scored in (*lexical, *dense)])
        live = [s for s in lexical if s.passage_id in hits], [s for s in dense if s.passage_id in hits]
        fused = fuse(*live, group=lambda passage_id: hits[passage_id].document_id)
        return self._rerank(query, fused, hits, k)

    def _rerank(self, query: str, fused: Sequence[Scored], hits: dict[int, Hit], k: int) -> list[Hit]:
        if self._reranker and fused:
            head = fused[: max(50, k)]
            scores = self._reranker.score(query, [hits[s.passage_id].text for s in head])
            rescored = [Scored(passage_id=s.passage_id, score=score) for s, score in zip(head, scores, strict=True)]
            fused = sorted(rescored, key=lambda s: -s.score)
        return [replace(hits[s.passage_id], score=s.score) for s in fused[:k]]

    def _join(self, passage_ids: Sequence[int]) -> dict[int, Hit]:
        """Read passages and labels; ids whose passage is gone from SQL are left out."""
        wanted = list(dict.fromkeys(passage_ids))
        columns = (
            PassageRow.id,
            PassageRow.locator,
            PassageRow.start,
            PassageRow.end,
            DocumentRow.id,
            DocumentRow.title,
            DocumentRow.kind,
            DocumentRow.year,
            DocumentRow.organ,
            DocumentRow.status,
            PassageRow.text,
        )
        query = select(*columns).join(DocumentRow, DocumentRow.id == PassageRow.document_id)
        with self._store.begin() as session:
            rows = session.execute(query.where(PassageRow.id.in_(wanted))).all()
        return {
            row[0]: Hit(
                passage_id=row[0],
                score=0.0,
                locator=row[1],
                start=row[2],
                end=row[3],
                document_id=row[4],
                title=row[5],
                kind=Kind(row[6]),
                year=row[7],
                organ=row[8],
                status=row[9],
                text=str(row[10]),
            )
            for row in rows
        }
