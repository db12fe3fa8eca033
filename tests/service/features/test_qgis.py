"""The requests that QGIS makes when a layer is opened, filtered and drawn, one after the other.

QGIS refuses a layer, or asks for everything, where an answer has not the shape that it looks for.
"""

from typing import Any

import pytest
from starlette.testclient import TestClient

from service.installation import Installation
from tests.service.features.conftest import Planted, released

OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
FILTERS = {
    "http://www.opengis.net/spec/cql2/1.0/conf/cql2-text",
    "http://www.opengis.net/spec/cql2/1.0/conf/basic-cql2",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/filter",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/features-filter",
}
SCHEMAS = "http://www.opengis.net/spec/ogcapi-features-5/1.0/conf/schemas"


class Qgis:
    """Asks as QGIS does, and takes from each answer what QGIS takes."""

    def __init__(self, client: TestClient, collection: str) -> None:
        self.client, self.collection = client, collection
        page = self.get("/api", "application/json")
        links = {each["rel"]: each for each in reversed(page["links"])}
        assert links["service-desc"]["type"] == OPENAPI
        assert links["data"]["type"] == "application/json"
        self.definition = self.get(links["service-desc"]["href"], OPENAPI)
        self.classes = set(self.get(links["conformance"]["href"], "application/json")["conformsTo"])
        self.data = links["data"]["href"]
        self.described = self.get(f"{self.data}/{collection}", "application/json")

    def get(self, address: str, accept: str, **asked: Any) -> dict[str, Any]:
        answer = self.client.get(
            address, params=asked or None, headers={"Accept": accept}, follow_redirects=False
        )
        assert answer.status_code == 200, answer.text
        document: dict[str, Any] = answer.json()
        return document

    @property
    def page_size(self) -> int:
        limit = self.definition["components"]["parameters"]["limit"]["schema"]
        return min(max(1_000, limit["default"]), limit["maximum"])

    @property
    def simple_queryables(self) -> set[str]:
        path = self.definition["paths"][f"/collections/{self.collection}/items"]
        return {
            each["name"]
            for each in path["get"]["parameters"]
            if "$ref" not in each
            and (each["in"], each["style"], each["explode"]) == ("query", "form", False)
            and "type" in each["schema"]
        }

    def linked(self, *rels: str, media_type: str) -> str:
        found = [
            each["href"]
            for each in self.described["links"]
            if each["rel"] in rels and each["type"] == media_type
        ]
        assert found
        return str(found[0])

    def items(self, **asked: Any) -> dict[str, Any]:
        address = self.linked("items", media_type="application/geo+json")
        return self.get(address, "application/geo+json, application/json", **asked)


@pytest.fixture
def served(client: TestClient, planted: Planted, house: Installation) -> TestClient:
    released(house, "2025-W20")
    return client


@pytest.mark.parametrize(
    "collection", ["incidents", "sector-weeks", "sectors", "border", "crossings"]
)
def test_a_layer_opens_with_its_fields_and_its_number_of_features(
    served: TestClient, collection: str
) -> None:
    qgis = Qgis(served, collection)

    assert qgis.page_size == 1_000
    assert qgis.described["extent"]["spatial"]["bbox"][0]
    sample = qgis.items(limit=10)["features"]
    assert qgis.described["itemCount"] == qgis.items(resultType="hits")["numberMatched"]
    if SCHEMAS in qgis.classes:
        address = qgis.linked(
            "http://www.opengis.net/def/rel/ogc/1.0/schema", media_type="application/schema+json"
        )
        fields = qgis.get(address, "application/schema+json")["properties"]
        assert set(sample[0]["properties"]) <= set(fields)


def test_a_filter_is_sent_to_the_server(served: TestClient, planted: Planted) -> None:
    qgis = Qgis(served, "incidents")

    assert qgis.classes >= FILTERS
    address = qgis.linked(
        "http://www.opengis.net/def/rel/ogc/1.0/queryables", media_type="application/schema+json"
    )
    queryables = qgis.get(address, "application/schema+json")["properties"]
    # It takes those that have a type, and a geometry by its reference.
    assert queryables["type"]["type"] == "string"
    assert queryables["geometry"] == {"$ref": "https://geojson.org/schema/Point.json"}
    assert {"sector", "type", "week"} <= qgis.simple_queryables
    page = qgis.items(
        limit=qgis.page_size,
        bbox="22.5,50.5,24.5,54.5",
        filter="((type = 'crossing_attempt') OR (type = 'barrier_damaged')) "
        "AND (week >= '2025-W21')",
        **{"filter-lang": "cql2-text"},
    )
    names = {feature_id: name for name, feature_id in planted.public.items()}
    assert [names[each["id"]] for each in page["features"]] == ["sector"]


def test_open_ends_of_time_are_understood(served: TestClient) -> None:
    qgis = Qgis(served, "incidents")
    since = qgis.items(datetime="2025-05-19T00:00:00Z/9999-12-31T00:00:00Z")
    until = qgis.items(datetime="0000-01-01T00:00:00Z/2025-05-18T00:00:00Z")
    assert since["numberReturned"] == 3
    assert until["numberReturned"] == 3


def test_pages_are_followed_by_their_links(served: TestClient) -> None:
    qgis = Qgis(served, "crossings")
    page, seen = qgis.items(limit=3), 0
    while True:
        seen += page["numberReturned"]
        following = [
            each["href"]
            for each in page["links"]
            if each["rel"] == "next" and each["type"] == "application/geo+json"
        ]
        if not following:
            break
        page = qgis.get(following[0], "application/geo+json, application/json")
    assert seen == qgis.described["itemCount"]


def test_it_learns_that_nothing_can_be_edited(served: TestClient) -> None:
    answer = served.options("/api/collections/incidents/items")
    assert not {"POST", "PUT", "PATCH", "DELETE"} & set(answer.headers.get("allow", "").split(", "))
