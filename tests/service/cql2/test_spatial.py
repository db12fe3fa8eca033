"""Places in filters: edges and corners belong to an area, and holes do not."""

import gc
from math import cos, pi, sin
from random import Random

import pytest
import shapely
from sqlalchemy import select

from service.cql2.language import Language
from service.cql2.outlines import Outline, area_edges, line_edges
from service.cql2.service import Question, read_filter, read_filter_object
from tests.service.cql2.stage import QUERYABLES, TABLE, Stage

# By where they lie to the square from (23, 52) to (24, 53).
ROWS = (
    {"lon": 23.5, "lat": 52.5},
    {"lon": 23.0, "lat": 52.25},
    {"lon": 24.0, "lat": 53.0},
    {"lon": 24.5, "lat": 52.5},
    {"lon": -179.5, "lat": 52.5},
    {"lon": 179.5, "lat": 52.5},
    {},
)
SQUARE = "23 52, 24 52, 24 53, 23 53, 23 52"


@pytest.mark.parametrize(
    ("place", "found"),
    [
        (f"POLYGON(({SQUARE}))", {1, 2, 3}),
        ("POLYGON((23 53, 24 53, 24 52, 23 52, 23 53))", {1, 2, 3}),
        (f"POLYGON(({SQUARE}), (23.25 52.25, 23.75 52.25, 23.75 52.75, 23.25 52.25))", {1, 2, 3}),
        (f"POLYGON(({SQUARE}), (23.25 52.25, 23.75 52.25, 23.5 52.75, 23.25 52.25))", {2, 3}),
        (f"MULTIPOLYGON((({SQUARE})), ((24.25 52, 25 52, 24.25 53, 24.25 52)))", {1, 2, 3, 4}),
        ("BBOX(23, 52, 24, 53)", {1, 2, 3}),
        ("ENVELOPE(23, 52, 24, 53)", {1, 2, 3}),
        ("BBOX(179, 52, -179, 53)", {5, 6}),
        ("POINT(23.5 52.5)", {1}),
        ("MULTIPOINT((23.5 52.5), (24.5 52.5))", {1, 4}),
        ("LINESTRING(23 52, 24 53)", {1, 3}),
        ("LINESTRING(23 52.5, 25 52.5)", {1, 4}),
        ("GEOMETRYCOLLECTION(POINT(24.5 52.5), BBOX(23, 52, 23.25, 53))", {2, 4}),
        ("POLYGON((0 0, 1 0, 1 1, 0 0))", set()),
    ],
)
def test_a_place_finds_the_rows_in_it(stage: Stage, place: str, found: set[int]) -> None:
    stage.fill(*ROWS)

    assert stage.ask(f"S_INTERSECTS(geometry, {place})") == found
    assert stage.ask(f"S_INTERSECTS({place}, geometry)") == found
    # A row without geometry is in neither: it cannot be known.
    assert stage.ask(f"S_DISJOINT(geometry, {place})") == {1, 2, 3, 4, 5, 6} - found
    assert stage.ask(f"NOT S_INTERSECTS(geometry, {place})") == {1, 2, 3, 4, 5, 6} - found


def test_a_long_outline_is_the_same_on_each_database(stage: Stage) -> None:
    rng = Random(1)  # noqa: S311  # Repeatable on purpose.
    star = _star(rng, 300)
    points = [(rng.uniform(22.9, 24.1), rng.uniform(51.9, 53.1)) for _ in range(300)]
    points += star[:50]
    stage.fill(*({"lon": lon, "lat": lat} for lon, lat in points))
    place = {"type": "Polygon", "coordinates": [[list(position) for position in star]]}
    asked = {"op": "s_intersects", "args": [{"property": "geometry"}, place]}

    found = stage.ids(read_filter_object(asked, QUERYABLES))

    area = shapely.Polygon(star)
    expected = {
        number
        for number, point in enumerate(points, start=1)
        if area.intersects(shapely.Point(point))
    }
    assert found == expected


def test_a_statement_keeps_its_outline_when_nothing_else_does(stage: Stage) -> None:
    stage.fill(*ROWS)
    statement = select(TABLE.c.id).where(_asked(f"POLYGON(({SQUARE}))").condition).subquery()
    gc.collect()

    with stage.house.database.reading() as session:
        found = set(session.scalars(select(statement.c.id).where(statement.c.id > 0)))

    assert found == {1, 2, 3}


def test_slabs_change_no_answer() -> None:
    rng = Random(2)  # noqa: S311  # Repeatable on purpose.
    for corners in (3, 7, 50, 3_000):
        star = _star(rng, corners)
        outline = Outline(area_edges([tuple(star)]))
        area = shapely.Polygon(star)
        shapely.prepare(area)
        for _ in range(300):
            lon, lat = rng.uniform(22.9, 24.1), rng.uniform(51.9, 53.1)
            assert outline.covers(lon, lat) == area.intersects(shapely.Point(lon, lat))
        assert all(outline.covers(lon, lat) for lon, lat in star)


def test_an_outline_of_long_edges_stays_small() -> None:
    zigzag = tuple((23 + index / 10_000, 52.0 + index % 2) for index in range(5_000))

    outline = Outline(line_edges(zigzag))

    assert len(outline.edges) <= 8 * len(zigzag)
    assert outline.covers(*zigzag[2_500])


def _asked(place: str) -> Question:
    return read_filter(f"S_INTERSECTS(geometry, {place})", Language.TEXT, QUERYABLES)


def _star(rng: Random, corners: int) -> list[tuple[float, float]]:
    """A ring that goes round the middle once, nearer and farther by chance."""
    ring = []
    for index in range(corners):
        angle, far = 2 * pi * index / corners, rng.uniform(0.1, 0.5)
        ring.append((23.5 + far * cos(angle), 52.5 + far * sin(angle)))
    return [*ring, ring[0]]
