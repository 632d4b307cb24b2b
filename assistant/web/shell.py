"""Gradio's page made ours: Chinese, our script first, nothing of other hosts, a policy that keeps it so."""

import re

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.web.guarding import POLICY

_FOREIGN_META = re.compile(r'<meta\s[^>]*(?:property="og:|name="twitter:)[^>]*>\s*')
_FIRST = '<head>\n<script src="/static/page.js"></script>\n<script src="/static/drafting.js"></script>\n<link rel="icon" type="image/svg+xml" href="/static/seal.svg">'
_LAST = '<link rel="stylesheet" href="/static/shell.css">\n</head>'


class ChineseShell:
    """Middleware that rewrites the one HTML page which Gradio serves at ``/``."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap ``app``."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Rewrite the page; pass everything else on untouched."""
        if scope["type"] != "http" or scope["path"] != "/" or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        start: Message = {}
        parts: list[bytes] = []

        async def collect(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                start = message
                return
            parts.append(message.get("body", b""))
            if message.get("more_body"):
                return
            body = _rewrite(b"".join(parts).decode("utf-8")).encode("utf-8")
            headers = MutableHeaders(raw=start["headers"])
            headers["content-length"] = str(len(body))
            headers["content-security-policy"] = POLICY
            headers["referrer-policy"] = "same-origin"
            await send(start)
            await send({"type": "http.response.body", "body": body})

        await self._app(_uncompressed(scope), receive, collect)


def _rewrite(page: str) -> str:
    page = _FOREIGN_META.sub("", page)
    return page.replace('lang="en"', 'lang="zh-CN"', 1).replace("<head>", _FIRST, 1).replace("</head>", _LAST, 1)


def _uncompressed(scope: Scope) -> Scope:
    headers = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
    return {**scope, "headers": headers}
