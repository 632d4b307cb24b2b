"""Fetching the official page of a catalogue entry: politely, within limits, and only if it is what was asked for."""

import hashlib
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import urljoin, urlsplit
from urllib.robotparser import RobotFileParser

import httpx

from knowledge.errors import FetchFailed
from knowledge.norms.addresses import checked_host
from knowledge.norms.catalogue import Entry
from knowledge.norms.page_text import page_text
from knowledge.norms.titles import key

AGENT = "fazhi"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_OK, _SERVER_ERROR = 200, 500
_CLOSED = frozenset({401, 403})
_GONE = frozenset({404, 410})
_ROBOTS_BYTES = 500_000
_OFFICE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_MEDIA = frozenset({"text/html", "application/xhtml+xml", "application/pdf", _OFFICE, "text/plain"})
_UNTOLD = frozenset({"", "application/octet-stream", "binary/octet-stream"})


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchLimits:
    """How much a page may cost."""

    seconds: float = 30.0
    """For everything together, redirects and robots.txt included."""
    page_bytes: int = 20 * 1024 * 1024
    """Unpacked."""
    redirects: int = 5
    allow_private: bool = False
    """Let loopback and internal addresses be asked; for tests and internal mirrors."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A page as it arrived."""

    url: str
    final_url: str
    fetched_at: datetime
    """UTC."""
    sha256: str
    body: bytes = field(repr=False)
    media_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    status: int
    location: str | None
    media_type: str
    charset: str | None
    body: bytes


def fetch(
    entry: Entry,
    client: httpx.Client,
    *,
    limits: FetchLimits = FetchLimits(),
    url: str | None = None,
) -> Fetched:
    """Load the official page of ``entry``, or ``url`` where a person gives a better one.

    Redirects are followed by hand, each address checked like the first one and against its host's robots.txt. The
    page must be HTML, PDF, .docx or text and must hold the entry's title or one of its longer aliases.

    Raises:
        FetchFailed: any of this is not so, or the host does not answer; the message is Chinese and says which.

    """
    start = url or entry.official_page
    if not start:
        raise FetchFailed(f"目录里没有《{entry.title}》的官方网页。请自行下载后作为文件加入资料库。")
    visit = _Visit(client, limits)
    final, answer = visit.follow(start)
    media = _media_type(answer, final)
    text = page_text(answer.body, media, charset=answer.charset, limit=limits.page_bytes)
    expected = [entry.title, *(alias for alias in entry.aliases if len(key(alias)) >= _TELLING)]
    squeezed = key(text)
    if not any(key(title) in squeezed for title in expected):
        raise FetchFailed(f"内容不符：{final} 的正文里没有“{entry.title}”，没有采用。请核对网址，或手工下载后加入。")
    return Fetched(
        url=start,
        final_url=final,
        fetched_at=datetime.now(UTC),
        sha256=hashlib.sha256(answer.body).hexdigest(),
        body=answer.body,
        media_type=media,
    )


_TELLING = 10
"""An alias shorter than this stands in too many other pages to prove anything."""


