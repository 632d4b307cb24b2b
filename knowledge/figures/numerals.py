"""Numerals: full-width forms folded to ASCII without moving an offset, and the values of printed numbers."""

import re
from decimal import Decimal, InvalidOperation
from functools import lru_cache

import cn2an

_FOLDED = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if chr(code) != "，"} | {
    ord("　"): " ",
    0x00A0: " ",
    0x2009: " ",
    0x202F: " ",
    ord("﹪"): "%",
    ord("∶"): ":",
}
_FULL_WIDTH_SEPARATOR = re.compile(r"(?<=[０-９])，(?=[０-９]{3}(?![０-９]))")
CHINESE_DIGITS = "零〇一二两三四五六七八九"
CHINESE = CHINESE_DIGITS + "十百千万亿"
ARABIC = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?")
CHINESE_RUN = re.compile(f"[{CHINESE}]+")
_LONGEST_CHINESE = 24
_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}


def fold(text: str) -> str:
    """Return ``text`` with full-width digits, letters and signs in ASCII, code point for code point.

    The Chinese comma stays (it ends a clause) unless it separates thousands among full-width digits.
    """
    return _FULL_WIDTH_SEPARATOR.sub(",", text).translate(_FOLDED)


def arabic_value(printed: str) -> Decimal:
    """Return the value of ASCII digits with thousands separators; printed decimals are kept (96.40)."""
    return Decimal(printed.replace(",", ""))


@lru_cache(maxsize=4096)
def chinese_value(printed: str) -> Decimal | None:
    """Return the value of a Chinese numeral such as 二十三, 两百零五, 六十二点五, 百; None where it is none."""
    if len(printed) > _LONGEST_CHINESE:
        return None
    if printed in _SCALES:
        return Decimal(_SCALES[printed])
    plain = printed.replace("〇", "零")
    if plain[0] in "百千万亿":
        plain = "一" + plain
    try:
        return Decimal(str(cn2an.cn2an(plain, "normal")))
    except (ValueError, KeyError, IndexError, InvalidOperation):
        return None


def scaled(value: Decimal, factor: int) -> Decimal:
    """Return ``value * factor`` without a superfluous point or exponent (3.16 x 10000 = 31600)."""
    if factor == 1:
        return value
    product = value * factor
    return product.to_integral_value() if product == product.to_integral_value() else product.normalize()
