"""One line per request: the template of its address, who called by key, and an id we made."""

import logging
import re
from typing import Any
from uuid import uuid4

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from service.accounts.service import list_keys
from service.installation import Installation
from tests.conftest import People
from tests.service.answers import MARKER
from tests.service.route_table import TABLE, Row

ON_SQLITE = pytest.mark.parametrize("house", ["sqlite"], indirect=True)
pytestmark = ON_SQLITE


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row.methods} {row.path}")
def test_each_request_has_a_line_with_the_template_of_its_route(
    client: TestClient, lines: list[dict[str, Any]], row: Row
) -> None:
    for method, address in row.requests():
        answer = client.request(method, address)
        (line,) = lines
        lines.clear()
        assert line.pop("duration_ms") > 0
        assert line == {"method": method, "route": row.path, "status": answer.status_code}


def test_the_caller_is_a_key_and_its_role(
    client: TestClient, people: People, house: Installation, lines: list[dict[str, Any]]
) -> None:
    client.get("/api/collections/incidents-full/items", headers=people.analyst)
    (line,) = lines
    (key,) = [key for key in list_keys(house.database) if key.role == "analyst"]
    assert (line["role"], line["key"]) == ("analyst", key.id)


def test_who_may_not_is_known_and_who_has_no_good_token_is_not(
    client: TestClient, people: People, lines: list[dict[str, Any]]
) -> None:
    client.post("/api/reports", json={}, headers=people.partner)
    client.post("/api/reports", json={}, headers={"Authorization": f"Bearer {MARKER}"})
    refused, unknown = lines
    assert (refused["status"], refused["role"]) == (403, "partner")
    assert unknown["status"] == 401
    assert not {"role", "key"} & unknown.keys()


def test_an_address_that_is_not_there_is_not_told(
    client: TestClient, lines: list[dict[str, Any]]
) -> None:
    client.get(f"/{MARKER}?{MARKER}={MARKER}")
    (line,) = lines
    assert (line["status"], line["route"]) == (404, None)
    assert MARKER not in str(line)


def test_a_method_of_the_callers_own_making_is_not_told(
    client: TestClient, lines: list[dict[str, Any]]
) -> None:
    client.request(MARKER, "/api/policy")
    assert (lines[0]["method"], lines[0]["route"]) == ("other", "/api/policy")


def _id(answer: Response) -> str:
    (found,) = answer.headers.get_list("x-request-id")
    return str(found)


def test_each_answer_carries_an_id_of_our_own(client: TestClient) -> None:
    sent = {"X-Request-Id": MARKER, "traceparent": MARKER}
    ids = [_id(client.get(path, headers=sent)) for path in ("/", "/nowhere", "/api/policy", "/")]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch("[0-9a-f]{16}", each) for each in ids)


def test_a_page_may_read_the_id(client: TestClient) -> None:
    exposed = client.get("/api/policy").headers["access-control-expose-headers"]
    assert "X-Request-Id" in exposed


def test_a_line_that_nobody_wants_is_not_made(
    client: TestClient, lines: list[dict[str, Any]]
) -> None:
    logging.getLogger("miedza.request").setLevel(logging.WARNING)
    assert _id(client.get("/api/policy"))
    assert lines == []


def test_a_refusal_before_the_routes_has_its_line(
    client: TestClient, people: People, lines: list[dict[str, Any]]
) -> None:
    headers = {**people.monitor, "Content-Encoding": "gzip"}
    client.put(f"/api/reports/{uuid4()}", content=b"x", headers=headers)
    (line,) = lines
    assert (line["method"], line["route"], line["status"]) == ("PUT", None, 415)
