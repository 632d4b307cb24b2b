"""A served page over the sample library, and a browser to look at it."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Generator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


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


@pytest.fixture(scope="session")
def browser() -> Generator[Browser]:
    """Start Chromium, or skip where it is not installed."""
    if not Path(CHROMIUM).exists():
        pytest.skip("没有安装 Chromium（apt-get install chromium），跳过浏览器测试")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()
