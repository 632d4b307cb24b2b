"""Servers over a fake desk and over the sample library, and a browser that notes every request and script error."""

import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, Request, ViewportSize, sync_playwright
from sqlalchemy import Engine, create_engine

from assistant.conversations import Conversations
from assistant.web.page import build_app
from knowledge.store import Base
from tests.browser.fake_desk import FakeDesk

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WIDE = ViewportSize(width=1280, height=800)
PHONE = ViewportSize(width=390, height=844)


@dataclass
class Server:
    """The web application on a free port of this machine; it can be stopped and started again."""

    desk: FakeDesk
    engine: Engine
    port: int = 0
    _server: uvicorn.Server | None = None
    _thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        """Where the page is."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Listen, and return once the server answers."""
        app = build_app(self.desk, Conversations(self.engine))
        listener = socket.create_server(("127.0.0.1", self.port))
        self.port = listener.getsockname()[1]
        config = uvicorn.Config(app, log_level="error", ws="none", timeout_graceful_shutdown=1)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [listener]}, daemon=True)
        self._thread.start()
        while not self._server.started:
            time.sleep(0.02)

    def stop(self) -> None:
        """Stop listening, as a person who closes the program does."""
        if self._server and self._thread:
            self._server.should_exit = True
            self._thread.join(timeout=15)
            assert not self._thread.is_alive(), "the server did not stop"


@dataclass
class Watched:
    """What a browser context has done that no test expects."""

    foreign: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def note(self, request: Request) -> None:
        """Remember a request that leaves this machine."""
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.hostname != "127.0.0.1":
            self.foreign.append(request.url)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    engine = create_engine(f"sqlite:///{tmp_path / 'library.sqlite3'}")
    Base.metadata.create_all(engine)
    running = Server(desk=FakeDesk(), engine=engine)
    running.start()
    yield running
    running.stop()
    engine.dispose()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("本机没有 Chromium，跳过浏览器测试")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield chromium
        chromium.close()


@pytest.fixture
def watched() -> Watched:
    return Watched()


@pytest.fixture
def context(browser: Browser, watched: Watched) -> Iterator[BrowserContext]:
    """Yield a fresh browser profile, English and dark: the page must be Chinese and light all the same."""
    opened = browser.new_context(viewport=WIDE, locale="en-US", color_scheme="dark")
    opened.set_default_timeout(15_000)
    opened.on("request", watched.note)
    opened.on("weberror", lambda error: watched.errors.append(str(error.error)))
    yield opened
    opened.close()
    assert watched.foreign == [], "the page asked other machines"
    assert watched.errors == [], "a script of the page failed"


@pytest.fixture
def page(context: BrowserContext, server: Server) -> Page:
    return visit(context, server.url)


def visit(context: BrowserContext, url: str) -> Page:
    """Open the page in a new tab and wait until it can be used."""
    tab = context.new_page()
    tab.goto(url)
    tab.get_by_label("您的问题").wait_for()
    tab.locator(".fz-new").wait_for(state="attached")
    return tab


def photograph(page: Page, name: str) -> None:
    """Keep a screenshot in the folder that FAZHI_SCREENSHOTS names, where it names one."""
    if folder := os.environ.get("FAZHI_SCREENSHOTS"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"))


@pytest.fixture(scope="session")
def page_url(tmp_path_factory: pytest.TempPathFactory) -> Generator[str]:
    """Serve the samples without a model on a free port, as a process of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    home = tmp_path_factory.mktemp("home")
    settings = {**os.environ, "FAZHI_HOME": str(home), "FAZHI_MODEL": "none", "FAZHI_PORT": str(port)}
    samples = sorted(str(path) for path in (ROOT / "knowledge" / "samples" / "files").iterdir())
    command = [sys.executable, "-m", "assistant", "ingest", *samples]
    subprocess.run(command, cwd=ROOT, env=settings, check=True, timeout=600)  # noqa: S603 - our own command
    process = subprocess.Popen([sys.executable, "app.py"], cwd=ROOT, env=settings)
    try:
        _await(f"http://127.0.0.1:{port}/healthz", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=60)


def _await(url: str, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(240):
        if process.poll() is not None:
            pytest.fail(f"the server ended with {process.returncode}")
        try:
            if httpx.get(url, timeout=2).is_success:
                return
        except httpx.HTTPError:
            time.sleep(0.5)
    pytest.fail("the server did not come up within two minutes")
