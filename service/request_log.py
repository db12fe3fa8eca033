"""One line per request, with an id that the answer carries too.

The line tells the template of the address, never the address: paths and queries hold ids, places
and whatever a caller types. Who called is a key's id, a pseudonym; of callers without a key
nothing is written at all.
"""

import logging
import secrets
import time
from collections.abc import Callable
from functools import cached_property
from typing import Any

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.logs import request_id

_log = logging.getLogger("miedza.request")
# Any other word in its place is a caller's own.
_METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))


class RequestLog:
    """Makes the id of a request, never taken from the caller, and writes the line when it ends."""

    def __init__(self, app: ASGIApp, routed: FastAPI) -> None:
        self._app = app
        self._routed = routed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun, status = time.perf_counter(), None
        made_id = secrets.token_hex(8)

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = message.get("headers", ())
                message["headers"] = [*headers, (b"x-request-id", made_id.encode())]
            await send(message)

        held = request_id.set(made_id)
        try:
            await self._app(scope, receive, send_with_id)
        finally:
            if _log.isEnabledFor(logging.INFO):
                taken_ms = round((time.perf_counter() - begun) * 1_000, 1)
                _log.info("request", extra={"fields": self._fields(scope, status, taken_ms)})
            request_id.reset(held)

    def _fields(self, scope: Scope, status: int | None, taken_ms: float) -> dict[str, Any]:
        fields = {
            "method": scope["method"] if scope["method"] in _METHODS else "other",
            "route": self._templates.get(scope.get("endpoint")),
            # None where the caller went away before there was an answer.
            "status": status,
            "duration_ms": taken_ms,
        }
        caller = scope.get("state", {}).get("caller")
        if caller is not None:
            fields |= {"role": caller.role, "key": caller.key_id}
        return fields

    @cached_property
    def _templates(self) -> dict[Callable[..., Any] | None, str | None]:
        """The whole path of each endpoint; made at the first request, when all are known."""
        contexts = iter_route_contexts(self._routed.routes)
        return {context.endpoint: context.path for context in contexts}
