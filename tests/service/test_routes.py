"""Who may do what: every route, every kind of caller, one table.

A new route without a row fails here, so nobody can forget to decide who may use it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from starlette.testclient import TestClient

from service.accounts.service import create_token, revoke_token
from service.installation import Installation
from service.main import create_app
from tests.conftest import People
from tests.service.answers import MARKER, assert_quiet, problem

CALLERS = ("anonymous", "monitor", "partner", "analyst", "admin", "revoked")
ON_SQLITE = pytest.mark.parametrize("house", ["sqlite"], indirect=True)

EVERYONE = "200 200 200 200 200 200"
# A token that is not good is refused wherever the answer depends on who asks.
EVERYONE_KNOWN = "200 200 200 200 200 401"
NOBODYS = "404 404 404 404 404 404"
NOT_THERE = "404 404 404 404 404 401"
# An analyst's routes, asked about an incident or a report that is not there.
DESK = "401 403 403 404 404 401"
FULL = "404 404 200 200 200 401"


@dataclass(frozen=True)
class Row:
    """One route: its methods, a request that is well-formed, and a status per caller."""

    methods: str
    path: str
    statuses: str
    address: str = ""
    body: bool = False
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def expected(self) -> dict[str, int]:
        return dict(zip(CALLERS, map(int, self.statuses.split()), strict=True))


GRADE = {"reliability": "B", "credibility": "2"}

TABLE = [
    Row("GET HEAD", "/", EVERYONE),
    Row("GET HEAD", "/api/docs", EVERYONE),
    Row("GET HEAD", "/api/errors", EVERYONE),
    Row("GET HEAD", "/api/openapi.json", EVERYONE),
    Row("GET HEAD", "/robots.txt", EVERYONE),
    # Nobody is named without a setting.
    Row("GET HEAD", "/.well-known/security.txt", NOBODYS),
    Row("GET HEAD", "/security", NOBODYS),
    Row("GET", "/health/live", EVERYONE),
    Row("GET", "/health/ready", EVERYONE),
    Row("PUT", "/api/reports/{report_id}", "401 201 403 201 201 401", body=True),
    Row("POST", "/api/reports", "401 201 403 201 201 401", body=True),
    Row("POST", "/api/reports/batch", "401 200 200 200 200 401", body=True),
    Row("GET", "/api/reports/{report_id}/receipt", "401 404 403 404 404 401"),
    Row("GET", "/api/reports/{report_id}", DESK),
    Row("PUT", "/api/reports/{report_id}/grade", DESK, body=True),
    Row("GET HEAD", "/api/incidents", "401 403 403 200 200 401"),
    Row("GET HEAD", "/api/incidents/counts", "401 403 403 200 200 401"),
    Row("PUT DELETE", "/api/incidents/{incident_id}/hold", DESK, body=True),
    Row("GET HEAD", "/api/incidents/{incident_id}/candidates", DESK),
    Row("GET HEAD POST", "/api/incidents/{incident_id}/distinct", DESK, body=True),
    Row("DELETE", "/api/incidents/{incident_id}/distinct/{other_id}", DESK),
    Row("GET HEAD", "/api/incidents/{incident_id}", DESK),
    Row("GET HEAD", "/api/incidents/{incident_id}/history", DESK),
    Row("PATCH", "/api/incidents/{incident_id}", DESK, body=True, headers={"If-Match": '"1"'}),
    Row("POST", "/api/incidents/{incident_id}/status", DESK, body=True),
    Row("PUT", "/api/incidents/{incident_id}/grade", DESK, body=True),
    Row("POST", "/api/incidents/{incident_id}/merge", DESK, body=True),
    Row("POST", "/api/incidents/{incident_id}/unmerge", DESK, body=True),
    Row("POST", "/api/incidents/{incident_id}/sensitivity", DESK, body=True),
    Row("GET HEAD", "/api/sources", "401 403 403 200 200 401"),
    Row(
        "PUT",
        "/api/sources/{source}/reliability",
        "401 403 403 200 200 401",
        "/api/sources/pl_authority/reliability",
        body=True,
    ),
    Row("POST", "/api/withdrawals", NOBODYS, body=True),
    Row("GET HEAD", "/api/locate", EVERYONE, "/api/locate?lon=23.8473&lat=52.7012"),
    Row("GET HEAD", "/api/places", EVERYONE, "/api/places?q=Bia"),
    Row("GET HEAD", "/api/vocabulary", EVERYONE),
    Row("GET HEAD", "/api/policy", EVERYONE),
    Row("GET HEAD", "/api", EVERYONE),
    Row("GET HEAD", "/api/collections", EVERYONE_KNOWN),
    Row(
        "GET HEAD",
        "/api/collections/{collection_id}",
        FULL,
        "/api/collections/incidents-full",
    ),
    Row("GET HEAD", "/api/collections/incidents/items", EVERYONE),
    Row("GET HEAD", "/api/collections/incidents/items/{feature_id}", NOBODYS),
    Row("GET HEAD", "/api/collections/incidents-full/items", FULL),
    Row("GET HEAD", "/api/collections/incidents-full/items/{feature_id}", NOT_THERE),
    Row("GET HEAD", "/api/collections/sectors/items", EVERYONE),
    Row("GET HEAD", "/api/collections/sectors/items/{feature_id}", NOBODYS),
    Row("GET HEAD", "/api/collections/border/items", EVERYONE),
    Row("GET HEAD", "/api/collections/border/items/{feature_id}", NOBODYS),
    Row("GET HEAD", "/api/collections/crossings/items", EVERYONE),
    Row("GET HEAD", "/api/collections/crossings/items/{feature_id}", NOBODYS),
    Row("GET HEAD", "/api/summaries/weekly", EVERYONE),
    Row(
        "GET HEAD",
        "/api/summaries/weekly/{week}",
        "401 403 403 200 200 401",
        "/api/summaries/weekly/2025-W47?draft=true",
    ),
]


def routes_of(app: FastAPI) -> set[tuple[str, str]]:
    return {
        (method, str(context.path))
        for context in iter_route_contexts(app.routes)
        for method in context.methods or ()
    }


def requests_of(row: Row) -> Iterator[tuple[str, str]]:
    address = row.address or row.path
    for name in ("report_id", "incident_id", "other_id", "feature_id"):
        address = address.replace(f"{{{name}}}", str(uuid4()))
    for method in row.methods.split():
        yield method, address


@pytest.fixture
def headers(house: Installation, people: People) -> dict[str, dict[str, str]]:
    made = create_token(house.database, "admin")
    revoke_token(house.database, made.key_id)
    return {
        "anonymous": {},
        "revoked": {"Authorization": f"Bearer {made.token}"},
        **{role: getattr(people, role) for role in ("monitor", "partner", "analyst", "admin")},
    }


@ON_SQLITE
def test_every_route_has_a_row_and_every_row_a_route(house: Installation) -> None:
    decided = {(method, row.path) for row in TABLE for method in row.methods.split()}
    assert routes_of(create_app(house)) == decided


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row.methods} {row.path}")
@ON_SQLITE
def test_each_caller_gets_the_status_that_was_decided(
    client: TestClient,
    headers: dict[str, dict[str, str]],
    report: dict[str, Any],
    row: Row,
) -> None:
    bodies: dict[str, Any] = {
        "/api/reports/batch": [report],
        "/api/incidents/{incident_id}": {"outcome": "returned", "reason": "seen"},
        "/api/incidents/{incident_id}/hold": {},
        "/api/incidents/{incident_id}/distinct": {"other": str(uuid4()), "reason": "seen"},
        "/api/incidents/{incident_id}/status": {"status": "in_review", "reason": "seen"},
        "/api/incidents/{incident_id}/grade": {**GRADE, "reason": "seen"},
        "/api/incidents/{incident_id}/merge": {"into": str(uuid4()), "reason": "seen"},
        "/api/incidents/{incident_id}/unmerge": {"reason": "seen"},
        "/api/incidents/{incident_id}/sensitivity": {"level": "severe", "reason": "seen"},
        "/api/reports/{report_id}/grade": {"credibility": "2", "reason": "seen"},
        "/api/sources/{source}/reliability": {"reliability": "B", "reason": "seen"},
        "/api/withdrawals": {"code": "MZ-0000-0000-0000"},
    }
    body = bodies.get(row.path, report) if row.body else None
    for caller, expected in row.expected.items():
        for method, address in requests_of(row):
            sent = {**row.headers, **headers[caller]}
            answer = client.request(method, address, json=body, headers=sent)
            assert answer.status_code == expected, (caller, method, answer.text)
            if expected >= 400 and method != "HEAD":
                assert_quiet(answer)


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row.methods} {row.path}")
@ON_SQLITE
def test_other_methods_are_answered_with_those_that_are_allowed(
    client: TestClient, headers: dict[str, dict[str, str]], row: Row
) -> None:
    (_, address), *_ = requests_of(row)
    answer = client.request(
        "PATCH" if "DELETE" in row.methods else "DELETE", address, headers=headers["admin"]
    )
    assert answer.status_code == 405
    assert set(row.methods.split()) <= set(answer.headers["allow"].split(", "))


@pytest.mark.parametrize(
    "row",
    # The framework's own route takes no parameter at all, and says nothing to one.
    [row for row in TABLE if row.path != "/api/openapi.json"],
    ids=lambda row: f"{row.methods} {row.path}",
)
@ON_SQLITE
def test_no_route_takes_a_parameter_that_it_does_not_declare(
    client: TestClient, headers: dict[str, dict[str, str]], row: Row
) -> None:
    (method, address), *_ = requests_of(row)
    more = f"{address}{'&' if '?' in address else '?'}{MARKER}=1"
    answer = client.request(method, more, headers=headers["admin"])
    document = problem(answer, "query_invalid")
    assert document["errors"][0]["right"].startswith("known: ")


@pytest.mark.parametrize(
    "authorization",
    ["Bearer nobody", "Bearer mdz_", "Bearer ż", "Bearer \x7f", "bearer  x", "Bearer a b c"],
)
@ON_SQLITE
def test_an_unknown_token_is_refused_like_no_other(
    client: TestClient, report: dict[str, Any], authorization: str
) -> None:
    sent = [(b"Authorization", authorization.encode())]
    answer = client.post("/api/reports", json=report, headers=sent)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == 'Bearer realm="miedza"'
    assert answer.json()["code"] == "key_unknown"


@pytest.mark.parametrize("authorization", ["", "Basic YTpi", "Bearer", "Token x"])
@ON_SQLITE
def test_another_scheme_is_no_token(
    client: TestClient, report: dict[str, Any], authorization: str
) -> None:
    headers = {"Authorization": authorization}
    answer = client.post("/api/reports", json=report, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (401, "key_missing")


@ON_SQLITE
def test_a_token_is_not_read_from_the_address(
    client: TestClient, people: People, report: dict[str, Any]
) -> None:
    token = people.monitor["Authorization"].removeprefix("Bearer ")
    for name in ("token", "access_token", "key"):
        answer = client.post(f"/api/reports?{name}={token}", json=report)
        assert answer.status_code in (400, 401)
        assert token not in answer.text
