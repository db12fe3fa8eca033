"""Following `next` from page to page meets every feature once, whatever is written meanwhile."""

from base64 import urlsafe_b64decode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import chain
from typing import Any

import pytest
from starlette.testclient import TestClient

from service.installation import Installation
from service.projections.publisher import publish
from tests.conftest import People
from tests.service.answers import problem
from tests.service.features.conftest import FULL, PUBLIC, PUBLISHED_AT, Planted
from tests.service.projections.stage import claim, move, public_ids, reading, submit

COUNT = 40


def reports(count: int, **members: Any) -> list[dict[str, Any]]:
    """Claims of a few days and one month, so that many share the start of their time."""
    times = [
        {"from": "2025-05-12T10:00:00+02:00", "precision": "exact"},
        {"from": "2025-05-14", "precision": "day"},
        {"from": "2025-05-20", "precision": "day"},
        {"from": "2025-05", "precision": "month"},
    ]
    return [claim(occurred=times[number % len(times)], **members) for number in range(count)]


@pytest.fixture
def many(house: Installation) -> list[str]:
    """The ids of incidents that are all public."""
    ids = submit(house, *reports(COUNT))
    publish(house.database, house.policy, PUBLISHED_AT)
    return ids


@dataclass(frozen=True)
class Read:
    ids: list[str]
    links: dict[str, str]

    @property
    def self(self) -> str:
        return self.links["self"]


def follow(
    client: TestClient, path: str, rel: str, headers: dict[str, str] | None = None, **asked: Any
) -> Iterator[Read]:
    """The pages from this one on, or back, as long as there is a link."""
    address: str | None = path
    while address is not None:
        answer = client.get(address, params=asked or None, headers=headers)
        assert answer.status_code == 200, answer.text
        page, asked = answer.json(), {}
        links = {link["rel"]: link["href"] for link in page["links"]}
        yield Read([feature["id"] for feature in page["features"]], links)
        address = links.get(rel)


def walk(
    client: TestClient, path: str, headers: dict[str, str] | None = None, **parameters: Any
) -> Iterator[list[str]]:
    """The ids of each page, to the last one."""
    for page in follow(client, path, "next", headers, **parameters):
        yield page.ids


def flat(pages: Iterable[list[str]]) -> list[str]:
    return list(chain.from_iterable(pages))


def stored(house: Installation, table: str, start: str) -> list[str]:
    rows = reading(house, f"SELECT id FROM {table} ORDER BY {start} DESC, id DESC")  # noqa: S608
    return [row["id"] for row in rows]


@pytest.mark.parametrize("limit", [1, 7, 10, 39, 40, 41])
def test_pages_of_any_size_hold_every_record_once_in_order(
    house: Installation, client: TestClient, people: People, many: list[str], limit: int
) -> None:
    public = list(walk(client, PUBLIC, limit=limit))
    full = list(walk(client, FULL, people.partner, limit=limit))
    assert flat(public) == stored(house, "feature_public", "period_from")
    assert flat(full) == stored(house, "feature_full", "occurred_from")
    for pages in (public, full):
        assert [len(page) for page in pages[:-1]] == [limit] * (len(pages) - 1)
        assert 0 < len(pages[-1]) <= limit


@pytest.mark.parametrize("limit", [1, 7, 39, 40])
@pytest.mark.parametrize(
    "asked", [{}, {"datetime": "2025-05-14/2025-05-16"}], ids=["all", "two stretches"]
)
def test_the_way_back_meets_the_same_pages(
    client: TestClient, people: People, many: list[str], limit: int, asked: dict[str, str]
) -> None:
    for path in (PUBLIC, FULL, "/api/collections/sectors/items"):
        there = list(follow(client, path, "next", people.partner, limit=limit, **asked))
        back = list(follow(client, there[-1].self, "prev", people.partner))
        assert back[0].ids == there[-1].ids
        # Pages that lead back are full ones, so they need not begin where the others did.
        assert flat(page.ids for page in reversed(back)) == flat(page.ids for page in there)


@pytest.mark.parametrize("limit", [1, 7])
def test_a_page_that_leads_back_leads_on_again(
    client: TestClient, people: People, many: list[str], limit: int
) -> None:
    for path in (PUBLIC, FULL):
        first, second, *_ = follow(client, path, "next", people.partner, limit=limit)
        (before, *_) = list(follow(client, second.self, "prev", people.partner))[1:]
        (_, again, *_) = follow(client, before.self, "next", people.partner)
        assert (before.ids, again.ids) == (first.ids, second.ids)


