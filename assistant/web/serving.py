"""Serve the pages: open the workspace, keep the indexes up to date, listen on loopback."""

import logging
import socket
from datetime import datetime

import uvicorn
from rich.console import Console

from assistant.errors import SettingsError
from assistant.fetching import have_model
from assistant.ingesting import prepare
from assistant.settings import Settings
from assistant.web.page import build_app
from assistant.workspace import Workspace


def run(settings: Settings, *, samples: bool = False) -> None:
    """Serve until interrupted; with ``samples`` fetch the model and fill the library first, where that is needed.

    Raises:
        LibraryBusy: another process writes this library.
        SettingsError: the port is taken.
    """
    with Workspace.open(settings) as workspace:
        workspace.lock.acquire()
        _check_port(settings.host, settings.port)
        if samples:
            _make_ready(workspace)
        workspace.start()
        app = build_app(workspace.desk, workspace.conversations)
        logging.getLogger("httpx").setLevel(logging.WARNING)
        print(f"网页已打开：http://{settings.host}:{settings.port}（按 Ctrl+C 结束）", flush=True)  # noqa: T201 - told to the person who started it
        uvicorn.run(app, host=settings.host, port=settings.port, log_level="warning")


def _make_ready(workspace: Workspace) -> None:
    console = Console(stderr=True)
    if workspace.settings.model == "embedded":
        have_model(workspace.settings, console)
    for line in prepare(workspace.library, datetime.now().astimezone().date()):
        console.print(line, highlight=False)


def _check_port(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise SettingsError(f"端口 {port} 已被占用。请先关闭占用它的程序，或用 FAZHI_PORT 换一个端口。") from error
