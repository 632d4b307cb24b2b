"""Plain text and Markdown: the encoding found out, the text itself left alone."""

import re

from charset_normalizer import from_bytes

from knowledge.errors import UnreadableFile
from knowledge.reading.canonical import control_characters, digit_runs
from knowledge.reading.types import Extract, Source

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_COMMON = frozenset("的年一是在有和人工作法政了不会中为个上我以要他时来用们生到大地于出就分对成可主发動對會個們時這")
_LETTERS = re.compile(r"[^\W\d_]|[\ue000-\uf8ff]")
_BAD_SHARE = 0.1
_CONTROL_SHARE = 0.01
_FEW_CONTROLS = 3
_COMMON_SHARE = 0.08
_CHINESE_SHARE = 0.97


def read_plain(source: Source) -> Extract:
    """Read .txt or .md; raises UnreadableFile for binary data and unknown encodings."""
    text, warnings = decode(source)
    return Extract(text=text, shown=digit_runs(text), warnings=warnings)


def decode(source: Source) -> tuple[str, tuple[str, ...]]:
    """Return the text of ``source.data`` and what is doubtful about its decoding."""
    text, warnings = _decoded(source)
    controls = control_characters(text)
    if "\0" in text or controls > max(_FEW_CONTROLS, _CONTROL_SHARE * len(text)):
        raise UnreadableFile(
            f"「{source.name}」不是文本文件（含有二进制数据）。请用原来的软件打开，另存为 .docx、.pdf 或 .txt 再导入。"
        )
    if controls:
        warnings = (*warnings, f"文件中有 {controls} 个看不见的控制字符，已去掉。")
    return text, warnings


def _decoded(source: Source) -> tuple[str, tuple[str, ...]]:
    data = source.data
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _with_losses(data[len(bom) :], encoding)
    if b"\0" in data:
        return _utf16_without_bom(source)
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError:
        pass
    repaired = data.decode("utf-8", errors="replace")
    wide = sum(1 for char in repaired if char > "\x7f")
    if repaired.count("\ufffd") <= max(1, _BAD_SHARE * wide) and wide > 1:
        return _with_losses(data, "utf-8")
    return _chinese_legacy(source)


def _with_losses(data: bytes, encoding: str) -> tuple[str, tuple[str, ...]]:
    text = data.decode(encoding, errors="replace")
    bad = text.count("\ufffd") - data.count("\ufffd".encode(encoding))
    if bad <= 0:
        return text, ()
    at = text.index("\ufffd")
    before = text[max(0, at - 12) : at].replace("\n", " ")
    return text, (f"文件有 {bad} 处字节损坏，已用“\ufffd”代替；第一处在“{before}”之后。请对照原件核对。",)


def _utf16_without_bom(source: Source) -> tuple[str, tuple[str, ...]]:
    data = source.data
    encoding = "utf-16-le" if data[1::2].count(0) >= data[0::2].count(0) else "utf-16-be"
    text = data.decode(encoding, errors="replace")
    readable = sum(1 for char in text if char.isprintable() or char.isspace())
    if "\0" in text or readable < (1 - _CONTROL_SHARE) * len(text) or "\ufffd" in text:
        raise UnreadableFile(
            f"「{source.name}」不是文本文件（含有二进制数据）。请用原来的软件打开，另存为 .docx、.pdf 或 .txt 再导入。"
        )
    return text, ("文件没有注明编码，已按 UTF-16 读入；若有乱码，请另存为 UTF-8 再导入。",)


def _common_share(text: str) -> float:
    """Return the share of the commonest characters among the letters beyond ASCII; 0 without any."""
    letters = [char for char in _LETTERS.findall(text) if char > "\x7f"]
    return sum(1 for char in letters if char in _COMMON) / len(letters) if letters else 0.0


def _all_chinese(text: str) -> bool:
    """Tell whether nearly all letters beyond ASCII are Chinese: nonsense from another encoding mixes scripts."""
    letters = [char for char in _LETTERS.findall(text) if char > "\x7f"]
    return sum(1 for char in letters if "\u4e00" <= char <= "\u9fff") >= _CHINESE_SHARE * len(letters)


def _chinese_legacy(source: Source) -> tuple[str, tuple[str, ...]]:
    """Decode as GB18030; as Big5 or by statistics only where that reads as nonsense."""
    candidates: list[tuple[float, str, str]] = []
    for encoding in ("gb18030", "big5hkscs"):
        try:
            text = source.data.decode(encoding)
        except UnicodeDecodeError:
            continue
        candidates.append((_common_share(text), encoding, text))
    if candidates:
        share, encoding, text = max(candidates, key=lambda each: each[0])
        if encoding == "gb18030" and (share >= _COMMON_SHARE or _all_chinese(text)):
            return text, ()
        return text, (f"文件没有注明编码，已按 {encoding.upper()} 读入；若有乱码，请另存为 UTF-8 再导入。",)
    best = from_bytes(source.data).best()
    if best is None:
        raise UnreadableFile(f"认不出「{source.name}」的文字编码。请用记事本打开，另存为 UTF-8 编码再导入。")
    return str(best), (f"文件没有注明编码，按统计猜为 {best.encoding.upper()}；若有乱码，请另存为 UTF-8 再导入。",)