@pytest.mark.parametrize("offset", [1, 9, 10, 11, 20, 30, 39])
def test_an_offset_leaves_the_first_ones_out(
    client: TestClient, people: People, many: list[str], offset: int
) -> None:
    for asked in ({}, {"datetime": "2025-05-14/2025-05-16"}):
        for path in (PUBLIC, FULL):
            whole = flat(walk(client, path, people.partner, limit=1_000, **asked))
            rest = walk(client, path, people.partner, limit=7, offset=offset, **asked)
            assert flat(rest) == whole[offset:]


def test_an_offset_is_limited_and_stands_beside_no_cursor(
    client: TestClient, many: list[str]
) -> None:
    assert client.get(PUBLIC, params={"offset": 100_000}).json()["features"] == []
    problem(client.get(PUBLIC, params={"offset": 100_001}), "query_invalid")
    first = next(follow(client, PUBLIC, "next", limit=5))
    problem(client.get(f"{first.links['next']}&offset=1"), "query_invalid")


@pytest.mark.parametrize("limit", [1, 3, 10, 20])
def test_a_filtered_walk_holds_what_the_filter_holds(
    client: TestClient, people: People, many: list[str], limit: int
) -> None:
    # Ten of each day, and of the month that began long before: two stretches of the table.
    filters = {"datetime": "2025-05-14/2025-05-16", "type": "crossing_attempt"}
    for path in (PUBLIC, FULL):
        (whole,) = walk(client, path, people.partner, limit=1_000, **filters)
        pages = list(walk(client, path, people.partner, limit=limit, **filters))
        assert flat(pages) == whole
        assert all(pages)
    assert len(whole) == 20


def test_rows_that_come_meanwhile_neither_repeat_nor_hide_others(
    house: Installation, client: TestClient, people: People, many: list[str]
) -> None:
    seen: list[str] = []
    for page in walk(client, FULL, people.partner, limit=6):
        seen += page
        submit(house, *reports(4))
    assert len(seen) == len(set(seen))
    assert set(many) <= set(seen)


def test_a_public_batch_that_comes_meanwhile_neither_repeats_nor_hides_others(
    house: Installation, client: TestClient, many: list[str]
) -> None:
    before, seen = set(public_ids(house).values()), []
    for turn, page in enumerate(walk(client, PUBLIC, limit=9), 1):
        seen += page
        submit(house, *reports(5))
        publish(house.database, house.policy, PUBLISHED_AT + turn * timedelta(weeks=1))
    assert len(seen) == len(set(seen))
    assert before <= set(seen)


def test_the_walk_goes_on_from_a_record_that_was_taken_away(
    house: Installation, client: TestClient, people: People, many: list[str]
) -> None:
    whole = stored(house, "feature_full", "occurred_from")
    pages = walk(client, FULL, people.partner, limit=5)
    seen = next(pages)
    move(house, seen[-1], "withdrawn")
    assert seen + flat(pages) == whole


def test_the_size_of_pages_may_change_on_the_way(
    client: TestClient, house: Installation, many: list[str]
) -> None:
    first = client.get(PUBLIC, params={"limit": 3}).json()
    cursor = first["links"][-1]["href"].partition("cursor=")[2]
    rest = client.get(PUBLIC, params={"limit": 1_000, "cursor": cursor}).json()
    ids = [feature["id"] for page in (first, rest) for feature in page["features"]]
    assert ids == stored(house, "feature_public", "period_from")


def test_a_cursor_does_not_move_to_another_filter_or_collection(
    client: TestClient, people: People, many: list[str]
) -> None:
    address = client.get(PUBLIC, params={"limit": 3}).json()["links"][-1]["href"]
    cursor = address.partition("cursor=")[2]
    for path, others in (
        (PUBLIC, {"type": "crossing_attempt"}),
        (FULL, {}),
        ("/api/collections/sectors/items", {}),
    ):
        parameters = {"cursor": cursor, **others}
        problem(client.get(path, params=parameters, headers=people.partner), "query_invalid")


def test_a_cursor_that_was_changed_is_refused(
    client: TestClient, people: People, planted: Planted
) -> None:
    for path in (PUBLIC, FULL):
        page = client.get(path, params={"limit": 1}, headers=people.partner).json()
        address = page["links"][-1]["href"]
        changed = address[:-1] + ("A" if address[-1] != "A" else "B")
        problem(client.get(changed, headers=people.partner), "query_invalid")


def test_no_internal_id_stands_in_a_public_cursor(
    client: TestClient, many: list[str], house: Installation
) -> None:
    address = client.get(PUBLIC, params={"limit": 3}).json()["links"][-1]["href"]
    cursor = address.partition("cursor=")[2]
    content = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    assert any(public_id.encode() in content for public_id in public_ids(house).values())
    assert not any(internal.encode() in content for internal in many)
