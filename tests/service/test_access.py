"""Who may call, and the parameters that an address may have."""

from typing import Any
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from tests.conftest import People
from tests.service.answers import MARKER, fields, problem

pytestmark = pytest.mark.parametrize("house", ["sqlite"], indirect=True)


def test_without_a_token_the_answer_says_how_to_send_one(
    client: TestClient, report: dict[str, Any]
) -> None:
    answer = client.put(f"/api/reports/{uuid4()}", json=report)
    assert "Authorization: Bearer" in problem(answer, "key_missing")["detail"]
    assert answer.headers["www-authenticate"] == 'Bearer realm="miedza"'


def test_a_role_that_does_not_suffice_is_told_which_would(
    client: TestClient, people: People
) -> None:
    change = {"status": "in_review", "reason": "seen"}
    path = f"/api/incidents/{uuid4()}/status"
    answer = client.post(path, json=change, headers=people.monitor)
    assert "analyst or admin" in problem(answer, "role_insufficient")["detail"]
    assert "www-authenticate" not in answer.headers


def test_a_partner_cannot_send_single_reports(
    client: TestClient, people: People, report: dict[str, Any]
) -> None:
    answer = client.put(f"/api/reports/{uuid4()}", json=report, headers=people.partner)
    problem(answer, "role_insufficient")


def test_who_may_not_write_is_refused_before_the_body_is_looked_at(
    client: TestClient, people: People
) -> None:
    headers = {**people.partner, "Content-Type": "application/json"}
    bad = client.put(f"/api/reports/{uuid4()}", content=b"{", headers=headers)
    problem(bad, "role_insufficient")
    problem(client.post("/api/reports", content=b"{"), "key_missing")


@pytest.mark.parametrize(
    ("path", "known"),
    [
        ("/api/locate?lon=23.8&lat=52.7&acuracy_m=5", "known: accuracy_m, lat, lon"),
        ("/api/places?q=a&language=pl", "known: lang, limit, q"),
        ("/api/vocabulary?lang=pl", "known: none"),
        ("/health/live?verbose=1", "known: none"),
    ],
)
def test_a_misspelt_parameter_is_answered_with_those_that_are_known(
    client: TestClient, path: str, known: str
) -> None:
    document = problem(client.get(path), "query_invalid")
    assert document["errors"][0]["right"] == known


@pytest.mark.parametrize("name", [MARKER, "", "lon[]", "LON", "lon%00", "%F0%9F%98%80"])
def test_the_name_of_an_unknown_parameter_is_not_repeated(client: TestClient, name: str) -> None:
    answer = client.get(f"/api/locate?lon=23.8&lat=52.7&{name}=1")
    assert fields(problem(answer, "query_invalid")) == ["query"]


@pytest.mark.parametrize(
    "path",
    ["/api/nothing", f"/{MARKER}", "/api/nothing/", "/api//locate", "/API/locate"],
)
def test_an_unknown_address_is_a_problem_too(client: TestClient, path: str) -> None:
    problem(client.get(path), "not_found")
