"""What is said about a place: one row as `Located`, many rows as `LocatedMany`."""

import math
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from geo.border import border_line, border_vertices
from geo.errors import CoordinateInvalid, FarFromBorder, GeoError
from geo.index import REACH_M
from geo.projection import FloatArray, project
from geo.shares import Shares

SIDES = ("pl", "by", "on_line", "other")

EARTH_RADIUS_KM = 6371.0

# EPSG:2180 is made for Poland; lengths that begin this far away are no longer its business.
PLANE_M = 500_000.0


@dataclass(frozen=True, slots=True)
class Located:
    """Where a point lies with respect to the border.

    Attributes
    ----------
    border_km : float
        Kilometre of the nearest point of the border, rounded to 1 m. Of two equally near points
        the one with the smaller kilometre counts.
    border_distance_m : float
        Distance to the border, rounded to 0.1 m: negative in Belarus, positive in Poland and
        also in Lithuania and Ukraine.
    side : str
        ``pl``, ``by``, ``other`` (Lithuania or Ukraine), or ``on_line`` within 1 m of the border.
    side_certain : bool
        False where the uncertainty exceeds the distance.
    sector : str
        Code of the sector of `border_km`; on a limit, of the sector that begins there.
    shares : dict of str to float
        Shares of the sectors that the uncertainty touches, from north to south; they add up to 1.
    """

    border_km: float
    border_distance_m: float
    side: str
    side_certain: bool
    sector: str
    shares: dict[str, float]


class Refusal(IntEnum):
    """Why a row of `LocatedMany` has no answer."""

    NONE = 0
    LON_NOT_FINITE = 1
    LAT_NOT_FINITE = 2
    LON_OUT_OF_RANGE = 3
    LAT_OUT_OF_RANGE = 4
    NULL_ISLAND = 5
    UNCERTAINTY = 6
    FAR = 7


FAULTS = {
    Refusal.LON_NOT_FINITE: ("lon", "is not a finite number", "degrees from -180 to 180"),
    Refusal.LAT_NOT_FINITE: ("lat", "is not a finite number", "degrees from -90 to 90"),
    Refusal.LON_OUT_OF_RANGE: ("lon", "is out of range", "degrees from -180 to 180"),
    Refusal.LAT_OUT_OF_RANGE: ("lat", "is out of range", "degrees from -90 to 90"),
    Refusal.NULL_ISLAND: (
        "lon",
        "and lat are both 0, which devices send when they have no fix",
        "a real position, or no point at all",
    ),
    Refusal.UNCERTAINTY: (
        "uncertainty_m",
        "is negative or not a finite number",
        "metres, 0 or more",
    ),
}


@dataclass(frozen=True, slots=True, eq=False)
class LocatedMany:
    """Where many points lie; every column has one entry a point, in the order given.

    Attributes
    ----------
    lon, lat, uncertainty_m : ndarray
        What was asked.
    refused : ndarray of uint8
        `Refusal` of each row; the other columns mean something only where it is `NONE`.
    border_km, border_distance_m : ndarray
        As in `Located`; NaN where refused.
    side : ndarray of uint8
        Position in `SIDES`.
    side_certain : ndarray of bool
        As in `Located`.
    sector : ndarray of int
        Position in `codes`.
    shares : geo.shares.Shares
        As in `Located`, row by row.
    codes : tuple of str
        Sector codes from north to south.
    """

    lon: FloatArray
    lat: FloatArray
    uncertainty_m: FloatArray
    refused: NDArray[np.uint8]
    border_km: FloatArray
    border_distance_m: FloatArray
    side: NDArray[np.uint8]
    side_certain: NDArray[np.bool_]
    sector: NDArray[np.intp]
    shares: Shares
    codes: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.lon)

    def row(self, place: int) -> Located:
        """Return one row.

        Parameters
        ----------
        place : int
            Which row, from 0.

        Returns
        -------
        Located

        Raises
        ------
        CoordinateInvalid, FarFromBorder
            Where the row was refused, as `geo.locate.locate` raises them.
        """
        fault = self.fault(place)
        if fault is not None:
            raise fault
        return Located(
            border_km=float(self.border_km[place]),
            border_distance_m=float(self.border_distance_m[place]),
            side=SIDES[self.side[place]],
            side_certain=bool(self.side_certain[place]),
            sector=self.codes[self.sector[place]],
            shares=self.shares.row(place, self.codes),
        )

    def fault(self, place: int) -> GeoError | None:
        """Return why a row was refused, or None."""
        refused = self.refused[place]
        if not refused:
            return None
        if refused != Refusal.FAR:
            return CoordinateInvalid(*FAULTS[Refusal(refused)])
        lon, lat = float(self.lon[place]), float(self.lat[place])
        swapped = abs(lon) <= 90 and distance_km(lat, lon) <= REACH_M / 1000
        return FarFromBorder(distance_km(lon, lat), REACH_M / 1000, swapped=swapped)


def distance_km(lon: float, lat: float) -> float:
    """Return how far any place on Earth is from the border, rounded to 0.1 km.

    Parameters
    ----------
    lon, lat : float
        Finite degrees, EPSG:4326.

    Returns
    -------
    float
        Kilometres: in EPSG:2180 where that is a good map, and else over a sphere, which is right
        to half a percent.

    Examples
    --------
    >>> distance_km(21.01, 52.23)
    148.2
    """
    (x,), (y,) = project(lon, lat)
    if np.isfinite((x, y)).all():
        distance_m = float(border_line().measure(x, y)[1][0])
        if distance_m < PLANE_M:
            return round(distance_m / 1000, 1)
    return round(float(_over_sphere_km(lon, lat).min()), 1)


def _over_sphere_km(lon: float, lat: float) -> FloatArray:
    """Return the great-circle distances to the border's vertices (haversine formula)."""
    border_lon, border_lat = np.radians(border_vertices()).T
    north, east = math.radians(lat), math.radians(lon)
    half_chord = (
        np.sin((border_lat - north) / 2) ** 2
        + np.cos(border_lat) * math.cos(north) * np.sin((border_lon - east) / 2) ** 2
    )
    distances: FloatArray = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(half_chord))
    return distances
