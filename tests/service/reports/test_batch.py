"""`POST /api/reports/batch`: a result per row, good rows kept, bad rows explained."""

import json
from hashlib import sha256
from typing import Any
from uuid import uuid4

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from service.installation import Installation
from service.reports.batch import GROUP_ROWS, MAX_REFUSED
from tests.conftest import People
from tests.service.answers import MARKER, problem
from tests.service.reports.test_formats import CSV, FORMATS, GEOJSON, JSON, NDJSON, WRITERS, row
from tests.service.stored import rows_of, snapshot

ON_SQLITE = pytest.mark.parametrize("house", ["sqlite"], indirect=True)


def send(client: TestClient, who: dict[str, str], media_type: str, content: Any) -> Response:
    headers = {**who, "Content-Type": media_type}
    return client.post("/api/reports/batch", content=content, headers=headers)


def results(answer: Response) -> list[str]:
    assert answer.status_code == 200
    return [result["result"] for result in answer.json()["results"]]


@FORMATS
def test_a_good_batch_is_stored_with_a_receipt_per_row(
    client: TestClient, house: Installation, people: People, media_type: str
) -> None:
    content = WRITERS[media_type]([row(1), row(2), row(3)])
    answer = send(client, people.monitor, media_type, content).json()
    assert [answer[name] for name in ("rows", "created", "refused")] == [3, 3, 0]
    assert answer["complete"] is True
    receipts = [result["receipt"] for result in answer["results"]]
    stored = {each["id"]: each for each in rows_of(house.database, "report")}
    assert {receipt["id"] for receipt in receipts} == stored.keys()
    for receipt in receipts:
        assert stored[receipt["id"]]["sha256"] == receipt["sha256"]
        assert stored[receipt["id"]]["channel"] == "batch"


@FORMATS
def test_a_batch_sent_again_changes_nothing_and_gives_the_same_receipts(
    client: TestClient, house: Installation, people: People, media_type: str
) -> None:
    content = WRITERS[media_type]([row(1), row(2)])
    first = send(client, people.monitor, media_type, content).json()
    before = snapshot(house.database)
    again = send(client, people.monitor, media_type, content).json()
    assert [again[name] for name in ("created", "unchanged")] == [0, 2]
    assert receipts_of(again) == receipts_of(first)
    assert snapshot(house.database) == before


def receipts_of(result: dict[str, Any]) -> list[dict[str, Any]]:
    return [each["receipt"] for each in result["results"]]


@FORMATS
def test_a_broken_seventh_row_is_explained_and_ten_are_kept(
    client: TestClient, house: Installation, people: People, media_type: str
) -> None:
    rows = [row(number) for number in range(1, 12)]
    rows[6]["type"] = MARKER
    answer = send(client, people.monitor, media_type, WRITERS[media_type](rows))
    assert MARKER not in answer.text
    assert [answer.json()[name] for name in ("rows", "created", "refused")] == [11, 10, 1]
    (bad,) = [each for each in answer.json()["results"] if each["result"] == "refused"]
    assert bad["row"] == 7
    assert bad["problems"][0]["field"] == "type"
    assert "crossing_attempt" in bad["problems"][0]["right"]
    assert len(rows_of(house.database, "report")) == 10


@pytest.mark.parametrize("media_type", [NDJSON, JSON, GEOJSON])
def test_a_row_that_cannot_be_placed_is_refused_beside_its_neighbours(
    client: TestClient, people: People, media_type: str
) -> None:
    far = {"method": "gnss", "lon": 2.35, "lat": 48.86}
    rows = [row(1), row(2, location=far), row(3)]
    answer = send(client, people.monitor, media_type, WRITERS[media_type](rows))
    assert results(answer) == ["created", "refused", "created"]
    assert answer.json()["results"][1]["problems"][0]["field"] == "location"


def test_a_geojson_point_is_placed_where_it_was_drawn(
    client: TestClient, house: Installation, people: People
) -> None:
    properties = {name: value for name, value in row(1).items() if name != "location"}
    drawn = {"type": "Point", "coordinates": [23.8473, 52.7012]}
    feature = {"type": "Feature", "geometry": drawn, "properties": properties}
    content = json.dumps({"type": "FeatureCollection", "features": [feature]})
    assert results(send(client, people.monitor, GEOJSON, content)) == ["created"]
    (incident,) = rows_of(house.database, "incident")
    assert (incident["location_method"], incident["lon"]) == ("map_pick", 23.8473)
    assert incident["sector"] == "BIA"


