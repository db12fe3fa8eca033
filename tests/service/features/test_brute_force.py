"""Pages equal what a plain loop over all rows finds, for random filters, on each database."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import pytest
from starlette.testclient import TestClient

from bench.filling import make_block, write_block
from service.installation import Installation
from service.vocabulary import codes
from service.weeks import local_midnight
from tests.conftest import People
from tests.service.features.conftest import FULL, PUBLIC

ROWS = 400
QUESTIONS = 80

Row = dict[str, Any]
Parameters = dict[str, str]


@pytest.mark.parametrize("path", [PUBLIC, FULL])
def test_random_filters_find_what_a_loop_finds(
    house: Installation, client: TestClient, people: People, path: str
) -> None:
    block = make_block(0, ROWS, seed=7)
    write_block(house.database, block)
    _, full, public, *_ = block
    rows = sorted(public if path == PUBLIC else full, key=_position, reverse=True)
    rng, matched = Random(20251121), 0  # noqa: S311  # Repeatable on purpose.
    for _ in range(QUESTIONS):
        parameters = _question(rng)
        answer = client.get(path, params={**parameters, "limit": 10_000}, headers=people.partner)
        expected = [row["feature"] for row in rows if _matches(row, parameters)]
        body = answer.text.partition('"features":[')[2].removesuffix("]}")
        assert body == ",".join(expected), parameters
        matched += bool(expected)
    # Random questions that all find nothing would show nothing.
    assert matched > QUESTIONS / 2


def _position(row: Row) -> tuple[Any, str]:
    return _span(row)[0], row["id"]


def _span(row: Row) -> tuple[datetime, datetime]:
    if "period_from" in row:
        return local_midnight(row["period_from"]), local_midnight(row["period_to"])
    return row["occurred_from"], row["occurred_to"]


def _question(rng: Random) -> Parameters:
    makers: dict[str, Callable[[Random], str]] = {
        "type": lambda rng: ",".join(rng.sample(codes("type"), 5)) + ",crossing_attempt",
        "equipment": lambda rng: ",".join(rng.sample(codes("equipment"), 4)),
        "sector": lambda rng: ",".join(rng.sample(("BIA", "NAR", "MIC", "DUB", "TER"), 3)),
        "status": lambda rng: rng.choice(("verified", "verified,corroborated", "received")),
        "bbox": _box,
        "datetime": _interval,
    }
    return {name: makers[name](rng) for name in rng.sample(sorted(makers), rng.choice((1, 1, 2)))}


def _box(rng: Random) -> str:
    west, south = rng.uniform(22.8, 23.6), rng.uniform(51.4, 53.0)
    return f"{west:.4f},{south:.4f},{west + rng.random():.4f},{south + rng.random():.4f}"


def _interval(rng: Random) -> str:
    day = date(2021, 7, 1) + timedelta(days=rng.randrange(5 * 365))
    later = day + timedelta(days=rng.choice((0, 1, 7, 30, 400)))
    return rng.choice((f"{day}", f"{day}/{later}", f"{day}/..", f"../{day}", f"{day}T12:00:00Z/.."))


def _matches(row: Row, parameters: Parameters) -> bool:
    return all(_TESTS[name](row, asked) for name, asked in parameters.items())


def _in_box(row: Row, asked: str) -> bool:
    west, south, east, north = map(float, asked.split(","))
    return row["lon"] is not None and west <= row["lon"] <= east and south <= row["lat"] <= north


def _in_time(row: Row, asked: str) -> bool:
    first, _, last = asked.partition("/")
    last = last or ("" if asked.endswith("/") else first)
    start, end = _span(row)
    return _begins_before(start, last) and _reaches(start, end, first)


def _begins_before(start: datetime, last: str) -> bool:
    return last == ".." or start < _day_or_instant(last)[1]


def _reaches(start: datetime, end: datetime, first: str) -> bool:
    return first == ".." or end > _day_or_instant(first)[0] or start >= _day_or_instant(first)[0]


def _day_or_instant(text: str) -> tuple[datetime, datetime]:
    if "T" in text:
        instant = datetime.fromisoformat(text).astimezone(UTC)
        return instant, instant + timedelta(microseconds=1)
    day = date.fromisoformat(text)
    return local_midnight(day), local_midnight(day + timedelta(days=1))


_TESTS: dict[str, Callable[[Row, str], bool]] = {
    "type": lambda row, asked: row["type"] in asked.split(","),
    "equipment": lambda row, asked: bool(set(row["equipment"]) & set(asked.split(","))),
    "sector": lambda row, asked: row["sector"] in asked.split(","),
    "status": lambda row, asked: row["status"] in asked.split(","),
    "bbox": _in_box,
    "datetime": _in_time,
}
