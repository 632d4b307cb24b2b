"""What the check page asks for: recognise a text, check it against its sources, keep the result for its links."""

import tempfile
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from uuid import uuid4

from assistant.checking.check import check
from assistant.checking.export import docx_with_comments
from assistant.checking.shapes import Json, checked_json
from assistant.checking.sources import Given, gathered
from assistant.checking.types import CheckedText, SourceText
from assistant.ingesting import Overrides, load
from knowledge.documents import text_hash
from knowledge.errors import BadRequest
from knowledge.library import Library, NewDocument
from knowledge.norms.resolving import Norms

MAX_CHARACTERS = 300_000
"""The longest text that the page checks; code points."""
_KEPT = 24
"""Results whose links work; the oldest goes first."""
_PASTED = "粘贴的文稿"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A text to check (pasted, or a file) and what to check it against."""

    text: str = ""
    file: Path | None = None
    """Taken before ``text`` where both are given."""
    organ: str | None = None
    year: int | None = None
    against: Sequence[Path] = ()
    """Files to check against; none means the library's documents of the same organ and year."""
    previous: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """The organ and the year that a text is about, as far as it says."""

    organ: str | None
    year: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """A checked text with what it was checked against; ``id`` opens its sources and downloads."""

    id: str
    name: str
    checked: CheckedText
    organ: str | None
    year: int | None
    sources: tuple[SourceText, ...]
    previous: SourceText | None
    uploaded: frozenset[str]
    """The ids of sources that are no documents of the library."""
    itself: tuple[str, ...] = ()
    """Titles of sources whose text is the very text that is checked; the library's are left out of ``sources``."""
    original: bytes | None = field(default=None, repr=False)
    """The checked file where it was a .docx."""


class CheckingDesk:
    """Checks for the page; results are kept in memory only, and a text never enters the library."""

    def __init__(self, library: Library) -> None:
        """Check against ``library``."""
        self._library = library
        self._norms: tuple[object, Norms] | None = None
        self._results: OrderedDict[str, CheckResult] = OrderedDict()
        self._lock = threading.Lock()

    def recognise(self, text: str = "", file: Path | None = None) -> Recognised:
        """Return what a text, or a file, says of itself.

        Raises:
            UnreadableFile: the file cannot be read whole.
        """
        metadata = self._new(Asked(text=text, file=file)).metadata
        return Recognised(organ=metadata.organ, year=metadata.year)

    def check(self, asked: Asked, *, report: Callable[[str], None] = lambda _: None) -> CheckResult:
        """Check a text; ``report`` is told in Chinese what is being done.

        Raises:
            BadRequest: there is nothing to check, or it is too long.
            UnreadableFile: a file cannot be read whole.
        """
        if not asked.file and not asked.text.strip():
            raise BadRequest("请先粘贴文稿，或选择要核查的文件。")
        report("正在读取文稿…")
        new = self._new(asked)
        if len(new.text) > MAX_CHARACTERS:
            raise BadRequest(f"文稿有 {len(new.text)} 字，超过 {MAX_CHARACTERS} 字。请分成几份核查。")
        report("正在读取对照来源…")
        at = gathered(new, Given(against=asked.against, previous=asked.previous), self._library)
        names = {str(path): f"upload-{n}" for n, path in enumerate((*asked.against, asked.previous)) if path}
        others = tuple(_renamed(source, names) for source in at.sources)
        previous = _renamed(at.previous, names) if at.previous else None
        report(f"正在逐个核对数字和引用（来源 {len(others)} 份）…")
        checked = check(
            at.text,
            path=asked.file.name if asked.file else _PASTED,
            sources=others,
            previous=previous,
            year=at.year,
            organ=at.organ,
            norms=self._known_norms(),
        )
        result = CheckResult(
            id=uuid4().hex,
            name=Path(checked.path).stem,
            checked=checked,
            organ=at.organ,
            year=at.year,
            sources=others,
            previous=previous,
            uploaded=frozenset(names.values()),
            itself=at.itself,
            original=asked.file.read_bytes() if asked.file and asked.file.suffix.lower() == ".docx" else None,
        )
        with self._lock:
            self._results[result.id] = result
            while len(self._results) > _KEPT:
                self._results.popitem(last=False)
        return result

    def result(self, result_id: str) -> CheckResult | None:
        """Return a kept result; None where it is too old."""
        with self._lock:
            return self._results.get(result_id)

    @staticmethod
    def as_docx(result: CheckResult) -> bytes:
        """Return the checked text as .docx with a Word comment at each finding."""
        if result.original is None:
            return docx_with_comments(result.checked, None)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "checked.docx"
            path.write_bytes(result.original)
            return docx_with_comments(result.checked, path)

    @staticmethod
    def as_json(result: CheckResult) -> Json:
        """Return design.md's ``check`` document."""
        return {"files": [checked_json(result.checked)]}

    def _new(self, asked: Asked) -> NewDocument:
        overrides = Overrides(organ=asked.organ, year=asked.year)
        if asked.file:
            return load(asked.file, overrides)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"{_PASTED}.txt"
            path.write_text(asked.text or "　", encoding="utf-8")
            return load(path, overrides)

    def _known_norms(self) -> Norms:
        """Return what is known of norms, built again only where the library has changed."""
        now = text_hash("".join(sorted(summary.id for summary in self._library.documents())))
        if self._norms is None or self._norms[0] != now:
            self._norms = (now, Norms(self._library))
        return self._norms[1]


def _renamed(source: SourceText, names: dict[str, str]) -> SourceText:
    """Name an uploaded source by its number: where the server keeps a file is nobody's business."""
    return replace(source, document_id=names.get(source.document_id, source.document_id))
