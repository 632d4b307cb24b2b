"""Plain routes of drafts: the text as Word, Markdown and JSON, and the pages of its sources."""

import json
from urllib.parse import quote

from fastapi import FastAPI, Response
from fastapi.responses import HTMLResponse, PlainTextResponse

from assistant.errors import AssistantError
from assistant.web.service import USER, Desk
from assistant.web.source import missing_page, source_page
from knowledge.documents import Outline, Span, text_hash
from knowledge.errors import KnowledgeError

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_LONGEST_QUOTE = 3000


def add_draft_downloads(app: FastAPI, desk: Desk, policy: str) -> None:
    """Add the routes; ``policy`` is the content security policy of pages that show a document."""

    def docx(draft_id: str, annex: bool = False) -> Response:  # noqa: FBT001, FBT002 - a query parameter
        try:
            name, body = desk.drafting.as_docx(USER, draft_id, annex=annex)
        except (KnowledgeError, AssistantError) as error:
            return _refused(error)
        return _file(body, _DOCX, name.replace(".docx", "（含依据附表）.docx") if annex else name)

    def markdown(draft_id: str) -> Response:
        try:
            name, text = desk.drafting.as_markdown(USER, draft_id)
        except (KnowledgeError, AssistantError) as error:
            return _refused(error)
        return _file(text.encode(), "text/markdown; charset=utf-8", name)

    def data(draft_id: str) -> Response:
        try:
            shape = desk.drafting.as_json(USER, draft_id)
            title = desk.drafting.open(USER, draft_id).draft.title
        except (KnowledgeError, AssistantError) as error:
            return _refused(error)
        body = json.dumps(shape, ensure_ascii=False, indent=2).encode()
        return _file(body, "application/json", f"{title}.json")

    def source(draft_id: str, document_id: str, start: int = 0, size: int = 0, sha: str = "") -> HTMLResponse:
        headers = {"Content-Security-Policy": policy}
        try:
            document = desk.drafting.source(USER, draft_id, document_id)
        except KnowledgeError:
            gone = "这份材料已从草稿或资料库移除。引文仍保留在草稿里。"
            return HTMLResponse(missing_page(gone), status_code=404, headers=headers)
        wanted = _quoted(document.text, start, size, sha)
        page = source_page(document, Outline(sections=(), passages=()), wanted=wanted, sha256=sha)
        return HTMLResponse(page, headers=headers)

    app.get("/draft/{draft_id}/report.docx")(docx)
    app.get("/draft/{draft_id}/report.md")(markdown)
    app.get("/draft/{draft_id}/report.json")(data)
    app.get("/draft/{draft_id}/source/{document_id}")(source)


def _quoted(text: str, start: int, size: int, sha: str) -> Span | None:
    """Return where a quote of ``size`` code points stands that holds the place ``start``; None where none was asked for.

    A quote is the whole sentence, while the place is often that of the figure in it.
    """
    if not 0 < size <= _LONGEST_QUOTE or not 0 <= start < len(text):
        return None
    for at in range(start, max(0, start - size) - 1, -1):
        if text_hash(text[at : at + size]) == sha:
            return Span(start=at, end=at + size)
    return Span(start=start, end=start + size)


def _refused(error: Exception) -> Response:
    return PlainTextResponse(str(error), status_code=404)


def _file(body: bytes, media_type: str, name: str) -> Response:
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}",
        "Cache-Control": "no-store",
    }
    return Response(body, media_type=media_type, headers=headers)
