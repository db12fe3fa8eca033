"""`/api/effort` over HTTP: shapes, faults, several sectors at once."""

from typing import Any

import pytest
import time_machine
from starlette.testclient import TestClient

from service.effort.router import MOST_WEEKS
from tests.conftest import People
from tests.service.answers import MARKER, fields, problem
from tests.service.projections.stage import ON_SQLITE

WHY = {"reason": "rota of the week"}
WEEK = "/api/effort/2025-W47"


def levels(**named: str) -> dict[str, Any]:
    return {"levels": [{"sector": code, "level": level} for code, level in named.items()], **WHY}


def test_several_sectors_of_a_week_and_then_one_of_them(client: TestClient, people: People) -> None:
    answer = client.put(WEEK, json=levels(NAR="some", BIA="good"), headers=people.analyst)
    assert answer.status_code == 200
    assert [(row["sector"], row["level"]) for row in answer.json()] == [
        ("BIA", "good"),
        ("NAR", "some"),
    ]
    one = client.put(f"{WEEK}/BIA", json={"level": "some", **WHY}, headers=people.admin)
    assert (one.json()["sector"], one.json()["level"]) == ("BIA", "some")

    read = client.get("/api/effort?from=2025-W46&to=2025-W48", headers=people.analyst).json()
    assert (read["from"], read["to"]) == ("2025-W46", "2025-W48")
    assert [row["level"] for row in read["effort"]] == ["some", "some"]
    assert set(read["effort"][0]) == {"week", "sector", "level", "actor", "at", "reason"}

    history = client.get(f"{WEEK}/BIA", headers=people.analyst).json()
    assert (history["week"], history["sector"], history["level"]) == ("2025-W47", "BIA", "some")
    assert [row["level"] for row in history["history"]] == ["good", "some"]
    assert len({row["actor"] for row in history["history"]}) == 2


@ON_SQLITE
def test_what_is_not_recorded_is_none_and_in_no_list(client: TestClient, people: People) -> None:
    nothing = client.get(f"{WEEK}/BIA", headers=people.analyst).json()
    assert (nothing["level"], nothing["history"]) == ("none", [])
    read = client.get("/api/effort?from=2025-W40&to=2025-W47", headers=people.analyst)
    assert read.json()["effort"] == []


@ON_SQLITE
def test_without_a_span_the_last_eight_weeks_are_read(client: TestClient, people: People) -> None:
    with time_machine.travel("2025-11-19T12:00:00Z", tick=False):
        read = client.get("/api/effort", headers=people.analyst).json()
    assert (read["from"], read["to"]) == ("2025-W40", "2025-W47")


@ON_SQLITE
def test_one_sector_that_cannot_be_keeps_all_from_being_set(
    client: TestClient, people: People
) -> None:
    wrong = levels(BIA="good", **{MARKER: "good"})
    refused = problem(client.put(WEEK, json=wrong, headers=people.analyst), "body_invalid")
    assert fields(refused) == ["levels.1.sector"]
    read = client.get("/api/effort?from=2025-W47&to=2025-W47", headers=people.analyst)
    assert read.json()["effort"] == []


@ON_SQLITE
@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"levels": [], **WHY}, "levels"),
        ({"levels": [{"sector": "BIA", "level": "much"}], **WHY}, "levels.0.level"),
        ({"levels": [{"sector": "BIA", "level": "good"}] * 2, **WHY}, "body"),
        ({"levels": [{"sector": "BIA", "level": "good", "note": "x"}], **WHY}, "levels.0.?"),
        ({"levels": [{"sector": "BIA", "level": "good"}]}, "reason"),
        ({"levels": [{"sector": "BIA", "level": "good"}], "reason": "  "}, "reason"),
    ],
)
def test_a_body_that_cannot_be_is_explained(
    client: TestClient, people: People, body: dict[str, Any], field: str
) -> None:
    refused = problem(client.put(WEEK, json=body, headers=people.analyst), "body_invalid")
    assert fields(refused) == [field]


@ON_SQLITE
@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("2025-W54/BIA", "week"),
        ("2025-47/BIA", "week"),
        ("2099-W01/BIA", "week"),
        (f"2025-W47/{MARKER}", "sector"),
        ("2025-W47/bia", "sector"),
    ],
)
def test_a_week_or_sector_that_is_none_is_named(
    client: TestClient, people: People, path: str, field: str
) -> None:
    change = {"level": "good", **WHY}
    refused = client.put(f"/api/effort/{path}", json=change, headers=people.analyst)
    assert fields(problem(refused, "query_invalid")) == [field]


@ON_SQLITE
@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("from=2025-W48&to=2025-W47", "to"),
        ("from=2020-W01&to=2025-W47", "to"),
        ("from=2025-W00&to=2025-W47", "from"),
        ("to=2025-11", "to"),
        (f"week={MARKER}", "query"),
    ],
)
def test_a_span_that_cannot_be_read_is_refused(
    client: TestClient, people: People, query: str, field: str
) -> None:
    refused = client.get(f"/api/effort?{query}", headers=people.analyst)
    assert fields(problem(refused, "query_invalid")) == [field]


@ON_SQLITE
def test_two_years_are_read_at_once(client: TestClient, people: People) -> None:
    assert MOST_WEEKS == 106
    answer = client.get("/api/effort?from=2024-W01&to=2025-W52", headers=people.analyst)
    assert answer.status_code == 200


@ON_SQLITE
def test_an_unchanged_list_is_a_304_that_no_cache_keeps(client: TestClient, people: People) -> None:
    path = "/api/effort?from=2025-W47&to=2025-W47"
    first = client.get(path, headers=people.analyst)
    again = client.get(path, headers={**people.analyst, "If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert first.headers["cache-control"] == "private, no-store"


@ON_SQLITE
def test_no_partner_and_no_monitor_learns_who_looked_where(
    client: TestClient, people: People
) -> None:
    for who in (people.monitor, people.partner):
        problem(client.get("/api/effort", headers=who), "role_insufficient")
    problem(client.get("/api/effort"), "key_missing")
