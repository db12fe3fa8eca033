"""What OGC's executable test suite for API Features, Part 1, asks of a server, told as tests here.

The suite itself is a Java program. Its `datetime` tests find no data on a server that keeps to the
final standard, so those stand here in full.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from openapi_spec_validator import OpenAPIV30SpecValidator
from starlette.testclient import TestClient

from service.installation import Installation
from tests.service.answers import problem
from tests.service.features.conftest import Planted, released

GEOJSON = "application/geo+json"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
CORE = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core"
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"

Document = dict[str, Any]


@pytest.fixture
def served(client: TestClient, planted: Planted, house: Installation) -> TestClient:
    released(house, "2025-W20", "2025-W21")
    return client


def get(client: TestClient, address: str, **asked: Any) -> Document:
    answer = client.get(address, params=asked or None)
    assert answer.status_code == 200, answer.text
    document: Document = answer.json()
    return document


def linked(document: Document, rel: str) -> list[Document]:
    return [each for each in document["links"] if each["rel"] == rel]


def collections(client: TestClient) -> list[Document]:
    (data,) = linked(get(client, "/api"), "data")
    found: list[Document] = get(client, data["href"])["collections"]
    return found


def items(collection: Document) -> str:
    (found,) = [each for each in linked(collection, "items") if each["type"] == GEOJSON]
    return str(found["href"])


def all_items(client: TestClient) -> Iterator[tuple[Document, str]]:
    for collection in collections(client):
        yield collection, items(collection)


def test_the_landing_page_links_the_definition_the_classes_and_the_data(
    served: TestClient,
) -> None:
    page = get(served, "/api")
    for rel in ("self", "service-desc", "service-doc", "conformance", "data"):
        assert linked(page, rel), rel
    first = linked(page, "service-desc")[0]
    assert first["type"] == OPENAPI
    answer = served.get(first["href"])
    assert answer.headers["content-type"] == OPENAPI
    OpenAPIV30SpecValidator(answer.json()).validate()
    assert CORE in get(served, linked(page, "conformance")[0]["href"])["conformsTo"]


def test_each_collection_is_described_alike_and_in_full(served: TestClient) -> None:
    found = collections(served)
    assert found
    for collection in found:
        assert collection["crs"][0] == CRS84
        (box, *_) = collection["extent"]["spatial"]["bbox"]
        assert len(box) in (4, 6)
        (address,) = {each["href"] for each in linked(collection, "self")}
        alone = get(served, address)
        for member in ("id", "title", "description", "extent"):
            assert alone[member] == collection[member]
        assert all({"rel", "type", "href"} <= set(each) for each in collection["links"])


def test_pages_hold_what_they_say(served: TestClient) -> None:
    for collection, address in all_items(served):
        page = get(served, address, limit=2)
        assert page["type"] == "FeatureCollection"
        assert page["numberReturned"] == len(page["features"]) <= 2
        (own,) = linked(page, "self")
        assert own["type"] == GEOJSON
        if "timeStamp" in page:
            datetime.fromisoformat(page["timeStamp"])
        seen = _walk(served, page)
        assert (
            len(seen) == len(set(seen)) == get(served, address, resultType="hits")["numberMatched"]
        ), collection["id"]


def _walk(client: TestClient, page: Document) -> list[str]:
    """As the suite does it: with its own limit put behind the one of the link."""
    ids = [each["id"] for each in page["features"]]
    while following := linked(page, "next"):
        assert following[0]["type"] == GEOJSON
        query = [*parse_qsl(urlsplit(following[0]["href"]).query), ("limit", "10000")]
        path = following[0]["href"].partition("?")[0]
        answer = client.get(path, params=query)
        assert answer.status_code == 200, answer.text
        page = answer.json()
        ids += [each["id"] for each in page["features"]]
    return ids


def test_one_feature_stands_by_itself_with_its_links(served: TestClient) -> None:
    for collection, address in all_items(served):
        feature = get(served, address, limit=1)["features"][0]
        answer = served.get(f"{address}/{feature['id']}")
        assert answer.headers["content-type"].split(";")[0] == GEOJSON
        alone = answer.json()
        assert {name: alone[name] for name in feature} == feature
        assert linked(alone, "self")[0]["type"] == GEOJSON
        assert linked(alone, "collection")[0]["href"].endswith(f"/collections/{collection['id']}")


def test_wrong_parameters_are_a_400(served: TestClient) -> None:
    for _, address in all_items(served):
        for asked in (
            {"limit": "unlimited"},
            {"limit": "0"},
            {"limit": "-1"},
            {"unknownQueryParameter": "1"},
            {"bbox": "1,2,3"},
            {"bbox": "1,2,3,x"},
            {"datetime": "yesterday"},
            {"datetime": "2025-05-02/2025-05-01"},
            {"datetime": "2025-13-01"},
        ):
            problem(served.get(address, params=asked), "query_invalid")


@pytest.mark.parametrize("limit", [1, 3, 10_000, 1_000_000])
def test_a_page_is_no_longer_than_its_limit(served: TestClient, limit: int) -> None:
    for _, address in all_items(served):
        assert get(served, address, limit=limit)["numberReturned"] <= min(limit, 10_000)


@pytest.mark.parametrize(
    "box",
    ["5,40,35,60", "-180,-90,180,90", "23,52,24,53", "23,52,0,24,53,9000", "177,65,-177,70"],
)
def test_what_a_box_answers_meets_it(served: TestClient, box: str) -> None:
    edges = [float(each) for each in box.split(",")]
    west, south, east, north = edges if len(edges) == 4 else (*edges[:2], *edges[3:5])
    for collection, address in all_items(served):
        page = get(served, address, bbox=box)
        whole = get(served, address)
        if west > east:
            assert page["features"] == []
        for feature in page["features"]:
            assert feature["geometry"] is not None
        if collection["id"] == "crossings":
            inside = [
                each["id"]
                for each in whole["features"]
                if west <= each["geometry"]["coordinates"][0] <= east
                and south <= each["geometry"]["coordinates"][1] <= north
            ]
            assert [each["id"] for each in page["features"]] == inside


# `datetime`: by the requirements of the standard, for the collection which has a time.


def test_times_meet_as_the_standard_has_it(served: TestClient, planted: Planted) -> None:
    (address,) = [where for each, where in all_items(served) if each["id"] == "incidents"]
    (interval,) = collections(served)[0]["extent"]["temporal"]["interval"]
    assert datetime.fromisoformat(interval[0]).utcoffset() is not None
    assert interval[1] is None

    def names(when: str) -> set[str]:
        return set(planted.names(served.get(address, params={"datetime": when})))

    everything = names("../..")
    assert everything == names(f"{interval[0]}/..") == set(planted.public)
    # An instant, a day, and intervals of both, open at either end or at none.
    assert names("2025-05-14T10:00:00Z") == names("2025-05-14") == {"point", "month"}
    assert names("2025-05-14T10:00:00+02:00") == {"point", "month"}
    assert names("2025-05-19T00:00:00Z/2025-05-25T00:00:00Z") == {"sector", "month"}
    assert names("2025-05-19/2025-05-25") == {"sector", "month"}
    assert names("../2025-05-01") == names("/2025-05-01") == {"verified", "month"}
    assert names("2025-05-26/..") == names("2025-05-26/") == {"two sectors", "month"}
    # Before and after all of them.
    assert names("../2019-12-31") == names("2099-01-01/..") == set()
    # The year 0 and the year 9999 stand for open ends.
    assert names("0000-01-01T00:00:00Z/9999-12-31T00:00:00Z") == everything


def test_features_without_a_time_meet_any_time(served: TestClient) -> None:
    for collection, address in all_items(served):
        if collection["id"] in ("border", "crossings"):
            whole = get(served, address)["numberReturned"]
            assert get(served, address, datetime="1999-01-01")["numberReturned"] == whole


def test_answers_are_of_http_1_1_and_have_a_head(served: TestClient) -> None:
    for _, address in all_items(served):
        whole = served.get(address)
        head = served.head(address)
        assert head.status_code == 200
        assert head.content == b""
        assert head.headers["etag"] == whole.headers["etag"]
