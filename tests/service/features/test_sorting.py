"""`sortby` is what a plain sort of all rows gives, in pages forward and back, on each database."""

from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from starlette.testclient import TestClient

from bench.filling import make_block, write_block
from service.features.collections import INCIDENTS, INCIDENTS_FULL, SECTOR_WEEKS, SECTORS
from service.features.sorting import sortable_names
from service.installation import Installation
from tests.conftest import People
from tests.service.answers import problem
from tests.service.features.conftest import FULL, PUBLIC, Planted, released

ROWS = 300
ORDERS = 25
COLLECTIONS = {PUBLIC: INCIDENTS.id, FULL: INCIDENTS_FULL.id}
WEEKS = "/api/collections/sector-weeks/items"

Row = dict[str, Any]


@pytest.fixture(params=[PUBLIC, FULL])
def path(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def rows(house: Installation, path: str) -> list[Row]:
    block = make_block(0, ROWS, seed=11)
    write_block(house.database, block)
    _, full, public, *_ = block
    return list(public if path == PUBLIC else full)


@pytest.fixture
def get(client: TestClient, people: People) -> Callable[..., dict[str, Any]]:
    def get(address: str, **parameters: str | int) -> dict[str, Any]:
        answer = client.get(address, params=parameters or None, headers=people.partner)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    return get


Get = Callable[..., dict[str, Any]]


def test_random_orders_are_what_a_sort_gives_and_can_be_walked_both_ways(
    rows: list[Row], get: Get, path: str
) -> None:
    rng = Random(20260301)  # noqa: S311  # Repeatable on purpose.
    names = sortable_names(COLLECTIONS[path])
    for _ in range(ORDERS):
        chosen = rng.sample(names, rng.choice((1, 1, 2, 3)))
        terms = [rng.choice(("", "-", "+")) + name for name in chosen]
        narrow = rng.choice(({}, {"datetime": "2023-01-01/.."}, {"bbox": "23.4,52,23.9,53.5"}))
        matching = set(_ids(get(path, **narrow, limit=10_000)))
        held = [row for row in rows if row["id"] in matching]
        expected = [row["id"] for row in _sorted(held, terms)]
        size = rng.randint(len(held) // 5 + 1, len(held))
        first = get(path, **narrow, sortby=",".join(terms), limit=size)
        pages = list(_walk(get, first, "next"))
        assert _all_ids(pages) == expected, terms
        assert len(pages) > 1 or size == len(held)
        back = list(_walk(get, pages[-1], "prev"))[::-1]
        assert _all_ids(back) == expected, terms


@pytest.mark.parametrize("sortby", ["period", "-week,type"])
def test_an_offset_leaves_out_the_first_of_the_order(
    rows: list[Row], get: Get, path: str, sortby: str
) -> None:
    whole = _ids(get(path, sortby=sortby, limit=10_000))
    assert _ids(get(path, sortby=sortby, offset=7, limit=5)) == whole[7:12]


def test_the_newest_first_is_the_order_without_sortby(rows: list[Row], get: Get, path: str) -> None:
    plain, named = get(path, limit=20), get(path, limit=20, sortby="-period")
    assert plain == named
    assert _ids(get(path, sortby="period", limit=10_000)) == _ids(get(path, limit=10_000))[::-1]


def test_links_keep_the_order(planted: Planted, get: Get) -> None:
    page = get(PUBLIC, sortby="type,-week", limit=2)
    links = {each["rel"]: each["href"] for each in page["links"]}
    assert all("sortby=type,-week" in href for rel, href in links.items() if rel != "collection")


def test_what_is_not_stated_comes_first(planted: Planted, client: TestClient) -> None:
    names = planted.names(client.get(PUBLIC, params={"sortby": "week"}))
    assert names[0] == "month"
    names = planted.names(client.get(PUBLIC, params={"sortby": "-week"}))
    assert names[-1] == "month"


def test_a_cursor_belongs_to_its_order(planted: Planted, client: TestClient, get: Get) -> None:
    page = get(PUBLIC, sortby="type", limit=2)
    (following,) = (each["href"] for each in page["links"] if each["rel"] == "next")
    answer = client.get(following.replace("sortby=type", "sortby=-type"))
    assert problem(answer, "query_invalid")["errors"][0]["field"] == "cursor"


@pytest.mark.parametrize(
    "sortby", ["", "equipment", "geometry", "type,type", "type,-type", "--type", "type,", "id"]
)
def test_what_cannot_be_sorted_by_is_refused_with_what_can(client: TestClient, sortby: str) -> None:
    (fault,) = problem(client.get(PUBLIC, params={"sortby": sortby}), "query_invalid")["errors"]
    assert fault["field"] == "sortby"
    assert "period" in fault["right"]


def test_a_layer_has_its_own_order_alone(client: TestClient) -> None:
    problem(client.get("/api/collections/sectors/items?sortby=name"), "query_invalid")
    assert client.get("/api/collections/sectors/sortables").json()["properties"] == {}
    assert sortable_names(SECTORS.id) == ()


def test_weeks_of_sectors_are_sorted_as_well(
    planted: Planted, house: Installation, get: Get
) -> None:
    released(house, "2025-W20", "2025-W21")
    found = [
        (each["properties"]["sector"], each["properties"]["week"])
        for each in get(WEEKS, sortby="sector,-week", limit=100)["features"]
    ]
    assert found == sorted(sorted(found, key=lambda pair: pair[1], reverse=True), key=_first)
    assert len({week for _, week in found}) == 2


@pytest.mark.parametrize("collection", [INCIDENTS, INCIDENTS_FULL, SECTOR_WEEKS])
def test_sortables_name_what_sortby_takes(
    client: TestClient, people: People, collection: Any
) -> None:
    own = f"/api/collections/{collection.id}"
    described = client.get(own, headers=people.partner).json()
    (href,) = (each["href"] for each in described["links"] if each["rel"].endswith("/sortables"))
    document = client.get(href, headers=people.partner)
    assert document.headers["content-type"] == "application/schema+json"
    names = document.json()["properties"]
    assert tuple(sorted(names)) == tuple(sorted(sortable_names(collection.id)))
    for name in names:
        answer = client.get(f"{own}/items?sortby=-{name}&limit=1", headers=people.partner)
        assert answer.status_code == 200, name


def _first(pair: tuple[str, str]) -> str:
    return pair[0]


def _ids(page: dict[str, Any]) -> list[str]:
    return [each["id"] for each in page["features"]]


def _all_ids(pages: list[dict[str, Any]]) -> list[str]:
    return [each for page in pages for each in _ids(page)]


def _walk(get: Get, page: dict[str, Any], rel: str) -> Any:
    while True:
        yield page
        following = [each["href"] for each in page["links"] if each["rel"] == rel]
        if not following:
            return
        page = get(following[0])


def _sorted(rows: list[Row], terms: list[str]) -> list[Row]:
    """By the last term first, since the sort keeps the order of what is equal."""
    begin = "period_from" if "period_from" in rows[0] else "occurred_from"
    names = [term.lstrip("+-") for term in terms]
    by_time = next((t for t in reversed(terms) if t.lstrip("+-") in ("period", begin)), None)
    newest = by_time is None or by_time.startswith("-")
    found = sorted(rows, key=lambda row: row["id"], reverse=newest)
    if by_time is None:
        found.sort(key=lambda row: row[begin], reverse=True)
    for term, name in zip(terms[::-1], names[::-1], strict=True):
        found.sort(
            key=lambda row: _comparable(row, begin if name == "period" else name),
            reverse=term.startswith("-"),
        )
    return found


def _comparable(row: Row, name: str) -> tuple[bool, Any]:
    value = row[name]
    return (value is not None, value if value is not None else 0)
