"""The index of places finds what a loop over all rows finds, whatever happened to the rows."""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from bench.filling import make_block, write_block
from service.features import places, repository
from service.features.bbox import Bbox
from service.features.collections import INCIDENTS
from service.features.conditions import values_of
from service.features.filters import Filter
from service.features.places import is_by_place
from service.features.ranking import ranking
from service.features.tables import PUBLIC
from service.features.timespan import parse_datetime
from service.installation import Installation

ROWS = 400
EVERYWHERE, NOWHERE = Bbox(20, 50, 26, 55), Bbox(10, 40, 11, 41)
NEWEST_FIRST = ranking(INCIDENTS.id, ())
DEGREES = st.floats(22.5, 24.5), st.floats(51, 54.3)


@pytest.fixture(scope="module")
def rows() -> list[dict[str, Any]]:
    return make_block(0, ROWS, seed=11)[2]


@pytest.fixture
def filled(house: Installation) -> Installation:
    write_block(house.database, make_block(0, ROWS, seed=11))
    return house


def found(house: Installation, box: Bbox, *, by_place: bool, limit: int = 10_000) -> list[str]:
    with house.database.reading() as session, choosing(by_place):
        page = repository.read_slice(
            session.connection(), PUBLIC, Filter(bbox=box), NEWEST_FIRST, None, 0, limit
        )
    return [piece.split('"id":"')[1][:36] for piece in _fragments(page.pieces)]


def _fragments(pieces: list[bytes | memoryview]) -> Iterator[str]:
    for piece in pieces:
        yield from bytes(piece).decode().split('{"type":"Feature",')[1:]


@contextmanager
def choosing(by_place: bool) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(repository, "is_by_place", lambda *_: by_place)
        yield


def expected(rows: list[dict[str, Any]], box: Bbox) -> list[str]:
    within = [
        row
        for row in rows
        if row["lon"] is not None
        and box.west <= row["lon"] <= box.east
        and box.south <= row["lat"] <= box.north
    ]
    return [
        row["id"]
        for row in sorted(within, key=lambda row: (row["period_from"], row["id"]), reverse=True)
    ]


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(lons=st.tuples(DEGREES[0], DEGREES[0]), lats=st.tuples(DEGREES[1], DEGREES[1]))
def test_any_box_holds_what_a_loop_finds_on_either_way(
    filled: Installation,
    rows: list[dict[str, Any]],
    lons: tuple[float, float],
    lats: tuple[float, float],
) -> None:
    box = Bbox(min(lons), min(lats), max(lons), max(lats))
    wanted = expected(rows, box)
    assert found(filled, box, by_place=True) == wanted
    assert found(filled, box, by_place=False) == wanted


def test_the_edge_of_a_box_belongs_to_it_to_the_last_bit(
    filled: Installation, rows: list[dict[str, Any]]
) -> None:
    row = next(row for row in rows if row["lon"] is not None)
    lon, lat = row["lon"], row["lat"]
    at_it = Bbox(lon, lat, lon, lat)
    assert row["id"] in found(filled, at_it, by_place=True) == expected(rows, at_it)
    beside = math.nextafter(lon, 180)
    assert found(filled, Bbox(beside, lat, beside, lat), by_place=True) == []


def test_it_follows_rows_that_come_move_and_go(
    filled: Installation, rows: list[dict[str, Any]]
) -> None:
    everywhere = Bbox(-180, -90, 180, 90)
    placed = [row for row in rows if row["lon"] is not None]
    gone, moved, lost = placed[0]["id"], placed[1]["id"], placed[2]["id"]
    with filled.database.writing() as session:
        for statement, feature_id in (
            ("DELETE FROM feature_public WHERE id = :id", gone),
            ("UPDATE feature_public SET lon = 24.9, lat = 50.5 WHERE id = :id", moved),
            ("UPDATE feature_public SET lon = NULL, lat = NULL WHERE id = :id", lost),
        ):
            session.execute(text(statement), {"id": feature_id})
    assert found(filled, Bbox(24.8, 50.4, 25, 50.6), by_place=True) == [moved]
    ids = found(filled, everywhere, by_place=True)
    assert sorted(ids) == sorted({row["id"] for row in placed} - {gone, lost})
    with filled.database.writing() as session:
        session.execute(
            text("UPDATE feature_public SET lon = 24.9, lat = 50.5 WHERE id = :id"), {"id": lost}
        )
    assert set(found(filled, Bbox(24.8, 50.4, 25, 50.6), by_place=True)) == {moved, lost}


def test_pages_by_place_are_those_by_time(filled: Installation) -> None:
    rng = Random(5)  # noqa: S311  # Repeatable on purpose.
    for _ in range(20):
        west, south = rng.uniform(22.5, 24), rng.uniform(51, 53.5)
        box = Bbox(west, south, west + 0.8, south + 1)
        span = parse_datetime(f"{rng.randint(2021, 2025)}-03-01/..")
        for wanted in (Filter(bbox=box), Filter(bbox=box, span=span)):
            for skip, limit in ((0, 3), (2, 5), (1, 1_000)):
                one, other = (
                    _page(filled, wanted, skip, limit, by_place=way) for way in (True, False)
                )
                assert one == other


def _page(
    house: Installation, wanted: Filter, skip: int, limit: int, *, by_place: bool
) -> tuple[bytes, Any, Any]:
    with house.database.reading() as session, choosing(by_place):
        page = repository.read_slice(
            session.connection(), PUBLIC, wanted, NEWEST_FIRST, None, skip, limit
        )
        return b",".join(map(bytes, page.pieces)), page.previous, page.following


def test_a_small_box_is_sought_by_place_and_a_wide_one_by_time(
    filled: Installation, rows: list[dict[str, Any]]
) -> None:
    row = next(row for row in rows if row["lon"] is not None)
    small = Bbox(row["lon"], row["lat"], row["lon"], row["lat"])
    with filled.database.writing() as session:
        session.execute(text("ANALYZE feature_public"))
    assert by_place(filled, Filter(bbox=small), 250)
    assert by_place(filled, Filter(bbox=NOWHERE), 10)
    assert not by_place(filled, Filter(bbox=EVERYWHERE), 10)
    # To count them, each that lies there is looked at.
    assert by_place(filled, Filter(bbox=small), None)
    assert not by_place(filled, Filter(bbox=EVERYWHERE), None)
    # Hardly anything lies in this time.
    north = Bbox(20, 53, 26, 55)
    assert by_place(filled, Filter(bbox=north), 2_000)
    for span in ("2099-01-01/..", "../1999-12-31"):
        assert not by_place(filled, Filter(bbox=north, span=parse_datetime(span)), 2_000)


def test_a_box_across_the_antimeridian_and_no_box_are_sought_by_time(filled: Installation) -> None:
    assert not by_place(filled, Filter(bbox=Bbox(170, 52, -170, 53)), 10)
    assert not by_place(filled, Filter(span=parse_datetime("2024-01-01")), 10)


@pytest.mark.parametrize("house", ["sqlite"], indirect=True)
def test_a_box_in_which_the_newest_lie_is_not_counted_to_its_end(
    filled: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert by_place(filled, Filter(bbox=EVERYWHERE), 10_000)
    monkeypatch.setattr(places, "_FEW", 50)
    assert not by_place(filled, Filter(bbox=EVERYWHERE), 10_000)
    assert by_place(filled, Filter(bbox=NOWHERE), 10_000)


def by_place(house: Installation, wanted: Filter, page: int | None) -> bool:
    with house.database.reading() as session:
        return is_by_place(session.connection(), PUBLIC, values_of(PUBLIC, wanted), page)
