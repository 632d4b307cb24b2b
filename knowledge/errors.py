"""The errors of the knowledge layer; every message is Chinese, says what was tried and what to do.

KnowledgeError
├── UnreadableFile      a file cannot be read whole
├── LibraryBusy         another process writes this library
├── NotInLibrary        no such document, law or source
├── BadRequest          a filter, query or setting makes no sense
├── IndexBroken         a derived index is damaged; `fazhi reindex` rebuilds it
└── FetchFailed         an official page could not be fetched
"""


class KnowledgeError(Exception):
    """Base of all stated failures; ``code`` goes into the CLI's JSON error."""

    code = "knowledge_error"


class UnreadableFile(KnowledgeError):
    """A file is encrypted, broken, empty, too large, or not what its name says."""

    code = "unreadable_file"


class LibraryBusy(KnowledgeError):
    """Another process holds the writer's lock of the library."""

    code = "library_busy"

    def __init__(self, pid: int | None, home: str) -> None:
        """Name the process that holds the lock, where its number is known."""
        self.pid = pid
        who = f"进程号 {pid}" if pid else "另一个进程"
        super().__init__(f"资料库 {home} 正由{who}写入。请等它结束，或先关闭它再试。")


class NotInLibrary(KnowledgeError):
    """The named document, law or source does not exist."""

    code = "not_found"


class BadRequest(KnowledgeError):
    """A query, filter or option cannot be understood."""

    code = "bad_request"


class IndexBroken(KnowledgeError):
    """A derived index does not open or does not match the truth."""

    code = "index_broken"


class FetchFailed(KnowledgeError):
    """An official page could not be fetched, or is not what was asked for."""

    code = "fetch_failed"
