"""Cells of the European grid (ETRS89-LAEA, EPSG:3035) with the codes that Eurostat writes.

A code is the cell's size, then the northing and the easting of its south-western corner, both
shortened by as many digits as the size in metres has zeros: ``10kmN337E525``, ``5kmN3375E5250``,
``1kmN3377E5251``.
"""

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo.errors import CellCodeInvalid, CoordinateInvalid
from geo.projection import LAEA_EUROPE, FloatArray, project, unproject

SIZES_KM = (1, 5, 10)

# How many metres one unit of a code's numbers stands for: a power of ten with the size's zeros.
UNIT_M = {1: 1_000, 5: 1_000, 10: 10_000}

CODE = re.compile(r"(1|5|10)kmN(0|[1-9][0-9]{0,3})E(0|[1-9][0-9]{0,3})")

EXAMPLES = "codes look like 10kmN337E525, 5kmN3375E5250 or 1kmN3377E5251"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the grid.

    Attributes
    ----------
    size_km : int
        Width and height: 1, 5 or 10.
    north_m, east_m : int
        South-western corner, EPSG:3035.
    """

    size_km: int
    north_m: int
    east_m: int

    @property
    def code(self) -> str:
        """The cell's code."""
        unit = UNIT_M[self.size_km]
        return f"{self.size_km}kmN{self.north_m // unit}E{self.east_m // unit}"

    @classmethod
    def parse(cls, code: str) -> "Cell":
        """Read a code.

        Parameters
        ----------
        code : str
            As Eurostat writes it.

        Returns
        -------
        Cell

        Raises
        ------
        CellCodeInvalid
            For anything else, also for a corner that is no multiple of the size.

        Examples
        --------
        >>> Cell.parse("10kmN337E525")
        Cell(size_km=10, north_m=3370000, east_m=5250000)
        """
        match = CODE.fullmatch(code)
        if match is None:
            raise CellCodeInvalid(EXAMPLES)
        size_km = int(match[1])
        unit = UNIT_M[size_km]
        cell = cls(size_km, north_m=int(match[2]) * unit, east_m=int(match[3]) * unit)
        if cell.north_m % (size_km * 1000) or cell.east_m % (size_km * 1000):
            raise CellCodeInvalid(f"numbers of a {size_km} km cell are multiples of {size_km}")
        return cell


def cell_codes(lon: ArrayLike, lat: ArrayLike, size_km: int) -> NDArray[np.str_]:
    """Return the codes of the cells that hold points.

    Parameters
    ----------
    lon, lat : array_like of shape (n,)
        Degrees, EPSG:4326, within the grid's Europe.
    size_km : int
        1, 5 or 10.

    Returns
    -------
    ndarray of str
        A point on an edge belongs to the cell north or east of it.

    Raises
    ------
    CellCodeInvalid
        For another size.
    CoordinateInvalid
        For a point that the grid does not hold.

    Examples
    --------
    >>> cell_codes([23.86667], [52.7], 10).tolist()
    ['10kmN337E525']
    """
    if size_km not in SIZES_KM:
        raise CellCodeInvalid("sizes are 1, 5 or 10 km")
    east, north = project(lon, lat, LAEA_EUROPE)
    if not (np.abs(east - 5e6) < 5e6).all() or not (np.abs(north - 5e6) < 5e6).all():
        raise CoordinateInvalid("lon", "and lat lie outside the grid", "a place in Europe")
    size_m, unit = size_km * 1000, UNIT_M[size_km]
    north_part = (np.floor(north / size_m) * size_m / unit).astype(np.int64).astype(str)
    east_part = (np.floor(east / size_m) * size_m / unit).astype(np.int64).astype(str)
    codes = np.strings.add(np.strings.add(f"{size_km}kmN", north_part), "E")
    return np.strings.add(codes, east_part)


def cell_code(lon: float, lat: float, size_km: int) -> str:
    """Return the code of the cell that holds a point; see `cell_codes`.

    Parameters
    ----------
    lon, lat : float
        Degrees, EPSG:4326.
    size_km : int
        1, 5 or 10.

    Returns
    -------
    str

    Raises
    ------
    CellCodeInvalid, CoordinateInvalid
        As `cell_codes`.

    Examples
    --------
    >>> cell_code(23.86667, 52.7, 5)
    '5kmN3375E5250'
    """
    return str(cell_codes([lon], [lat], size_km)[0])


def cell_centre(code: str) -> tuple[float, float]:
    """Return the centre of a cell.

    Parameters
    ----------
    code : str
        As Eurostat writes it.

    Returns
    -------
    lon, lat : float
        EPSG:4326, rounded to 6 decimals.

    Raises
    ------
    CellCodeInvalid
        For a code that is not one.

    Examples
    --------
    >>> cell_centre("10kmN337E525")
    (23.906456, 52.676368)
    """
    cell = Cell.parse(code)
    half_m = cell.size_km * 500
    lon, lat = unproject(cell.east_m + half_m, cell.north_m + half_m, LAEA_EUROPE)
    return round(float(lon[0]), 6), round(float(lat[0]), 6)


def cell_polygon(code: str) -> FloatArray:
    """Return the outline of a cell.

    Parameters
    ----------
    code : str
        As Eurostat writes it.

    Returns
    -------
    ndarray of shape (5, 2)
        Longitudes and latitudes of the closed ring, EPSG:4326, counter-clockwise from the
        south-western corner, rounded to 6 decimals.

    Raises
    ------
    CellCodeInvalid
        For a code that is not one.

    Examples
    --------
    >>> cell_polygon("10kmN337E525").shape
    (5, 2)
    """
    cell = Cell.parse(code)
    size_m = cell.size_km * 1000
    east = cell.east_m + size_m * np.array([0, 1, 1, 0, 0])
    north = cell.north_m + size_m * np.array([0, 0, 1, 1, 0])
    return unproject(east, north, LAEA_EUROPE).T.round(6)
