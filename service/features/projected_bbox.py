"""The parameters `bbox` and `bbox-crs` together (OGC API Features, Part 2).

EPSG:4326 is CRS84 with its axes exchanged, so a box in it becomes one in longitude and latitude.
A box in metres stays what it is: its edges are no lines of longitude and latitude.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from service.features.bbox import (
    Bbox,
    parse_bbox,
    parse_bbox_latitude_first,
    read_corners,
    write_corners,
)
from service.features.crs import CRS84, EPSG_4326, Crs
from service.parameters import unusable

# What lies on an edge is inside, however the last digits were rounded on the way.
EDGE_M: Final = 1e-4


@dataclass(frozen=True, slots=True)
class ProjectedBbox:
    """Metres of a projected system, edges included."""

    crs: Crs
    left: float
    bottom: float
    right: float
    top: float

    def __str__(self) -> str:
        return write_corners((self.left, self.bottom, self.right, self.top))

    def meets(self, shapes: NDArray[Any]) -> NDArray[np.bool_]:
        """Which shapes, given in degrees, meet the box once they are projected."""
        box = shapely.box(
            self.left - EDGE_M, self.bottom - EDGE_M, self.right + EDGE_M, self.top + EDGE_M
        )
        met: NDArray[np.bool_] = shapely.intersects(
            shapely.transform(shapes, self.crs.from_degrees), box
        )
        return met


AnyBbox = Bbox | ProjectedBbox


def parse_bbox_in(crs: Crs, text: str) -> AnyBbox:
    if crs == CRS84:
        return parse_bbox(text)
    if crs == EPSG_4326:
        return parse_bbox_latitude_first(text)
    right = "left,bottom,right,top in metres of `bbox-crs`"
    corners = read_corners(text, right)
    if corners[0] > corners[2] or corners[1] > corners[3]:
        raise unusable("bbox", "has its first corner beyond its second", right)
    return ProjectedBbox(crs, *corners)
