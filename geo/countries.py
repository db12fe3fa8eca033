"""Which country a point lies in, by polygon.

A cross product with the nearest stretch of the border would be wrong inside the meanders of the
Bug and the Świsłocz, so sides are asked of the two countries' own polygons. They share the border
vertex by vertex: each is made of the border and of a line that closes it behind.
"""

from dataclasses import dataclass
from enum import IntEnum
from functools import cache

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.border import border_line
from geo.data import read_features
from geo.projection import FloatArray, project


class Country(IntEnum):
    """Where a point lies: Poland, Belarus, or neither (Lithuania, Ukraine)."""

    POLAND = 0
    BELARUS = 1
    OTHER = 2


@dataclass(frozen=True, slots=True, eq=False)
class Countries:
    """The two polygons that the border divides, in the border's metric system.

    Attributes
    ----------
    poland, belarus : shapely.Polygon
        Good up to a little more than 50 km from the border.

    Examples
    --------
    >>> two = Countries(shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1))
    >>> two.of(np.array([0.5, 1.5, 2.5]), np.array([0.5, 0.5, 0.5])).tolist()
    [0, 1, 2]
    """

    poland: shapely.Polygon
    belarus: shapely.Polygon

    def prepare(self) -> None:
        """Build GEOS's own index, which threads may then share because nobody writes it again."""
        for polygon in (self.poland, self.belarus):
            shapely.prepare(polygon)
            # The index is made by the first question, not by the preparation.
            shapely.contains_xy(polygon, *polygon.exterior.coords[0])

    def of(self, x: FloatArray, y: FloatArray) -> NDArray[np.uint8]:
        """Return the country of each point.

        Parameters
        ----------
        x, y : ndarray
            Metres, EPSG:2180.

        Returns
        -------
        ndarray of uint8
            Values of `Country`; a point exactly on an outline is in no country.
        """
        found = np.full(x.shape, Country.OTHER, dtype=np.uint8)
        found[shapely.contains_xy(self.belarus, x, y)] = Country.BELARUS
        found[shapely.contains_xy(self.poland, x, y)] = Country.POLAND
        return found

    def outlines(self) -> list[shapely.LineString]:
        """Return both outer rings."""
        return [self.poland.exterior, self.belarus.exterior]


@cache
def countries() -> Countries:
    """Return Poland and Belarus near their border.

    Returns
    -------
    Countries
        Polygons in EPSG:2180 that share the border's vertices exactly.

    Examples
    --------
    >>> countries().poland.is_valid
    True
    """
    polygons = {}
    for closing in read_features("countries.geojson"):
        lon, lat = np.asarray(closing["geometry"]["coordinates"], dtype=np.float64).T
        # The closing line begins and ends on the border's own ends.
        behind = project(lon, lat).T[1:-1]
        ring = np.vstack((border_line().xy, behind))
        polygons[closing["properties"]["country"]] = shapely.Polygon(ring)
    return Countries(poland=polygons["PL"], belarus=polygons["BY"])