class _Visit:
    """One fetch: its deadline, and the robots rules of the hosts seen so far."""

    def __init__(self, client: httpx.Client, limits: FetchLimits) -> None:
        self._client = client
        self._limits = limits
        self._deadline = time.monotonic() + limits.seconds
        self._rules: dict[str, RobotFileParser] = {}

    def follow(self, start: str) -> tuple[str, _Answer]:
        """Return the last address and what it answered."""
        address = start
        seen: set[str] = set()
        for _ in range(self._limits.redirects + 1):
            if address in seen:
                raise FetchFailed(f"{start} 的跳转绕回了 {address}，形成循环，没有抓取。请核对网址。")
            seen.add(address)
            checked_host(address, allow_private=self._limits.allow_private)
            self._ask_robots(address)
            answer = self._get(address, self._limits.page_bytes)
            if answer.status not in _REDIRECTS:
                _refuse_status(answer.status, address)
                return address, answer
            if not answer.location:
                raise FetchFailed(f"{address} 要求跳转，却没有给出去处。请稍后再试，或手工下载后加入。")
            address = urljoin(address, answer.location)
        raise FetchFailed(f"{start} 跳转超过 {self._limits.redirects} 次，没有抓取。请核对网址。")

    def _ask_robots(self, address: str) -> None:
        parts = urlsplit(address)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._rules:
            self._rules[origin] = self._read_robots(origin)
        if not self._rules[origin].can_fetch(AGENT, address):
            raise FetchFailed(
                f"{origin} 的 robots.txt 不允许程序抓取该页面。请用浏览器打开 {address}，保存后作为文件加入。"
            )

    def _read_robots(self, origin: str) -> RobotFileParser:
        """Read the rules as RFC 9309 says: none where there is no file, a closed door where the server fails.

        A robots.txt behind a redirect counts as absent unless it stays on the same origin.
        """
        address = f"{origin}/robots.txt"
        answer = self._get(address, _ROBOTS_BYTES)
        for _ in range(self._limits.redirects):
            target = urljoin(address, answer.location) if answer.status in _REDIRECTS and answer.location else None
            if target is None or not target.startswith(f"{origin}/"):
                break
            address = target
            answer = self._get(address, _ROBOTS_BYTES)
        if answer.status >= _SERVER_ERROR:
            raise FetchFailed(
                f"{origin} 的 robots.txt 暂时读不到（{answer.status}），不能确认是否允许抓取。请稍后再试。"
            )
        rules = RobotFileParser()
        if answer.status in _CLOSED:
            rules.parse(["User-agent: *", "Disallow: /"])
        else:
            rules.parse(answer.body.decode("utf-8", "replace").splitlines() if answer.status == _OK else [])
        return rules

    def _get(self, address: str, most: int) -> _Answer:
        with _stated(address):
            left = self._left(address)
            with self._client.stream(
                "GET", address, follow_redirects=False, timeout=left, headers={"User-Agent": AGENT}
            ) as response:
                body = b"" if response.status_code in _REDIRECTS else self._body(response, address, most)
                return _Answer(
                    status=response.status_code,
                    location=response.headers.get("location"),
                    media_type=response.headers.get("content-type", "").partition(";")[0].strip().lower(),
                    charset=response.charset_encoding,
                    body=body,
                )

    def _body(self, response: httpx.Response, address: str, most: int) -> bytes:
        declared = response.headers.get("content-length", "")
        if declared.isdigit() and int(declared) > most:
            raise _too_large(address, most)
        parts: list[bytes] = []
        size = 0
        for part in response.iter_bytes():  # as it arrives: a chunk size would wait past the deadline
            size += len(part)
            if size > most:
                raise _too_large(address, most)
            self._left(address)
            parts.append(part)
        return b"".join(parts)

    def _left(self, address: str) -> float:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise _too_slow(address)
        return left


@contextmanager
def _stated(address: str) -> Generator[None]:
    """Turn the client's errors into ours."""
    try:
        yield
    except httpx.TimeoutException as error:
        raise _too_slow(address) from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise FetchFailed(f"无法读取 {address}：{error}。请检查网络连接和网址，或手工下载后加入。") from error


def _too_slow(address: str) -> FetchFailed:
    return FetchFailed(f"{address} 响应超时，没有抓取。请稍后再试，或手工下载后加入。")


def _too_large(address: str, most: int) -> FetchFailed:
    return FetchFailed(f"{address} 的内容超过 {most} 字节的上限，没有抓取。请核对网址，或手工下载后加入。")


def _refuse_status(status: int, address: str) -> None:
    if status in _GONE:
        raise FetchFailed(f"{address} 不存在（{status}）。页面可能已搬走，请用浏览器查到新网址后再试。")
    if status != _OK:
        raise FetchFailed(f"{address} 返回错误 {status}，没有抓取。请稍后再试，或手工下载后加入。")


def _media_type(answer: _Answer, address: str) -> str:
    """Return the media type, looking at the bytes where the server does not say."""
    media = answer.media_type
    if media in _UNTOLD:
        media = "application/pdf" if answer.body.startswith(b"%PDF-") else media
        media = _OFFICE if answer.body.startswith(b"PK\x03\x04") else media
    if media not in _MEDIA:
        shown = media or "未说明"
        raise FetchFailed(f"内容不符：{address} 的类型是 {shown}，不是网页、PDF、Word 或文本，没有采用。")
    if not answer.body:
        raise FetchFailed(f"内容不符：{address} 是空的，没有采用。请稍后再试。")
    return media
