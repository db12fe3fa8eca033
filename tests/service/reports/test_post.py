"""`POST /api/reports`: the server makes the id, `Idempotency-Key` makes it safe to repeat."""

from typing import Any
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from service.installation import Installation
from tests.conftest import People
from tests.service.answers import MARKER, fields, problem
from tests.service.stored import rows_of, snapshot

ON_SQLITE = pytest.mark.parametrize("house", ["sqlite"], indirect=True)


def keyed(who: dict[str, str], key: str) -> dict[str, str]:
    return {**who, "Idempotency-Key": key}


def test_the_server_makes_a_new_id_each_time(
    client: TestClient, people: People, report: dict[str, Any]
) -> None:
    answers = [client.post("/api/reports", json=report, headers=people.monitor) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    first, second = (UUID(answer.json()["id"]) for answer in answers)
    assert first != second


def test_a_repeat_under_the_same_key_is_answered_with_the_first_receipt(
    client: TestClient, house: Installation, people: People, report: dict[str, Any]
) -> None:
    headers = keyed(people.monitor, "draft-17")
    first = client.post("/api/reports", json=report, headers=headers)
    before = snapshot(house.database)
    again = client.post("/api/reports", json=report, headers=headers)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    assert snapshot(house.database) == before


def test_the_same_key_with_another_body_is_a_conflict(
    client: TestClient, house: Installation, people: People, report: dict[str, Any]
) -> None:
    headers = keyed(people.monitor, "draft-17")
    client.post("/api/reports", json=report, headers=headers)
    before = snapshot(house.database)
    answer = client.post("/api/reports", json={**report, "narrative": MARKER}, headers=headers)
    problem(answer, "report_conflict")
    assert snapshot(house.database) == before


def test_two_accounts_may_use_the_same_key(
    client: TestClient, house: Installation, people: People, report: dict[str, Any]
) -> None:
    for who in (people.monitor, people.stranger):
        answer = client.post("/api/reports", json=report, headers=keyed(who, "draft-17"))
        assert answer.status_code == 201
    assert len(rows_of(house.database, "report")) == 2


def test_a_report_sent_by_post_can_be_repeated_by_put_under_its_new_id(
    client: TestClient, people: People, report: dict[str, Any]
) -> None:
    receipt = client.post("/api/reports", json=report, headers=people.monitor).json()
    again = client.put(f"/api/reports/{receipt['id']}", json=report, headers=people.monitor)
    assert (again.status_code, again.json()) == (200, receipt)


@pytest.mark.parametrize("key", ["", " ", "two words", "x" * 201, "tab\there", "ż".encode()])
@ON_SQLITE
def test_a_key_that_cannot_be_compared_is_refused(
    client: TestClient, people: People, report: dict[str, Any], key: str | bytes
) -> None:
    sent = key.encode() if isinstance(key, str) else key
    token = people.monitor["Authorization"].encode()
    headers = [(b"Idempotency-Key", sent), (b"Authorization", token)]
    answer = client.post("/api/reports", json=report, headers=headers)
    assert fields(problem(answer, "query_invalid")) == ["Idempotency-Key"]


def test_a_refused_report_does_not_use_up_its_key(
    client: TestClient, people: People, report: dict[str, Any]
) -> None:
    headers = keyed(people.monitor, "draft-18")
    bad = client.post("/api/reports", json={**report, "type": MARKER}, headers=headers)
    problem(bad, "body_invalid")
    assert client.post("/api/reports", json=report, headers=headers).status_code == 201