def test_a_table_with_points_counts_and_equipment_is_read_as_numbers(
    client: TestClient, house: Installation, people: People
) -> None:
    table = (
        "occurred.from;occurred.precision;location.method;location.lon;location.lat;type;"
        "source.type;persons.low;equipment\r\n"
        "2025-11-21;day;gnss;23.8473;52.7012;crossing_attempt;media;16;ladder:2\r\n"
        "2025-11-21;day;gnss;23,8473;52,7012;crossing_attempt;media;16;ladder:2\r\n"
    )
    answer = send(client, people.monitor, CSV, table.encode("utf-8-sig"))
    assert results(answer) == ["created", "refused"]
    wrong = answer.json()["results"][1]["problems"][0]
    assert (wrong["field"], wrong["right"]) == (
        "location.lon",
        "a number with a point, such as 23.8473",
    )
    (incident,) = rows_of(house.database, "incident")
    assert (incident["lon"], incident["persons_low"]) == (23.8473, 16)
    assert json.loads(incident["equipment"])[0]["low"] == 2


@ON_SQLITE
def test_an_unknown_column_refuses_the_rows_that_fill_it(
    client: TestClient, people: People
) -> None:
    content = WRITERS[CSV]([row(1), row(2)]).replace(b"source.title", b"source.informant")
    answer = send(client, people.monitor, CSV, content)
    assert results(answer) == ["refused", "refused"]
    assert answer.json()["results"][0]["problems"][0]["wrong"] == "is not a member here"
    assert "informant" not in answer.text


def test_rows_that_are_equal_are_one_report(
    client: TestClient, house: Installation, people: People
) -> None:
    answer = send(client, people.monitor, NDJSON, WRITERS[NDJSON]([row(1), row(2), row(1)]))
    assert results(answer) == ["created", "created", "unchanged"]
    first, _, third = receipts_of(answer.json())
    assert first == third
    assert len(rows_of(house.database, "report")) == 2


def test_rows_with_ids_keep_them(client: TestClient, house: Installation, people: People) -> None:
    ids = [str(uuid4()), str(uuid4())]
    rows = [row(number, id=name) for number, name in enumerate(ids, 1)]
    answer = send(client, people.monitor, JSON, WRITERS[JSON](rows))
    assert [receipt["id"] for receipt in receipts_of(answer.json())] == ids
    assert {each["id"] for each in rows_of(house.database, "report")} == set(ids)


def test_the_same_id_with_another_body_is_a_conflict_row(
    client: TestClient, house: Installation, people: People
) -> None:
    name = str(uuid4())
    rows = [row(1, id=name), row(2, id=name), row(3)]
    answer = send(client, people.monitor, JSON, WRITERS[JSON](rows))
    assert results(answer) == ["created", "conflict", "created"]
    assert len(rows_of(house.database, "report")) == 2


def test_the_id_of_a_stranger_is_a_conflict_row_without_a_receipt(
    client: TestClient, house: Installation, people: People
) -> None:
    content = WRITERS[NDJSON]([row(1, id=str(uuid4()))])
    send(client, people.monitor, NDJSON, content)
    before = snapshot(house.database)
    (result,) = send(client, people.stranger, NDJSON, content).json()["results"]
    assert result["result"] == "conflict"
    assert not result.get("receipt")
    assert snapshot(house.database) == before


def test_the_same_rows_of_two_accounts_are_two_reports(
    client: TestClient, house: Installation, people: People
) -> None:
    content = WRITERS[NDJSON]([row(1)])
    first = send(client, people.monitor, NDJSON, content).json()
    second = send(client, people.stranger, NDJSON, content).json()
    assert [first["created"], second["created"]] == [1, 1]
    assert receipts_of(first)[0]["id"] != receipts_of(second)[0]["id"]


@ON_SQLITE
def test_an_id_that_is_no_uuid_refuses_its_row_alone(client: TestClient, people: People) -> None:
    rows = [row(1, id=MARKER), row(2)]
    answer = send(client, people.monitor, JSON, WRITERS[JSON](rows))
    assert results(answer) == ["refused", "created"]
    assert MARKER not in answer.text


