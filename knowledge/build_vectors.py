"""Build the shipped vectors: ``python -m knowledge.build_vectors`` embeds every statute of the package.

Takes what the file already holds, saves every few minutes, and can be stopped and run again.
"""

import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.artefact import PATH, load_artefact, save_artefact
from knowledge.documents import text_hash
from knowledge.embedding import Embedder, open_embedder
from knowledge.indexing import index_text
from knowledge.norms.statutes import DEFAULT_NAMES, statutes
from knowledge.outline import outline

MOST_BYTES = 12_000_000
"""What the product may ship."""
_BATCH = 1024


def build(texts: Iterable[str], embedder: Embedder, path: Path = PATH, *, most_bytes: int = MOST_BYTES) -> int:
    """Write the vectors of ``texts``, the most important first, as many as fit; return how many texts did not."""
    room = most_bytes // (embedder.dimensions + 8)
    distinct = list(dict.fromkeys(texts))
    chosen = {text_hash(text): text for text in distinct[:room]}
    vectors = _shipped_already(chosen, embedder.id, path)
    missing = [item for item in chosen.items() if item[0] not in vectors]
    waiting = iter(missing)
    while batch := list(islice(waiting, _BATCH)):
        fresh = embedder.embed_passages([text for _, text in batch])
        vectors.update(zip((text_sha256 for text_sha256, _ in batch), fresh, strict=True))
        save_artefact(embedder.id, vectors, path)
        sys.stderr.write(f"{len(vectors)} / {len(chosen)}\n")
    if vectors and not missing:
        save_artefact(embedder.id, vectors, path)
    return max(0, len(distinct) - room)


def statute_texts() -> Iterator[str]:
    """Yield the indexed text of every statute passage: the laws imported by default first, then all others."""
    today = datetime.now(UTC).date()
    for names in (DEFAULT_NAMES, ()):
        for statute in statutes(names, today=today):
            for passage in outline(statute.text, statute.metadata.kind).passages:
                yield index_text(statute.metadata.title, passage.locator, passage.text)


def main() -> None:
    """Build the file beside this module and say how large it became."""
    left = build(statute_texts(), open_embedder())
    size = PATH.stat().st_size
    sys.stderr.write(f"{PATH.name}: {size / 1e6:.1f} MB, {left} texts left out\n")
    if size > MOST_BYTES:
        sys.exit("larger than the product may ship")


def _shipped_already(chosen: Iterable[str], embedder_id: str, path: Path) -> dict[str, NDArray[np.float32]]:
    lookup = load_artefact(embedder_id, path)
    if lookup is None:
        return {}
    return {text_sha256: vector for text_sha256 in chosen if (vector := lookup(text_sha256)) is not None}


if __name__ == "__main__":
    main()
