"""Reading an incident over HTTP: exact, recorded first, and recorded only when it is shown."""

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from service.installation import Installation
from tests.conftest import People
from tests.service.answers import problem
from tests.service.incidents.reviewing import Desk, page
from tests.service.projections.stage import ON_SQLITE, body, reading

pytestmark = ON_SQLITE
PARTS = [("", "detail"), ("/history", "history")]


@pytest.fixture
def desk(house: Installation) -> Desk:
    return Desk(house)


@pytest.fixture
def incident_id(desk: Desk) -> str:
    one, other = desk.open(body(persons={"low": 5}), body(persons={"low": 7}, source=page()))
    desk.merge(other, one)
    return one


def readings(desk: Desk) -> list[tuple[str, str, dict[str, Any]]]:
    return [(who, what, details) for _, who, what, details in desk.entries("incident.read")]


def test_the_detail_has_its_shape(client: TestClient, people: People, incident_id: str) -> None:
    answer = client.get(f"/api/incidents/{incident_id}", headers=people.analyst)

    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.headers["vary"] == "Authorization"
    assert answer.headers["etag"].startswith('"2-')
    found = answer.json()
    assert list(found) == [
        "incident", "claims", "withdrawn_reports", "contradictions", "merged",
        "missing_for_confirmed", "proposed_sensitivity", "legal_next", "photos_missing",
    ]  # fmt: skip
    assert found["incident"]["lon"] == 23.8473
    assert [each["group"] for each in found["contradictions"]] == ["persons"]
    assert {each["source"] for each in found["claims"]} == {"testimony:import", "media:rmf24.pl"}


def test_the_history_has_its_shape(client: TestClient, people: People, incident_id: str) -> None:
    answer = client.get(f"/api/incidents/{incident_id}/history", headers=people.analyst)

    assert answer.status_code == 200
    found = answer.json()
    assert found["id"] == incident_id
    assert {row["field"] for row in found["changes"]} == {"disputed", "reports"}
    assert list(found["changes"][0]) == [
        "version", "at", "actor", "field", "old", "new", "reason",
    ]  # fmt: skip


@pytest.mark.parametrize(("path", "part"), PARTS)
def test_each_reading_is_an_entry_and_a_304_is_none(
    client: TestClient, desk: Desk, people: People, incident_id: str, path: str, part: str
) -> None:
    first = client.get(f"/api/incidents/{incident_id}{path}", headers=people.analyst)
    (key,) = reading(desk.house, "SELECT id FROM access_key WHERE role = 'analyst'")
    assert readings(desk) == [(key["id"], incident_id, {"part": part})]

    held = {**people.analyst, "If-None-Match": first.headers["etag"]}
    again = client.get(f"/api/incidents/{incident_id}{path}", headers=held)

    assert (again.status_code, again.content) == (304, b"")
    assert len(readings(desk)) == 1


@pytest.mark.parametrize(("path", "part"), PARTS)
def test_what_cannot_be_recorded_is_not_shown(
    client: TestClient, desk: Desk, people: People, incident_id: str, path: str, part: str
) -> None:
    with desk.house.database.writing() as session:
        session.execute(
            text(
                "CREATE TRIGGER full_disk BEFORE INSERT ON audit_entry "
                "BEGIN SELECT RAISE(ABORT, 'no room'); END"
            )
        )

    answer = client.get(f"/api/incidents/{incident_id}{path}", headers=people.analyst)

    problem(answer, "unavailable")
    assert "persons" not in answer.text, part
    assert readings(desk) == []


@pytest.mark.parametrize(("path", "part"), PARTS)
@pytest.mark.parametrize("who", ["monitor", "partner"])
def test_nobody_else_reads_it_and_nothing_is_recorded(
    client: TestClient, desk: Desk, people: People, incident_id: str, path: str, part: str, who: str
) -> None:
    answer = client.get(f"/api/incidents/{incident_id}{path}", headers=getattr(people, who))

    problem(answer, "role_insufficient")
    problem(client.get(f"/api/incidents/{incident_id}{path}"), "key_missing")
    assert readings(desk) == [], part


@pytest.mark.parametrize(("path", "_part"), PARTS)
def test_what_is_not_there_is_a_404(
    client: TestClient, desk: Desk, people: People, path: str, _part: str
) -> None:
    problem(client.get(f"/api/incidents/{uuid4()}{path}", headers=people.analyst), "not_found")
    assert readings(desk) == []


def test_the_tag_changes_with_what_is_shown_and_not_with_reading(
    client: TestClient, desk: Desk, people: People, incident_id: str
) -> None:
    def tag() -> str:
        return client.get(f"/api/incidents/{incident_id}", headers=people.analyst).headers["etag"]

    first = tag()
    assert tag() == first
    # A wish to lower is no new version, and shown all the same.
    desk.set_sensitivity(incident_id, "severe")
    raised = tag()
    desk.set_sensitivity(incident_id, "moderate")
    wished = tag()
    assert len({first, raised, wished}) == 3
    assert [each.split("-")[0] for each in (first, raised, wished)] == ['"2', '"3', '"3']
