"""A filter in CQL2 narrows the items of a collection, beside every other parameter."""

import time
from typing import Any

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from bench.filling import make_block, write_block
from service.database import Database
from service.errors import QueryTooSlow
from service.features.collections import INCIDENTS_FULL
from service.features.filters import Filter, PageAsked
from service.features.geojson import Question
from service.installation import Installation
from tests.conftest import bearer
from tests.service.answers import problem
from tests.service.features.conftest import FULL, PUBLIC, Ask, Planted, released

JSON_FILTER = '{"op": "=", "args": [{"property": "sector"}, "NAR"]}'


@pytest.mark.parametrize(
    ("filter_", "found"),
    [
        ("type = 'crossing_attempt'", {"point", "two sectors"}),
        ("NOT type = 'crossing_attempt' AND week IS NOT NULL", {"sector", "verified"}),
        ("equipment = 'stones'", {"month"}),
        ("A_CONTAINS(sectors, ('BIA', 'NAR'))", {"two sectors"}),
        ("T_INTERSECTS(period, INTERVAL('2025-05-01', '2025-05-11'))", {"month"}),
        ("S_INTERSECTS(geometry, BBOX(23, 52.6, 24.5, 53.1))", {"point", "sector"}),
        ("CASEI(type) LIKE CASEI('BARRIER%')", {"sector"}),
    ],
)
def test_it_finds_what_it_says(ask_public: Ask, filter_: str, found: set[str]) -> None:
    assert ask_public(filter=filter_) == found


def test_it_is_read_in_each_language(ask_public: Ask) -> None:
    assert ask_public(filter="sector = 'NAR'", **{"filter-lang": "cql2-text"}) == {"sector"}
    assert ask_public(filter=JSON_FILTER, **{"filter-lang": "cql2-json"}) == {"sector"}
    assert ask_public(filter="sector ILIKE 'nar'", **{"filter-lang": "cql-text"}) == {"sector"}


def test_all_that_is_asked_must_hold(ask_public: Ask) -> None:
    assert ask_public(filter="week >= '2025-W20'", type="crossing_attempt", week="2025-W20") == {
        "point"
    }


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"undated": "2025-05"}, {"month"}),
        ({"sectors": "BIA"}, {"point", "two sectors"}),
        ({"also": "objects_thrown"}, set()),
        ({"sectors": "BIA,KRY", "filter": "week < '2025-W20'"}, {"verified"}),
    ],
)
def test_each_queryable_is_a_parameter_too(
    ask_public: Ask, asked: dict[str, str], found: set[str]
) -> None:
    assert ask_public(**asked) == found


def test_exact_values_are_asked_of_the_full_collection_alone(
    client: TestClient, ask_full: Ask
) -> None:
    assert ask_full(filter="occurred_from > TIMESTAMP('2025-05-27T00:00:00Z')") == {"unreviewed"}
    assert ask_full(sensitivity="severe") == {"severe"}
    assert ask_full(filter="sensitivity = 'severe'") == {"severe"}
    problem(client.get(PUBLIC, params={"filter": "sensitivity = 'severe'"}), "query_invalid")
    problem(client.get(PUBLIC, params={"sensitivity": "severe"}), "query_invalid")


def test_no_filter_leads_out_of_the_sectors_of_a_key(
    client: TestClient, house: Installation, planted: Planted
) -> None:
    key = bearer(house, "partner", scopes=["incidents:read"], sectors=["NAR"])
    answer = client.get(FULL, params={"filter": "TRUE OR sector = 'KRY'"}, headers=key)
    assert planted.names(answer) == ["sector"]


def test_weeks_of_sectors_are_filtered_too(
    client: TestClient, house: Installation, planted: Planted
) -> None:
    released(house, "2025-W20", "2025-W21")
    asked = {"filter": "week = '2025-W21' AND sector IN ('NAR', 'BIA')"}
    features = client.get("/api/collections/sector-weeks/items", params=asked).json()["features"]
    found = [(each["properties"]["week"], each["properties"]["sector"]) for each in features]
    assert sorted(found) == [("2025-W21", "BIA"), ("2025-W21", "NAR")]


