"""The web application: five tabs of Gradio beside plain routes for sources, health and progress."""

import os
from collections.abc import AsyncGenerator, Collection
from contextlib import asynccontextmanager
from pathlib import Path

import gradio as gr
import plotly
from fastapi import FastAPI, HTTPException, Response
from fastapi.responses import FileResponse, HTMLResponse, PlainTextResponse

from assistant.conversations import Conversations
from assistant.web.chat import ChatTab
from assistant.web.checking import CheckingTab
from assistant.web.downloads import add_downloads
from assistant.web.drafting import DraftingTab
from assistant.web.drafting_downloads import add_draft_downloads
from assistant.web.guarding import LOOPBACK, LocalOnly
from assistant.web.ledger import LedgerTab
from assistant.web.library import LibraryTab
from assistant.web.runs import Runs
from assistant.web.service import USER, Desk
from assistant.web.shell import ChineseShell
from assistant.web.source import missing_page, source_page
from assistant.web.theme import theme
from knowledge.documents import Span
from knowledge.errors import NotInLibrary

NAME = "法治报告助手"
_HERE = Path(__file__).parent
_PLOTLY = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
"""The script that the Python package ships for use without a network."""
_STATIC = {
    "shell.css": "text/css",
    "page.js": "text/javascript",
    "drafting.js": "text/javascript",
    "source.css": "text/css",
    "seal.svg": "image/svg+xml",
}
_HEADER = (
    '<header class="fz-mast"><img src="/static/seal.svg" alt="" width="40" height="40">'
    f"<div><h1>{NAME}</h1><p>查、写、核法治政府建设年度报告：句句有出处，数字不会悄悄出错</p></div></header>"
    '<p id="fz-banner" role="status" hidden></p>'
)
_MAX_UPLOAD = "256mb"
"""What Gradio takes in at all; reading has its own, lower limits with reasons in Chinese."""
_KEEP_S = 3600
"""Seconds between two sweeps of uploads that no handler has removed, and their greatest age."""
_SOURCE_POLICY = "default-src 'none'; style-src 'self'; frame-ancestors 'self'; base-uri 'none'; form-action 'none'"


def build_app(desk: Desk, conversations: Conversations, *, hosts: Collection[str] = LOOPBACK) -> FastAPI:
    """Return the whole web application; it answers only requests to ``hosts`` (names without ports)."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    runs = Runs(desk, conversations)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncGenerator[None]:
        yield
        runs.close()

    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan)
    app.add_middleware(ChineseShell)
    app.add_middleware(LocalOnly, hosts=hosts)
    _add_routes(app, desk, conversations)
    return gr.mount_gradio_app(
        app,
        _blocks(desk, conversations, runs),
        path="/",
        app_kwargs={"docs_url": None, "redoc_url": None, "openapi_url": None},
        theme=theme(),
        css_paths=[_HERE / "page.css", _HERE / "drafting.css"],
        footer_links=[],
        run_history=False,
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
        show_error=False,
        max_file_size=_MAX_UPLOAD,
    )


def _add_routes(app: FastAPI, desk: Desk, conversations: Conversations) -> None:
    def healthz() -> PlainTextResponse:
        return PlainTextResponse("ok")

    def progress() -> dict[str, int]:
        """Say how many passages can be found by meaning, of how many; page.js asks while that is not all."""
        now = desk.progress()
        return {"done": now.done, "total": now.total}

    def static(name: str) -> Response:
        if name not in _STATIC:
            raise HTTPException(404)
        return FileResponse(_HERE / name, media_type=_STATIC[name], headers={"Cache-Control": "no-cache"})

    def charts() -> Response:
        return FileResponse(_PLOTLY, media_type="text/javascript", headers={"Cache-Control": "max-age=86400"})

    def source(
        document_id: str, start: int = 0, end: int = 0, sha: str = "", turn: int = 0, n: int = 0
    ) -> HTMLResponse:
        frozen = conversations.citation(USER, turn, n)
        if frozen and (frozen.document_id != document_id or frozen.quote_sha256 != sha):
            frozen = None
        headers = {"Content-Security-Policy": _SOURCE_POLICY}
        try:
            document, outline = desk.document(document_id)
        except NotInLibrary:
            page = missing_page("这份资料已从资料库移除，或已被新文件替换。", frozen)
            return HTMLResponse(page, status_code=404, headers=headers)
        wanted = Span(start=start, end=end) if 0 <= start < end else None
        page = source_page(document, outline, wanted=wanted, sha256=sha, frozen=frozen)
        return HTMLResponse(page, headers=headers)

    app.get("/healthz")(healthz)
    app.get("/progress")(progress)
    app.get("/static/plotly.js")(charts)
    app.get("/static/{name}")(static)
    app.get("/source/{document_id}")(source)
    add_downloads(app, desk, _SOURCE_POLICY)
    add_draft_downloads(app, desk, _SOURCE_POLICY)


def _blocks(desk: Desk, conversations: Conversations, runs: Runs) -> gr.Blocks:
    with gr.Blocks(title=NAME, analytics_enabled=False, fill_width=True, delete_cache=(_KEEP_S, _KEEP_S)) as blocks:
        gr.HTML(_HEADER, js_on_load=None, apply_default_css=False, elem_id="fz-head")
        with gr.Tabs(elem_id="fz-tabs") as tabs:
            with gr.Tab("问答", id="chat"):
                ChatTab(conversations, runs).build(blocks)
            with gr.Tab("起草", id="draft") as drafting:
                DraftingTab(desk).build(blocks, tabs, drafting)
            with gr.Tab("核查", id="check"):
                CheckingTab(desk).build()
            with gr.Tab("指标台账", id="ledger") as ledger:
                LedgerTab(desk).build(ledger)
            with gr.Tab("资料库", id="library") as tab:
                LibraryTab(desk).build(blocks, tab)
    return blocks.queue(default_concurrency_limit=8, api_open=False)
