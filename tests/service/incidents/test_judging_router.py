"""Judging and withdrawing over HTTP: codes, shapes, faults."""

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

pytestmark = ON_SQLITE
WHY = {"reason": "years of it"}


@pytest.fixture
def desk(house: Installation) -> Desk:
    return Desk(house)


@pytest.fixture
def incident_id(desk: Desk) -> str:
    return desk.open(body(source=page()))[0]


def put_source(client: TestClient, people: People, source: str, letter: Any = "B") -> Response:
    change = {**WHY, "reliability": letter}
    return client.put(f"/api/sources/{source}/reliability", json=change, headers=people.analyst)


def test_a_source_is_graded_and_listed(
    client: TestClient, people: People, incident_id: str
) -> None:
    answer = put_source(client, people, "media:rmf24.pl")

    assert (answer.status_code, answer.json()) == (
        200,
        {"source": "media:rmf24.pl", "reliability": "B", "regraded": 1, "complete": True},
    )
    listed = client.get("/api/sources", headers=people.analyst)
    (row,) = listed.json()["sources"]
    assert list(row) == ["source", "reliability", "actor", "at", "reason"]
    assert (row["source"], row["reliability"], row["reason"]) == (
        "media:rmf24.pl", "B", "years of it",
    )  # fmt: skip
    held = {**people.analyst, "If-None-Match": listed.headers["etag"]}
    assert client.get("/api/sources", headers=held).status_code == 304


@pytest.mark.parametrize(
    "source", ["pl_autority", "pl_authority:x", "field_monitor", "Media", "media:WWW.x.example"]
)
def test_a_name_that_no_source_has_is_refused(
    client: TestClient, people: People, source: str
) -> None:
    answer = put_source(client, people, source)

    assert fields(problem(answer, "query_invalid")) == ["source"]
    assert client.get("/api/sources", headers=people.analyst).json() == {"sources": []}


@pytest.mark.parametrize("letter", ["G", "b", "", None, 1, MARKER])
def test_a_reliability_is_a_letter_of_the_code(
    client: TestClient, people: People, letter: Any
) -> None:
    answer = put_source(client, people, "pl_authority", letter)

    assert fields(problem(answer, "body_invalid")) == ["reliability"]


def test_a_source_with_a_port_can_be_named(client: TestClient, desk: Desk, people: People) -> None:
    (one,) = desk.open(body(source=page("a.example:8080")))

    assert put_source(client, people, "media:a.example:8080").json()["regraded"] == 1
    assert desk.row(one)["reliability"] == "B"


def judge(client: TestClient, people: People, report: str, credibility: Any) -> Response:
    change = {**WHY, "credibility": credibility}
    return client.put(f"/api/reports/{report}/grade", json=change, headers=people.analyst)


def test_a_claim_is_judged(
    client: TestClient, desk: Desk, people: People, incident_id: str
) -> None:
    answer = judge(client, people, desk.report_of(incident_id), "3")

    assert answer.status_code == 200
    assert (answer.json()["id"], answer.json()["grade"]) == (incident_id, "F3")


def test_judging_what_is_not_there_or_no_code_is_refused(
    client: TestClient, desk: Desk, people: People, incident_id: str
) -> None:
    report = desk.report_of(incident_id)

    problem(judge(client, people, str(uuid4()), "3"), "not_found")
    problem(judge(client, people, "no-id", "3"), "query_invalid")
    for credibility in ("0", "7", 3, None, MARKER):
        answer = judge(client, people, report, credibility)
        assert fields(problem(answer, "body_invalid")) == ["credibility"]
    desk.withdraw(incident_id)
    problem(judge(client, people, report, "3"), "not_found")


def test_only_analysts_judge(
    client: TestClient, desk: Desk, people: People, incident_id: str
) -> None:
    paths = ["/api/sources/pl_authority/reliability", f"/api/reports/{uuid4()}/grade"]
    for who in (people.monitor, people.partner):
        for path in paths:
            problem(client.put(path, json=WHY, headers=who), "role_insufficient")
        problem(client.get("/api/sources", headers=who), "role_insufficient")
    problem(client.get("/api/sources"), "key_missing")
    assert desk.row(incident_id)["version"] == 1


def withdraw(client: TestClient, code: Any) -> Response:
    return client.post("/api/withdrawals", json={"code": code})


def test_who_holds_the_code_withdraws_without_a_key(
    client: TestClient, desk: Desk, incident_id: str
) -> None:
    answer = withdraw(client, desk.code_of(incident_id))

    assert (answer.status_code, answer.json()) == (200, {"state": "withdrawn"})
    assert desk.row(incident_id)["status"] == "withdrawn"
    # Again, so that a lost answer can be asked for once more.
    assert withdraw(client, desk.code_of(incident_id)).json() == {"state": "withdrawn"}


def test_the_code_is_read_as_it_is_typed(client: TestClient, desk: Desk, incident_id: str) -> None:
    typed = desk.code_of(incident_id)[3:].translate(str.maketrans("01", "OI")).lower()

    assert withdraw(client, typed).status_code == 200
    assert desk.row(incident_id)["status"] == "withdrawn"


def test_an_unknown_code_tells_nothing(client: TestClient, desk: Desk, incident_id: str) -> None:
    wrong, none = withdraw(client, "MZ-0000-0000-0000"), withdraw(client, f"{MARKER} none")

    problem(wrong, "not_found")
    assert wrong.content == none.content
    assert desk.row(incident_id)["status"] == "received"


@pytest.mark.parametrize("code", [None, "", "short", "x" * 41, 7, ["MZ-0000-0000-0000"]])
def test_what_cannot_be_a_code_is_refused(client: TestClient, code: Any) -> None:
    assert fields(problem(withdraw(client, code), "body_invalid")) == ["code"]
