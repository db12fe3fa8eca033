"""What of a grid cell an incident can lie in: land of the two countries, and a stretch of border.

A cell whose corner alone lies here names a far smaller place than its code seems to say.
"""

from dataclasses import dataclass
from functools import lru_cache

import shapely

from geo.border import border_line
from geo.countries import countries
from geo.grid import cell_polygon
from geo.projection import project


@dataclass(frozen=True, slots=True)
class CellGround:
    """What a cell holds.

    Attributes
    ----------
    border_km : float
        Length of the border within it, rounded to 10 m; 0 for a cell that it does not cross.
    land_share : float
        Part of its area in Poland and Belarus, within the reach of the two polygons (a little more
        than 50 km from the border); 0 to 1, rounded to a hundredth.
    """

    border_km: float
    land_share: float


@lru_cache(maxsize=4096)
def cell_ground(code: str) -> CellGround:
    """Return what a cell holds.

    Parameters
    ----------
    code : str
        As Eurostat writes it.

    Returns
    -------
    CellGround

    Raises
    ------
    CellCodeInvalid
        For a code that is not one.

    Examples
    --------
    >>> cell_ground("10kmN337E525")
    CellGround(border_km=11.58, land_share=1.0)
    """
    x, y = project(*cell_polygon(code).T)
    outline = shapely.Polygon(list(zip(x.tolist(), y.tolist(), strict=True)))
    two = countries()
    land_m2 = outline.intersection(two.poland).area + outline.intersection(two.belarus).area
    border_m = outline.intersection(border_line().geometry).length
    return CellGround(round(border_m / 1000, 2), round(land_m2 / outline.area, 2))
