"""`PUT /api/reports/{uuid}`: safe to repeat until a receipt comes back."""

import json
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import uuid4

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from service.installation import Installation
from tests.conftest import People
from tests.service.answers import MARKER, fields, problem
from tests.service.stored import rows_of, snapshot

ON_SQLITE = pytest.mark.parametrize("house", ["sqlite"], indirect=True)


def put(client: TestClient, who: dict[str, str], report_id: str, content: bytes) -> Response:
    headers = {"Content-Type": "application/json", **who}
    return client.put(f"/api/reports/{report_id}", content=content, headers=headers)


def test_a_new_report_is_answered_with_its_receipt(
    client: TestClient, house: Installation, people: People, report: dict[str, Any]
) -> None:
    report_id, content = str(uuid4()), json.dumps(report).encode()
    before = datetime.now(UTC)
    answer = put(client, people.monitor, report_id, content)
    assert answer.status_code == 201
    receipt = answer.json()
    assert receipt.keys() == {"id", "code", "sha256", "received_at"}
    assert receipt["id"] == report_id
    assert receipt["sha256"] == sha256(content).hexdigest()
    assert before <= datetime.fromisoformat(receipt["received_at"]) <= datetime.now(UTC)
    assert answer.headers["cache-control"] == "no-store"
    (stored,) = rows_of(house.database, "report")
    assert (stored["id"], stored["receipt_code"]) == (report_id, receipt["code"])
    assert (stored["channel"], stored["state"]) == ("put", "incident")


def test_the_same_body_again_is_answered_with_the_same_receipt_and_changes_nothing(
    client: TestClient, house: Installation, people: People, report: dict[str, Any]
) -> None:
    report_id, content = str(uuid4()), json.dumps(report).encode()
    first = put(client, people.monitor, report_id, content)
    before = snapshot(house.database)
    again = put(client, people.monitor, report_id, content)
    assert again.status_code == 200
    assert again.json() == first.json()
    assert snapshot(house.database) == before


@pytest.mark.parametrize("spelling", [str.upper, lambda name: name.replace("-", "")])
@ON_SQLITE
def test_an_id_is_the_same_however_it_is_spelt(
    client: TestClient, people: People, report: dict[str, Any], spelling: Any
) -> None:
    report_id, content = str(uuid4()), json.dumps(report).encode()
    first = put(client, people.monitor, report_id, content)
    again = put(client, people.monitor, spelling(report_id), content)
    assert (again.status_code, again.json()) == (200, first.json())


def test_the_same_id_with_another_body_is_a_conflict_that_changes_nothing(
    client: TestClient, house: Installation, people: People, report: dict[str, Any]
) -> None:
    report_id = str(uuid4())
    put(client, people.monitor, report_id, json.dumps(report).encode())
    before = snapshot(house.database)
    other = json.dumps({**report, "narrative": MARKER}).encode()
    document = problem(put(client, people.monitor, report_id, other), "report_conflict")
    assert report_id not in str(document)
    assert snapshot(house.database) == before


def test_white_space_makes_another_body(
    client: TestClient, people: People, report: dict[str, Any]
) -> None:
    report_id, content = str(uuid4()), json.dumps(report).encode()
    put(client, people.monitor, report_id, content)
    problem(put(client, people.monitor, report_id, content + b"\n"), "report_conflict")


def test_the_id_of_a_stranger_is_a_conflict_that_tells_nothing_more_than_ones_own(
    client: TestClient, house: Installation, people: People, report: dict[str, Any]
) -> None:
    report_id, content = str(uuid4()), json.dumps(report).encode()
    put(client, people.monitor, report_id, content)
    before = snapshot(house.database)
    own = put(client, people.monitor, report_id, content + b" ")
    same_body = put(client, people.stranger, report_id, content)
    other_body = put(client, people.stranger, report_id, content + b" ")
    assert own.content == same_body.content == other_body.content
    problem(same_body, "report_conflict")
    assert snapshot(house.database) == before


@pytest.mark.parametrize("report_id", ["1", "x" * 36, "6f1d1c52-1b7a-4c39-9d1e", f"{MARKER}-1"])
@ON_SQLITE
def test_an_id_that_is_no_uuid_is_refused(
    client: TestClient, people: People, report: dict[str, Any], report_id: str
) -> None:
    answer = put(client, people.monitor, report_id, json.dumps(report).encode())
    document = problem(answer, "query_invalid")
    assert fields(document) == ["report_id"]
    assert "UUID" in document["errors"][0]["wrong"]


@pytest.mark.parametrize(
    "media_type",
    ["text/plain", "application/xml", "application/x-ndjson", "application/geo+json", "json", " "],
)
@ON_SQLITE
def test_another_content_type_is_answered_with_the_right_one(
    client: TestClient, people: People, report: dict[str, Any], media_type: str
) -> None:
    answer = client.put(
        f"/api/reports/{uuid4()}",
        content=json.dumps(report),
        headers={**people.monitor, "Content-Type": media_type},
    )
    assert "application/json" in problem(answer, "media_type_unsupported")["detail"]


@ON_SQLITE
def test_a_charset_beside_the_content_type_does_not_matter(
    client: TestClient, people: People, report: dict[str, Any]
) -> None:
    answer = client.put(
        f"/api/reports/{uuid4()}",
        content=json.dumps(report),
        headers={**people.monitor, "Content-Type": "Application/JSON; charset=utf-8"},
    )
    assert answer.status_code == 201


