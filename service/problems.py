"""Faults as RFC 9457 problem details: one shape, one catalogue, never an echo of the input."""

import logging
from typing import Any

import orjson
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from service.errors import CATALOGUE, AccessRefused, Fault, Problem, Unavailable

_log = logging.getLogger("miedza")
_BY_STATUS = {404: "not_found", 405: "method_not_allowed"}
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
    app.add_exception_handler(Exception, _answer_unexpected)


def _answer_fault(_request: Request, fault: Exception) -> Response:
    assert isinstance(fault, Fault)  # noqa: S101  # Registered for this class alone.
    headers = {}
    if isinstance(fault, AccessRefused) and CATALOGUE[fault.code].status == 401:
        headers["WWW-Authenticate"] = 'Bearer realm="miedza"'
    if isinstance(fault, Unavailable):
        headers["Retry-After"] = _RETRY_AFTER_S
    return problem_response(fault.code, fault.detail, fault.problems, **headers)


def _answer_validation(_request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101  # As above.
    findings = error.errors()[:20]
    problems = tuple(
        Problem(".".join(str(part) for part in found["loc"][1:]) or "body", str(found["msg"])[:300])
        for found in findings
    )
    in_body = any(found["loc"][0] == "body" for found in findings)
    code = "body_invalid" if in_body else "query_invalid"
    return problem_response(code, "", problems)


def _answer_http(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101  # As above.
    code = _BY_STATUS.get(error.status_code, "internal")
    return problem_response(code, "", (), **dict(error.headers or {}))


def _answer_unexpected(_request: Request, error: Exception) -> Response:
    # The class alone: a message may hold a place or a name.
    _log.error("unexpected fault: %s", type(error).__name__, exc_info=error)
    return problem_response("internal")
