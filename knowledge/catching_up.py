"""Work off what the derived indexes owe, and find out at the start whether they match the truth.

Every step can be repeated: a document is first taken out of an index, then put in, then its note is removed. A
process that dies in between leaves the note, and the next one does it again.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy import delete, func, select

from knowledge.documents import Kind, text_hash
from knowledge.embedding import Embedder
from knowledge.errors import IndexBroken
from knowledge.filters import IndexedPassage
from knowledge.indexing import index_text
from knowledge.lexical import LexicalIndex
from knowledge.library import INDEXES
from knowledge.store import DocumentRow, PassageRow, PendingRow, Store, VectorRow
from knowledge.vectors import VectorIndex

BATCH = 64
"""Passages embedded between two commits: what a kill can cost."""

Lookup = Callable[[str], "np.ndarray | None"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Passages in the vector index, of all passages of the library."""

    done: int
    total: int

    @property
    def complete(self) -> bool:
        """Whether every passage can be found by meaning too."""
        return self.done >= self.total


class CatchingUp:
    """Brings both derived indexes up to the SQL truth."""

    def __init__(
        self,
        store: Store,
        lexical: LexicalIndex,
        vectors: VectorIndex,
        embedder: Embedder,
        shipped: Lookup | None = None,
    ) -> None:
        """``shipped`` returns ready vectors by the SHA-256 of the indexed text, where the product ships them."""
        self._store = store
        self._lexical = lexical
        self._vectors = vectors
        self._embedder = embedder
        self._shipped = shipped

    def verify(self) -> int:
        """Compare both indexes with the truth and note every difference as owed; return how many documents differ.

        An index that does not open is emptied and owed in full.
        """
        differing: set[str] = set()
        with self._store.begin() as session:
            truth = dict(
                session.execute(select(PassageRow.document_id, func.count()).group_by(PassageRow.document_id)).all()
            )
            owed = {(row.document_id, row.index) for row in session.scalars(select(PendingRow))}
            for name, index in zip(INDEXES, (self._lexical, self._vectors), strict=True):
                try:
                    present = index.document_counts()
                except IndexBroken:
                    index.clear()
                    present = {}
                for document_id in truth.keys() | present.keys():
                    if truth.get(document_id, 0) == present.get(document_id, 0) or (document_id, name) in owed:
                        continue
                    action = "add" if document_id in truth else "remove"
                    session.add(PendingRow(document_id=document_id, index=name, action=action))
                    differing.add(document_id)
        return len(differing)

    def rebuild(self) -> None:
        """Empty both indexes and owe everything; vectors come back from the SQL cache."""
        self._lexical.clear()
        self._vectors.clear()
        with self._store.begin() as session:
            session.execute(delete(PendingRow))
            for document_id in session.scalars(select(DocumentRow.id)):
                session.add_all(PendingRow(document_id=document_id, index=index, action="add") for index in INDEXES)

    def progress(self) -> Progress:
        """Return how far the vectors are."""
        with self._store.begin() as session:
            total = session.scalar(select(func.count()).select_from(PassageRow)) or 0
            owed = (
                session.scalar(
                    select(func.count())
                    .select_from(PassageRow)
                    .where(
                        PassageRow.document_id.in_(
                            select(PendingRow.document_id).where(
                                PendingRow.index == "vectors", PendingRow.action == "add"
                            )
                        )
                    )
                )
                or 0
            )
        return Progress(done=total - owed, total=total)

    def lexical(self) -> int:
        """Bring the lexical index up to date in one commit; return how many documents were touched."""
        notes = self._notes("lexical")
        for note in notes:
            self._lexical.remove_document(note.document_id)
            if note.action == "add":
                self._lexical.add(self._passages(note.document_id))
        if notes:
            self._lexical.commit()
            self._settle(notes)
        return len(notes)

    def vectors(
        self, *, only: Collection[str] | None = None, stop: Callable[[], bool] = lambda: False
    ) -> Iterator[Progress]:
        """Bring the vector index up to date, document by document; yield the progress after each.

        ``only`` leaves other documents for later. May be stopped between batches; what was embedded is kept.
        """
        for note in self._notes("vectors"):
            if stop():
                return
            if only is not None and note.document_id not in only and note.action == "add":
                continue
            self._vectors.remove_document(note.document_id)
            if note.action == "add":
                passages = self._passages(note.document_id)
                for start in range(0, len(passages), BATCH):
                    if stop():
                        return
                    batch = passages[start : start + BATCH]
                    self._vectors.add(batch, self._embed([passage.text for passage in batch]))
            self._settle([note])
            yield self.progress()

    def _embed(self, texts: Sequence[str]) -> np.ndarray:
        """Return vectors for ``texts`` from the cache, from what is shipped, or freshly computed (then cached)."""
        hashes = [text_hash(text) for text in texts]
        known: dict[str, np.ndarray] = {}
        if self._shipped:
            known = {h: vector for h in hashes if (vector := self._shipped(h)) is not None}
        keys = {f"{self._embedder.id}:{h}": h for h in hashes if h not in known}
        with self._store.begin() as session:
            for row in session.scalars(select(VectorRow).where(VectorRow.key.in_(list(keys)))):
                known[keys[row.key]] = np.frombuffer(row.vector, dtype="<f4")
        missing = {h: text for h, text in zip(hashes, texts, strict=True) if h not in known}
        if missing:
            fresh = self._embedder.embed_passages(list(missing.values()))
            known.update(zip(missing, fresh, strict=True))
            with self._store.begin() as session:
                for h in missing:
                    session.merge(VectorRow(key=f"{self._embedder.id}:{h}", vector=known[h].astype("<f4").tobytes()))
        return np.stack([known[h] for h in hashes])

    def _notes(self, index: str) -> list[PendingRow]:
        with self._store.begin() as session:
            return list(session.scalars(select(PendingRow).where(PendingRow.index == index).order_by(PendingRow.id)))

    def _settle(self, notes: Sequence[PendingRow]) -> None:
        """Remove notes, unless a newer change of the same document has replaced them meanwhile."""
        with self._store.begin() as session:
            session.execute(delete(PendingRow).where(PendingRow.id.in_([note.id for note in notes])))

    def _passages(self, document_id: str) -> list[IndexedPassage]:
        query = (
            select(PassageRow, DocumentRow)
            .join(DocumentRow, DocumentRow.id == PassageRow.document_id)
            .where(PassageRow.document_id == document_id)
            .order_by(PassageRow.start)
        )
        with self._store.begin() as session:
            return [
                IndexedPassage(
                    passage_id=passage.id,
                    document_id=document_id,
                    kind=Kind(document.kind),
                    year=document.year,
                    organ=document.organ,
                    current=document.current,
                    text=index_text(document.title, passage.locator, passage.text),
                )
                for passage, document in session.execute(query)
            ]
