"""The terms of the features come with them in every form."""

import re

import pytest

from service.features.formats.forms import CODES
from tests.service.features.formats.stage import COLLECTIONS, Service

OTHERS = [code for code in CODES if code not in ("json", "html")]


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_geojson_says_its_terms_in_members(items: Service, collection: str) -> None:
    page = items.get(collection).json()
    assert page["policy"] == "http://testserver/api/policy"
    assert page["licence"]
    assert page["attribution"]


def test_one_feature_says_them_too(items: Service) -> None:
    feature = items.client.get("/api/collections/sectors/items/BIA").json()
    assert feature["policy"] == "http://testserver/api/policy"
    assert feature["licence"] == "ODbL-1.0"
    assert "OpenStreetMap" in feature["attribution"]


@pytest.mark.parametrize("f", OTHERS)
@pytest.mark.parametrize("path", ["items", "items/BIA"])
def test_the_other_forms_say_them_in_headers(items: Service, f: str, path: str) -> None:
    answer = items.client.get(f"/api/collections/sectors/{path}?f={f}")
    said = answer.links
    assert said["license"]["url"] == "https://opendatacommons.org/licenses/odbl/1-0/"
    assert "OpenStreetMap" in said["license"]["title"]
    assert said["describedby"]["url"] == "http://testserver/api/policy"
    assert said["collection"]["url"] == "http://testserver/api/collections/sectors"


@pytest.mark.parametrize(
    ("f", "name"),
    [("csv", "miedza-sectors.csv"), ("fgb", "miedza-sectors.fgb"), ("ndjson", None)],
)
def test_what_becomes_a_file_has_a_name(items: Service, f: str, name: str | None) -> None:
    said = items.get("sectors", f).headers.get("content-disposition")
    assert said == (f'attachment; filename="{name}"' if name else None)


def test_the_file_of_one_feature_is_named_by_it(items: Service) -> None:
    answer = items.client.get("/api/collections/sectors/items/BIA?f=csv")
    said = answer.headers["content-disposition"]
    assert re.fullmatch(r'attachment; filename="miedza-sectors-BIA\.csv"', said)


def test_a_page_of_the_same_rows_with_another_next_has_another_tag(items: Service) -> None:
    """The last page and one that goes on hold the same bytes where `next` is a header."""
    from_all = items.get("sector-weeks", "ndjson", limit=1)
    (first,) = from_all.text.splitlines()
    sector = items.features("sector-weeks", limit=1)[0]["properties"]["sector"]
    alone = items.get("sector-weeks", "ndjson", limit=1, sector=sector)
    assert alone.text.splitlines() == [first]
    assert alone.headers["etag"] != from_all.headers["etag"]
