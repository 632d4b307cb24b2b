"""The Tantivy index of words: BM25 over character pairs and single characters, with the hard filters inside the query.

Chinese is cut into overlapping pairs and single characters, Latin words and numbers stay whole. On STARD questions over
24,000 articles that finds 0.51 of what is sought in ten hits; pairs alone 0.48, with jieba's words on top 0.52.
"""

import re
import shutil
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any

import tantivy
from tantivy import Occur, Query

from knowledge.errors import IndexBroken
from knowledge.filters import Filters, IndexedPassage, Scored

_RUN = re.compile(r"[㐀-䶿一-鿿]+|[a-z]+|[0-9]+(?:\.[0-9]+)?")
_FULL_WIDTH = {ord(wide): chr(ord(wide) - 0xFEE0) for wide in map(chr, range(0xFF01, 0xFF5F))}
_WRITER_HEAP = 64_000_000
_MANY = 1_000_000
"""More documents than any library holds: the bound of the count of passages by document."""


def tokens(text: str) -> list[str]:
    """Return Chinese characters and their overlapping pairs, Latin words in lower case, and whole numbers."""
    found: list[str] = []
    for run in _RUN.findall(text.translate(_FULL_WIDTH).lower()):
        if run[0] < "\u3400":
            found.append(run)
        else:
            found.extend(run)
            found.extend(run[at : at + 2] for at in range(len(run) - 1))
    return found


class LexicalIndex:
    """Passages by their words. Changes are seen by searches after ``commit``.

    Every method raises ``IndexBroken`` where the files are damaged; ``clear`` then begins anew.
    """

    def __init__(self, folder: Path) -> None:
        """Name the folder; the index is opened or created at first use."""
        self._folder = folder
        self._lock = Lock()
        self._index: tantivy.Index | None = None
        self._writer: tantivy.IndexWriter | None = None

    def add(self, passages: Sequence[IndexedPassage]) -> None:
        """Add passages whose ids are not in the index."""
        with self._door():
            writer = self._writing()
            for passage in passages:
                document = tantivy.Document()
                document.add_unsigned("passage_id", passage.passage_id)
                document.add_text("document_id", passage.document_id)
                document.add_text("kind", passage.kind.value)
                document.add_boolean("current", passage.current)
                if passage.year is not None:
                    document.add_integer("year", passage.year)
                if passage.organ is not None:
                    document.add_text("organ", passage.organ)
                document.add_text("body", " ".join(tokens(passage.text)))
                writer.add_document(document)

    def remove_document(self, document_id: str) -> None:
        """Take a document's passages out; nothing happens where there are none."""
        with self._door():
            self._writing().delete_documents_by_term("document_id", document_id)

    def commit(self) -> None:
        """Write all changes to disk and show them to searches."""
        with self._door():
            if self._writer is None:
                return
            writer, self._writer = self._writer, None
            writer.commit()
            writer.wait_merging_threads()
            self._opened().reload()

    def search(self, query: str, k: int, filters: Filters | None = None) -> list[Scored]:
        """Return at most ``k`` passages that share words with ``query`` and pass ``filters``, best first."""
        wanted = tokens(query)
        with self._door():
            index = self._opened()
            schema = index.schema
            if not wanted:
                return []
            words = [(Occur.Should, Query.term_query(schema, "body", token, "freq")) for token in sorted(set(wanted))]
            clauses = [(Occur.Must, Query.boolean_query(words)), *_conditions(schema, filters or Filters())]
            searcher = index.searcher()
            hits = searcher.search(Query.boolean_query(clauses), limit=k, count=False).hits
            ids = searcher.fast_field_values("passage_id", [address for _, address in hits])
            return [
                Scored(passage_id=int(passage_id), score=float(score))
                for passage_id, (score, _) in zip(ids, hits, strict=True)
                if passage_id is not None
            ]

    def document_counts(self) -> dict[str, int]:
        """Return how many passages of each document are in the index."""
        with self._door():
            searcher = self._opened().searcher()
            if searcher.num_docs == 0:
                return {}
            terms = {"documents": {"terms": {"field": "document_id", "size": _MANY}}}
            buckets: list[dict[str, Any]] = searcher.aggregate(Query.all_query(), terms)["documents"]["buckets"]
            return {str(bucket["key"]): int(bucket["doc_count"]) for bucket in buckets}

    def document_ids(self) -> set[str]:
        """Return the documents that have passages in the index."""
        return set(self.document_counts())

    def clear(self) -> None:
        """Begin anew with an empty index; works on a damaged one too."""
        with self._door():
            self._index = self._writer = None
            if self._folder.exists():
                shutil.rmtree(self._folder)
            self._opened()

    def _opened(self) -> tantivy.Index:
        if self._index is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._index = tantivy.Index(_schema(), path=str(self._folder))
            self._index.config_reader("manual")
        return self._index

    def _writing(self) -> tantivy.IndexWriter:
        if self._writer is None:
            self._writer = self._opened().writer(heap_size=_WRITER_HEAP, num_threads=1)
        return self._writer

    @contextmanager
    def _door(self) -> Generator[None]:
        """Let one thread in at a time, and no error of Tantivy or the disk out."""
        with self._lock:
            try:
                yield
            except (ValueError, OSError, RuntimeError) as error:
                raise IndexBroken(f"文字索引打不开或已损坏（{error}）。请运行 fazhi reindex 重建。") from error


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("passage_id", fast=True)
    builder.add_text_field("document_id", fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("kind", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("organ", tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("year", indexed=True)
    builder.add_boolean_field("current", indexed=True)
    builder.add_text_field("body", tokenizer_name="whitespace", index_option="freq")
    return builder.build()


def _conditions(schema: tantivy.Schema, filters: Filters) -> Iterator[tuple[Occur, Query]]:
    """Yield what must hold of every hit, without a say in its score."""
    narrowed: tuple[tuple[str, Sequence[Any]], ...] = (
        ("kind", [kind.value for kind in filters.kinds]),
        ("year", filters.years),
        ("organ", filters.organs),
        ("document_id", filters.document_ids),
        ("current", [True] if filters.current_only else []),
    )
    for field, values in narrowed:
        if values:
            either = [(Occur.Should, Query.term_query(schema, field, value, "basic")) for value in values]
            yield Occur.Must, Query.const_score_query(Query.boolean_query(either), 0.0)
