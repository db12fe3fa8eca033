"""The sectors as paths on paper: a ribbon along the border, in the metric system of Poland."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import shapely

from geo.areas import sector_areas
from geo.border import border_line
from geo.projection import FloatArray, project
from geo.sector_files import sector_set

# How far the ribbon reaches on both sides of the border, and what detail is seen at its size.
REACH_M: Final = 15_000.0
DETAIL_M: Final = 350.0
_NAME_M: Final = REACH_M + 3_000.0
# Names stand on the Polish side unless the other one is clearer by this much.
_CLEARER_M: Final = 4_000.0
_FAR_M: Final = 40_000.0
# The direction of the border is read over this far, because it turns at every meander.
_BEND_KM: Final = 16.0

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class SectorShape:
    """A sector's path with the place of its number and of its name."""

    code: str
    path: str
    number_at: Point
    name_at: Point


@dataclass(frozen=True, slots=True)
class BorderShapes:
    """Everything drawn, in units of the drawing from its upper left corner."""

    width: float
    height: float
    border: str
    sectors: tuple[SectorShape, ...]
    # Metres of the upper left corner, and units per metre.
    corner_m: Point
    scale: float

    def place(self, lonlat: FloatArray) -> FloatArray:
        """Positions in degrees, where they stand in the drawing."""
        return _placed(_to_metres(lonlat), self.corner_m, self.scale)


@cache
def border_shapes(height: float) -> BorderShapes:
    """The shapes at this height; derived once, because the border does not change in a week."""
    line = border_line().geometry.simplify(DETAIL_M)
    strip = line.buffer(REACH_M, quad_segs=6)
    codes = sector_set().codes
    whole = [
        shapely.intersection(shapely.transform(area, _to_metres), strip)
        for area in sector_areas(sector_set()).values()
    ]
    ribbon = shapely.coverage_simplify(whole, DETAIL_M)
    west, south, east, north = map(float, shapely.total_bounds(ribbon))
    scale = height / (north - south)

    def place(xy: FloatArray) -> FloatArray:
        return _placed(xy, (west, north), scale)

    def point(xy: FloatArray) -> Point:
        ((x, y),) = place(xy.reshape(1, 2))
        return float(x), float(y)

    sectors = tuple(
        SectorShape(code, _path(shape, place), *map(point, _label_places(code)))
        for code, shape in zip(codes, ribbon, strict=True)
    )
    border = _line_path(place(_xy(line)))
    return BorderShapes((east - west) * scale, height, border, sectors, (west, north), scale)


def _placed(xy: FloatArray, corner_m: Point, scale: float) -> FloatArray:
    west, north = corner_m
    return np.column_stack(((xy[:, 0] - west) * scale, (north - xy[:, 1]) * scale))


def _label_places(code: str) -> tuple[FloatArray, FloatArray]:
    """The middle of a sector's stretch, and a point beside the ribbon where there is room.

    On the inner side of a bend the ribbon of other sectors is near: the name stands on the outer.
    """
    line, middle_km = border_line(), sector_set().get(code).middle_km
    first, middle, last = line.points_at(
        [max(middle_km - _BEND_KM, 0), middle_km, min(middle_km + _BEND_KM, line.length_km)]
    )
    along = (last - first) / np.hypot(*(last - first))
    # The border runs from north to south, so Poland is on its right hand.
    towards_poland = np.array([along[1], -along[0]])
    inside, outside = middle + towards_poland * _NAME_M, middle - towards_poland * _NAME_M
    clear = [
        line.geometry.distance(shapely.Point(middle + away * towards_poland))
        for away in (_FAR_M, -_FAR_M)
    ]
    return middle, outside if clear[1] > clear[0] + _CLEARER_M else inside


def _to_metres(lonlat: FloatArray) -> FloatArray:
    return project(lonlat[:, 0], lonlat[:, 1]).T


def _xy(line: shapely.LineString) -> FloatArray:
    coordinates: FloatArray = shapely.get_coordinates(line)
    return coordinates


def _path(shape: shapely.Geometry, place: Callable[[FloatArray], FloatArray]) -> str:
    rings = (shapely.get_exterior_ring(part) for part in shapely.get_parts(shape))
    return "".join(f"{_line_path(place(_xy(ring)))}Z" for ring in rings)


def _line_path(xy: FloatArray) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in xy)