def test_a_partner_may_send_a_batch(client: TestClient, people: People) -> None:
    answer = send(client, people.partner, NDJSON, WRITERS[NDJSON]([row(1)]))
    assert results(answer) == ["created"]


@pytest.mark.parametrize("media_type", [NDJSON, JSON])
def test_a_batch_of_several_groups_keeps_its_order_and_its_numbers(
    client: TestClient, house: Installation, people: People, media_type: str
) -> None:
    count = GROUP_ROWS * 2 + 3
    rows = [row(number) for number in range(1, count + 1)]
    rows[GROUP_ROWS]["type"] = "smuggling"
    answer = send(client, people.monitor, media_type, WRITERS[media_type](rows)).json()
    assert [answer[name] for name in ("rows", "created", "refused")] == [count, count - 1, 1]
    assert [each["row"] for each in answer["results"]] == list(range(1, count + 1))
    assert answer["results"][GROUP_ROWS]["result"] == "refused"
    last = answer["results"][-1]["receipt"]
    if media_type == NDJSON:
        assert last["sha256"] == sha256(json.dumps(rows[-1]).encode()).hexdigest()
    assert len(rows_of(house.database, "report")) == count - 1


@pytest.mark.parametrize("media_type", [JSON, GEOJSON])
def test_an_array_that_breaks_off_keeps_the_rows_before_and_says_that_it_is_not_complete(
    client: TestClient, house: Installation, people: People, media_type: str
) -> None:
    content = WRITERS[media_type]([row(number) for number in range(1, 12)])
    answer = send(client, people.monitor, media_type, content[: content.index(b"Row 7")]).json()
    assert answer["complete"] is False
    assert [each["row"] for each in answer["results"]] == [1, 2, 3, 4, 5, 6, 7]
    assert answer["results"][6]["result"] == "refused"
    assert len(rows_of(house.database, "report")) == 6


@FORMATS
@ON_SQLITE
def test_an_empty_body_is_a_batch_that_is_not_complete(
    client: TestClient, people: People, media_type: str
) -> None:
    answer = send(client, people.monitor, media_type, b"").json()
    assert (answer["created"], answer["complete"]) == (0, False)
    assert answer["results"][0]["problems"][0]["field"] == "body"


@pytest.mark.parametrize("media_type", ["", "text/plain", "application/xml", "multipart/form-data"])
@ON_SQLITE
def test_another_media_type_is_answered_with_those_that_are_read(
    client: TestClient, people: People, media_type: str
) -> None:
    answer = send(client, people.monitor, media_type, b"[]")
    document = problem(answer, "media_type_unsupported")
    assert all(known in document["detail"] for known in WRITERS)


@ON_SQLITE
def test_a_refused_row_never_repeats_what_was_sent(client: TestClient, people: People) -> None:
    bad = [
        row(1, type=MARKER),
        row(2, **{MARKER: 1}),
        row(3, narrative=MARKER + "\0"),
        row(4, location={"method": "sector", "sectors": [MARKER]}),
        row(5, occurred={"from": MARKER, "precision": "day"}),
        {MARKER: MARKER},
        [MARKER],
        MARKER,
    ]
    for media_type in (NDJSON, JSON, GEOJSON):
        answer = send(client, people.monitor, media_type, WRITERS[media_type](bad))
        assert results(answer) == ["refused"] * len(bad)
        assert MARKER not in answer.text
        assert len(answer.content) < 12_000


@FORMATS
def test_after_many_refused_rows_the_rest_is_not_read_and_the_answer_stays_short(
    client: TestClient, house: Installation, people: People, media_type: str
) -> None:
    rows = [row(1), *(row(number, type="x") for number in range(2, MAX_REFUSED * 4)), row(0)]
    answer = send(client, people.monitor, media_type, WRITERS[media_type](rows)).json()
    assert [answer[name] for name in ("created", "refused")] == [1, MAX_REFUSED + 1]
    assert answer["complete"] is False
    assert "the rest was not read" in answer["results"][-1]["problems"][0]["wrong"]
    assert len(rows_of(house.database, "report")) == 1


@ON_SQLITE
def test_a_body_of_tiny_bad_rows_is_not_answered_by_a_huge_one(
    client: TestClient, people: People
) -> None:
    answer = send(client, people.monitor, NDJSON, b"1\n" * 2_000_000)
    assert answer.json()["refused"] == MAX_REFUSED + 1
    assert len(answer.content) < 300_000
