"""Words that say which way a number moved, so that 上升 in the place of 下降 is seen."""

import re
from dataclasses import dataclass

_UP = "上升 增长 增加 提高 提升 上涨 增多 升高 升至 升到 增至 增到 回升 攀升 扩大 激增 新增 同比增 增幅"
_DOWN = "下降 减少 降低 回落 下滑 下跌 减至 降至 降到 减到 压减 压降 缩减 压缩 缩短 缩小 锐减 同比降 同比减 降幅"
_UP_WORDS = tuple(_UP.split())
_WORD = re.compile("|".join(sorted((*_UP_WORDS, *_DOWN.split()), key=len, reverse=True)))
_COMPARED = re.compile(r"(?:比|较|同比)[^,，。;；\n]{0,14}?([多少增减升降])(?=[了出□0-9])")
_NEAR = 8


@dataclass(frozen=True, slots=True)
class Direction:
    """A word of direction at ``start:end`` of the text."""

    up: bool
    word: str
    start: int
    end: int


def directions(folded: str, start: int, end: int) -> tuple[Direction, ...]:
    """Return the words of direction in ``folded[start:end]``, in order."""
    found = [
        Direction(m.group() in _UP_WORDS, m.group(), m.start(), m.end()) for m in _WORD.finditer(folded, start, end)
    ]
    for match in _COMPARED.finditer(folded, start, end):
        a, b = match.span(1)
        if not any(d.start <= a < d.end for d in found):
            found.append(Direction(match[1] in "多增升", match[1], a, b))
    return tuple(sorted(found, key=lambda d: d.start))


def direction_of(folded: str, clause: tuple[int, int], position: int) -> Direction | None:
    """Return the word of direction right before the number at ``position``, at most eight characters away."""
    before = [d for d in directions(folded, clause[0], clause[1]) if d.end <= position and position - d.end <= _NEAR]
    return before[-1] if before else None
