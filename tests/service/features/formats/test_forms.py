"""Which form a request gets, and how links and tags keep to it."""

from typing import Any

import pytest

from service.features.formats.forms import CODES, OFFERED, OTHER_TYPES
from tests.service.answers import problem
from tests.service.features.formats.stage import COLLECTIONS, Service

ONE = "/api/collections/crossings/items/rudawka"
TYPED = {form.code: form.media_type for form in OFFERED}


def links(document: dict[str, Any], rel: str) -> list[dict[str, str]]:
    return [each for each in document["links"] if each["rel"] == rel]


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_each_collection_has_every_form_by_name_and_by_header(
    items: Service, collection: str
) -> None:
    for form in OFFERED:
        named = items.get(collection, form.code)
        assert named.headers["content-type"].partition(";")[0] == form.media_type
    assert items.get(collection).headers["content-type"] == "application/geo+json"


@pytest.mark.parametrize("form", OFFERED, ids=CODES)
def test_the_header_chooses_where_no_parameter_does(items: Service, form: Any) -> None:
    for path in (ONE, "/api/collections/crossings/items"):
        answer = items.client.get(path, headers={"Accept": form.media_type})
        assert answer.headers["content-type"].partition(";")[0] == form.media_type
        assert "Accept" in answer.headers["vary"].split(", ")
        over = items.client.get(f"{path}?f=csv", headers={"Accept": form.media_type})
        assert over.headers["content-type"] == "text/csv; charset=utf-8"


@pytest.mark.parametrize(
    "accepted",
    [
        # GDAL, QGIS, a program, and one that wants what we do not have.
        "application/geo+json, application/json",
        "*/*",
        "application/gml+xml",
    ],
)
def test_everyone_else_gets_geojson(items: Service, accepted: str) -> None:
    answer = items.client.get("/api/collections/border/items", headers={"Accept": accepted})
    assert answer.headers["content-type"] == "application/geo+json"


def test_a_form_that_is_not_there_is_refused(items: Service) -> None:
    (wrong,) = problem(items.client.get(f"{ONE}?f=gpkg"), "query_invalid")["errors"]
    assert wrong["field"] == "f"
    assert wrong["right"] == f"one of: {', '.join(CODES)}"


def test_a_page_links_its_other_forms_and_keeps_to_the_one_that_was_named(items: Service) -> None:
    plain = items.get("crossings", limit=2).json()
    named = items.get("crossings", "json", limit=2).json()
    for page, f in ((plain, ""), (named, "&f=json")):
        assert links(page, "self")[0]["href"].endswith(f"items?limit=2{f}")
        (following,) = links(page, "next")
        assert following["type"] == "application/geo+json"
        assert following["href"].endswith(f) is bool(f) or "f=" not in following["href"]
        assert [each["type"] for each in links(page, "alternate")] == list(OTHER_TYPES)
        for each in links(page, "alternate"):
            answer = items.client.get(each["href"])
            assert answer.headers["content-type"].partition(";")[0] == each["type"]
            if each["type"] != "text/html":
                assert answer.headers["ogc-numberreturned"] == "2"


def test_one_feature_links_its_other_forms(items: Service) -> None:
    feature = items.client.get(ONE).json()
    assert links(feature, "self")[0]["href"].endswith("/rudawka")
    for each in links(feature, "alternate"):
        answer = items.client.get(each["href"])
        assert answer.headers["content-type"].partition(";")[0] == each["type"]


@pytest.mark.parametrize("f", [code for code in CODES if code not in ("json", "html")])
def test_the_next_page_is_a_header_where_a_form_has_no_place_for_it(items: Service, f: str) -> None:
    answer = items.get("crossings", f, limit=2)
    whole = items.features("crossings")
    count = int(answer.headers["ogc-numberreturned"])
    while "next" in answer.links:
        assert answer.links["next"]["type"] == TYPED[f]
        answer = items.client.get(answer.links["next"]["url"])
        assert answer.headers["content-type"].partition(";")[0] == TYPED[f]
        count += int(answer.headers["ogc-numberreturned"])
    assert count == len(whole)


def test_the_header_of_the_next_page_comes_first(items: Service) -> None:
    assert (
        items.get("crossings", "fgb", limit=2).headers["link"].startswith("<http://testserver/api/")
    )


@pytest.mark.parametrize("f", [code for code in CODES if code not in ("json", "html")])
def test_how_many_match_is_a_header_too(items: Service, f: str) -> None:
    hits = items.get("crossings", f, resultType="hits")
    whole = items.get("crossings", f)
    number = str(len(items.features("crossings")))
    assert (hits.headers["ogc-numbermatched"], hits.headers["ogc-numberreturned"]) == (number, "0")
    assert whole.headers["ogc-numbermatched"] == whole.headers["ogc-numberreturned"] == number
    assert "ogc-numbermatched" not in items.get("crossings", f, limit=2).headers


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_each_form_has_a_tag_of_its_own(items: Service, collection: str) -> None:
    answers = [items.get(collection, code, limit=2) for code in CODES]
    assert len({answer.headers["etag"] for answer in answers}) == len(CODES)
    empty = [items.get(collection, code, bbox="0,0,1,1") for code in CODES]
    assert len({answer.headers["etag"] for answer in empty}) == len(CODES)


def test_a_collection_lists_its_items_in_the_order_in_which_clients_look(items: Service) -> None:
    found = links(items.client.get("/api/collections/sectors").json(), "items")
    assert [each["type"] for each in found] == [each.media_type for each in OFFERED]
    assert found[0]["href"].endswith("/sectors/items")
    assert found[1]["href"].endswith("/sectors/items?f=fgb")
