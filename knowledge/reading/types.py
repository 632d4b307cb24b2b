"""What reading takes and gives: limits, a file's bytes, what a format found, the finished reading."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How large a file may be, on disk and unpacked."""

    file_bytes: int = 100 * 1024 * 1024
    """Largest file on disk."""
    expanded_bytes: int = 300 * 1024 * 1024
    """Largest total of what a zip-based file (.docx, .xlsx) or one PDF stream unpacks to."""
    expansion_ratio: int = 200
    """Largest unpacked-to-packed ratio, looked at once more than 10 MB would be unpacked."""
    xml_bytes: int = 64 * 1024 * 1024
    """Largest single XML part that is parsed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """What the file itself says about the document; a hint, never the last word."""

    title: str | None = None
    organ: str | None = None
    issued: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A file's canonical text (NFC, newlines only) with what was lost or doubtful on the way."""

    text: str
    warnings: tuple[str, ...]
    media_type: str
    hints: Hints


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A file's bytes with its name; readers never touch the disk."""

    name: str
    suffix: str
    """Lower case with its dot; empty where the name has none."""
    data: bytes
    limits: Limits


@dataclass(frozen=True, slots=True, kw_only=True)
class Extract:
    """What a format's module found, before the text is made canonical."""

    text: str
    shown: Counter[str]
    """Digit runs that the file shows, counted without the code that made ``text``."""
    warnings: tuple[str, ...] = ()
    hints: Hints = field(default_factory=Hints)
