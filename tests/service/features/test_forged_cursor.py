"""Anyone can work out a cursor's checksum; what it then holds is still refused, not believed."""

import pytest
from starlette.testclient import TestClient

from service.features.filters import Filter
from service.features.paging import Position, write_cursor
from tests.conftest import People
from tests.service.answers import problem
from tests.service.features.conftest import FULL, PUBLIC, Planted, rels

_IDS = {PUBLIC: "incidents", FULL: "incidents-full"}


@pytest.mark.parametrize("path", [PUBLIC, FULL])
@pytest.mark.parametrize("start", [-(2**63), 2**63 - 1])
def test_a_time_that_no_calendar_holds_is_refused(
    client: TestClient, people: People, planted: Planted, path: str, start: int
) -> None:
    cursor = write_cursor(_IDS[path], Filter(), (), Position((start, "a")))
    answer = client.get(path, params={"cursor": cursor}, headers=people.partner)
    problem(answer, "query_invalid")


@pytest.mark.parametrize("path", [PUBLIC, FULL])
def test_a_position_before_everything_is_an_empty_page(
    client: TestClient, people: People, planted: Planted, path: str
) -> None:
    cursor = write_cursor(_IDS[path], Filter(), (), Position((1, "a")))
    answer = client.get(path, params={"cursor": cursor}, headers=people.partner)
    assert answer.json()["features"] == []
    assert rels(answer.json()) == ["self", "collection"]


def test_a_layer_has_nothing_behind_its_last_feature(client: TestClient) -> None:
    cursor = write_cursor("sectors", Filter(), (), Position((2**62, "a")))
    page = client.get("/api/collections/sectors/items", params={"cursor": cursor}).json()
    assert page["numberReturned"] == 0
