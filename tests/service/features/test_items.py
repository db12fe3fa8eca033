"""`GET .../items`: who gets what, in which order, in which shape."""

from dataclasses import replace
from typing import Any

import pytest
from starlette.testclient import TestClient

from service.installation import Installation
from service.main import create_app
from tests.conftest import People
from tests.service.answers import MARKER, fields, problem
from tests.service.features.conftest import ALL, FULL, PUBLIC, SHOWN, Planted, rels


def test_everyone_gets_the_public_records_newest_first(
    client: TestClient, planted: Planted
) -> None:
    names = planted.names(client.get(PUBLIC))
    assert names == ["two sectors", "sector", "point", "month", "verified"]


def test_a_partner_gets_every_incident_that_counts_newest_first(
    client: TestClient, people: People, planted: Planted
) -> None:
    names = planted.names(client.get(FULL, headers=people.partner))
    assert names == [
        "unreviewed", "two sectors", "severe", "sector", "point", "month", "verified"
    ]  # fmt: skip


def test_a_page_is_a_feature_collection_with_links_and_credit(
    client: TestClient, planted: Planted
) -> None:
    answer = client.get(PUBLIC, params={"limit": 2})
    page = answer.json()
    assert answer.headers["content-type"] == "application/geo+json"
    assert page["type"] == "FeatureCollection"
    assert page["numberReturned"] == len(page["features"]) == 2
    assert page["licence"] == "CC-BY-4.0"
    assert "OpenStreetMap" in page["attribution"]
    assert rels(page) == ["self", "collection", "next"]
    assert all(link["href"].startswith("http://testserver/api/") for link in page["links"])
    (following,) = [link for link in page["links"] if link["rel"] == "next"]
    assert following["type"] == "application/geo+json"


def test_features_are_stored_text_with_flat_properties(
    client: TestClient, people: People, planted: Planted
) -> None:
    for answer in (client.get(PUBLIC), client.get(FULL, headers=people.partner)):
        for feature in answer.json()["features"]:
            assert feature["type"] == "Feature"
            assert set(feature) == {"type", "id", "geometry", "properties"}
            assert not any(isinstance(value, dict) for value in feature["properties"].values())


def test_a_public_record_has_no_clock_time_and_no_exact_place(
    client: TestClient, planted: Planted
) -> None:
    for feature in client.get(PUBLIC).json()["features"]:
        assert "occurred_from" not in feature["properties"]
        assert "23.8473" not in str(feature["geometry"])


def test_an_empty_collection_is_an_empty_page(client: TestClient, people: People) -> None:
    for answer in (client.get(PUBLIC), client.get(FULL, headers=people.partner)):
        page = answer.json()
        assert (page["features"], page["numberReturned"]) == ([], 0)
        assert rels(page) == ["self", "collection"]


@pytest.mark.parametrize("role", ["partner", "analyst", "admin"])
def test_staff_and_partners_read_the_full_collection(
    client: TestClient, people: People, planted: Planted, role: str
) -> None:
    headers = getattr(people, role)
    assert set(planted.names(client.get(FULL, headers=headers))) == ALL
    one = client.get(f"{FULL}/{planted.full['severe']}", headers=headers)
    assert one.json()["properties"]["type"] == "pushback"


@pytest.mark.parametrize("path", ["", "/x", "?limit=2", "?bbox=nonsense", "?limit=0"])
def test_to_everyone_else_the_full_collection_is_not_there(
    client: TestClient, people: People, path: str
) -> None:
    missing = problem(client.get(f"/api/collections/nothing/items{path}"), "not_found")
    for headers in ({}, people.monitor, people.stranger):
        assert problem(client.get(FULL + path, headers=headers), "not_found") == missing


def test_a_bad_key_is_refused_before_anything_else(client: TestClient) -> None:
    answer = client.get(FULL, headers={"Authorization": "Bearer mdz_wrong"})
    problem(answer, "key_unknown")


def test_one_record_comes_with_its_links(client: TestClient, planted: Planted) -> None:
    feature_id = planted.public["point"]
    answer = client.get(f"{PUBLIC}/{feature_id}")
    feature = answer.json()
    assert answer.headers["content-type"] == "application/geo+json"
    assert (feature["type"], feature["id"]) == ("Feature", feature_id)
    assert rels(feature) == ["self", "collection"]
    assert client.get(feature["links"][0]["href"]).json() == feature


