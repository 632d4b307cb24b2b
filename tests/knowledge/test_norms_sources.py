"""Official pages over real loopback HTTP: what is taken, and everything that is refused with a reason."""

import gzip
import hashlib
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO

import docx
import httpx
import pytest

from knowledge.errors import FetchFailed
from knowledge.norms.addresses import checked_host
from knowledge.norms.catalogue import Entry
from knowledge.norms.sources import FetchLimits, fetch

TITLE = "云岭县行政执法监督规定（2021－2025年）"
PAGE = (
    "<html><head><title>云岭县</title></head><body>"
    "<h1>云岭县行政执法监督\n规定（2021&mdash;2025年）</h1><p>第一条 虚构。</p></body></html>"
)
LIMITS = FetchLimits(seconds=5, page_bytes=200_000, redirects=3, allow_private=True)


@dataclass
class Reply:
    """What the server says to one path."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict[str, str])
    wait: float = 0.0
    drip: int = 0
    """Send so many pieces, a tenth of a second apart, with no length told."""


class Site:
    """A loopback web site whose answers a test lays out; it remembers what was asked."""

    def __init__(self) -> None:
        self.replies: dict[str, Reply] = {}
        self.asked: list[str] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.answer(self)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
                """Stay quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        self.asked.append(handler.path)
        reply = self.replies.get(handler.path, Reply(status=404, body="没有".encode()))
        time.sleep(reply.wait)
        handler.send_response(reply.status)
        for name, value in reply.headers.items():
            handler.send_header(name, value)
        if not reply.drip:
            handler.send_header("Content-Length", str(len(reply.body)))
        handler.end_headers()
        try:
            handler.wfile.write(reply.body)
            for _ in range(reply.drip):
                handler.wfile.write(b" " * 10)
                handler.wfile.flush()
                time.sleep(0.1)
        except OSError:
            handler.close_connection = True

    def html(self, path: str, body: bytes, content_type: str = "text/html; charset=utf-8") -> None:
        self.replies[path] = Reply(body=body, headers={"Content-Type": content_type})

    def moved(self, path: str, target: str, status: int = 302) -> None:
        self.replies[path] = Reply(status=status, headers={"Location": target})

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    yield site
    site.close()


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    with httpx.Client(trust_env=False) as client:
        yield client


def _entry(page: str | None) -> Entry:
    return Entry(
        id="yunling", title=TITLE, aliases=("执法规定",), status="效力未核实", official_page=page, verified="虚构"
    )


@pytest.mark.integration
def test_a_page_that_holds_the_title_is_taken_with_its_hash(site: Site, client: httpx.Client) -> None:
    site.html("/a.html", PAGE.encode())
    found = fetch(_entry(f"{site.address}/a.html"), client, limits=LIMITS)
    assert found.body == PAGE.encode()
    assert found.sha256 == hashlib.sha256(PAGE.encode()).hexdigest()
    assert found.media_type == "text/html"
    assert found.final_url == found.url
    assert found.fetched_at.tzinfo is not None
    assert site.asked == ["/robots.txt", "/a.html"]


@pytest.mark.integration
@pytest.mark.parametrize("content_type", ["text/html; charset=gb18030", "text/html"])
def test_pages_in_older_encodings_are_decoded(site: Site, client: httpx.Client, content_type: str) -> None:
    site.html("/a.html", PAGE.encode("gb18030"), content_type)
    assert fetch(_entry(f"{site.address}/a.html"), client, limits=LIMITS).media_type == "text/html"


@pytest.mark.integration
def test_word_files_are_taken_even_if_the_server_does_not_say_what_they_are(site: Site, client: httpx.Client) -> None:
    document = docx.Document()
    document.add_paragraph(TITLE)
    document.add_paragraph("第一条 虚构。")
    buffer = BytesIO()
    document.save(buffer)
    site.html("/a", buffer.getvalue(), "application/octet-stream")
    assert fetch(_entry(f"{site.address}/a"), client, limits=LIMITS).media_type.endswith("wordprocessingml.document")


@pytest.mark.integration
def test_redirects_are_followed_and_the_last_address_is_told(site: Site, client: httpx.Client) -> None:
    site.moved("/a", "/b", 301)
    site.moved("/b", f"{site.address}/c.html", 307)
    site.html("/c.html", PAGE.encode())
    found = fetch(_entry(f"{site.address}/a"), client, limits=LIMITS)
    assert (found.url, found.final_url) == (f"{site.address}/a", f"{site.address}/c.html")


@pytest.mark.integration
def test_a_better_address_from_a_person_is_used(site: Site, client: httpx.Client) -> None:
    site.html("/b.html", PAGE.encode())
    assert fetch(_entry(None), client, limits=LIMITS, url=f"{site.address}/b.html").final_url.endswith("/b.html")


@pytest.mark.integration
@pytest.mark.parametrize(
    ("reply", "message"),
    [
        (Reply(status=404), "不存在"),
        (Reply(status=410), "不存在"),
        (Reply(status=500), "返回错误 500"),
        (Reply(status=403), "返回错误 403"),
        (Reply(status=302), "没有给出去处"),
        (Reply(body=b"<html><body>\xe4\xba\x91</body></html>", headers={"Content-Type": "text/html"}), "内容不符"),
        (Reply(body=b"<script>" + TITLE.encode() + b"</script>", headers={"Content-Type": "text/html"}), "内容不符"),
        (Reply(body="执法规定".encode(), headers={"Content-Type": "text/plain"}), "内容不符"),
        (Reply(body=b"\x89PNG", headers={"Content-Type": "image/png"}), "不是网页"),
        (Reply(body=b"\x00\x01", headers={"Content-Type": "application/octet-stream"}), "不是网页"),
        (Reply(body=b"%PDF-1.7 broken", headers={"Content-Type": "application/pdf"}), "读不出来"),
        (Reply(body=b"", headers={"Content-Type": "text/html"}), "是空的"),
        (Reply(body=b"x" * 300_000, headers={"Content-Type": "text/html"}), "上限"),
        (
            Reply(
                body=gzip.compress(b"x" * 3_000_000), headers={"Content-Type": "text/html", "Content-Encoding": "gzip"}
            ),
            "上限",
        ),
        (Reply(body=b"junk", headers={"Content-Type": "text/html", "Content-Encoding": "gzip"}), "无法读取"),
    ],
)
def test_what_is_not_the_page_is_refused(site: Site, client: httpx.Client, reply: Reply, message: str) -> None:
    site.replies["/a"] = reply
    with pytest.raises(FetchFailed, match=message):
        fetch(_entry(f"{site.address}/a"), client, limits=LIMITS)


