"""Vectors of the statutes that the product ships, so that a fresh library is complete at once.

One file: an embedder's id, the first eight bytes of each indexed text's SHA-256 (sorted), one row of 8-bit numbers per
text. A row has no scale of its own, as every vector has length 1.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

PATH = Path(__file__).with_name("statute_vectors.npz")
Lookup = Callable[[str], NDArray[np.float32] | None]
"""The vector of a text by its SHA-256 in hex, or None."""


def load_artefact(embedder_id: str, path: Path = PATH) -> Lookup | None:
    """Return a lookup of shipped vectors; None where there are none that this embedder made.

    A damaged file counts as none: its vectors are then computed.
    """
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            if str(stored["embedder"]) != embedder_id:
                return None
            keys: NDArray[np.uint64] = stored["keys"]
            rows: NDArray[np.int8] = stored["rows"]
    except (OSError, ValueError, KeyError, EOFError, BadZipFile):
        return None
    if len(keys) == 0 or len(keys) != len(rows):
        return None

    def lookup(text_sha256: str) -> NDArray[np.float32] | None:
        key = _key(text_sha256)
        at = int(np.searchsorted(keys, key))
        if at == len(keys) or keys[at] != key:
            return None
        row = rows[at].astype(np.float32)
        return row / np.linalg.norm(row)

    return lookup


def save_artefact(embedder_id: str, vectors: Mapping[str, NDArray[np.float32]], path: Path = PATH) -> None:
    """Write ``vectors``, unit vectors by their text's SHA-256, in the place of what ``path`` holds."""
    hashes = sorted(vectors)
    keys = np.array([_key(text_sha256) for text_sha256 in hashes], dtype=np.uint64)
    floats = np.stack([vectors[text_sha256] for text_sha256 in hashes])
    rows = np.rint(floats * (127 / np.abs(floats).max(axis=1, keepdims=True))).astype(np.int8)
    unfinished = path.with_suffix(".partial.npz")
    np.savez(unfinished, embedder=np.array(embedder_id), keys=keys, rows=rows)
    unfinished.replace(path)


def _key(text_sha256: str) -> np.uint64:
    return np.uint64(int(text_sha256[:16], 16))
