"""Changing an incident over HTTP: codes, shapes, faults; what is stored is the services' matter."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from service.installation import Installation
from tests.conftest import People
from tests.service.answers import MARKER, fields, problem
from tests.service.incidents.reviewing import Desk, page
from tests.service.projections.stage import ON_SQLITE, body

WHY = {"reason": "looked again"}
EDIT = {**WHY, "persons": {"low": 3}}
GRADE = {**WHY, "reliability": "B", "credibility": "3"}
SHAPE = {"id", "status", "version", "grade", "sensitivity", "merged_into", "disputed"}


@pytest.fixture
def desk(house: Installation) -> Desk:
    return Desk(house)


@pytest.fixture
def pair(desk: Desk) -> tuple[str, str]:
    one, other = desk.open(body(persons={"low": 5}), body(persons={"low": 7}, source=page()))
    return one, other


def verbs(other: str) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        ("PATCH", "", EDIT),
        ("POST", "/status", {**WHY, "status": "in_review"}),
        ("PUT", "/grade", GRADE),
        ("POST", "/merge", {**WHY, "into": other}),
        ("POST", "/unmerge", WHY),
        ("POST", "/sensitivity", {**WHY, "level": "severe"}),
    ]


def send(
    client: TestClient, who: dict[str, str], verb: str, path: str, change: Any, tag: str = '"1"'
) -> Response:
    headers = {**who, "If-Match": tag} if verb == "PATCH" else who
    return client.request(verb, f"/api/incidents/{path}", json=change, headers=headers)


@ON_SQLITE
def test_every_change_answers_what_became_of_the_incident(
    client: TestClient, people: People, pair: tuple[str, str]
) -> None:
    one, other = pair
    edit, status, grade, merge, unmerge, sensitivity = (
        send(client, people.analyst, verb, one + path, change)
        for verb, path, change in verbs(other)
    )

    assert [each.status_code for each in (edit, status, grade, merge, unmerge, sensitivity)] == [
        200
    ] * 6
    for answer in (edit, status, grade):
        assert set(answer.json()) == SHAPE
    assert (edit.headers["etag"], grade.headers["etag"]) == ('"2"', '"4"')
    assert edit.headers["cache-control"] == "private, no-store"
    assert grade.json()["grade"] == "B3"
    for answer in (merge, unmerge):
        assert [set(answer.json()[each]) for each in ("merged", "into")] == [SHAPE, SHAPE]
    assert merge.json()["merged"]["merged_into"] == other == merge.json()["into"]["id"]
    assert merge.json()["into"]["disputed"] == ["persons"]
    assert unmerge.json()["merged"]["status"] == "in_review"
    assert set(sensitivity.json()) == {*SHAPE, "proposed"}
    assert (sensitivity.json()["sensitivity"], sensitivity.json()["proposed"]) == ("severe", None)


@ON_SQLITE
def test_only_analysts_change_anything(
    client: TestClient, desk: Desk, people: People, pair: tuple[str, str]
) -> None:
    one, other = pair
    before = desk.rows(pair)

    for verb, path, change in verbs(other):
        for who in (people.monitor, people.partner):
            problem(send(client, who, verb, one + path, change), "role_insufficient")
        problem(send(client, {}, verb, one + path, change), "key_missing")

    assert desk.rows(pair) == before


@ON_SQLITE
def test_an_unknown_incident_is_a_404_for_every_verb(
    client: TestClient, people: People, pair: tuple[str, str]
) -> None:
    for verb, path, change in verbs(pair[1]):
        problem(send(client, people.analyst, verb, f"{uuid4()}{path}", change), "not_found")


@ON_SQLITE
def test_a_merged_incident_refuses_every_change_and_names_where_it_went(
    client: TestClient, desk: Desk, people: People, pair: tuple[str, str]
) -> None:
    one, other = pair
    (last,) = desk.open(body())
    desk.merge(one, other)

    for verb, path, change in verbs(last):
        if path != "/unmerge":
            found = problem(
                send(client, people.analyst, verb, one + path, change, tag='"2"'), "merge_illegal"
            )
            assert other in found["detail"]


@ON_SQLITE
def test_no_change_goes_without_a_reason(
    client: TestClient, people: People, pair: tuple[str, str]
) -> None:
    one, other = pair
    for verb, path, change in verbs(other):
        bare = {name: value for name, value in change.items() if name != "reason"}
        for reason in ({}, {"reason": ""}, {"reason": "   "}, {"reason": None}):
            answer = send(client, people.analyst, verb, one + path, {**bare, **reason})
            assert "reason" in fields(problem(answer, "body_invalid")), (path, reason)


@pytest.mark.parametrize(
    "tag", [None, "", "*", "1", '"x"', '"0"', '"-1"', '"1", "2"', f'"{MARKER}"', '"99999999999"']
)
@ON_SQLITE
def test_an_edit_must_name_the_version_it_was_made_from(
    client: TestClient, desk: Desk, people: People, pair: tuple[str, str], tag: str | None
) -> None:
    headers = people.analyst if tag is None else {**people.analyst, "If-Match": tag}
    answer = client.patch(f"/api/incidents/{pair[0]}", json=EDIT, headers=headers)

    problem(answer, "version_missing")
    assert desk.row(pair[0])["version"] == 1


@pytest.mark.parametrize("tag", ['"1"', '"1-0f3a"', ' "1" ', 'W/"1-0f3a"'])
@ON_SQLITE
def test_the_tag_of_the_detail_or_of_a_change_names_a_version(
    client: TestClient, people: People, pair: tuple[str, str], tag: str
) -> None:
    answer = send(client, people.analyst, "PATCH", pair[0], EDIT, tag=tag)

    assert (answer.status_code, answer.headers["etag"]) == (200, '"2"')


@ON_SQLITE
def test_the_tag_that_was_read_is_the_tag_that_is_sent(
    client: TestClient, people: People, pair: tuple[str, str]
) -> None:
    seen = client.get(f"/api/incidents/{pair[0]}", headers=people.analyst).headers["etag"]

    first = send(client, people.analyst, "PATCH", pair[0], EDIT, tag=seen)
    assert first.status_code == 200
    more = {**WHY, "outcome": "returned"}
    problem(send(client, people.analyst, "PATCH", pair[0], more, tag=seen), "version_stale")
    second = send(client, people.analyst, "PATCH", pair[0], more, tag=first.headers["etag"])
    assert second.json()["version"] == 3


@ON_SQLITE
def test_a_grade_may_name_its_version_too(
    client: TestClient, desk: Desk, people: People, pair: tuple[str, str]
) -> None:
    path = f"/api/incidents/{pair[0]}/grade"

    def put(tag: str) -> Response:
        return client.put(path, json=GRADE, headers={**people.analyst, "If-Match": tag})

    problem(put('"2"'), "version_stale")
    problem(put("soon"), "version_missing")
    assert put('"1"').status_code == 200
    assert desk.row(pair[0])["version"] == 2


@ON_SQLITE
def test_credibility_1_without_its_grounds_is_a_409_that_names_them(
    client: TestClient, people: People, pair: tuple[str, str]
) -> None:
    sure = {**GRADE, "credibility": "1"}
    found = problem(send(client, people.analyst, "PUT", f"{pair[0]}/grade", sure), "grade_illegal")

    assert "two independent claims" in found["detail"]


@ON_SQLITE
def test_a_final_status_says_so(
    client: TestClient, desk: Desk, people: People, pair: tuple[str, str]
) -> None:
    desk.move(pair[0], "withdrawn")
    change = {**WHY, "status": "in_review"}

    found = problem(
        send(client, people.analyst, "POST", f"{pair[0]}/status", change), "status_illegal"
    )
    assert found["detail"] == "from withdrawn an incident moves to nothing: it is final"


@ON_SQLITE
def test_lowering_waits_for_a_second_key(
    client: TestClient, desk: Desk, people: People, pair: tuple[str, str]
) -> None:
    desk.set_sensitivity(pair[0], "severe")
    path, lower = f"{pair[0]}/sensitivity", {**WHY, "level": "moderate"}

    first = send(client, people.analyst, "POST", path, lower).json()
    again = send(client, people.analyst, "POST", path, lower).json()
    second = send(client, people.admin, "POST", path, lower).json()

    assert [(each["sensitivity"], each["proposed"]) for each in (first, again, second)] == [
        ("severe", "moderate"), ("severe", "moderate"), ("moderate", None),
    ]  # fmt: skip


@ON_SQLITE
def test_lowering_below_the_acts_is_a_409(client: TestClient, desk: Desk, people: People) -> None:
    (grave,) = desk.open(body(type="pushback"))
    lower = {**WHY, "level": "high"}

    found = problem(
        send(client, people.analyst, "POST", f"{grave}/sensitivity", lower), "sensitivity_illegal"
    )
    assert "severe" in found["detail"]


@pytest.mark.parametrize(
    "into", ["", "no-id", None, 5, f"{MARKER}", "01a2150e-85f4-7392-a25f-bfa0a4bb338"]
)
@ON_SQLITE
def test_into_is_the_id_of_an_incident(
    client: TestClient, people: People, pair: tuple[str, str], into: Any
) -> None:
    answer = send(client, people.analyst, "POST", f"{pair[0]}/merge", {**WHY, "into": into})

    assert fields(problem(answer, "body_invalid")) == ["into"]


@ON_SQLITE
def test_an_id_may_be_written_in_capitals(
    client: TestClient, people: People, pair: tuple[str, str]
) -> None:
    change = {**WHY, "into": pair[1].upper()}

    answer = send(client, people.analyst, "POST", f"{pair[0].upper()}/merge", change)
    assert answer.json()["merged"]["merged_into"] == pair[1]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({}, "body"),
        ({"follow": []}, "body"),
        ({"outcome": None}, "body"),
        ({"persons": {"low": 1}, "follow": ["persons"]}, "body"),
        ({"type": MARKER}, "type"),
        ({"status": "verified"}, "?"),
        ({"persons": {"low": -1}}, "persons.low"),
        ({"location": {"method": "gnss", "lon": 2.35, "lat": 48.85}}, "location"),
        ({"occurred": {"from": MARKER, "precision": "day"}}, "occurred"),
        ({"follow": ["source"]}, "follow.0"),
    ],
)
@ON_SQLITE
def test_an_edit_that_cannot_be_used_names_the_member_and_changes_nothing(
    client: TestClient,
    desk: Desk,
    people: People,
    pair: tuple[str, str],
    change: dict[str, Any],
    field: str,
) -> None:
    answer = send(client, people.analyst, "PATCH", pair[0], {**WHY, **change})

    assert fields(problem(answer, "body_invalid")) == [field]
    assert desk.row(pair[0])["version"] == 1


def test_of_two_editors_at_once_one_gets_a_200_and_one_a_412(
    client: TestClient, desk: Desk, people: People, pair: tuple[str, str]
) -> None:
    start = Barrier(2)

    def work(number: int) -> Response:
        start.wait()
        change = {**WHY, "persons": {"low": number}}
        return send(client, people.analyst, "PATCH", pair[0], change)

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(work, (1, 2)), key=lambda answer: answer.status_code)

    assert [each.status_code for each in answers] == [200, 412]
    problem(answers[1], "version_stale")
    assert len(desk.history(pair[0])) == 1


@ON_SQLITE
def test_no_reason_and_no_place_stands_in_the_audit_trail(
    client: TestClient, desk: Desk, people: People, pair: tuple[str, str]
) -> None:
    one, other = pair
    for verb, path, change in verbs(other):
        told = {**change, "reason": f"{MARKER} said so"}
        if verb == "PATCH":
            told["location"] = {"method": "gnss", "lon": 23.8401, "lat": 52.6988}
        assert send(client, people.analyst, verb, one + path, told).status_code == 200

    actions = [action for action, *_ in desk.entries("incident.")]
    assert actions == [
        "incident.edited", "incident.status", "incident.graded", "incident.merged",
        "incident.merged", "incident.unmerged", "incident.unmerged", "incident.sensitivity",
    ]  # fmt: skip
    assert MARKER not in str(desk.entries())
    assert "23.84" not in str(desk.entries())
    for _, _, _, details in desk.entries("incident."):
        assert set(details) == {"version", "fields"}
