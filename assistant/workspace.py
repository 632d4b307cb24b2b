"""Open everything that a Settings describes: the composition root."""

import logging
import threading
from collections.abc import Callable, Collection, Generator
from contextlib import contextmanager
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from assistant.answering.answer import Answering
from assistant.chat import ChatModel
from assistant.conversations import Conversations
from assistant.desk import LocalDesk
from assistant.errors import AssistantError, ModelFileMissing
from assistant.model_file import ModelFile, default_folder, local, status
from assistant.opening import open_home, open_store
from assistant.settings import Settings
from knowledge.artefact import load_artefact
from knowledge.catching_up import CatchingUp
from knowledge.embedding import Embedder, open_embedder
from knowledge.figures.ledger import Ledger
from knowledge.lexical import LexicalIndex
from knowledge.library import Library
from knowledge.reranking import CrossEncoderReranker
from knowledge.retrieval import Retriever
from knowledge.vectors import VectorIndex
from knowledge.writer_lock import WriterLock

_log = logging.getLogger(__name__)


def model_file(settings: Settings) -> ModelFile:
    """Return what stands on the disk for the embedded model: the given .gguf, or the assembled file.

    Raises:
        ModelFileBroken: the given file is no GGUF file.
    """
    folder = settings.model_dir or default_folder()
    return local(settings.model_file, folder) if settings.model_file else status(folder)


if TYPE_CHECKING:
    from assistant.embedded import EmbeddedServer


class Workspace:
    """One library with all that works on it; parts that cost time to open are opened when first used."""

    def __init__(self, settings: Settings) -> None:
        """Open the database; nothing else yet.

        Raises:
            SettingsError: the home folder or the database that the settings name cannot be used.
            DatabaseUnusable: the database does not answer, is damaged, locked, or of a later version.
        """
        self.settings = settings
        self.lock = WriterLock(open_home(settings))
        self.store = open_store(settings)
        self.library = Library(self.store, self.lock)
        self.ledger = Ledger(self.store)
        self._server: EmbeddedServer | None = None
        self._closing = threading.Event()
        self._worker: threading.Thread | None = None
        self._opening = threading.Lock()
        self._indexing = threading.Lock()

    @classmethod
    @contextmanager
    def open(cls, settings: Settings) -> "Generator[Workspace]":
        """Yield a workspace and close all of it afterwards."""
        workspace = cls(settings)
        try:
            yield workspace
        finally:
            workspace.close()

    @cached_property
    def embedder(self) -> Embedder:
        """The embedding model (seconds to load)."""
        return open_embedder(self.settings.embedder)

    @cached_property
    def lexical(self) -> LexicalIndex:
        """The index of words."""
        return LexicalIndex(self.settings.home / "lexical")

    @cached_property
    def vectors(self) -> VectorIndex:
        """The index of meanings."""
        target = str(self.settings.chroma_url) if self.settings.chroma_url else self.settings.home / "chroma"
        return VectorIndex(target, self.embedder.id, self.embedder.dimensions)

    @cached_property
    def catching_up(self) -> CatchingUp:
        """What brings the indexes up to the database."""
        return CatchingUp(self.store, self.lexical, self.vectors, self.embedder, load_artefact(self.embedder.id))

    @cached_property
    def retriever(self) -> Retriever:
        """The hybrid search."""
        reranker = CrossEncoderReranker(self.settings.reranker) if self.settings.reranker else None
        return Retriever(self.store, self.lexical, self.vectors, self.embedder, reranker)

    @cached_property
    def answering(self) -> Answering:
        """What answers questions."""
        return Answering(
            library=self.library, search=self.retriever, model=self.chat_model, today=date.today, ledger=self.ledger
        )

    @cached_property
    def conversations(self) -> Conversations:
        """The kept conversations."""
        return Conversations(self.store.engine)

    @cached_property
    def desk(self) -> LocalDesk:
        """What the web pages talk to."""
        return LocalDesk(self)

    def chat_model(self) -> ChatModel | None:
        """Open the chat model that the settings name; None for ``none``.

        Raises:
            ModelError: it cannot be reached or started.
            ModelFileError: the embedded model's file is not there.
        """
        settings = self.settings
        if settings.model == "none":
            return None
        with self._opening:
            return self._chat

    @cached_property
    def _chat(self) -> ChatModel:
        # The vendors' clients take two seconds to import, and most commands ask no model.
        from assistant.embedded import EmbeddedChat, EmbeddedServer  # noqa: PLC0415 - see above
        from assistant.models import EndpointChat  # noqa: PLC0415 - see above

        settings = self.settings
        if settings.model == "endpoint":
            return EndpointChat(
                str(settings.model_url), settings.model_name, settings.model_key, timeout_s=settings.model_timeout
            )
        path = model_file(settings).path
        if path is None:
            raise ModelFileMissing("内置模型的文件还没有取得。请执行 fazhi model fetch，或把 FAZHI_MODEL 设为 none。")
        self._server = EmbeddedServer(path, threads=settings.threads)
        return EmbeddedChat(self._server, path.stem, timeout_s=settings.model_timeout)

    def bring_up_to_date(
        self, *, only: Collection[str] | None = None, report: Callable[[str], None] = lambda _: None
    ) -> None:
        """Work off what the indexes owe, when this process may write; a reader leaves it to the writer.

        Words are always brought up to date; vectors of all documents, or of ``only`` these.
        """
        if not self.lock.try_acquire():
            return
        with self._indexing:
            self.library.refresh_currency()
            self.ledger.catch_up()
            self.catching_up.verify()
            self.catching_up.lexical()
            for progress in self.catching_up.vectors(only=only, stop=self._closing.is_set):
                report(f"向量 {progress.done}/{progress.total}")

    def file_figures(self) -> None:
        """Bring the ledger up to the documents, when this process may write; cheap when nothing is owed."""
        if self.lock.try_acquire():
            self.ledger.catch_up()

    def start(self) -> None:
        """Make ready to serve: words at once; vectors and the embedding model in the background."""
        with self._indexing:
            self.library.refresh_currency()
            self.ledger.catch_up()
            self.catching_up.verify()
        self.keep_up_to_date()

    def keep_up_to_date(self) -> None:
        """Do the words at once and the vectors in the background (for the web pages)."""
        with self._indexing:
            self.catching_up.lexical()
        if self._worker is None or not self._worker.is_alive():
            self._worker = threading.Thread(target=self._work, name="vectors", daemon=True)
            self._worker.start()

    def _work(self) -> None:
        self.embedder.embed_query("预热")
        if self.settings.model == "embedded":
            self._warm_model()
        with self._indexing:
            for _ in self.catching_up.vectors(stop=self._closing.is_set):
                pass

    def _warm_model(self) -> None:
        """Load the embedded model before the first question needs it; what fails now is told with that question."""
        try:
            self.chat_model()
            if self._server:
                self._server.start()
        except AssistantError:
            _log.warning("the embedded model is not ready", exc_info=True)

    def close(self) -> None:
        """Stop the writing of drafts, the background work and the embedded model; give the lock back."""
        self._closing.set()
        if "desk" in self.__dict__:  # sections in the writing end before their model does; finished ones are kept
            self.desk.drafting.close()
        if self._worker:
            self._worker.join(timeout=30)
        if self._server:
            self._server.stop()
        if "vectors" in self.__dict__:  # opened by now: Chroma would hand the same files out again in this process
            self.vectors.close()
        self.store.close()
        self.lock.release()
