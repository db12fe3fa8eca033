"""Reading exact places leaves an entry before the answer is given."""

from typing import Any

import orjson
import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from service.installation import Installation
from tests.conftest import People
from tests.service.projections.stage import claim, full_features, reading, submit

ITEMS = "/api/collections/incidents-full/items"


def entries(house: Installation) -> list[dict[str, Any]]:
    rows = reading(
        house,
        "SELECT actor, subject, details FROM audit_entry "
        "WHERE action = 'features.read' ORDER BY id",
    )
    return [{**row, "details": orjson.loads(row["details"])} for row in rows]


def test_each_page_that_is_sent_leaves_one_entry(
    house: Installation, client: TestClient, people: People
) -> None:
    submit(house, *(claim() for _ in range(3)))
    first = client.get(f"{ITEMS}?limit=2", headers=people.partner).json()
    following = next(link["href"] for link in first["links"] if link["rel"] == "next")
    client.get(following, headers=people.partner)

    found = entries(house)

    assert [each["details"]["features"] for each in found] == [2, 1]
    assert {each["subject"] for each in found} == {"incidents-full"}
    (actor,) = {each["actor"] for each in found}
    keys = reading(house, "SELECT id FROM access_key WHERE role = 'partner'")
    assert [actor] == [key["id"] for key in keys]


def test_one_feature_is_recorded_by_its_id(
    house: Installation, client: TestClient, people: People
) -> None:
    (incident_id,) = submit(house, claim())
    assert client.get(f"{ITEMS}/{incident_id}", headers=people.analyst).status_code == 200
    (entry,) = entries(house)
    assert entry["subject"] == incident_id
    assert entry["details"] == {"collection": "incidents-full", "features": 1}


def test_nothing_shown_is_nothing_recorded(
    house: Installation, client: TestClient, people: People
) -> None:
    """Neither a HEAD nor a 304 sends a feature."""
    (incident_id,) = submit(house, claim())
    for address in (ITEMS, f"{ITEMS}/{incident_id}"):
        tag = client.head(address, headers=people.partner).headers["ETag"]
        assert client.get(address, headers=people.monitor).status_code == 404
        assert client.get(address).status_code == 404
        again = client.get(address, headers={**people.partner, "If-None-Match": tag})
        assert again.status_code == 304
    assert client.get(f"{ITEMS}/unknown", headers=people.partner).status_code == 404
    assert client.get(f"{ITEMS}?limit=0", headers=people.partner).status_code == 400
    client.get("/api/collections/incidents/items")
    assert entries(house) == []


def test_the_question_is_told_apart_by_a_digest_that_holds_no_box(
    house: Installation, client: TestClient, people: People
) -> None:
    for query in ("", "sector=BIA", "sector=BIA", "bbox=23,52,24,53", "bbox=23.1,52,24,53"):
        assert client.get(f"{ITEMS}?{query}", headers=people.partner).status_code == 200
    digests = [each["details"]["question"] for each in entries(house)]
    assert digests[1] == digests[2]
    # A hash of round numbers can be guessed, so all boxes look alike.
    assert digests[3] == digests[4]
    assert len(set(digests)) == 3


def test_a_box_in_metres_is_hidden_as_well(
    house: Installation, client: TestClient, people: People
) -> None:
    crs = "http://www.opengis.net/def/crs/EPSG/0/{}"
    for query in (
        "bbox=23,52,24,53",
        f"bbox=52,23,53,24&bbox-crs={crs.format(4326)}",
        f"bbox=690000,5830000,700000,5850000&bbox-crs={crs.format(25834)}",
        f"bbox=2600000,6800000,2700000,7000000&bbox-crs={crs.format(3857)}",
    ):
        assert client.get(f"{ITEMS}?{query}", headers=people.partner).status_code == 200
    assert len({each["details"]["question"] for each in entries(house)}) == 1


def test_what_was_shown_of_the_records_tells_questions_apart(
    house: Installation, client: TestClient, people: People
) -> None:
    shapes = ("", "properties=type", "skipGeometry=true")
    for query in (*shapes, "crs=http://www.opengis.net/def/crs/EPSG/0/3857"):
        assert client.get(f"{ITEMS}?{query}", headers=people.partner).status_code == 200
    assert len({each["details"]["question"] for each in entries(house)}) == 4


@pytest.mark.parametrize("one", [False, True])
def test_what_cannot_be_recorded_is_not_shown(
    house: Installation, client: TestClient, people: People, one: bool
) -> None:
    (incident_id,) = submit(house, claim())
    (feature,) = full_features(house).values()
    with house.database.writing() as session:
        session.execute(text("ALTER TABLE audit_entry RENAME TO audit_entry_away"))
    try:
        answer = client.get(f"{ITEMS}/{incident_id}" if one else ITEMS, headers=people.partner)
    finally:
        with house.database.writing() as session:
            session.execute(text("ALTER TABLE audit_entry_away RENAME TO audit_entry"))
    assert answer.status_code == 503
    assert answer.json()["code"] == "unavailable"
    assert str(feature["geometry"]["coordinates"][0]) not in answer.text
