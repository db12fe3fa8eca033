"""OWSLib, which scripts in Python use, against a server on loopback."""

from collections.abc import Iterator

import pytest
from owslib.ogcapi.features import Features  # type: ignore[import-untyped]

from service.installation import Installation
from tests.conftest import People
from tests.service.features.conftest import Planted
from tests.service.reports.test_at_once import await_ready, server_process

pytestmark = pytest.mark.slow


@pytest.fixture
def address(house: Installation, planted: Planted) -> Iterator[str]:
    with server_process(house) as found:
        await_ready(found)
        yield f"{found}/api"


def test_it_reads_what_the_service_is_and_holds(address: str) -> None:
    features = Features(address)
    assert (
        "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core"
        in (features.conformance()["conformsTo"])
    )
    assert features.api()["openapi"].startswith("3.0")
    assert features.feature_collections() == [
        "incidents", "sector-weeks", "sectors", "border", "crossings",
    ]  # fmt: skip
    assert "type" in features.collection_queryables("incidents")["properties"]


def test_it_asks_by_box_time_filter_and_id(address: str, planted: Planted) -> None:
    features = Features(address)
    names = {feature_id: name for name, feature_id in planted.public.items()}

    def asked(**parameters: object) -> set[str]:
        page = features.collection_items("incidents", **parameters)
        return {names[each["id"]] for each in page["features"]}

    assert asked() == set(planted.public)
    assert asked(datetime_="2025-05-19/2025-05-25") == {"sector", "month"}
    assert asked(filter="sector = 'NAR'") == {"sector"}
    assert asked(bbox=[-10.0, 40.0, -9.0, 41.0]) == set()
    one = features.collection_item("incidents", planted.public["point"])
    assert one["id"] == planted.public["point"]


def test_a_key_opens_the_full_collection(address: str, people: People) -> None:
    features = Features(address, headers=people.partner)
    assert features.collection_items("incidents-full")["numberReturned"] == 7
