"""The full collection as a page: for keys alone, stored nowhere, and recorded as its JSON is."""

from sqlalchemy import text
from starlette.testclient import TestClient

from service.installation import Installation
from tests.conftest import People, bearer
from tests.service.features.conftest import FULL
from tests.service.features.html.conftest import BROWSER, Open
from tests.service.features.html.test_items import href_of, ids_in, said
from tests.service.features.test_recorded_reads import entries
from tests.service.projections.stage import IN_CELL, claim, full_features, submit


def test_each_page_that_is_sent_leaves_one_entry(
    house: Installation, open_page: Open, people: People
) -> None:
    submit(house, *(claim() for _ in range(3)))
    first = open_page(f"{FULL}?limit=2", **people.partner)
    assert first.headers["cache-control"] == "private, no-store"
    following = href_of(first.text, "next")
    assert following is not None
    open_page(following, **people.partner)
    found = entries(house)
    assert [each["details"]["features"] for each in found] == [2, 1]
    assert {each["subject"] for each in found} == {"incidents-full"}
    assert len({each["details"]["question"] for each in found}) == 2


def test_the_entry_is_that_of_the_same_question_as_json(
    house: Installation, client: TestClient, open_page: Open, people: People
) -> None:
    submit(house, claim())
    open_page(f"{FULL}?limit=7&sector=BIA", **people.partner)
    client.get(f"{FULL}?limit=7&sector=BIA", headers=people.partner)
    page, json = entries(house)
    assert page == json


def test_one_feature_is_recorded_by_its_id(
    house: Installation, open_page: Open, people: People
) -> None:
    (incident_id,) = submit(house, claim())
    page = open_page(f"{FULL}/{incident_id}", **people.analyst)
    assert page.headers["cache-control"] == "private, no-store"
    assert str(IN_CELL["lon"]) in said(page.text)
    (entry,) = entries(house)
    assert entry["subject"] == incident_id
    assert entry["details"] == {"collection": "incidents-full", "features": 1}


def test_nothing_shown_is_nothing_recorded(
    house: Installation, open_page: Open, people: People
) -> None:
    (incident_id,) = submit(house, claim())
    for address in (FULL, f"{FULL}/{incident_id}"):
        tag = open_page(address, "HEAD", **people.partner).headers["ETag"]
        assert open_page(address, **people.monitor).status_code == 404
        assert open_page(address).status_code == 404
        again = open_page(address, **people.partner, **{"If-None-Match": tag})
        assert again.status_code == 304
    assert open_page(f"{FULL}/unknown", **people.partner).status_code == 404
    assert open_page("/api/collections/incidents-full", **people.partner).status_code == 200
    assert entries(house) == []


def test_what_cannot_be_recorded_is_not_shown(
    house: Installation, open_page: Open, people: People
) -> None:
    (incident_id,) = submit(house, claim())
    (feature,) = full_features(house).values()
    with house.database.writing() as session:
        session.execute(text("ALTER TABLE audit_entry RENAME TO audit_entry_away"))
    try:
        answers = [open_page(each, **people.partner) for each in (FULL, f"{FULL}/{incident_id}")]
    finally:
        with house.database.writing() as session:
            session.execute(text("ALTER TABLE audit_entry_away RENAME TO audit_entry"))
    for answer in answers:
        assert answer.status_code == 503
        assert str(feature["geometry"]["coordinates"][0]) not in answer.text


def test_a_key_of_one_sector_sees_its_records_alone(house: Installation, open_page: Open) -> None:
    here, _ = submit(house, claim(), claim(location={"method": "sector", "sectors": ["KRY"]}))
    limited = bearer(house, "partner", scopes=["incidents:read"], sectors=["BIA"])
    assert ids_in(open_page(FULL, **limited).text, FULL) == [here]


def test_two_limits_share_no_tag(house: Installation, client: TestClient) -> None:
    """Even where they happen to show the same."""
    limits = (["KRY"], ["NAR"])
    keys = [bearer(house, "partner", scopes=["incidents:read"], sectors=each) for each in limits]
    tags = {client.get(FULL, headers={**BROWSER, **key}).headers["etag"] for key in keys}
    assert len(tags) == 2
