"""`POST /api/incidents/{id}/status`: works, refuses, explains."""

from typing import Any
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from service.installation import Installation
from tests.conftest import People
from tests.service.projections.stage import ON_SQLITE, claim, reading, submit

# What is stored is the service's matter, which its own tests show on both databases.
pytestmark = ON_SQLITE

REVIEW = {"status": "in_review", "reason": "taken up"}


@pytest.fixture
def incident_id(house: Installation) -> str:
    return submit(house, claim())[0]


def status_of(house: Installation, incident_id: str) -> str:
    (row,) = reading(house, "SELECT status FROM incident WHERE id = :id", id=incident_id)
    return str(row["status"])


def test_an_analyst_moves_an_incident(
    client: TestClient, house: Installation, people: People, incident_id: str
) -> None:
    answer = client.post(
        f"/api/incidents/{incident_id}/status", json=REVIEW, headers=people.analyst
    )

    assert answer.status_code == 200
    assert answer.json() == {
        "id": incident_id,
        "status": "in_review",
        "version": 2,
        "grade": "F6",
        "sensitivity": "moderate",
        "merged_into": None,
        "disputed": [],
    }
    assert status_of(house, incident_id) == "in_review"
    (row,) = reading(house, "SELECT actor, reason FROM incident_history")
    (key,) = reading(house, "SELECT id FROM access_key WHERE role = 'analyst'")
    assert row == {"actor": key["id"], "reason": "taken up"}


def test_an_administrator_may_too(client: TestClient, people: People, incident_id: str) -> None:
    answer = client.post(f"/api/incidents/{incident_id}/status", json=REVIEW, headers=people.admin)

    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("who", "status", "code"),
    [
        ("monitor", 403, "role_insufficient"),
        ("stranger", 403, "role_insufficient"),
        ("partner", 403, "role_insufficient"),
        ("nobody", 401, "key_missing"),
        ("liar", 401, "key_unknown"),
    ],
)
def test_nobody_else_may(
    client: TestClient,
    house: Installation,
    people: People,
    incident_id: str,
    who: str,
    status: int,
    code: str,
) -> None:
    others = {"nobody": {}, "liar": {"Authorization": "Bearer mdz_made-up"}}
    headers: dict[str, str] = others[who] if who in others else getattr(people, who)
    answer = client.post(f"/api/incidents/{incident_id}/status", json=REVIEW, headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert status_of(house, incident_id) == "received"
    assert reading(house, "SELECT id FROM incident_history") == []


def test_an_unknown_incident_is_a_404(client: TestClient, people: People) -> None:
    answer = client.post(f"/api/incidents/{uuid4()}/status", json=REVIEW, headers=people.analyst)

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_an_illegal_move_is_a_409_that_names_the_legal_ones(
    client: TestClient, people: People, incident_id: str
) -> None:
    change = {"status": "verified", "reason": "too fast"}
    answer = client.post(
        f"/api/incidents/{incident_id}/status", json=change, headers=people.analyst
    )

    assert (answer.status_code, answer.json()["code"]) == (409, "status_illegal")
    assert answer.json()["detail"] == "from received an incident moves to in_review, withdrawn"


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"status": "in_review"},
        {"reason": "no status"},
        {"status": "in_review", "reason": ""},
        {"status": "in_review", "reason": "x" * 301},
        {"status": "in_review", "reason": "a NUL \u0000 inside"},
        {"status": "VERIFIED", "reason": "no such code"},
        {"status": True, "reason": "no code"},
        {"status": "in_review", "reason": "more", "grade": "A1"},
        ["in_review", "a list"],
    ],
)
def test_a_malformed_change_is_explained_without_repeating_it(
    client: TestClient, house: Installation, people: People, incident_id: str, change: Any
) -> None:
    answer = client.post(
        f"/api/incidents/{incident_id}/status", json=change, headers=people.analyst
    )

    assert (answer.status_code, answer.json()["code"]) == (422, "body_invalid")
    assert "VERIFIED" not in answer.text
    assert "x" * 20 not in answer.text
    assert status_of(house, incident_id) == "received"


def test_an_id_that_is_none_is_refused(client: TestClient, people: People) -> None:
    answer = client.post("/api/incidents/not-an-id/status", json=REVIEW, headers=people.analyst)

    assert answer.status_code == 400
