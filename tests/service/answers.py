"""What every refusal must be: a problem of the catalogue, short, and silent about the input."""

from typing import Any

from httpx2 import Response

from service.errors import CATALOGUE

MARKER = "Podlasie5577"
LARGEST_ANSWER = 8_000


def problem(answer: Response, code: str) -> dict[str, Any]:
    """The problem document of an answer that must be this row of the catalogue."""
    assert answer.headers["content-type"] == "application/problem+json", answer.text[:300]
    document: dict[str, Any] = answer.json()
    assert document["code"] == code, document
    assert answer.status_code == document["status"] == CATALOGUE[code].status
    assert document["title"] == CATALOGUE[code].title
    assert document["detail"]
    assert answer.headers["cache-control"] == "no-store"
    assert_quiet(answer)
    return document


def assert_quiet(answer: Response) -> None:
    """No part of the planted word comes back, and the answer is a few kilobytes at most."""
    assert MARKER not in answer.text
    assert MARKER not in str(answer.headers)
    assert len(answer.content) < LARGEST_ANSWER


def assert_answered(answer: Response) -> None:
    """Done, or refused by a row of the catalogue; never a failure of the server."""
    assert_quiet(answer)
    if not 200 <= answer.status_code < 300:
        assert 400 <= answer.status_code < 500, answer.text
        problem(answer, answer.json()["code"])


def fields(document: dict[str, Any]) -> list[str]:
    return [error["field"] for error in document["errors"]]