@pytest.mark.integration
def test_a_circle_of_redirects_is_told(site: Site, client: httpx.Client) -> None:
    site.moved("/a", "/b")
    site.moved("/b", "/a")
    with pytest.raises(FetchFailed, match="循环"):
        fetch(_entry(f"{site.address}/a"), client, limits=LIMITS)


@pytest.mark.integration
def test_too_many_redirects_are_refused(site: Site, client: httpx.Client) -> None:
    for n in range(6):
        site.moved(f"/{n}", f"/{n + 1}")
    with pytest.raises(FetchFailed, match="超过 3 次"):
        fetch(_entry(f"{site.address}/0"), client, limits=LIMITS)
    assert "/4" not in site.asked


@pytest.mark.integration
@pytest.mark.parametrize("target", ["file:///etc/hostname", "ftp://yunling.example/a", "http://u:p@127.0.0.1/a"])
def test_redirects_to_other_kinds_of_address_are_refused(site: Site, client: httpx.Client, target: str) -> None:
    site.moved("/a", target)
    with pytest.raises(FetchFailed, match="不予抓取"):
        fetch(_entry(f"{site.address}/a"), client, limits=LIMITS)


@pytest.mark.integration
def test_robots_that_forbid_the_page_are_obeyed(site: Site, client: httpx.Client) -> None:
    site.html("/robots.txt", b"User-agent: *\nDisallow: /closed", "text/plain")
    site.html("/closed/a", PAGE.encode())
    site.html("/open/a", PAGE.encode())
    with pytest.raises(FetchFailed, match=r"robots\.txt"):
        fetch(_entry(f"{site.address}/closed/a"), client, limits=LIMITS)
    assert site.asked == ["/robots.txt"]
    assert fetch(_entry(f"{site.address}/open/a"), client, limits=LIMITS)


@pytest.mark.integration
def test_robots_are_asked_about_the_redirects_target_too(site: Site, client: httpx.Client) -> None:
    site.html("/robots.txt", b"User-agent: fazhi\nDisallow: /closed", "text/plain")
    site.moved("/a", "/closed/a")
    site.html("/closed/a", PAGE.encode())
    with pytest.raises(FetchFailed, match=r"robots\.txt"):
        fetch(_entry(f"{site.address}/a"), client, limits=LIMITS)
    assert "/closed/a" not in site.asked


@pytest.mark.integration
@pytest.mark.parametrize(("status", "message"), [(503, "暂时读不到"), (403, "不允许")])
def test_robots_that_cannot_be_read_close_the_door(site: Site, client: httpx.Client, status: int, message: str) -> None:
    site.replies["/robots.txt"] = Reply(status=status)
    site.html("/a", PAGE.encode())
    with pytest.raises(FetchFailed, match=message):
        fetch(_entry(f"{site.address}/a"), client, limits=LIMITS)


@pytest.mark.integration
@pytest.mark.parametrize("reply", [Reply(wait=1.5), Reply(drip=30, headers={"Content-Type": "text/html"})])
def test_slow_hosts_and_slow_drips_end_at_the_deadline(site: Site, client: httpx.Client, reply: Reply) -> None:
    site.replies["/a"] = reply
    began = time.monotonic()
    with pytest.raises(FetchFailed, match="超时"):
        fetch(_entry(f"{site.address}/a"), client, limits=FetchLimits(seconds=0.5, allow_private=True))
    assert time.monotonic() - began < 1.4


@pytest.mark.integration
def test_a_host_that_does_not_answer_is_told(site: Site, client: httpx.Client) -> None:
    address = site.address
    site.close()
    with pytest.raises(FetchFailed, match="无法读取"):
        fetch(_entry(f"{address}/a"), client, limits=LIMITS)


@pytest.mark.integration
def test_inner_addresses_are_refused_unless_allowed(site: Site, client: httpx.Client) -> None:
    with pytest.raises(FetchFailed, match="内部网络"):
        fetch(_entry(f"{site.address}/a"), client)
    assert site.asked == []


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1/a", "http://[::1]/a", "http://10.0.0.8/", "http://169.254.1.1/", "http://0.0.0.0/", "http://[::ffff:10.0.0.1]/",
     "file:///a", "javascript:1", "//yunling.example/a", "http:///a", "http://u:p@8.8.8.8/", "http://8.8.8.8:99999/"],
)  # fmt: skip
def test_addresses_that_must_not_be_asked_are_refused_without_asking(url: str) -> None:
    with pytest.raises(FetchFailed):
        checked_host(url, allow_private=False)


def test_a_public_address_passes() -> None:
    assert checked_host("https://8.8.8.8/a", allow_private=False) == "8.8.8.8"


def test_an_entry_without_a_page_says_what_to_do() -> None:
    with httpx.Client(trust_env=False) as client, pytest.raises(FetchFailed, match="自行下载"):
        fetch(_entry(None), client)
