"""The desk by API: the queue and its filters, holds, candidates, pairs that are not the same."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from starlette.testclient import TestClient

from service.accounts.service import authenticate
from service.desk.queue import QueueQuestion
from service.desk.service import set_apart, take_hold
from service.errors import HoldTaken
from service.incidents.merge import merge
from service.incidents.saving import Deed
from service.installation import Installation
from tests.conftest import People
from tests.service.answers import fields, problem
from tests.service.forgers import FORGERS, cursor_of, position_in
from tests.service.projections.stage import body, claim, move, reading, submit

DESK = "/api/incidents"
FIVE = {"low": 5}


def queue(client: TestClient, people: People, **parameters: Any) -> list[dict[str, Any]]:
    answer = client.get(DESK, params=parameters, headers=people.analyst)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["incidents"]
    return found


def ids(rows: list[dict[str, Any]]) -> list[str]:
    return [row["id"] for row in rows]


def key_of(house: Installation, headers: dict[str, str]) -> str:
    return authenticate(house.database, headers["Authorization"].removeprefix("Bearer ")).key_id


@pytest.fixture
def waiting(house: Installation) -> list[str]:
    """Five incidents in the order of receipt; the last one was verified."""
    found = [
        *submit(house, body()),
        *submit(house, claim(type="objects_thrown", persons=FIVE)),
        *submit(house, body(type="pushback", location={"method": "sector", "sectors": ["NAR"]})),
        *submit(house, body(location={"method": "border"})),
        *submit(house, body(persons=FIVE)),
    ]
    move(house, found[-1], "in_review", "verified")
    return found


def test_what_is_open_waits_in_the_order_of_receipt(
    client: TestClient, people: People, waiting: list[str]
) -> None:
    assert ids(queue(client, people)) == waiting[:4]
    assert ids(queue(client, people, order="newest")) == waiting[3::-1]


def test_a_row_says_what_a_reviewer_sorts_by_and_no_exact_place(
    client: TestClient, people: People, waiting: list[str]
) -> None:
    row = queue(client, people)[1]
    assert row["persons"] == {"low": 5, "high": 5}
    assert (row["status"], row["grade"], row["sensitivity"]) == ("received", "F6", "moderate")
    assert (row["week"], row["sector"], row["reports"], row["hold"]) == ("2025-W20", "BIA", 1, None)
    assert not {"lon", "lat", "border_km", "place", "source_title", "source_url"} & row.keys()


@pytest.mark.parametrize(
    ("parameters", "wanted"),
    [
        ({"status": "verified"}, [4]),
        ({"status": "received,verified"}, [0, 1, 2, 3, 4]),
        ({"type": "pushback"}, [2]),
        ({"type": "crossing_attempt"}, [0, 3]),
        ({"sector": "NAR"}, [2]),
        ({"sector": "NAR,BIA"}, [0, 1, 2]),
        ({"sensitivity": "severe"}, [2]),
        ({"source_type": "pl_authority"}, [1]),
        ({"week": "2025-W20"}, [0, 1, 2, 3]),
        ({"week": "2025-W21"}, []),
        ({"disputed": "true"}, []),
        ({"received_from": "2020-01-01", "received_to": "2100-01-01"}, [0, 1, 2, 3]),
        ({"received_to": "2020-01-01"}, []),
    ],
)
def test_the_queue_is_filtered(
    client: TestClient,
    people: People,
    waiting: list[str],
    parameters: dict[str, str],
    wanted: list[int],
) -> None:
    assert ids(queue(client, people, **parameters)) == [waiting[each] for each in wanted]


def test_pages_follow_one_another_without_gap_or_repeat(
    client: TestClient, people: People, waiting: list[str]
) -> None:
    for order, expected in (("oldest", waiting[:4]), ("newest", waiting[3::-1])):
        found: list[str] = []
        address = f"{DESK}?limit=1&order={order}"
        while address:
            page = client.get(address, headers=people.analyst).json()
            found += ids(page["incidents"])
            address = next((each["href"] for each in page["links"] if each["rel"] == "next"), "")
        assert found == expected


def test_a_cursor_belongs_to_its_question(
    client: TestClient, people: People, waiting: list[str]
) -> None:
    page = client.get(f"{DESK}?limit=1", headers=people.analyst).json()
    foreign = page["links"][0]["href"] + "&type=pushback"
    problem(client.get(foreign, headers=people.analyst), "query_invalid")


@pytest.mark.parametrize("forger", FORGERS)
def test_who_has_no_key_writes_no_cursor(
    client: TestClient, people: People, waiting: list[str], forger: str
) -> None:
    good = cursor_of(client.get(f"{DESK}?limit=1", headers=people.analyst))
    forged = FORGERS[forger](("review queue", QueueQuestion()), position_in(good))
    refused = client.get(DESK, params={"cursor": forged}, headers=people.analyst)
    assert fields(problem(refused, "query_invalid")) == ["cursor"]
    assert ids(queue(client, people, cursor=good)) == waiting[1:4]


@pytest.mark.parametrize(
    "parameters",
    [
        {"status": "happy"},
        {"sector": "XYZ"},
        {"week": "2025"},
        {"week": "2025-W20", "status": "rejected"},
        {"held": "yours"},
        {"code": "MZ-1"},
        {"limit": "0"},
        {"cursor": "none"},
        {"received_from": "yesterday"},
    ],
)
def test_a_parameter_that_cannot_be_used_is_named(
    client: TestClient, people: People, parameters: dict[str, str]
) -> None:
    answer = client.get(DESK, params=parameters, headers=people.analyst)
    document = problem(answer, "query_invalid")
    assert document["errors"][0]["field"] == next(iter(parameters))


def test_a_receipt_code_finds_its_incident_whatever_became_of_it(
    client: TestClient, house: Installation, people: People, waiting: list[str]
) -> None:
    move(house, waiting[0], "withdrawn")
    (row,) = reading(
        house, "SELECT receipt_code FROM report WHERE incident_id = :id", id=waiting[0]
    )
    code = row["receipt_code"].lower().replace("-", "")
    assert ids(queue(client, people, code=code)) == [waiting[0]]
    assert queue(client, people, code="MZ-0000-0000-0000") == []


def test_contradicted_incidents_are_found(
    client: TestClient, house: Installation, people: People
) -> None:
    five, nine = submit(house, body(persons=FIVE), claim(persons={"low": 9}))
    merge(house.database, house.policy, nine, five, Deed("desk", "same", "incident.merged"))
    (row,) = queue(client, people, disputed="true")
    assert (row["id"], row["disputed"], row["reports"]) == (five, ["persons"], 2)
    assert queue(client, people, disputed="false") == []


def test_counts_add_up_to_all_incidents(
    client: TestClient, people: People, waiting: list[str]
) -> None:
    client.put(f"{DESK}/{waiting[0]}/hold", json={}, headers=people.analyst)
    found = client.get(f"{DESK}/counts", headers=people.analyst).json()
    assert found == {
        "incidents": {"received": {"moderate": 3, "severe": 1}, "verified": {"moderate": 1}},
        "disputed": 0,
        "held": 1,
    }


def test_a_hold_tells_others_and_is_given_back(
    client: TestClient, house: Installation, people: People, waiting: list[str]
) -> None:
    address = f"{DESK}/{waiting[0]}/hold"
    taken = client.put(address, json={"minutes": 5}, headers=people.analyst)
    assert taken.status_code == 200
    key = key_of(house, people.analyst)
    assert queue(client, people)[0]["hold"]["holder"] == key
    assert ids(queue(client, people, held="mine")) == [waiting[0]]
    assert ids(queue(client, people, held="none")) == waiting[1:4]

    refused = client.put(address, json={}, headers=people.admin)
    assert key in problem(refused, "hold_taken")["detail"]

    assert client.delete(address, headers=people.analyst).status_code == 204
    assert client.delete(address, headers=people.analyst).status_code == 204
    assert client.put(address, json={}, headers=people.admin).status_code == 200
    assert problem(client.delete(address, headers=people.analyst), "hold_taken")


def test_an_administrator_ends_anyones_hold(
    client: TestClient, people: People, waiting: list[str]
) -> None:
    address = f"{DESK}/{waiting[0]}/hold"
    client.put(address, json={}, headers=people.analyst)
    assert client.delete(address, headers=people.admin).status_code == 204
    assert queue(client, people, held="any") == []


def test_a_hold_ends_by_itself_and_is_taken_over(house: Installation, waiting: list[str]) -> None:
    with time_machine.travel("2026-11-20T10:00:00Z", tick=False) as clock:
        take_hold(house.database, waiting[0], "ann", 30)
        with pytest.raises(HoldTaken, match="2026-11-20T10:30:00Z"):
            take_hold(house.database, waiting[0], "bo", 30)
        clock.shift(timedelta(minutes=10))
        longer = take_hold(house.database, waiting[0], "ann", 30)
        assert (longer.since.minute, longer.until.minute) == (0, 40)
        clock.shift(timedelta(minutes=30))
        assert take_hold(house.database, waiting[0], "bo", 30).holder == "bo"


def test_of_fifty_who_take_an_incident_at_once_one_gets_it(
    house: Installation, waiting: list[str]
) -> None:
    def take(number: int) -> str | None:
        try:
            return take_hold(house.database, waiting[0], f"key {number}", 30).holder
        except HoldTaken:
            return None

    with ThreadPoolExecutor(50) as people:
        winners = [holder for holder in people.map(take, range(50)) if holder is not None]
    assert len(winners) == 1
    assert [row["holder"] for row in reading(house, "SELECT holder FROM review_hold")] == winners


def test_a_hold_changes_nothing_of_the_incident(
    client: TestClient, house: Installation, people: People, waiting: list[str]
) -> None:
    before = reading(house, "SELECT * FROM incident ORDER BY id")
    client.put(f"{DESK}/{waiting[0]}/hold", json={}, headers=people.analyst)
    assert reading(house, "SELECT * FROM incident ORDER BY id") == before
    assert reading(house, "SELECT * FROM incident_history WHERE version > 3") == []


def test_candidates_come_with_score_and_reasons(
    client: TestClient, people: People, waiting: list[str]
) -> None:
    address = f"{DESK}/{waiting[0]}/candidates"
    found = client.get(address, headers=people.analyst).json()
    assert found["complete"] is True
    best = found["candidates"][0]
    assert best["id"] == waiting[4]
    assert {each["part"] for each in best["reasons"]} == {
        "place", "time", "acts", "counts", "document",
    }  # fmt: skip
    assert not {"lon", "lat", "border_km", "source_url"} & best.keys()
    assert waiting[0] not in ids(found["candidates"])


def test_two_that_were_set_apart_are_not_proposed_again(
    client: TestClient, house: Installation, people: People, waiting: list[str]
) -> None:
    one, other = waiting[0], waiting[4]
    wanted = {"other": other, "reason": "two groups"}
    for _ in range(2):
        answer = client.post(f"{DESK}/{one}/distinct", json=wanted, headers=people.analyst)
        assert answer.status_code == 204
    for here, there in ((one, other), (other, one)):
        found = client.get(f"{DESK}/{here}/candidates", headers=people.analyst).json()
        assert there not in ids(found["candidates"])
        (pair,) = client.get(f"{DESK}/{here}/distinct", headers=people.analyst).json()["distinct"]
        assert (pair["other"], pair["reason"]) == (there, "two groups")
    entries = reading(house, "SELECT * FROM audit_entry WHERE action = 'incident.distinct'")
    assert len(entries) == 1

    back = client.delete(f"{DESK}/{other}/distinct/{one}", headers=people.analyst)
    assert back.status_code == 204
    found = client.get(f"{DESK}/{one}/candidates", headers=people.analyst).json()
    assert other in ids(found["candidates"])
    again = client.delete(f"{DESK}/{other}/distinct/{one}", headers=people.analyst)
    problem(again, "not_found")


def test_an_incident_that_is_merged_or_does_not_count_is_no_candidate(
    client: TestClient, house: Installation, people: People, waiting: list[str]
) -> None:
    merge(
        house.database, house.policy, waiting[4], waiting[3],
        Deed("desk", "same", "incident.merged"),
    )  # fmt: skip
    move(house, waiting[1], "withdrawn")
    found = client.get(f"{DESK}/{waiting[0]}/candidates", headers=people.analyst).json()
    assert not {waiting[4], waiting[1]} & set(ids(found["candidates"]))


def test_what_is_not_there_is_missing(client: TestClient, people: People) -> None:
    nobody = f"{DESK}/{uuid4()}"
    wanted = {"other": str(uuid4()), "reason": "two groups"}
    for answer in (
        client.put(f"{nobody}/hold", json={}, headers=people.analyst),
        client.delete(f"{nobody}/hold", headers=people.analyst),
        client.get(f"{nobody}/candidates", headers=people.analyst),
        client.get(f"{nobody}/distinct", headers=people.analyst),
        client.post(f"{nobody}/distinct", json=wanted, headers=people.analyst),
    ):
        problem(answer, "not_found")


def test_two_who_set_the_same_two_apart_at_once_write_one_pair(
    house: Installation, waiting: list[str]
) -> None:
    def apart(turn: int) -> None:
        one, other = waiting[turn % 2], waiting[1 - turn % 2]
        set_apart(house.database, one, other, f"key {turn}", "two groups")

    with ThreadPoolExecutor(8) as people:
        assert len(list(people.map(apart, range(16)))) == 16
    assert len(reading(house, "SELECT * FROM distinct_pair")) == 1
    assert len(reading(house, "SELECT * FROM audit_entry WHERE action = 'incident.distinct'")) == 1


def test_far_places_crowd_out_no_near_one(
    client: TestClient, house: Installation, people: People
) -> None:
    here, again = submit(house, body(), body())
    far = {"method": "place", "place": "Terespol"}
    submit(house, *(body(location=far) for _ in range(30)))
    found = client.get(f"{DESK}/{here}/candidates", headers=people.analyst).json()
    assert ids(found["candidates"]) == [again]
