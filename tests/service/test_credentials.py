"""The token of a request: a bearer token, or for reads the password of HTTP Basic."""

from base64 import b64encode
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.conftest import People
from tests.service.answers import problem
from tests.service.projections.stage import ON_SQLITE

pytestmark = ON_SQLITE
FULL = "/api/collections/incidents-full/items"


def basic(text: str) -> dict[str, str]:
    return {"Authorization": f"Basic {b64encode(text.encode()).decode()}"}


def token_of(headers: dict[str, str]) -> str:
    return headers["Authorization"].removeprefix("Bearer ")


@pytest.mark.parametrize(
    "authorization",
    ["Bearer nobody", "Bearer mdz_", "Bearer ż", "Bearer \x7f", "bearer  x", "Bearer a b c"],
)
def test_an_unknown_token_is_refused_like_no_other(
    client: TestClient, report: dict[str, Any], authorization: str
) -> None:
    sent = [(b"Authorization", authorization.encode())]
    answer = client.post("/api/reports", json=report, headers=sent)
    problem(answer, "key_unknown")
    assert answer.headers["www-authenticate"] == 'Bearer realm="miedza"'


@pytest.mark.parametrize("authorization", ["", "Basic YTpi", "Bearer", "Basic", "Token x"])
def test_another_scheme_is_no_token_for_a_write(
    client: TestClient, report: dict[str, Any], authorization: str
) -> None:
    headers = {"Authorization": authorization}
    answer = client.post("/api/reports", json=report, headers=headers)
    problem(answer, "key_missing")
    assert answer.headers["www-authenticate"] == 'Bearer realm="miedza"'


@pytest.mark.parametrize("user", ["qgis", "", "ż"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_read_takes_the_token_as_a_password_with_any_user_name(
    client: TestClient, people: People, user: str, method: str
) -> None:
    headers = basic(f"{user}:{token_of(people.partner)}")
    answer = client.request(method, FULL, headers=headers)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "private, no-store"
    assert "access-control-allow-origin" not in answer.headers


def test_a_good_password_does_not_write(
    client: TestClient, people: People, report: dict[str, Any]
) -> None:
    """A browser would send a password that it has kept along with another site's form."""
    headers = basic(f"x:{token_of(people.monitor)}")
    problem(client.post("/api/reports", json=report, headers=headers), "key_missing")


@pytest.mark.parametrize(
    "authorization",
    [
        basic("qgis:nobody")["Authorization"],
        basic("qgis:")["Authorization"],
        basic("no colon")["Authorization"],
        "Basic !!!",
        "Basic /w==",
        "basic YTpi",
    ],
)
def test_a_wrong_password_is_an_unknown_token_and_offers_both_schemes(
    client: TestClient, authorization: str
) -> None:
    answer = client.get(FULL, headers={"Authorization": authorization})
    problem(answer, "key_unknown")
    both = 'Bearer realm="miedza", Basic realm="miedza"'
    assert answer.headers["www-authenticate"] == both


def test_a_browser_is_never_made_to_ask_for_a_password(client: TestClient) -> None:
    headers = {"Authorization": "Bearer nobody"}
    for answer in (
        client.get(FULL, headers=headers),
        client.get("/api/collections", headers=headers),
    ):
        assert answer.headers["www-authenticate"] == 'Bearer realm="miedza"'
    assert "www-authenticate" not in client.get(FULL).headers


def test_a_token_is_not_read_from_the_address(
    client: TestClient, people: People, report: dict[str, Any]
) -> None:
    token = token_of(people.monitor)
    for name in ("token", "access_token", "key"):
        answer = client.post(f"/api/reports?{name}={token}", json=report)
        assert answer.status_code in (400, 401)
        assert token not in answer.text
