"""Browsers get pages, everyone else JSON; the two lead to each other."""

import re
from html import unescape
from typing import Any

import pytest
from starlette.testclient import TestClient

from service.features.formats.forms import OFFERED
from service.installation import Installation
from tests.conftest import People
from tests.service.answers import problem
from tests.service.features.conftest import Planted, released
from tests.service.features.html.conftest import BROWSER, Open
from tests.service.features.test_conditional import assert_conditional
from tests.service.features.test_definition import definition
from tests.service.projections.stage import ON_SQLITE

JSON_TYPES = ("application/json", "application/geo+json", "application/schema+json")
ADDRESSES = [
    "/api",
    "/api/conformance",
    "/api/collections",
    "/api/collections/incidents",
    "/api/collections/incidents/schema",
    "/api/collections/incidents/queryables",
    "/api/collections/incidents/sortables",
    "/api/collections/incidents/feature-schema",
    "/api/collections/incidents/items",
    "/api/collections/sector-weeks/items",
    "/api/collections/sectors/items",
    "/api/collections/sectors/items/BIA",
    "/api/collections/border/items",
    "/api/collections/crossings/items?limit=2",
]
PRIVATE = [
    "/api/collections",
    "/api/collections/incidents-full",
    "/api/collections/incidents-full/items",
]


def in_form(path: str, form: str) -> str:
    return f"{path}{'&' if '?' in path else '?'}f={form}"


def without_links(document: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in document.items() if name != "links"}


@pytest.mark.parametrize("path", ADDRESSES)
def test_the_header_or_the_parameter_chooses(
    client: TestClient, open_page: Open, planted: Planted, path: str
) -> None:
    page = open_page(path)
    assert page.text.startswith('<!doctype html><html lang="en">')
    asked = client.get(in_form(path, "html"))
    assert (asked.content, asked.headers["content-type"]) == (
        page.content,
        page.headers["content-type"],
    )

    plain = client.get(path)
    assert plain.headers["content-type"] in JSON_TYPES
    stronger = client.get(in_form(path, "json"), headers=BROWSER)
    # The named form is kept in the links, as a browser would ask for a page again.
    assert without_links(stronger.json()) == without_links(plain.json())
    for answer in (page, asked, plain, stronger):
        assert "Accept" in answer.headers["vary"]
    problem(client.get(in_form(path, "gpkg")), "query_invalid")


@pytest.mark.parametrize("path", ADDRESSES)
def test_a_page_is_conditional_and_its_tag_is_not_that_of_the_json(
    client: TestClient, open_page: Open, planted: Planted, path: str
) -> None:
    assert_conditional(open_page, path)
    page = open_page(path)
    assert page.headers["etag"] != client.get(path).headers["etag"]
    assert page.headers["cache-control"] == "public, max-age=0, must-revalidate"


@pytest.mark.parametrize("path", PRIVATE)
def test_a_page_for_a_key_is_kept_by_nobody_else(
    open_page: Open, people: People, planted: Planted, path: str
) -> None:
    page = open_page(path, **people.partner)
    assert page.headers["cache-control"].startswith("private, ")
    assert {"Authorization", "Accept"} <= set(page.headers["vary"].split(", "))


@pytest.mark.parametrize("path", ADDRESSES)
def test_the_page_leads_to_the_same_content_as_json(
    client: TestClient, open_page: Open, planted: Planted, path: str
) -> None:
    page = open_page(path).text
    others = re.findall(r'<link rel="alternate" type="([^"]+)" href="([^"]+)">', page)
    assert others
    for kind, href in others:
        answer = client.get(unescape(href), headers=BROWSER)
        assert answer.headers["content-type"].partition(";")[0] == kind
        assert f'href="{href}" type="{kind}"' in page.partition("<body>")[2]


def test_the_json_leads_to_its_page(client: TestClient, planted: Planted) -> None:
    for path in ADDRESSES:
        for link in client.get(path).json().get("links", ()):
            if link["rel"] == "alternate":
                answer = client.get(link["href"])
                assert answer.headers["content-type"].startswith(link["type"])
                break
        else:
            # These documents have no place for links.
            assert path.endswith(("conformance", "schema", "queryables", "sortables"))


def test_each_collection_names_its_features_in_both_forms(client: TestClient) -> None:
    links = client.get("/api/collections/incidents").json()["links"]
    found = [(link["type"], link["href"]) for link in links if link["rel"] == "items"]
    assert [kind for kind, _ in found] == [form.media_type for form in OFFERED]
    for kind, href in found:
        assert client.get(href).headers["content-type"].startswith(kind)


def test_every_operation_of_the_definition_has_a_page(
    client: TestClient, open_page: Open, planted: Planted, house: Installation, people: People
) -> None:
    """What `conf/html` of Features and of Common asks for."""
    released(house, "2025-W20")
    for path, operations in definition(client, people.partner)["paths"].items():
        if "get" not in operations:
            # A search is for programs alone.
            continue
        operation = operations["get"]
        assert "text/html" in operation["responses"]["200"]["content"]
        names = [each.get("$ref", each.get("name")) for each in operation["parameters"]]
        assert {"#/components/parameters/f", "f"} & set(names)
        collection_id = path.split("/")[2] if path.count("/") > 1 else ""
        items = f"/api/collections/{collection_id}/items"
        if "{featureId}" in path:
            (feature,) = client.get(f"{items}?limit=1", headers=people.partner).json()["features"]
            path = path.replace("{featureId}", feature["id"])  # noqa: PLW2901
        page = open_page(f"/api{path}", **people.partner)
        assert (page.status_code, page.text.count("<h1>")) == (200, 1), path


@ON_SQLITE
def test_conformance_says_so(client: TestClient) -> None:
    classes = client.get("/api/conformance").json()["conformsTo"]
    assert "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/html" in classes
    assert "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/html" in classes


def test_what_is_missing_is_missing_as_a_page_too(open_page: Open, people: People) -> None:
    for path in (
        "/api/collections/nothing",
        "/api/collections/incidents-full",
        "/api/collections/incidents-full/items",
        "/api/collections/incidents-full/items/unknown",
        "/api/collections/incidents/items/unknown",
        "/api/collections/sectors/items/XXX",
    ):
        problem(open_page(path), "not_found")
        problem(open_page(path, **people.monitor), "not_found")
