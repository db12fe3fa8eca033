"""Geometry literals from their coordinates, which text and JSON nest in the same way."""

import math
from collections.abc import Sequence
from typing import Any

from service.cql2.faults import refused
from service.cql2.limits import Budget
from service.cql2.nodes import Box, Shape
from service.cql2.outlines import Position, Ring

# Names in Well-Known Text, and how deep the positions lie in the coordinates of each.
DEPTHS = {
    "POINT": 0,
    "LINESTRING": 1,
    "MULTIPOINT": 1,
    "POLYGON": 2,
    "MULTILINESTRING": 2,
    "MULTIPOLYGON": 3,
}
COLLECTION = "GEOMETRYCOLLECTION"
_DEGREES = "longitude, then latitude, in degrees: 23.85 52.70"


def read_shape(kind: str, coordinates: Any, budget: Budget, at: str) -> Shape:
    """A geometry from nested lists of numbers, as GeoJSON has them."""
    match kind:
        case "POINT":
            return Shape(kind, points=(_position(coordinates, budget, at),), at=at)
        case "MULTIPOINT":
            return Shape(kind, points=_positions(coordinates, budget, at), at=at)
        case "LINESTRING":
            return Shape(kind, lines=(_line(coordinates, budget, at),), at=at)
        case "MULTILINESTRING":
            lines = tuple(_line(each, budget, at) for each in _list(coordinates, at))
            return Shape(kind, lines=lines, at=at)
        case "POLYGON":
            return Shape(kind, areas=(_area(coordinates, budget, at),), at=at)
        case _:
            areas = tuple(_area(each, budget, at) for each in _list(coordinates, at))
            return Shape(kind, areas=areas, at=at)


def read_box(numbers: Sequence[Any], at: str) -> Shape:
    """Four numbers, or six with the heights third and sixth, which our features do not have."""
    if len(numbers) == 6:
        west, south, _, east, north, _ = map(_finite(at), numbers)
    elif len(numbers) == 4:
        west, south, east, north = map(_finite(at), numbers)
    else:
        raise refused(at, "a box has 4 or 6 numbers", "west, south, east, north")
    for corner in ((west, south), (east, north)):
        _check_degrees(corner, at)
    if south > north:
        raise refused(at, "the box has its south above its north", "west, south, east, north")
    return Shape("BBOX", boxes=(Box(west, south, east, north),), at=at)


def _area(rings: Any, budget: Budget, at: str) -> tuple[Ring, ...]:
    return tuple(_ring(ring, budget, at) for ring in _list(rings, at))


def _ring(positions: Any, budget: Budget, at: str) -> Ring:
    ring = _positions(positions, budget, at)
    if len(ring) < 4 or ring[0] != ring[-1]:
        raise refused(
            at, "a ring of the area is not closed", "4 positions or more, the last as the first"
        )
    return ring


def _line(positions: Any, budget: Budget, at: str) -> Ring:
    line = _positions(positions, budget, at)
    if len(line) < 2:
        raise refused(at, "a line has one position only", "2 positions or more")
    return line


def _positions(positions: Any, budget: Budget, at: str) -> Ring:
    return tuple(_position(each, budget, at) for each in _list(positions, at))


def _list(value: Any, at: str) -> list[Any]:
    if not isinstance(value, list) or not value:
        raise refused(at, "the coordinates are not nested as this geometry needs", _DEGREES)
    return value


def _position(numbers: Any, budget: Budget, at: str) -> Position:
    budget.take_vertex(at)
    if not isinstance(numbers, list) or len(numbers) not in (2, 3):
        raise refused(at, "a position has 2 or 3 numbers", _DEGREES)
    lon, lat, *_ = map(_finite(at), numbers)
    return _check_degrees((lon, lat), at)


def _finite(at: str) -> Any:
    def check(number: Any) -> float:
        if isinstance(number, bool) or not isinstance(number, int | float):
            raise refused(at, "a coordinate is not a number", _DEGREES)
        try:
            # A zero without a sign, so that it is written in one way.
            value = float(number) + 0.0
        except OverflowError:
            value = math.inf
        if not math.isfinite(value):
            raise refused(at, "a coordinate is not a finite number", _DEGREES)
        return value

    return check


def _check_degrees(position: Position, at: str) -> Position:
    lon, lat = position
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise refused(at, "a position lies beyond the globe; longitude comes first", _DEGREES)
    return position
