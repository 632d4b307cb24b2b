"""The words of a fetched page, only to see whether it is what was asked for; ingesting reads it anew."""

import tempfile
from pathlib import Path

from charset_normalizer import from_bytes
from selectolax.lexbor import LexborHTMLParser

from knowledge.errors import FetchFailed, UnreadableFile
from knowledge.reading import read
from knowledge.reading.types import Limits

_SUFFIXES = {"application/pdf": ".pdf", "text/plain": ".txt"}
_UNSEEN = ["script", "style", "noscript", "template", "head > meta", "head > link"]


def page_text(body: bytes, media_type: str, *, charset: str | None, limit: int) -> str:
    """Return what a reader of the page sees, tags gone and entities decoded.

    Raises:
        FetchFailed: the bytes are not what the media type says.

    """
    if media_type in {"text/html", "application/xhtml+xml"}:
        return _html_text(body, charset)
    try:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"page{_SUFFIXES.get(media_type, '.docx')}"
            path.write_bytes(body)
            return read(path, limits=Limits(file_bytes=limit)).text
    except UnreadableFile as error:
        raise FetchFailed(f"内容不符：下载的文件读不出来（{error}）") from error


def _html_text(body: bytes, charset: str | None) -> str:
    tree = LexborHTMLParser(_decoded(body, charset))
    tree.strip_tags(_UNSEEN)
    title = tree.css_first("title")
    root = tree.body
    return (f"{title.text()}\n" if title else "") + (root.text(separator="\n") if root else "")


def _decoded(body: bytes, charset: str | None) -> str:
    for name in (charset, "utf-8", "gb18030"):
        try:
            if name:
                return body.decode(name)
        except (LookupError, UnicodeDecodeError):
            continue
    best = from_bytes(body).best()
    return str(best) if best else body.decode("utf-8", "replace")
