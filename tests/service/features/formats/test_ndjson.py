"""A line for each feature of the page."""

import orjson
import pytest

from tests.service.features.formats.stage import COLLECTIONS, Service


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_each_line_is_a_feature(items: Service, collection: str) -> None:
    body = items.get(collection, "ndjson").content
    assert body.endswith(b"\n")
    assert [orjson.loads(line) for line in body.splitlines()] == items.features(collection)


def test_nothing_that_matches_is_no_line(items: Service) -> None:
    assert items.get("incidents", "ndjson", bbox="0,0,1,1").content == b""


def test_one_feature_is_one_line(items: Service) -> None:
    body = items.client.get("/api/collections/sectors/items/BIA?f=ndjson").content
    assert body.count(b"\n") == 1
    assert orjson.loads(body)["id"] == "BIA"
