"""Photos against the entries of their reception."""

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from service.audit.verification import verify
from service.installation import Installation
from service.vault.erasure import erase
from tests.conftest import People
from tests.service.photos.sending import OTHER, PHOTO, Phone


@pytest.fixture
def report_id(client: TestClient, people: People) -> str:
    """A report of two photos, of which one came."""
    monitor = Phone(client, people.monitor)
    report_id = monitor.report(PHOTO, OTHER)
    assert monitor.photo(report_id).status_code == 201
    return report_id


def change(house: Installation, statement: str, **values: str) -> None:
    with house.database.writing() as session:
        session.execute(text(statement), values)


def tables(house: Installation) -> set[str]:
    return {each.table for each in verify(house.database).findings}


def test_photos_that_came_and_photos_that_are_awaited_are_in_order(
    house: Installation, report_id: str
) -> None:
    assert verify(house.database).intact
    erase(house.database, [report_id])
    assert verify(house.database).intact


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE report_photo SET stored_sha256 = :other WHERE stored_sha256 IS NOT NULL",
        "UPDATE report_photo SET stored_sha256 = NULL",
        "UPDATE report_photo SET stored_sha256 = :other WHERE stored_sha256 IS NULL",
    ],
    ids=["exchanged", "hidden", "put in"],
)
def test_a_photo_that_is_not_as_it_was_recorded_is_found(
    house: Installation, report_id: str, statement: str
) -> None:
    values = {"other": "0" * 64} if ":other" in statement else {}
    change(house, statement, **values)
    assert tables(house) == {"report_photo"}


def test_a_photo_that_is_gone_is_found(house: Installation, report_id: str) -> None:
    change(house, "DELETE FROM sealed_photo")
    change(house, "DELETE FROM report_photo")
    assert tables(house) == {"report_photo"}
