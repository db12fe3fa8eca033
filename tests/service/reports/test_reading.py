"""`GET /api/reports/{uuid}`: word for word, for analysts alone, and never unseen."""

from typing import Any
from uuid import uuid4

import orjson
import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from service.errors import Missing
from service.installation import Installation
from service.reports.reading import read_report
from tests.conftest import People
from tests.service.answers import problem
from tests.service.incidents.reviewing import Desk
from tests.service.projections.stage import ON_SQLITE, body, reading

WORDS = "by the old oak, four of them"


@pytest.fixture
def sent() -> dict[str, Any]:
    return body(narrative=WORDS)


@pytest.fixture
def report_id(house: Installation, sent: dict[str, Any]) -> str:
    desk = Desk(house)
    return desk.report_of(desk.open(sent)[0])


def test_the_exact_words_come_back_and_the_reading_is_recorded(
    house: Installation, report_id: str, sent: dict[str, Any]
) -> None:
    found = read_report(house.database, house.vault, report_id, "ann")

    assert found.content == orjson.dumps(sent).decode()
    assert (found.id, found.state, found.channel) == (report_id, "incident", "import")
    assert Desk(house).entries("report.read") == [("report.read", "ann", report_id, {})]


def test_what_is_not_there_is_missing_and_not_recorded(house: Installation) -> None:
    with pytest.raises(Missing):
        read_report(house.database, house.vault, str(uuid4()), "ann")

    assert Desk(house).entries("report.read") == []


@ON_SQLITE
def test_an_erased_report_shows_its_row_alone(house: Installation, report_id: str) -> None:
    with house.database.writing() as session:
        session.execute(text("UPDATE sealed_report SET wrapped_key = NULL"))

    found = read_report(house.database, house.vault, report_id, "ann")
    assert (found.content, len(found.sha256)) == (None, 64)
    assert len(Desk(house).entries("report.read")) == 1


@ON_SQLITE
def test_only_analysts_read_one(
    client: TestClient, house: Installation, people: People, report_id: str
) -> None:
    path = f"/api/reports/{report_id}"
    for who in (people.monitor, people.stranger, people.partner):
        problem(client.get(path, headers=who), "role_insufficient")
    problem(client.get(path), "key_missing")
    problem(client.get(f"/api/reports/{uuid4()}", headers=people.analyst), "not_found")
    assert Desk(house).entries("report.read") == []

    answer = client.get(path, headers=people.analyst)
    assert WORDS in answer.json()["content"]
    assert answer.headers["cache-control"] == "private, no-store"
    (key,) = reading(house, "SELECT id FROM access_key WHERE role = 'analyst'")
    assert [entry[1] for entry in Desk(house).entries("report.read")] == [key["id"]]


@ON_SQLITE
def test_what_cannot_be_recorded_is_not_shown(
    client: TestClient, house: Installation, people: People, report_id: str
) -> None:
    with house.database.writing() as session:
        session.execute(
            text(
                "CREATE TRIGGER full_disk BEFORE INSERT ON audit_entry "
                "BEGIN SELECT RAISE(ABORT, 'no room'); END"
            )
        )

    answer = client.get(f"/api/reports/{report_id}", headers=people.analyst)

    problem(answer, "unavailable")
    assert WORDS not in answer.text
