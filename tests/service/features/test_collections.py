"""The landing page and the collections' descriptions: what there is, for whom, and where."""

from datetime import datetime
from typing import Any

import pytest
from starlette.testclient import TestClient

from service.installation import Installation
from service.weeks import local_midnight
from tests.conftest import People
from tests.service.answers import problem
from tests.service.features.conftest import Planted, released

OPEN = ["incidents", "sector-weeks", "sectors", "border", "crossings"]


def listed(client: TestClient, headers: dict[str, str] | None = None) -> dict[str, dict[str, Any]]:
    collections = client.get("/api/collections", headers=headers).json()["collections"]
    return {collection["id"]: collection for collection in collections}


def links(document: dict[str, Any]) -> dict[str, str]:
    """The first of each relation: of several forms the one that anyone gets."""
    return {link["rel"]: link["href"] for link in reversed(document["links"])}


def test_the_landing_page_leads_everywhere_else(client: TestClient) -> None:
    found = links(client.get("/api").json())
    assert {rel for rel in found if not rel.startswith("http:")} == {
        "self", "service-desc", "service-doc", "conformance", "data", "related",
    }  # fmt: skip
    assert all(client.get(href).status_code == 200 for href in found.values())


def test_everyone_sees_the_public_collections(client: TestClient, people: People) -> None:
    assert list(listed(client)) == OPEN
    assert list(listed(client, people.monitor)) == OPEN


@pytest.mark.parametrize("role", ["partner", "analyst", "admin"])
def test_a_key_shows_the_full_collection_too(client: TestClient, people: People, role: str) -> None:
    assert list(listed(client, getattr(people, role))) == [*OPEN, "incidents-full"]


def test_a_collection_is_described_alike_in_both_places(
    client: TestClient, people: People, planted: Planted
) -> None:
    for collection_id, collection in listed(client, people.partner).items():
        path = f"/api/collections/{collection_id}"
        assert client.get(path, headers=people.partner).json() == collection


def test_each_description_leads_to_its_features(
    client: TestClient, people: People, planted: Planted, house: Installation
) -> None:
    released(house, "2025-W20")
    for collection in listed(client, people.partner).values():
        assert {"id", "title", "description", "extent", "attribution", "licence"} <= set(collection)
        page = client.get(links(collection)["items"], headers=people.partner)
        assert page.json()["numberReturned"] > 0
        assert links(page.json())["collection"] == links(collection)["self"]
        assert links(collection)["license"].startswith("https://")


def test_every_feature_lies_in_the_extent_of_its_collection(
    client: TestClient, people: People, planted: Planted
) -> None:
    for collection in listed(client, people.partner).values():
        west, south, east, north = collection["extent"]["spatial"]["bbox"][0]
        page = client.get(links(collection)["items"], headers=people.partner).json()
        for feature in page["features"]:
            for lon, lat in _positions(feature["geometry"]):
                assert west <= lon <= east
                assert south <= lat <= north


def _positions(geometry: dict[str, Any] | None) -> list[tuple[float, float]]:
    found: list[tuple[float, float]] = []

    def gather(part: Any) -> None:
        if isinstance(part[0], int | float):
            found.append((part[0], part[1]))
        else:
            for each in part:
                gather(each)

    if geometry is not None:
        gather(geometry["coordinates"])
    return found


def test_the_time_of_incidents_begins_with_the_first_one(
    client: TestClient, people: People, planted: Planted
) -> None:
    found = listed(client, people.partner)
    for collection_id, first in (("incidents", "2025-03-31"), ("incidents-full", "2025-04-02")):
        ((start, end),) = found[collection_id]["extent"]["temporal"]["interval"]
        assert datetime.fromisoformat(start) == local_midnight(datetime.fromisoformat(first).date())
        assert end is None


def test_an_empty_collection_names_no_time(client: TestClient) -> None:
    assert "temporal" not in listed(client)["incidents"]["extent"]


@pytest.mark.parametrize("collection_id", ["nothing", "incidents-full", "a%00b", "Incidents"])
def test_a_collection_that_is_not_there_for_the_caller_is_missing(
    client: TestClient, people: People, collection_id: str
) -> None:
    for headers in ({}, people.monitor):
        answer = client.get(f"/api/collections/{collection_id}", headers=headers)
        problem(answer, "not_found")


@pytest.mark.parametrize("path", ["/api", "/api/collections", "/api/collections/border"])
def test_they_take_no_parameters(client: TestClient, path: str) -> None:
    problem(client.get(path, params={"f": "json"}), "query_invalid")
