"""The page: one theme, two tabs, mounted in FastAPI beside the source view."""

import os
from collections.abc import Awaitable, Callable
from pathlib import Path

import gradio as gr
import gradio.themes
from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse, PlainTextResponse

from assistant.conversations import Conversations
from assistant.desk import LocalDesk
from assistant.web.chat import ChatTab
from assistant.web.library import LibraryTab
from assistant.web.source import missing_page, source_page
from knowledge.errors import NotInLibrary

_STYLE = (Path(__file__).parent / "style.css").read_text(encoding="utf-8")
_FONTS = ["Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", "Source Han Sans SC", "sans-serif"]
_LOCAL = {"127.0.0.1", "localhost", "[::1]", "::1", "testserver"}
_HEADER = (
    '<header class="masthead"><span class="seal">法</span><div><h1>法治报告助手</h1>'
    "<p>查、写、核《法治政府建设年度报告》：数字不会悄悄出错</p></div></header>"
)


def build_app(desk: LocalDesk, conversations: Conversations) -> FastAPI:
    """Return the whole web application."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)

    @app.middleware("http")
    async def only_local_names(  # pyright: ignore[reportUnusedFunction]
        request: Request, call_next: Callable[[Request], Awaitable[Response]]
    ) -> Response:
        """Refuse foreign host names, so that no other site can reach the page by rebinding its name."""
        host = request.headers.get("host", "").rsplit(":", 1)[0]
        if host not in _LOCAL:
            return PlainTextResponse("只接受本机访问。", status_code=403)
        return await call_next(request)

    @app.get("/healthz")
    def healthz() -> PlainTextResponse:  # pyright: ignore[reportUnusedFunction]
        return PlainTextResponse("ok")

    @app.get("/style.css")
    def style() -> Response:  # pyright: ignore[reportUnusedFunction]
        return Response(_STYLE, media_type="text/css")

    @app.get("/source/{document_id}")
    def source(document_id: str, start: int = 0, end: int = 0, sha: str = "") -> HTMLResponse:  # pyright: ignore[reportUnusedFunction]
        try:
            document, outline = desk.document(document_id)
        except NotInLibrary as error:
            return HTMLResponse(missing_page(str(error)), status_code=404)
        return HTMLResponse(source_page(document, outline, start, end, sha))

    return gr.mount_gradio_app(
        app, _blocks(desk, conversations), path="/", theme=_theme(), css=_STYLE, footer_links=[], show_error=True
    )


def _theme() -> gradio.themes.Base:
    return gradio.themes.Base(primary_hue="blue", neutral_hue="stone", font=_FONTS, radius_size="sm")


def _blocks(desk: LocalDesk, conversations: Conversations) -> gr.Blocks:
    with gr.Blocks(title="法治报告助手", analytics_enabled=False, fill_width=True) as blocks:
        gr.HTML(_HEADER)
        chat, library = ChatTab(desk, conversations), LibraryTab(desk)
        with gr.Tab("问答"):
            chat.build()
        with gr.Tab("资料库"):
            library.build()
        for load, outputs in (chat.on_load, library.on_load):
            blocks.load(load, None, outputs, show_progress="hidden")
    return blocks
