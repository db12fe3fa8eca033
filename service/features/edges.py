"""The edges of a projected box as curves in longitude and latitude, which SQL can follow.

Rows hold degrees, and not every database can project. Where incidents can lie, an edge is so
smooth that a polynomial follows it to a thousandth of a millimetre; so rows are found, counted and
paged by one condition on their columns, the same on both databases.
"""

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

import numpy as np
from numpy.polynomial import Polynomial
from sqlalchemy import and_, false, literal
from sqlalchemy.sql import ColumnElement

from geo.projection import FloatArray, project, unproject
from service.features.bbox import Bbox
from service.features.collections import incidents_box
from service.features.projected_bbox import EDGE_M, ProjectedBbox

_DEGREE: Final = 9
_SAMPLES: Final = 65
# Between two samples an edge can reach a little farther than at both.
_BETWEEN_SAMPLES_DEGREES: Final = 1e-3
# No degree of longitude or latitude is shorter here than 60 km.
_EDGE_DEGREES: Final = EDGE_M / 60_000


@dataclass(frozen=True, slots=True)
class Edges:
    """The box in degrees: `left` and `right` are longitudes by latitude, the others the reverse.

    `bounds` encloses it. Beyond it the curves mean nothing.
    """

    bounds: Bbox
    left: Polynomial
    bottom: Polynomial
    right: Polynomial
    top: Polynomial


def inside(
    lon: ColumnElement[float], lat: ColumnElement[float], box: ProjectedBbox
) -> ColumnElement[bool]:
    """Whether a point within the bounds of the box lies in it, edges included."""
    edges = edges_of(box)
    if edges is None:
        return false()
    return and_(
        lon >= _value(edges.left, lat) - _EDGE_DEGREES,
        lon <= _value(edges.right, lat) + _EDGE_DEGREES,
        lat >= _value(edges.bottom, lon) - _EDGE_DEGREES,
        lat <= _value(edges.top, lon) + _EDGE_DEGREES,
    )


def bounds_of(box: ProjectedBbox) -> Bbox | None:
    """A box in degrees that encloses it; None if it holds no place where an incident can lie."""
    edges = edges_of(box)
    return None if edges is None else edges.bounds


# Several statements of one answer ask for the same.
@lru_cache(maxsize=64)
def edges_of(box: ProjectedBbox) -> Edges | None:
    """None for a box that holds no place where an incident can lie."""
    projection = box.crs.projection
    (west, east), (south, north) = _window(projection)
    left, right = max(box.left, west), min(box.right, east)
    bottom, top = max(box.bottom, south), min(box.top, north)
    if left > right or bottom > top:
        return None
    across, along = _between(west, east), _between(south, north)
    return Edges(
        bounds=_bounds(_between(left, right), _between(bottom, top), projection),
        left=_longitude_by_latitude(left, along, projection),
        bottom=_latitude_by_longitude(across, bottom, projection),
        right=_longitude_by_latitude(right, along, projection),
        top=_latitude_by_longitude(across, top, projection),
    )


@cache
def _window(projection: str) -> tuple[tuple[float, float], tuple[float, float]]:
    """Eastings and northings that enclose all places where an incident can lie."""
    west, south, east, north = incidents_box()
    lon, lat = np.meshgrid(_between(west, east), _between(south, north))
    eastings, northings = project(lon.ravel(), lat.ravel(), projection)
    margin = 1_000
    return (
        (float(eastings.min()) - margin, float(eastings.max()) + margin),
        (float(northings.min()) - margin, float(northings.max()) + margin),
    )


def _between(first: float, last: float) -> FloatArray:
    """Samples that are denser towards both ends, where a fit is worst."""
    return first + (last - first) * (1 - np.cos(np.linspace(0, np.pi, _SAMPLES))) / 2


def _longitude_by_latitude(x: float, y: FloatArray, projection: str) -> Polynomial:
    lon, lat = unproject(np.full_like(y, x), y, projection)
    return _fitted(lat, lon)


def _latitude_by_longitude(x: FloatArray, y: float, projection: str) -> Polynomial:
    lon, lat = unproject(x, np.full_like(x, y), projection)
    return _fitted(lon, lat)


def _fitted(at: FloatArray, values: FloatArray) -> Polynomial:
    """A polynomial in degrees from the middle."""
    middle = float(at.min() + at.max()) / 2
    return Polynomial.fit(at, values, _DEGREE, domain=[middle - 1, middle + 1])


def _bounds(x: FloatArray, y: FloatArray, projection: str) -> Bbox:
    eastings, northings = np.meshgrid(x, y)
    lon, lat = unproject(eastings.ravel(), northings.ravel(), projection)
    margin = _BETWEEN_SAMPLES_DEGREES
    return Bbox(
        float(lon.min()) - margin,
        float(lat.min()) - margin,
        float(lon.max()) + margin,
        float(lat.max()) + margin,
    )


def _value(curve: Polynomial, at: ColumnElement[float]) -> ColumnElement[float]:
    """The polynomial in SQL, by Horner's rule."""
    place = at - float(np.mean(curve.domain))
    highest, *others = (float(each) for each in reversed(curve.coef))
    value: ColumnElement[float] = literal(highest)
    for coefficient in others:
        value = value * place + coefficient
    return value
