"""Any web page may read what is public, none what needs a key."""

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from tests.conftest import People
from tests.service.features.conftest import FULL, PUBLIC, Planted

ORIGIN = {"Origin": "https://newsroom.example"}
PUBLIC_READS = [
    "/api",
    "/api/collections",
    "/api/collections/incidents",
    PUBLIC,
    "/api/collections/border/items",
    "/api/vocabulary",
    "/api/policy",
    "/api/openapi.json",
]


def preflight(client: TestClient, path: str, method: str = "GET", headers: str = "") -> Response:
    asked = {"Access-Control-Request-Method": method, "Access-Control-Request-Headers": headers}
    return client.options(path, headers={**ORIGIN, **asked})


def cors(answer: Response) -> set[str]:
    return {name for name in answer.headers if name.startswith("access-control-")}


@pytest.mark.parametrize("path", PUBLIC_READS)
def test_a_page_may_read_what_is_public(client: TestClient, path: str) -> None:
    for answer in (client.get(path, headers=ORIGIN), client.head(path, headers=ORIGIN)):
        assert answer.headers["access-control-allow-origin"] == "*"
        exposed = answer.headers["access-control-expose-headers"].split(", ")
        assert {"ETag", "Content-Crs"} <= set(exposed)
        assert "access-control-allow-credentials" not in answer.headers
    assert "Origin" not in client.get(path, headers=ORIGIN).headers.get("vary", "")


def test_a_page_may_read_why_it_was_refused(client: TestClient) -> None:
    answer = client.get(PUBLIC, params={"limit": 0}, headers=ORIGIN)
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (400, "*")


def test_a_304_is_open_too(client: TestClient, planted: Planted) -> None:
    tag = client.get(PUBLIC).headers["etag"]
    answer = client.get(PUBLIC, headers={**ORIGIN, "If-None-Match": tag})
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (304, "*")


def test_a_page_may_ask_whether_its_copy_still_holds(client: TestClient) -> None:
    answer = preflight(client, PUBLIC, headers="if-none-match")
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["access-control-allow-methods"] == "GET, HEAD"
    assert "If-None-Match" in answer.headers["access-control-allow-headers"]


def test_a_page_may_send_no_key(client: TestClient) -> None:
    answer = preflight(client, PUBLIC, headers="authorization")
    assert "authorization" not in answer.headers["access-control-allow-headers"].lower()
    assert "access-control-allow-credentials" not in answer.headers


def test_a_page_may_only_read(client: TestClient) -> None:
    answer = preflight(client, PUBLIC, "DELETE")
    assert "DELETE" not in answer.headers["access-control-allow-methods"]


@pytest.mark.parametrize("path", [FULL, f"{FULL}/x", "/api/collections/incidents-full"])
def test_the_full_collection_is_closed_to_pages(
    client: TestClient, people: People, planted: Planted, path: str
) -> None:
    for key in ({}, people.partner):
        assert not cors(client.get(path, headers={**ORIGIN, **key}))
    assert not cors(preflight(client, path, headers="authorization"))


@pytest.mark.parametrize("path", ["/api/collections", PUBLIC])
def test_an_answer_to_a_key_is_closed_to_pages_and_marked_for_caches(
    client: TestClient, people: People, path: str
) -> None:
    answer = client.get(path, headers={**ORIGIN, **people.partner})
    assert answer.status_code == 200
    assert not cors(answer)
    assert "Authorization" in answer.headers["vary"].split(", ")


def test_reports_are_closed_to_pages(client: TestClient, people: People) -> None:
    path = "/api/reports/7f8d4a52-0f0e-4c53-9c55-1f3a2b6f0a11"
    assert not cors(client.get(f"{path}/receipt", headers={**ORIGIN, **people.monitor}))
    assert not cors(preflight(client, path, "PUT", "authorization, content-type"))
    assert not cors(client.post("/api/reports", json={}, headers=ORIGIN))


def test_options_without_a_preflight_is_an_ordinary_request(client: TestClient) -> None:
    answer = client.options(PUBLIC)
    assert answer.status_code == 405
    assert not cors(answer)
