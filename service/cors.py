"""Public reads may be made from any web page: CORS `*`, never with credentials."""

import re
from collections.abc import Callable

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# What is told to key holders alone stays with their own programs.
PRIVATE_PATHS = (
    "/api/reports",
    "/api/incidents",
    "/api/sources",
    "/api/collections/incidents-full",
    "/api/summaries/pending",
    "/api/effort",
    "/api/official-totals/",
    "/api/context/",
    "/api/devices",
)
_PREFLIGHT = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, HEAD",
    "Access-Control-Allow-Headers": "Accept, If-None-Match",
    "Access-Control-Max-Age": "86400",
}

# A question that is too long for an address is a read as well.
_SEARCH_PATH = re.compile(r"/api/collections/[^/]+/items/search")
_SEARCH_PREFLIGHT = {
    **_PREFLIGHT,
    "Access-Control-Allow-Methods": "GET, HEAD, POST",
    "Access-Control-Allow-Headers": "Accept, Content-Type, If-None-Match",
}
_EXPOSED = (
    "Content-Crs, ETag, Link, Miedza-Next-Cursor, OGC-NumberMatched, OGC-NumberReturned, "
    "Retry-After, X-Request-Id"
)


class PublicReads:
    """Opens the answers of `/api` that anyone gets; a request with a token gets no CORS header."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not _is_public(scope["path"]):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if scope["method"] == "OPTIONS" and "access-control-request-method" in headers:
            allowed = _SEARCH_PREFLIGHT if _is_search(scope["path"]) else _PREFLIGHT
            await Response(status_code=204, headers=allowed)(scope, receive, send)
        elif _is_read(scope):
            mark = _close if "authorization" in headers else _open
            await self._app(scope, receive, _marking(send, mark))
        else:
            await self._app(scope, receive, send)


def _is_public(path: str) -> bool:
    if path.startswith(PRIVATE_PATHS):
        return False
    return path == "/api" or path.startswith("/api/")


def _is_search(path: str) -> bool:
    return bool(_SEARCH_PATH.fullmatch(path))


def _is_read(scope: Scope) -> bool:
    by_body = scope["method"] == "POST" and _is_search(scope["path"])
    return by_body or scope["method"] in ("GET", "HEAD")


def _open(headers: MutableHeaders) -> None:
    headers["Access-Control-Allow-Origin"] = "*"
    headers["Access-Control-Expose-Headers"] = _EXPOSED


def _close(headers: MutableHeaders) -> None:
    # Or a shared cache could hand this answer, which no page may read, to a page.
    if "authorization" not in headers.get("vary", "").lower():
        headers.add_vary_header("Authorization")


def _marking(send: Send, mark: Callable[[MutableHeaders], None]) -> Send:
    async def send_marked(message: Message) -> None:
        if message["type"] == "http.response.start":
            mark(MutableHeaders(scope=message))
        await send(message)

    return send_marked
