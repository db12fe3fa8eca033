"""The schemas tell of each collection's features what is true of them."""

from typing import Any

import pytest
from jsonschema import Draft202012Validator
from starlette.testclient import TestClient

from service.installation import Installation
from tests.conftest import People
from tests.service.answers import problem
from tests.service.features.conftest import Planted, released

COLLECTIONS = ["incidents", "incidents-full", "sector-weeks", "sectors", "border", "crossings"]


@pytest.fixture
def documents(
    client: TestClient, people: People, planted: Planted, house: Installation
) -> dict[str, dict[str, Any]]:
    released(house, "2025-W20", "2025-W21")
    return {
        f"{collection_id}/{name}": client.get(
            f"/api/collections/{collection_id}/{name}", headers=people.partner
        ).json()
        for collection_id in COLLECTIONS
        for name in ("schema", "queryables", "feature-schema", "items")
    }


@pytest.mark.parametrize("collection_id", COLLECTIONS)
def test_features_hold_the_properties_that_are_told_in_their_order(
    documents: dict[str, dict[str, Any]], collection_id: str
) -> None:
    told = list(documents[f"{collection_id}/schema"]["properties"])
    features = documents[f"{collection_id}/items"]["features"]
    assert features
    for feature in features:
        assert ["id", "geometry", *feature["properties"]] == told


@pytest.mark.parametrize("collection_id", COLLECTIONS)
def test_values_are_of_the_types_and_codes_that_are_told(
    documents: dict[str, dict[str, Any]], collection_id: str
) -> None:
    schema = documents[f"{collection_id}/schema"]
    Draft202012Validator.check_schema(schema)
    for feature in documents[f"{collection_id}/items"]["features"]:
        # Null is not stated; a property that is stated keeps to its schema.
        stated = {name: value for name, value in feature["properties"].items() if value is not None}
        Draft202012Validator(
            {
                **schema,
                "properties": {k: v for k, v in schema["properties"].items() if k != "geometry"},
            }
        ).validate({"id": feature["id"], **stated})


@pytest.mark.parametrize("collection_id", COLLECTIONS)
def test_roles_name_the_id_and_the_geometry(
    documents: dict[str, dict[str, Any]], collection_id: str
) -> None:
    properties = documents[f"{collection_id}/schema"]["properties"]
    roles = {each["x-ogc-role"]: name for name, each in properties.items() if "x-ogc-role" in each}
    assert roles == {"id": "id", "primary-geometry": "geometry"}
    shapes = {
        feature["geometry"]["type"]
        for feature in documents[f"{collection_id}/items"]["features"]
        if feature["geometry"]
    }
    assert properties["geometry"]["format"] in {f"geometry-{shape.lower()}" for shape in shapes}


@pytest.mark.parametrize("collection_id", COLLECTIONS)
def test_the_schema_of_a_whole_feature_has_the_same_properties(
    documents: dict[str, dict[str, Any]], collection_id: str
) -> None:
    flat = documents[f"{collection_id}/schema"]["properties"]
    whole = documents[f"{collection_id}/feature-schema"]["properties"]["properties"]["properties"]
    assert whole == {name: each for name, each in flat.items() if name not in ("id", "geometry")}


def test_each_schema_is_linked_from_its_collection_and_knows_its_address(
    client: TestClient, people: People
) -> None:
    for collection_id in COLLECTIONS:
        path = f"/api/collections/{collection_id}"
        links = client.get(path, headers=people.partner).json()["links"]
        schemas = [each["href"] for each in links if each["type"] == "application/schema+json"]
        assert len(set(schemas)) == 4
        for address in schemas:
            answer = client.get(address, headers=people.partner)
            assert answer.headers["content-type"] == "application/schema+json"
            assert answer.json()["$id"] == address


def test_the_full_collection_has_none_for_those_who_may_not_read_it(
    client: TestClient, people: People
) -> None:
    for name in ("schema", "queryables", "feature-schema"):
        for headers in ({}, people.monitor):
            path = f"/api/collections/incidents-full/{name}"
            problem(client.get(path, headers=headers), "not_found")


def test_a_schema_is_plain_json_to_whoever_asks_for_that(client: TestClient) -> None:
    path = "/api/collections/incidents/queryables"
    plain = client.get(path, headers={"Accept": "application/json"})
    assert plain.headers["content-type"] == "application/json"
    assert plain.content == client.get(path, headers={"Accept": "*/*"}).content
