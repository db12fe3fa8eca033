"""Sector areas: the land nearest to each sector's stretch of the border, on both sides.

The border is sampled every 100 m, each sample gets the land nearest to it (a Voronoi diagram), the
cells of a sector are joined, cut at about 50 km from the border, and thinned together, so that two
neighbours keep one common limit. A point in an area is therefore a point that `geo.locate` gives
to the sector, but for about 100 m along the limits.
"""

from functools import cache

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.border import MeasuredLine, border_line
from geo.index import REACH_M
from geo.projection import FloatArray, unproject
from geo.sectors import SectorSet

SAMPLE_KM = 0.1

# The far edge is an arc 50 km away: more exactness there would cost 20 MB and show nowhere.
EDGE_M = 500.0

# Detail smaller than this is of no use on a map of areas.
TOLERANCE_M = 50.0

# 1 m: finer digits would pretend to what the sampling cannot know.
DECIMALS = 5


@cache
def sector_areas(sectors: SectorSet) -> dict[str, shapely.Geometry]:
    """Return the area of each sector, for display.

    Parameters
    ----------
    sectors : SectorSet
        Any set; the areas are derived at the first call (about 0.2 s).

    Returns
    -------
    dict of str to shapely.Geometry
        By code from north to south: valid polygons in EPSG:4326 that do not overlap and together
        cover what lies within about 50 km of the border.

    Examples
    --------
    >>> from geo.sector_files import sector_set
    >>> areas = sector_areas(sector_set())
    >>> bool(areas["BIA"].contains(shapely.Point(23.86667, 52.7)))
    True
    """
    line = border_line()
    samples, owner = _samples(line, sectors)
    strip = line.geometry.simplify(EDGE_M).buffer(REACH_M)
    cells = shapely.get_parts(
        shapely.voronoi_polygons(shapely.multipoints(samples), extend_to=strip, ordered=True)
    )
    whole = [
        shapely.intersection(shapely.coverage_union_all(cells[owner == position]), strip)
        for position in range(len(sectors.codes))
    ]
    thinned = shapely.coverage_simplify(whole, TOLERANCE_M)
    return dict(zip(sectors.codes, shapely.transform(thinned, _to_degrees), strict=True))


def _samples(line: MeasuredLine, sectors: SectorSet) -> tuple[FloatArray, NDArray[np.intp]]:
    """Return points of the line, equally far from the limits on both sides, and their sectors."""
    kilometres = []
    for sector in sectors.sectors:
        count = int(np.ceil(sector.length_km / SAMPLE_KM))
        step_km = sector.length_km / count
        kilometres.append(sector.km_from + step_km * (np.arange(count) + 0.5))
    owner = np.repeat(np.arange(len(kilometres)), [len(part) for part in kilometres])
    return line.points_at(np.concatenate(kilometres)), owner


def _to_degrees(xy: FloatArray) -> FloatArray:
    """Return EPSG:2180 coordinates as rounded degrees."""
    return unproject(xy[:, 0], xy[:, 1]).T.round(DECIMALS)
