"""Plain routes for what the pages hand out: checked texts, their uploaded sources, the ledger's workbook."""

import json
from urllib.parse import quote

from fastapi import FastAPI, HTTPException, Response
from fastapi.responses import HTMLResponse, PlainTextResponse

from assistant.checking.desk import CheckResult
from assistant.errors import AssistantError
from assistant.ledger_desk import LedgerFilter
from assistant.web.service import Desk
from assistant.web.source import missing_page, source_page
from knowledge.documents import Document, Kind, Metadata, Outline, Span, text_hash
from knowledge.errors import KnowledgeError

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_GONE = "这次核查的结果已不在内存里。请回到“核查”重新核查一次。"


def add_downloads(app: FastAPI, desk: Desk, policy: str) -> None:
    """Add the routes; ``policy`` is the content security policy of pages that show a document."""

    def kept(result_id: str) -> CheckResult:
        result = desk.checking.result(result_id)
        if result is None:
            raise HTTPException(404, _GONE)
        return result

    def report_docx(result_id: str) -> Response:
        result = kept(result_id)
        return _file(desk.checking.as_docx(result), _DOCX, f"{result.name}（核查批注）.docx")

    def report_json(result_id: str) -> Response:
        result = kept(result_id)
        body = json.dumps(desk.checking.as_json(result), ensure_ascii=False, indent=2).encode("utf-8")
        return _file(body, "application/json", f"{result.name}（核查结果）.json")

    def uploaded(result_id: str, source_id: str, start: int = 0, end: int = 0, sha: str = "") -> HTMLResponse:
        headers = {"Content-Security-Policy": policy}
        result = desk.checking.result(result_id)
        given = (*result.sources, result.previous) if result else ()
        found = next(
            (s for s in given if s and s.document_id == source_id and result and s.document_id in result.uploaded), None
        )
        if found is None:
            return HTMLResponse(missing_page(_GONE), status_code=404, headers=headers)
        metadata = Metadata(title=found.title, kind=Kind.DATA, organ=found.organ, year=found.year, source=None)
        document = Document(id=source_id, metadata=metadata, text=found.text, sha256=text_hash(found.text), warnings=())
        wanted = Span(start=start, end=end) if 0 <= start < end else None
        page = source_page(document, Outline(sections=(), passages=()), wanted=wanted, sha256=sha)
        return HTMLResponse(page, headers=headers)

    def workbook(organ: str = "", words: str = "", years: str = "") -> Response:
        try:
            body = desk.figures.workbook(LedgerFilter(organ=organ, words=words, years=years))
        except (KnowledgeError, AssistantError) as error:
            return PlainTextResponse(str(error), status_code=400)
        return _file(body, _XLSX, f"{organ or '全部机关'}指标台账.xlsx")

    app.get("/checked/{result_id}/report.docx")(report_docx)
    app.get("/checked/{result_id}/report.json")(report_json)
    app.get("/checked/{result_id}/source/{source_id}")(uploaded)
    app.get("/ledger/ledger.xlsx")(workbook)


def _file(body: bytes, media_type: str, name: str) -> Response:
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}",
        "Cache-Control": "no-store",
    }
    return Response(body, media_type=media_type, headers=headers)
