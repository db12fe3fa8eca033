"""The definition in OpenAPI 3.0, in the very shape in which QGIS and GDAL look for it."""

from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV30SpecValidator
from starlette.testclient import TestClient

from service.features.formats.forms import CODES, OFFERED
from tests.conftest import People
from tests.service.answers import problem
from tests.service.features.conftest import Planted
from tests.service.features.test_collections import OPEN, listed

NOT_QUERYABLE = {
    "limit", "bbox", "bbox-crs", "datetime", "cursor", "offset", "resultType",
    "filter", "filter-lang", "filter-crs", "crs", "properties", "skipGeometry", "f", "sortby",
}  # fmt: skip
MEDIA_TYPE = "application/vnd.oai.openapi+json;version=3.0"


def definition(client: TestClient, headers: dict[str, str] | None = None) -> dict[str, Any]:
    answer = client.get("/api/api", headers=headers)
    assert answer.headers["content-type"] == MEDIA_TYPE
    document: dict[str, Any] = answer.json()
    return document


def asked(document: dict[str, Any], collection_id: str) -> dict[str, dict[str, Any]]:
    """The parameters of a collection's items, those that stand elsewhere looked up."""
    shared = document["components"]["parameters"]
    listed = document["paths"][f"/collections/{collection_id}/items"]["get"]["parameters"]
    found = [shared[each["$ref"].rsplit("/", 1)[1]] if "$ref" in each else each for each in listed]
    return {each["name"]: each for each in found}


def test_it_is_openapi_3_0(client: TestClient, people: People) -> None:
    for headers in (None, people.analyst):
        document = definition(client, headers)
        assert document["openapi"] == "3.0.3"
        OpenAPIV30SpecValidator(document).validate()


def test_the_landing_page_links_it_before_the_newer_one(client: TestClient) -> None:
    links = client.get("/api").json()["links"]
    described = [each["type"] for each in links if each["rel"] == "service-desc"]
    assert described == [MEDIA_TYPE, "application/vnd.oai.openapi+json;version=3.1"]


def test_each_collection_has_literal_paths(client: TestClient) -> None:
    document = definition(client)
    wanted = {f"/collections/{each}/items" for each in OPEN}
    assert {path for path in document["paths"] if path.endswith("/items")} == wanted


def test_the_full_collection_stands_in_it_for_those_alone_who_may_read_it(
    client: TestClient, people: People
) -> None:
    path = "/collections/incidents-full/items"
    assert path not in definition(client)["paths"]
    assert path not in definition(client, people.monitor)["paths"]
    assert path in definition(client, people.partner)["paths"]


def test_every_address_in_it_answers(client: TestClient, planted: Planted) -> None:
    document = definition(client)
    assert document["servers"] == [{"url": "http://testserver/api"}]
    for path in document["paths"]:
        if "{" not in path:
            assert client.get(f"/api{path}").status_code == 200, path


def test_the_size_of_pages_stands_where_clients_look(client: TestClient) -> None:
    document = definition(client)
    limit = document["components"]["parameters"]["limit"]["schema"]
    assert limit == {"type": "integer", "minimum": 1, "maximum": 10_000, "default": 1_000}
    parameters = document["paths"]["/collections/incidents/items"]["get"]["parameters"]
    # GDAL looks for a reference that has the word in it.
    assert {"$ref": "#/components/parameters/limit"} in parameters


def test_parameters_are_written_out_as_qgis_needs_them(client: TestClient) -> None:
    document = definition(client)
    for collection_id in OPEN:
        for parameter in asked(document, collection_id).values():
            assert (parameter["style"], parameter["explode"]) == ("form", False)
            assert "type" in parameter["schema"]
    box = asked(document, "incidents")["bbox"]["schema"]
    assert box == {"type": "array", "minItems": 4, "maxItems": 6, "items": {"type": "number"}}


@pytest.mark.parametrize("collection_id", OPEN)
def test_it_names_all_parameters_that_the_items_take_and_no_other(
    client: TestClient, collection_id: str
) -> None:
    refused = client.get(f"/api/collections/{collection_id}/items?nonsense=1")
    (wrong,) = problem(refused, "query_invalid")["errors"]
    known = wrong["right"].removeprefix("known: ").split(", ")
    assert sorted(asked(definition(client), collection_id)) == sorted(known)


def test_what_can_be_asked_is_listed_for_each_collection(
    client: TestClient, people: People
) -> None:
    document = definition(client, people.partner)
    for collection_id in listed(client, people.partner):
        path = f"/api/collections/{collection_id}/queryables"
        queryable = client.get(path, headers=people.partner).json()["properties"]
        # Time and place have `datetime` and `bbox` for parameters.
        equal = set(queryable) - {"period", "geometry"}
        assert equal == set(asked(document, collection_id)) - NOT_QUERYABLE


def test_it_names_the_forms_of_features(client: TestClient) -> None:
    document = definition(client)
    form = document["components"]["parameters"]["f"]["schema"]
    assert form == {"type": "string", "enum": list(CODES)}
    for path in ("items", "items/{featureId}"):
        operation = document["paths"][f"/collections/incidents/{path}"]["get"]
        assert {"$ref": "#/components/parameters/f"} in operation["parameters"]
        assert [*operation["responses"]["200"]["content"]] == [each.media_type for each in OFFERED]


def test_a_slash_at_the_end_leads_to_the_same(client: TestClient) -> None:
    for path in ("/api", "/api/collections", "/api/collections/sectors/items"):
        with_slash = client.get(f"{path}/", follow_redirects=False)
        assert (with_slash.status_code, with_slash.content) == (200, client.get(path).content)
