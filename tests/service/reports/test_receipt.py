"""`GET /api/reports/{uuid}/receipt`: for the account that sent the report, and nobody else."""

from typing import Any
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from service.installation import Installation
from tests.conftest import People
from tests.service.answers import fields, problem
from tests.service.stored import rows_of


@pytest.fixture
def receipt(client: TestClient, people: People, report: dict[str, Any]) -> dict[str, Any]:
    answer = client.put(f"/api/reports/{uuid4()}", json=report, headers=people.monitor)
    sent: dict[str, Any] = answer.json()
    return sent


def path(report_id: str) -> str:
    return f"/api/reports/{report_id}/receipt"


def test_the_sender_gets_the_first_receipt_again_with_the_state_of_processing(
    client: TestClient, people: People, receipt: dict[str, Any]
) -> None:
    answer = client.get(path(receipt["id"]), headers=people.monitor)
    assert answer.status_code == 200
    assert answer.json() == {
        **receipt,
        "state": "incident",
        "photos": {"announced": 0, "received": 0, "missing": []},
    }


def test_a_receipt_never_holds_content(
    client: TestClient, people: People, receipt: dict[str, Any], report: dict[str, Any]
) -> None:
    shown = client.get(path(receipt["id"]), headers=people.monitor).text
    assert report["type"] not in shown
    assert "2025-11-21" not in shown


def test_a_stranger_gets_the_same_answer_as_for_an_id_that_is_not_there(
    client: TestClient, people: People, receipt: dict[str, Any]
) -> None:
    foreign = client.get(path(receipt["id"]), headers=people.stranger)
    missing = client.get(path(str(uuid4())), headers=people.stranger)
    problem(foreign, "not_found")
    assert foreign.content == missing.content
    for answer in (foreign, missing):
        # Each request has one of its own.
        del answer.headers["x-request-id"]
    assert foreign.headers == missing.headers


@pytest.mark.parametrize("role", ["analyst", "admin"])
def test_a_receipt_is_private_even_to_staff(
    client: TestClient, people: People, receipt: dict[str, Any], role: str
) -> None:
    problem(client.get(path(receipt["id"]), headers=getattr(people, role)), "not_found")


def test_the_receipt_stays_when_the_incident_is_withdrawn(
    client: TestClient, house: Installation, people: People, receipt: dict[str, Any]
) -> None:
    (stored,) = rows_of(house.database, "report")
    moved = client.post(
        f"/api/incidents/{stored['incident_id']}/status",
        json={"status": "withdrawn", "reason": "a test of the siren"},
        headers=people.analyst,
    )
    assert moved.status_code == 200
    answer = client.get(path(receipt["id"]), headers=people.monitor)
    assert answer.json()["sha256"] == receipt["sha256"]
    assert answer.json()["code"] == receipt["code"]


@pytest.mark.parametrize("report_id", ["1", "batch", "%00", "x" * 500])
def test_an_id_that_is_no_uuid_is_refused(
    client: TestClient, people: People, report_id: str
) -> None:
    answer = client.get(path(report_id), headers=people.monitor)
    assert fields(problem(answer, "query_invalid")) == ["report_id"]