@pytest.mark.parametrize(
    "feature_id", ["x", "00000000-0000-4000-8000-000000000000", "a%00b", "%27", "z" * 300, MARKER]
)
def test_an_unknown_record_is_missing(
    client: TestClient, planted: Planted, feature_id: str
) -> None:
    problem(client.get(f"{PUBLIC}/{feature_id}"), "not_found")


def test_a_public_id_is_no_key_to_the_full_collection_nor_the_other_way_round(
    client: TestClient, people: People, planted: Planted
) -> None:
    problem(client.get(f"{PUBLIC}/{planted.full['point']}"), "not_found")
    problem(client.get(f"{FULL}/{planted.public['point']}", headers=people.partner), "not_found")


@pytest.mark.parametrize("path", ["/api/collections/nothing/items", "/api/collections/incidents/x"])
def test_an_unknown_collection_is_missing(client: TestClient, path: str) -> None:
    problem(client.get(path), "not_found")


def test_only_reading_is_possible(client: TestClient) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        problem(client.request(method, PUBLIC), "method_not_allowed")


@pytest.mark.parametrize(
    ("parameters", "field"),
    [
        ({"limit": "0"}, "limit"),
        ({"limit": "-1"}, "limit"),
        ({"limit": "unlimited"}, "limit"),
        ({"limit": ""}, "limit"),
        ({"limit": "9" * 5_000}, "limit"),
        ({"bbox": f"{MARKER},1,2,3"}, "bbox"),
        ({"bbox": ""}, "bbox"),
        ({"datetime": MARKER}, "datetime"),
        ({"sector": MARKER}, "sector"),
        ({"sector": ""}, "sector"),
        ({"sector": "BIA,"}, "sector"),
        ({"sector": "bia"}, "sector"),
        ({"type": MARKER}, "type"),
        ({"type": "crossing_attempt, arson"}, "type"),
        ({"equipment": f"ladder,{MARKER}"}, "equipment"),
        ({"equipment": "%"}, "equipment"),
        ({"week": MARKER}, "week"),
        ({"week": "2025-W53"}, "week"),
        ({"week": "2025-W47,"}, "week"),
        ({"status": MARKER}, "status"),
        ({"status": "verified\x00"}, "status"),
        ({"cursor": MARKER}, "cursor"),
        ({MARKER: "1"}, "query"),
        ({"Limit": "1"}, "query"),
    ],
)
@pytest.mark.parametrize("path", [PUBLIC, FULL])
def test_a_bad_parameter_is_named_with_what_would_be_right(
    client: TestClient, people: People, path: str, parameters: dict[str, str], field: str
) -> None:
    headers = people.partner if path == FULL else {}
    refused = problem(client.get(path, params=parameters, headers=headers), "query_invalid")
    assert fields(refused)[-1].endswith(field)


def test_a_wrong_code_is_told_where_the_codes_stand(client: TestClient) -> None:
    def right(**parameters: str) -> Any:
        return client.get(PUBLIC, params=parameters).json()["errors"][0]["right"]

    assert right(type="x") == "/api/vocabulary holds the codes under `type`"
    assert right(equipment="x") == "/api/vocabulary holds the codes under `equipment`"
    assert right(status="x") == "/api/vocabulary holds the codes under `status`"
    assert right(sector="x") == "a code of /api/collections/sectors/items"


def test_a_limit_above_the_greatest_means_the_greatest(
    client: TestClient, planted: Planted
) -> None:
    answer = client.get(PUBLIC, params={"limit": 1_000_000})
    assert set(planted.names(answer)) == SHOWN
    assert answer.json()["links"][0]["href"].endswith("limit=10000")


def test_an_equal_parameter_twice_is_the_same_question(
    client: TestClient, planted: Planted
) -> None:
    answer = client.get(f"{PUBLIC}?limit=2&limit=2&type=crossing_attempt&type=crossing_attempt")
    assert planted.names(answer) == ["two sectors", "point"]


def test_links_are_under_the_public_address_when_there_is_one(
    house: Installation, planted: Planted
) -> None:
    settings = house.settings.model_copy(update={"public_url": "https://miedza.example/"})
    app = create_app(replace(house, settings=settings))
    # Without the start and end of the server, which would close the database.
    links = TestClient(app).get(PUBLIC).json()["links"]
    assert all(link["href"].startswith("https://miedza.example/api/coll") for link in links)
