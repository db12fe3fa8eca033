"""Faults as RFC 9457 problem details: one shape, one catalogue, never an echo of the input."""

import json
import logging
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.testclient import TestClient

from service.errors import CATALOGUE, KeyMissing, Problem, Unavailable
from service.problems import install_problem_handlers, problem_response
from tests.conftest import People
from tests.service.answers import MARKER, fields, problem


@pytest.fixture
def failing() -> Iterator[TestClient]:
    """A small application whose addresses fail in each way."""
    app = FastAPI()
    faults: dict[str, Exception] = {
        "unexpected": ValueError(MARKER),
        "away": Unavailable(),
        "nameless": KeyMissing(),
        "framework": HTTPException(400, MARKER),
        "teapot": HTTPException(418, MARKER),
    }

    @app.get("/fail/{kind}")
    def fail(kind: str) -> None:
        raise faults[kind]

    @app.get("/cut")
    def cut() -> StreamingResponse:
        def pieces() -> Iterator[bytes]:
            yield b"one"
            raise ValueError(MARKER)

        return StreamingResponse(pieces())

    @app.post("/body")
    async def body(request: Request) -> int:
        return len(await request.body())

    install_problem_handlers(app)
    with TestClient(app, raise_server_exceptions=False) as caller:
        yield caller


@pytest.mark.parametrize("code", list(CATALOGUE))
def test_each_row_of_the_catalogue_has_an_answer(code: str) -> None:
    answer = problem_response(code)
    document = json.loads(bytes(answer.body))
    assert answer.status_code == document["status"] == CATALOGUE[code].status
    assert document["type"] == f"/api/errors#{code}"
    assert document["detail"] == CATALOGUE[code].meaning
    assert "errors" not in document


def test_an_answer_names_each_problem_with_what_would_be_right() -> None:
    problems = (Problem("a", "is wrong", "this"), Problem("b", "is missing"))
    document = json.loads(bytes(problem_response("body_invalid", "both", problems).body))
    assert document["errors"] == [
        {"field": "a", "wrong": "is wrong", "right": "this"},
        {"field": "b", "wrong": "is missing"},
    ]


def test_what_nobody_foresaw_is_a_500_whose_message_is_neither_sent_nor_logged(
    failing: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        problem(failing.get("/fail/unexpected"), "internal")
    assert "ValueError" in caplog.text
    assert "test_problems.py" in caplog.text
    assert MARKER not in caplog.text


def test_an_answer_that_was_begun_is_cut_off_without_the_message_in_the_log(
    failing: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        failing.get("/cut")
    assert "ValueError" in caplog.text
    assert MARKER not in caplog.text


def test_a_service_that_cannot_answer_says_when_to_try_again(failing: TestClient) -> None:
    answer = failing.get("/fail/away")
    problem(answer, "unavailable")
    assert int(answer.headers["retry-after"]) > 0


def test_a_missing_token_is_asked_for(failing: TestClient) -> None:
    answer = failing.get("/fail/nameless")
    problem(answer, "key_missing")
    assert answer.headers["www-authenticate"].startswith("Bearer")


def test_the_frameworks_own_refusals_have_our_shape(failing: TestClient) -> None:
    problem(failing.get("/fail/framework"), "json_invalid")
    problem(failing.get("/fail/teapot"), "internal")
    problem(failing.get("/nowhere"), "not_found")
    refused = failing.put("/body")
    problem(refused, "method_not_allowed")
    assert refused.headers["allow"] == "POST"


ON_SQLITE = pytest.mark.parametrize("house", ["sqlite"], indirect=True)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "body_invalid"),
        (b"{", "json_invalid"),
        (b"\xff\xfe{}", "json_invalid"),
        (b"[" * 100_000, "json_invalid"),
        (b'{"status": "\xff"}', "json_invalid"),
        (b"[]", "body_invalid"),
        (b'{"status": NaN, "reason": "x"}', "body_invalid"),
        (b'{"status": "in_review"}', "body_invalid"),
        (b'{"status": "in_review", "reason": 5}', "body_invalid"),
        (b'{"status": "in_review", "reason": "\\ud800"}', "body_invalid"),
        (b'{"status": "in_review", "reason": "a\\u0000b"}', "body_invalid"),
        (b'{"status": "Podlasie5577", "reason": "x"}', "body_invalid"),
        (b'{"status": "in_review", "reason": "x", "Podlasie5577": 1}', "body_invalid"),
        (b'{"' + MARKER.encode() * 50_000 + b'": 1}', "body_invalid"),
    ],
)
@ON_SQLITE
def test_a_body_that_the_framework_reads_gets_the_same_care(
    client: TestClient, people: People, content: bytes, code: str
) -> None:
    headers = {**people.analyst, "Content-Type": "application/json"}
    answer = client.post(f"/api/incidents/{uuid4()}/status", content=content, headers=headers)
    problem(answer, code)


@pytest.mark.parametrize(
    ("path", "field", "right"),
    [
        ("/api/locate?lon=x&lat=52.7", "lon", "a number with a point, such as 23.8473"),
        ("/api/locate?lon=23.8", "lat", "this member is required"),
        ("/api/locate?lon=23.8&lat=91", "lat", "at most 90.0"),
        ("/api/places?q=", "q", "at least 1 characters"),
        ("/api/places?q=a&limit=0", "limit", "at least 1"),
        ("/api/places?q=a&lang=fr", "lang", "pl, en, de or be"),
    ],
)
@ON_SQLITE
def test_a_bad_parameter_is_named_with_what_would_be_right(
    client: TestClient, path: str, field: str, right: str
) -> None:
    document = problem(client.get(path), "query_invalid")
    assert fields(document) == [field]
    assert document["errors"][0]["right"] == right


@ON_SQLITE
def test_a_refusal_is_never_kept_by_a_cache(client: TestClient, report: dict[str, Any]) -> None:
    for answer in (client.get("/api/x"), client.post("/api/reports", json=report)):
        assert answer.headers["cache-control"] == "no-store"
