"""Chinese numerals of articles and their numbers, in both directions, up to 9999."""

import re
import unicodedata

_DIGITS = "零一二三四五六七八九"
_VALUE = {digit: value for value, digit in enumerate(_DIGITS)} | {"〇": 0, "○": 0, "两": 2}
_UNITS = (("千", 1000), ("百", 100), ("十", 10))
_LARGEST = 9999

NUMERAL = r"(?:[零〇○一二三四五六七八九十百千两]{1,9}|[0-9０-９]{1,4})"
"""A pattern for what ``to_int`` may be able to read; at most nine characters."""

_LABEL = re.compile(rf"\s*第?\s*({NUMERAL})\s*条?(?:\s*之\s*({NUMERAL}))?\s*")


def to_int(numeral: str) -> int:
    """Return the number that ``numeral`` prints: 二十三, 一百零五, 二〇一, 23 or ２３.

    Raises:
        ValueError: it is no numeral from 0 to 9999.

    """
    text = unicodedata.normalize("NFKC", numeral).strip()
    if re.fullmatch(r"[0-9]{1,4}", text):
        return int(text)
    if text and all(character in _VALUE for character in text):
        if len(text) > len(str(_LARGEST)):
            raise ValueError(f"不是 0 至 9999 的数字：{numeral}")
        return int("".join(str(_VALUE[character]) for character in text))
    return _grouped(text, numeral)


def _grouped(text: str, shown: str) -> int:
    """Read 千百十 groups from the largest down; units must fall, and 零 must stand before what it skips to."""
    total, rest, smallest = 0, text, 10 * 1000
    for unit, worth in _UNITS:
        head, found, tail = rest.partition(unit)
        if not found:
            continue
        head = head[1:] if total and head[:1] in {"零", "〇", "○"} else head
        if not head and unit == "十":
            head = "一"
        if len(head) != 1 or not _VALUE.get(head) or worth >= smallest:
            raise ValueError(f"不是 0 至 9999 的数字：{shown}")
        total, rest, smallest = total + _VALUE[head] * worth, tail, worth
    zero = bool(total) and rest[:1] in {"零", "〇", "○"}
    rest = rest[1:] if zero else rest
    if (zero and not rest) or (rest and not zero and smallest > _UNITS[-1][1]):
        raise ValueError(f"不是 0 至 9999 的数字：{shown}")
    if not total or len(rest) > 1 or (rest and not _VALUE.get(rest)):
        raise ValueError(f"不是 0 至 9999 的数字：{shown}")
    return total + (_VALUE[rest] if rest else 0)


def to_chinese(number: int) -> str:
    """Return ``number`` as laws print it: 10 is 十, 110 is 一百一十, 1201 is 一千二百零一.

    Raises:
        ValueError: the number is not from 0 to 9999.

    """
    if not 0 <= number <= _LARGEST:
        raise ValueError(f"条号只能是 0 至 9999：{number}")
    if not number:
        return "零"
    parts: list[str] = []
    rest, skipped = number, False
    for unit, worth in (*_UNITS, ("", 1)):
        digit, rest = divmod(rest, worth)
        if digit:
            parts.append(("零" if skipped and parts else "") + _DIGITS[digit] + unit)
            skipped = False
        else:
            skipped = True
    text = "".join(parts)
    return text.removeprefix("一") if text.startswith("一十") else text


def article_label(article: int, suffix: int = 0) -> str:
    """Return "第二十三条" for 23, "第十七条之一" for 17 with suffix 1."""
    return f"第{to_chinese(article)}条" + (f"之{to_chinese(suffix)}" if suffix else "")


def article_number(label: str) -> tuple[int, int]:
    """Return number and suffix of a label such as 第十七条之一, 第23条 or 二十三; the suffix is 0 where none is.

    Raises:
        ValueError: it is no article label.

    """
    match = _LABEL.fullmatch(label)
    if match is None:
        raise ValueError(f"不是条号：{label}")
    return to_int(match[1]), to_int(match[2]) if match[2] else 0
