"""Faults as RFC 9457 problem details: one shape, one catalogue, never an echo of the input."""

from typing import Any

import orjson
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.routing import Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.credentials import challenge
from service.errors import (
    CATALOGUE,
    AccessRefused,
    BrokenOff,
    Fault,
    Problem,
    RateLimited,
    Unavailable,
)
from service.findings import problems_of
from service.logs import log_unexpected

# The framework answers 400 for a body that it could not parse.
_BY_STATUS = {400: "json_invalid", 404: "not_found", 405: "method_not_allowed"}
_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
_RETRY_AFTER_S = "5"


def problem_response(
    code: str, detail: str = "", problems: tuple[Problem, ...] = (), **headers: str
) -> Response:
    """The answer for one row of the catalogue."""
    entry = CATALOGUE[code]
    content: dict[str, Any] = {
        "type": f"/api/errors#{code}",
        "title": entry.title,
        "status": entry.status,
        "code": code,
        "detail": detail or entry.meaning,
    }
    if problems:
        content["errors"] = [problem.as_dict() for problem in problems]
    return Response(
        orjson.dumps(content),
        entry.status,
        {"Cache-Control": "no-store", **headers},
        "application/problem+json",
    )


def install_problem_handlers(app: FastAPI) -> None:
    app.add_exception_handler(Fault, _answer_fault)
    app.add_exception_handler(RequestValidationError, _answer_validation)
    app.add_exception_handler(HTTPException, _answer_http)
    app.add_middleware(LastResort)


def _answer_fault(request: Request, fault: Exception) -> Response:
    assert isinstance(fault, Fault)  # noqa: S101  # Registered for this class alone.
    return fault_response(fault, request.scope)


def fault_response(fault: Fault, scope: Scope) -> Response:
    headers = {}
    if isinstance(fault, AccessRefused) and CATALOGUE[fault.code].status == 401:
        headers["WWW-Authenticate"] = challenge(scope)
    if isinstance(fault, Unavailable):
        headers["Retry-After"] = _RETRY_AFTER_S
    if isinstance(fault, RateLimited):
        headers["Retry-After"] = str(fault.retry_after_s)
    return problem_response(fault.code, fault.detail, fault.problems, **headers)


def _answer_validation(_request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101  # As above.
    findings = error.errors()
    if any(found["type"] == "json_invalid" for found in findings):
        return problem_response("json_invalid")
    in_body = any(found["loc"][0] == "body" for found in findings)
    problems = problems_of([{**found, "loc": found["loc"][1:]} for found in findings])
    return problem_response("body_invalid" if in_body else "query_invalid", "", problems)


def _answer_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101  # As above.
    code = _BY_STATUS.get(error.status_code, "internal")
    headers = dict(error.headers or {})
    if code == "method_not_allowed":
        headers["Allow"] = ", ".join(_methods_at(request))
    return problem_response(code, "", (), **headers)


def _methods_at(request: Request) -> list[str]:
    """Each method of an address is a route of its own; the framework names those of the first."""
    return [
        method
        for method in _METHODS
        if any(
            route.matches({**request.scope, "method": method})[0] is Match.FULL
            for route in request.app.routes
        )
    ]


class LastResort:
    """Answers what nobody foresaw. The framework's own would put the message into the log."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def watched_send(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, receive, watched_send)
        except ClientDisconnect:
            return
        except BrokenOff:
            raise ConnectionAbortedError("the answer was broken off on purpose") from None
        except Exception as error:  # Whatever it is, the caller gets an answer.
            log_unexpected(error)
            if started:
                raise ConnectionAbortedError("the answer was cut off") from None
            await problem_response("internal")(scope, receive, send)
