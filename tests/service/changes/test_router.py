"""`/api/changes`: ordered, resumable, byte for byte, and silent about what left."""

from datetime import UTC, datetime, timedelta

import orjson
import pytest
from starlette.testclient import TestClient

from service.installation import Installation
from service.projections.publisher import publish
from service.projections.service import begin_sequence
from tests.service.answers import problem
from tests.service.changes.following import CHANGES, Copy, public_table
from tests.service.projections.stage import (
    ON_SQLITE,
    apart,
    claim,
    move,
    public_ids,
    reading,
    several,
    submit,
    submit_verified,
)

DUE = datetime(2025, 5, 26, 4, tzinfo=UTC)
WEEK = timedelta(weeks=1)


def test_an_empty_feed_is_complete(house: Installation, client: TestClient) -> None:
    answer = client.get(CHANGES)

    assert answer.status_code == 200
    page = answer.json()
    assert (page["changes"], page["next"], page["complete"]) == ([], 0, True)


def test_each_public_record_comes_with_its_stored_text_byte_for_byte(
    house: Installation, client: TestClient
) -> None:
    submit_verified(house, *several(3))
    publish(house.database, house.policy, DUE)

    answer = client.get(CHANGES)
    stored = [row["feature"] for row in reading(house, "SELECT feature FROM feature_public")]
    assert len(stored) == 3
    for feature in stored:
        assert f'"change":"put","feature":{feature}}}'.encode() in answer.content
    assert [each["id"] for each in answer.json()["changes"]] == sorted(public_ids(house).values())


def test_a_withdrawn_record_leaves_its_id_and_nothing_else(
    house: Installation, client: TestClient
) -> None:
    gone, _ = submit(house, claim(), claim())
    publish(house.database, house.policy, DUE)
    public_id = public_ids(house)[gone]
    before = client.get(CHANGES).json()

    move(house, gone, "withdrawn")

    after = client.get(CHANGES, params={"since": before["next"]}).json()
    assert after["changes"] == [{"seq": 3, "id": public_id, "change": "withdrawn"}]
    assert reading(house, "SELECT * FROM public_change WHERE withdrawn") == [
        {"seq": 3, "public_id": public_id, "withdrawn": True}
    ]


def test_a_changed_record_comes_again_and_its_old_content_is_nowhere(
    house: Installation, client: TestClient
) -> None:
    (incident_id,) = submit(house, apart(0, equipment=[{"kind": "ladder"}]))
    publish(house.database, house.policy, DUE)
    assert client.get(CHANGES).text.count('"received"') == 1

    move(house, incident_id, "in_review", "verified")
    publish(house.database, house.policy, DUE + WEEK)

    text = client.get(CHANGES).text
    assert '"received"' not in text
    (change,) = orjson.loads(text)["changes"]
    assert (change["seq"], change["feature"]["properties"]["status"]) == (2, "verified")


def test_pages_follow_one_another_without_a_gap(house: Installation, client: TestClient) -> None:
    submit(house, *(claim() for _ in range(7)))
    publish(house.database, house.policy, DUE)
    address, numbers = f"{CHANGES}?limit=3", []
    sizes = []
    for _ in range(3):
        page = client.get(address).json()
        numbers += [each["seq"] for each in page["changes"]]
        sizes.append((len(page["changes"]), page["complete"]))
        (address,) = [each["href"] for each in page["links"] if each["rel"] == "next"]

    assert numbers == list(range(1, 8))
    assert sizes == [(3, False), (3, False), (1, True)]
    assert client.get(address).json()["changes"] == []


def test_a_follower_holds_the_public_table_at_every_step(
    house: Installation, client: TestClient
) -> None:
    copy = Copy(limit=2)
    incidents = submit(house, *(claim() for _ in range(6)))
    copy.follow(client)
    assert copy.records == public_table(house) == {}

    publish(house.database, house.policy, DUE)
    copy.follow(client)
    assert copy.records == public_table(house)
    assert len(copy.records) == 6

    for incident_id in incidents[:3]:
        move(house, incident_id, "in_review", "verified")
    move(house, incidents[5], "withdrawn")
    publish(house.database, house.policy, DUE + WEEK)
    copy.follow(client)
    assert copy.records == public_table(house)
    anew = Copy()
    anew.follow(client)
    assert anew.records == copy.records
    assert copy.numbers == sorted(copy.numbers)


def test_an_unchanged_feed_is_a_304_and_a_change_is_not(
    house: Installation, client: TestClient
) -> None:
    (incident_id,) = submit(house, claim())
    publish(house.database, house.policy, DUE)
    first = client.get(CHANGES)
    held = {"If-None-Match": first.headers["etag"]}

    assert client.get(CHANGES, headers=held).status_code == 304
    assert client.get(f"{CHANGES}?since=1", headers=held).status_code == 200
    head = client.head(CHANGES)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["etag"] == first.headers["etag"]
    move(house, incident_id, "withdrawn")
    assert client.get(CHANGES, headers=held).status_code == 200


@ON_SQLITE
def test_any_page_may_read_it_and_each_time_ask_whether_it_still_holds(client: TestClient) -> None:
    answer = client.get(CHANGES, headers={"Origin": "https://map.example"})

    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["cache-control"] == "public, max-age=0, must-revalidate"


def test_a_number_that_was_never_given_says_to_begin_anew(
    house: Installation, client: TestClient
) -> None:
    submit(house, claim())
    publish(house.database, house.policy, DUE)

    assert client.get(CHANGES, params={"since": 1}).status_code == 200
    refused = client.get(CHANGES, params={"since": 2})
    found = problem(refused, "query_invalid")
    assert "begin from 0" in found["detail"]
    assert found["errors"][0]["field"] == "since"


def test_a_number_of_before_a_restored_backup_says_to_begin_anew(
    house: Installation, client: TestClient
) -> None:
    submit(house, claim())
    publish(house.database, house.policy, DUE)
    page = client.get(CHANGES).json()
    following = {"since": page["next"], "sequence": page["sequence"]}
    assert client.get(CHANGES, params=following).status_code == 200

    with house.database.writing() as session:
        begin_sequence(session)

    assert (
        "begin from 0" in problem(client.get(CHANGES, params=following), "query_invalid")["detail"]
    )
    anew = client.get(CHANGES, params={**following, "since": 0})
    assert anew.status_code == 200
    assert anew.json()["sequence"] != page["sequence"]


@ON_SQLITE
@pytest.mark.parametrize(
    "query",
    ["since=-1", "since=x", "since=1.5", "since=99999999999", "limit=0", "sequence=%27", "week=1"],
)
def test_a_query_that_cannot_be_used_is_refused(client: TestClient, query: str) -> None:
    problem(client.get(f"{CHANGES}?{query}"), "query_invalid")


@ON_SQLITE
def test_the_landing_page_leads_to_the_feed(client: TestClient) -> None:
    links = {each["rel"]: each["href"] for each in client.get("/api").json()["links"]}

    assert client.get(links["related"]).status_code == 200