def test_the_layers_are_not_filtered(client: TestClient) -> None:
    asked = {"filter": "code = 'NAR'"}
    problem(client.get("/api/collections/sectors/items", params=asked), "query_invalid")


def test_pages_lead_on_within_the_filter_in_its_one_spelling(
    client: TestClient, planted: Planted
) -> None:
    asked: dict[str, str | int] = {
        "filter": "week>'2025-W01'  and  sector  is  not  null",
        "limit": 1,
    }
    page = client.get(PUBLIC, params=asked)
    seen = planted.names(page)
    while following := [each for each in page.json()["links"] if each["rel"] == "next"]:
        assert "filter=" in following[0]["href"]
        page = client.get(following[0]["href"])
        seen += planted.names(page)
    assert sorted(seen) == ["point", "sector", "verified"]


def test_two_spellings_of_a_filter_have_one_tag(client: TestClient, planted: Planted) -> None:
    one, other = (
        client.get(PUBLIC, params={"filter": each}).headers["etag"]
        for each in ("sector='NAR'", "( sector  =  'NAR' )")
    )
    assert one == other


@pytest.mark.parametrize(
    "asked",
    [
        {"filter": ""},
        {"filter": "sector ="},
        {"filter": "nonsense = 1"},
        {"filter": "sector = 'NAR'", "filter-lang": "sql"},
        {"filter": "sector = 'NAR'", "filter-crs": "http://www.opengis.net/def/crs/EPSG/0/2180"},
        {"filter": " OR ".join(["sector = 'NAR'"] * 600)},
        {"also": "no_such_type"},
    ],
)
def test_what_cannot_be_asked_is_refused(client: TestClient, asked: dict[str, str]) -> None:
    (wrong,) = problem(client.get(PUBLIC, params=asked), "query_invalid")["errors"]
    assert wrong["field"].removeprefix("query.") in asked


def test_a_long_outline_is_refused_with_the_limit(client: TestClient) -> None:
    outline = ", ".join(f"{23 + each / 1e5:.5f} 52" for each in range(1_000))
    asked = {"filter": f"S_INTERSECTS(geometry, LINESTRING({outline}))"}
    (wrong,) = problem(client.get(PUBLIC, params=asked), "query_invalid")["errors"]
    assert wrong["right"] == "at most 8192 characters"


def test_the_audit_trail_does_not_say_what_was_asked() -> None:
    one, other = (
        Question(INCIDENTS_FULL, "", Filter(cql=each), PageAsked(10)).digest
        for each in ("sector = 'NAR'", "sector = 'BIA'")
    )
    assert one == other != Question(INCIDENTS_FULL, "", Filter(), PageAsked(10)).digest


# Time.


def slow(house: Installation) -> Database:
    """The same database with hardly any time for an answer."""
    return Database(house.settings.resolved_database_url, query_limit_s=0.05)


ENDLESS = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
    "SELECT max(i) FROM n",
    "postgresql": "SELECT pg_sleep(30)",
}


def test_an_answer_that_takes_too_long_is_given_up(house: Installation) -> None:
    database = slow(house)
    endless = text(ENDLESS[database.engine.dialect.name])
    started = time.perf_counter()
    with pytest.raises(QueryTooSlow), database.answering() as session:
        session.execute(endless).all()
    assert time.perf_counter() - started < 5
    # The connection goes back as good as new.
    with database.reading() as session:
        assert session.execute(text("SELECT 1")).scalar() == 1
    with database.answering() as session:
        assert session.execute(text("SELECT 1")).scalar() == 1
    database.close()


def test_a_filter_that_takes_too_long_is_a_503_with_the_reason(
    client: TestClient, house: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_block(house.database, make_block(0, 2_000, seed=3))
    monkeypatch.setattr(house.database, "query_limit_s", 1e-6)
    monkeypatch.setattr("service.database._STEPS", 100)
    many: dict[str, Any] = {
        "filter": " OR ".join(f"CASEI(type) LIKE CASEI('%{letter}%z%')" for letter in "abcdefgh"),
        "resultType": "hits",
    }
    problem(client.get(PUBLIC, params=many), "query_too_slow")
