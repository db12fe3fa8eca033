"""OWSLib, which scripts in Python use, against a server on loopback."""

import pytest
from owslib import ogcapi  # type: ignore[import-untyped]
from owslib.ogcapi.features import Features  # type: ignore[import-untyped]

from tests.service.features.conftest import Served

pytestmark = pytest.mark.slow


def test_it_reads_what_the_service_is_and_holds(served: Served) -> None:
    features = Features(served.address)
    assert (
        "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core"
        in (features.conformance()["conformsTo"])
    )
    assert features.api()["openapi"].startswith("3.0")
    assert features.feature_collections() == [
        "incidents", "sector-weeks", "sectors", "border", "crossings",
    ]  # fmt: skip
    assert "type" in features.collection_queryables("incidents")["properties"]


def test_it_asks_by_box_time_filter_and_id(served: Served) -> None:
    features = Features(served.address)
    names = {feature_id: name for name, feature_id in served.planted.public.items()}

    def asked(**parameters: object) -> set[str]:
        page = features.collection_items("incidents", **parameters)
        return {names[each["id"]] for each in page["features"]}

    assert asked() == set(served.planted.public)
    assert asked(datetime_="2025-05-19/2025-05-25") == {"sector", "month"}
    assert asked(filter="sector = 'NAR'") == {"sector"}
    assert asked(bbox=[-10.0, 40.0, -9.0, 41.0]) == set()
    one = features.collection_item("incidents", served.planted.public["point"])
    assert one["id"] == served.planted.public["point"]


def test_a_key_opens_the_full_collection(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    # OWSLib keeps the headers of one client for all that come later.
    monkeypatch.setattr(ogcapi, "REQUEST_HEADERS", {**ogcapi.REQUEST_HEADERS})
    features = Features(served.address, headers=served.people.partner)
    assert features.collection_items("incidents-full")["numberReturned"] == 7
