"""Border, sectors and crossings: fixed layers with the same paging, box and time as incidents."""

from typing import Any

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from geo.sector_files import sector_set
from tests.service.answers import fields, problem
from tests.service.features.conftest import rels
from tests.service.projections.stage import ON_SQLITE

pytestmark = ON_SQLITE


def items(client: TestClient, collection: str, **parameters: Any) -> Response:
    return client.get(f"/api/collections/{collection}/items", params=parameters)


def ids(answer: Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [feature["id"] for feature in answer.json()["features"]]


def test_the_sectors_come_from_north_to_south_as_areas(client: TestClient) -> None:
    answer = items(client, "sectors")
    assert answer.headers["content-type"] == "application/geo+json"
    assert ids(answer) == list(sector_set().codes)
    assert {each["geometry"]["type"] for each in answer.json()["features"]} <= {
        "Polygon", "MultiPolygon",
    }  # fmt: skip


def test_the_border_is_one_line(client: TestClient) -> None:
    (border,) = items(client, "border").json()["features"]
    assert border["geometry"]["type"] == "LineString"


def test_the_crossings_are_points_with_a_status(client: TestClient) -> None:
    features = items(client, "crossings").json()["features"]
    assert len(features) == 12
    assert all(each["geometry"]["type"] == "Point" for each in features)
    assert all(each["properties"]["status"] for each in features)


@pytest.mark.parametrize("collection", ["sectors", "border", "crossings"])
def test_each_layer_says_whose_it_is(client: TestClient, collection: str) -> None:
    page = items(client, collection).json()
    assert "OpenStreetMap" in page["attribution"]
    assert page["licence"] == "ODbL-1.0"


def test_one_feature_is_found_by_its_code(client: TestClient) -> None:
    feature = client.get("/api/collections/sectors/items/BIA").json()
    assert feature["properties"]["name"] == "Białowieża"
    assert rels(feature) == ["self", "collection"]


@pytest.mark.parametrize("code", ["XXX", "bia", "0", "a%00b"])
def test_an_unknown_code_is_missing(client: TestClient, code: str) -> None:
    problem(client.get(f"/api/collections/sectors/items/{code}"), "not_found")


@pytest.mark.parametrize("limit", [1, 7, 19, 20, 21])
def test_pages_of_any_size_hold_every_sector_once(client: TestClient, limit: int) -> None:
    answer, seen = items(client, "sectors", limit=limit), []
    while True:
        seen += ids(answer)
        following = [each for each in answer.json()["links"] if each["rel"] == "next"]
        if not following:
            break
        answer = client.get(following[0]["href"])
    assert seen == list(sector_set().codes)


def test_a_box_holds_what_it_touches(client: TestClient) -> None:
    # A box around the town of Białowieża, which lies within its sector.
    assert ids(items(client, "sectors", bbox="23.8,52.69,23.9,52.71")) == ["BIA"]
    assert ids(items(client, "sectors", bbox="-180,-90,180,90")) == list(sector_set().codes)
    assert ids(items(client, "sectors", bbox="0,0,1,1")) == []
    assert ids(items(client, "border", bbox="23.8,52.6,24.0,52.8")) == ["border"]
    assert ids(items(client, "border", bbox="20,52,21,53")) == []


def test_a_box_across_the_antimeridian_has_two_parts(client: TestClient) -> None:
    assert ids(items(client, "border", bbox="170,-90,-170,90")) == []
    assert ids(items(client, "border", bbox="23,-90,-170,90")) == ["border"]
    assert ids(items(client, "border", bbox="170,-90,24,90")) == ["border"]


def test_a_sector_is_met_only_while_it_is_valid(client: TestClient) -> None:
    assert ids(items(client, "sectors", datetime="2018-12-31")) == []
    assert ids(items(client, "sectors", datetime="../2018-12-31")) == []
    assert len(ids(items(client, "sectors", datetime="2018-12-31/2019-01-01"))) == 20
    assert len(ids(items(client, "sectors", datetime="2025-11-21/.."))) == 20


def test_a_feature_without_a_time_of_its_own_meets_every_time(client: TestClient) -> None:
    assert ids(items(client, "border", datetime="1999-01-01")) == ["border"]
    assert len(ids(items(client, "crossings", datetime="../2000-01-01"))) == 12


def test_filters_of_incidents_are_unknown_here(client: TestClient) -> None:
    for name in ("type", "sector", "equipment", "week", "status"):
        refused = problem(items(client, "crossings", **{name: "BIA"}), "query_invalid")
        assert fields(refused) == ["query"]