def test_the_clock_of_the_device_travels_beside_the_body(
    client: TestClient, house: Installation, people: People, report: dict[str, Any]
) -> None:
    report_id, content = str(uuid4()), json.dumps(report).encode()
    first = {**people.monitor, "Miedza-Sent-At": "2026-01-02T03:04:05+01:00"}
    later = {**people.monitor, "Miedza-Sent-At": "2026-01-02T09:00:00+01:00"}
    assert put(client, first, report_id, content).status_code == 201
    assert put(client, later, report_id, content).status_code == 200
    (stored,) = rows_of(house.database, "report")
    assert utc(stored["sent_at"]) == datetime(2026, 1, 2, 2, 4, 5, tzinfo=UTC)
    assert not stored["clock_suspect"]


def utc(stored: datetime | int) -> datetime:
    """An instant as the two databases keep it."""
    if isinstance(stored, int):
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=stored)
    return stored


@pytest.mark.parametrize("clock", ["noon", "2026-01-02", "2026-01-02T03:04:05", "1700000000", ""])
@ON_SQLITE
def test_a_clock_that_cannot_be_read_is_named(
    client: TestClient, people: People, report: dict[str, Any], clock: str
) -> None:
    headers = {**people.monitor, "Miedza-Sent-At": clock}
    answer = put(client, headers, str(uuid4()), json.dumps(report).encode())
    assert fields(problem(answer, "body_invalid")) == ["Miedza-Sent-At"]


def ahead(hours: float) -> str:
    return (datetime.now(UTC) + timedelta(hours=hours)).isoformat(timespec="seconds")


@pytest.mark.parametrize(("hours", "suspect"), [(-48, False), (23, False), (25, True)])
def test_a_device_clock_that_runs_a_day_ahead_is_flagged_and_the_report_is_kept(
    client: TestClient,
    house: Installation,
    people: People,
    report: dict[str, Any],
    hours: float,
    suspect: bool,
) -> None:
    content = json.dumps({**report, "observed_at": ahead(hours)}).encode()
    assert put(client, people.monitor, str(uuid4()), content).status_code == 201
    (stored,) = rows_of(house.database, "report")
    assert bool(stored["clock_suspect"]) is suspect


@ON_SQLITE
def test_an_event_in_the_future_and_a_late_sending_are_flagged_alike(
    client: TestClient, house: Installation, people: People, report: dict[str, Any]
) -> None:
    report["occurred"] = {"from": ahead(30), "precision": "hour"}
    put(client, people.monitor, str(uuid4()), json.dumps(report).encode())
    report["occurred"] = {"from": "2025-11-21", "precision": "day"}
    sending = {**people.monitor, "Miedza-Sent-At": ahead(30)}
    put(client, sending, str(uuid4()), json.dumps(report).encode())
    flags = [bool(row["clock_suspect"]) for row in rows_of(house.database, "report")]
    assert flags == [True, True]


@pytest.mark.parametrize("clock", ["1970-01-01T00:00+14:00", "9998-12-31T23:59-14:00"])
def test_an_absurd_clock_is_stored_and_read_again(
    client: TestClient, people: People, report: dict[str, Any], clock: str
) -> None:
    report_id, content = str(uuid4()), json.dumps({**report, "observed_at": clock}).encode()
    assert put(client, people.monitor, report_id, content).status_code == 201
    assert put(client, people.monitor, report_id, content).status_code == 200
    answer = client.get(f"/api/reports/{report_id}/receipt", headers=people.monitor)
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("location", "words"),
    [
        ({"method": "gnss", "lon": 52.7012, "lat": 23.8473}, "swapped"),
        ({"method": "gnss", "lon": 0, "lat": 0}, "both 0"),
        ({"method": "gnss", "lon": 2.35, "lat": 48.86}, "50 km"),
        ({"method": "border_marker", "marker": 9_999}, "marker"),
        ({"method": "sector", "sectors": ["XYZ"]}, "BIA"),
    ],
)
def test_a_place_that_cannot_be_is_refused_with_what_would_be_right(
    client: TestClient,
    house: Installation,
    people: People,
    report: dict[str, Any],
    location: dict[str, Any],
    words: str,
) -> None:
    content = json.dumps({**report, "location": location}).encode()
    document = problem(put(client, people.monitor, str(uuid4()), content), "body_invalid")
    assert fields(document)[0].startswith("location")
    assert words in str(document["errors"])
    assert rows_of(house.database, "incident") == []


def test_a_refused_report_leaves_nothing_behind_and_its_id_free(
    client: TestClient, house: Installation, people: People, report: dict[str, Any]
) -> None:
    report_id = str(uuid4())
    before = snapshot(house.database)
    bad = json.dumps({**report, "type": MARKER}).encode()
    problem(put(client, people.monitor, report_id, bad), "body_invalid")
    assert snapshot(house.database) == before
    assert put(client, people.monitor, report_id, json.dumps(report).encode()).status_code == 201


def test_each_report_opens_an_incident_of_its_own_with_its_full_projection(
    client: TestClient, house: Installation, people: People, report: dict[str, Any]
) -> None:
    content = json.dumps(report).encode()
    for _ in range(2):
        put(client, people.monitor, str(uuid4()), content)
    opened = {row["incident_id"] for row in rows_of(house.database, "report")}
    assert opened == {row["id"] for row in rows_of(house.database, "incident")}
    assert opened == {row["id"] for row in rows_of(house.database, "feature_full")}
    assert len(opened) == 2
    assert rows_of(house.database, "feature_public") == []
