"""What the pages need from the rest of the product, and who is asking."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

from assistant.answering.types import Event
from assistant.checking.desk import CheckingDesk
from assistant.drafting.desk import DraftingDesk
from assistant.ingesting import Ingested, Overrides
from assistant.ledger_desk import LedgerDesk
from knowledge.catching_up import Progress
from knowledge.documents import Document, Outline
from knowledge.library import Summary

USER = "local"
"""Until there are accounts, everybody at this PC is one user."""


class Desk(Protocol):
    """Questions, documents, uploads, checks, figures and drafts of one open library."""

    @property
    def checking(self) -> CheckingDesk:
        """What the check page asks for."""
        ...

    @property
    def figures(self) -> LedgerDesk:
        """What the ledger page asks for."""
        ...

    @property
    def drafting(self) -> DraftingDesk:
        """What the drafting page asks for."""
        ...

    def ask(
        self, question: str, *, history: Sequence[str], removed: frozenset[str], stop: Callable[[], bool]
    ) -> Iterator[Event]:
        """Answer a question event by event; ``history`` holds the earlier questions, oldest first.

        Raises:
            BadRequest: the question is empty or too long.
        """
        ...

    def documents(self) -> Sequence[Summary]:
        """List the library."""
        ...

    def document(self, document_id: str) -> tuple[Document, Outline]:
        """Return a document with its outline.

        Raises:
            NotInLibrary: it is not there (any more).
        """
        ...

    def ingest(self, path: Path, overrides: Overrides) -> Ingested:
        """Add one file; a failure is in the result."""
        ...

    def replace(self, document_id: str, path: Path, overrides: Overrides) -> str:
        """Put a file in a document's place and return the new id.

        Raises:
            UnreadableFile: the file cannot be read whole; the library is unchanged.
            NotInLibrary: the document is gone.
        """
        ...

    def remove(self, document_id: str) -> None:
        """Remove a document.

        Raises:
            NotInLibrary: it is gone already.
        """
        ...

    def progress(self) -> Progress:
        """Return how far the vectors are."""
        ...
