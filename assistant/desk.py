"""What the web pages may ask of a workspace: questions, documents, uploads."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.answering.types import Event
from assistant.checking.desk import CheckingDesk
from assistant.drafting.desk import DraftingDesk
from assistant.drafting.drafts import Drafts
from assistant.ingesting import Ingested, Overrides, ingest, load
from assistant.ledger_desk import LedgerDesk
from knowledge.catching_up import Progress
from knowledge.documents import Document, Outline
from knowledge.library import Summary

if TYPE_CHECKING:
    from assistant.workspace import Workspace


@dataclass(slots=True)
class LocalDesk:
    """The desk of one open workspace."""

    workspace: "Workspace"
    checking: CheckingDesk = field(init=False)
    figures: LedgerDesk = field(init=False)
    drafting: DraftingDesk = field(init=False)

    def __post_init__(self) -> None:
        """Open what the pages 核查, 指标台账 and 起草 ask for."""
        self.checking = CheckingDesk(self.workspace.library)
        self.figures = LedgerDesk(self.workspace.ledger, self.workspace.store, self.workspace.library)
        self.drafting = DraftingDesk(
            Drafts(self.workspace.store.engine),
            self.workspace.library,
            self.workspace.ledger.decisions,
            self.workspace.chat_model,
        )

    def ask(
        self, question: str, *, history: Sequence[str], removed: frozenset[str], stop: Callable[[], bool]
    ) -> Iterator[Event]:
        """Answer a question event by event."""
        return self.workspace.answering.ask(question, history=history, removed=removed, stop=stop)

    def documents(self) -> list[Summary]:
        """List the library."""
        return self.workspace.library.documents()

    def document(self, document_id: str) -> tuple[Document, Outline]:
        """Return a document with its outline.

        Raises:
            NotInLibrary: it is not there (any more).
        """
        return self.workspace.library.get(document_id), self.workspace.library.outline(document_id)

    def ingest(self, path: Path, overrides: Overrides) -> Ingested:
        """Add one file; a failure is in the result."""
        result = next(ingest(self.workspace.library, [path], overrides))
        self.workspace.keep_up_to_date()
        return result

    def replace(self, document_id: str, path: Path, overrides: Overrides) -> str:
        """Put a file in a document's place.

        Raises:
            UnreadableFile: the file cannot be read whole; the library is unchanged.
            NotInLibrary: the document is gone.
        """
        made = self.workspace.library.replace(document_id, load(path, overrides))
        self.workspace.keep_up_to_date()
        return made

    def remove(self, document_id: str) -> None:
        """Remove a document.

        Raises:
            NotInLibrary: it is gone already.
        """
        self.workspace.library.remove(document_id)
        self.workspace.keep_up_to_date()

    def progress(self) -> Progress:
        """Return how far the vectors are."""
        return self.workspace.catching_up.progress()
