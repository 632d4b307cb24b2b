"""Canonical text: NFC, the newline as the only line break, control characters out, nothing else altered."""

import re
import unicodedata
from collections import Counter

_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_INVISIBLE = str.maketrans("", "", "\u200b\u2060\ufeff\u00ad")
_DIGITS = re.compile(r"\d+")
_NAMED_RUNS = 10


def canonical(text: str) -> str:
    """Return ``text`` in NFC with one newline style and without control characters."""
    return unicodedata.normalize("NFC", _CONTROLS.sub("", _BREAKS.sub("\n", text)))


def control_characters(text: str) -> int:
    """Count the control characters that ``canonical`` would drop."""
    return len(_CONTROLS.findall(text))


def without_invisible(text: str) -> str:
    """Drop characters that no rendering shows (zero-width blanks, soft hyphens): they would split figures."""
    return text.translate(_INVISIBLE)


def digit_runs(text: str) -> Counter[str]:
    """Count the maximal runs of decimal digits, full-width ones as printed."""
    return Counter(_DIGITS.findall(text))


def digit_loss(shown: Counter[str], text: str) -> str | None:
    """Return a warning that names the digit runs of ``shown`` which ``text`` lacks; None if it has all."""
    missing = shown - digit_runs(text)
    if not missing:
        return None
    named = "、".join(list(missing)[:_NAMED_RUNS])
    more = " 等" if len(missing) > _NAMED_RUNS else ""
    return f"原文件中可见的数字有 {missing.total()} 处没有进入文本：{named}{more}。请对照原件核对。"


def _is_wide(char: str) -> bool:
    return unicodedata.east_asian_width(char) in "WF"


def join_wrapped(lines: list[str]) -> str:
    """Join lines that only layout has broken: a blank between Latin words, none beside a Chinese character."""
    joined = ""
    for line in (part.strip() for part in lines):
        if not line:
            continue
        if joined and not (_is_wide(joined[-1]) or _is_wide(line[0])):
            joined += " "
        joined += line
    return joined


def table_row(cells: list[str]) -> str:
    """Return one table row as text: cells parted by `` | ``, empty ones kept so that columns stay in line."""
    while cells and not cells[-1]:
        cells = cells[:-1]
    return " | ".join(cells)
