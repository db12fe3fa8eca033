"""From a longitude and a latitude to everything that is said about a place.

The rules, which `docs/location.md` explains: all answers follow from the kilometre rounded to 1 m
and the distance rounded to 0.1 m, so that what a reader sees always agrees with itself.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo.countries import Country
from geo.index import REACH_M, Nearest, border_index
from geo.located import SIDES, Located, LocatedMany, Refusal
from geo.places import Place
from geo.projection import FloatArray, project
from geo.sector_files import sector_set
from geo.sectors import SectorSet
from geo.shares import split

# A point within this distance of the border is on the line, whatever its side.
ON_LINE_M = 1.0

ON_LINE = np.uint8(SIDES.index("on_line"))
SIDE_OF_COUNTRY = np.full(256, SIDES.index("other"), dtype=np.uint8)
SIDE_OF_COUNTRY[[Country.POLAND, Country.BELARUS]] = SIDES.index("pl"), SIDES.index("by")


def locate(
    lon: float, lat: float, uncertainty_m: float = 0.0, sectors: SectorSet | None = None
) -> Located:
    """Say where a point lies with respect to the border.

    Parameters
    ----------
    lon, lat : float
        Degrees, EPSG:4326.
    uncertainty_m : float
        Radius in metres within which the true point lies.
    sectors : SectorSet, optional
        The set to answer with; the bundled one by default.

    Returns
    -------
    Located

    Raises
    ------
    CoordinateInvalid
        For NaN, an infinity, a number out of range, (0, 0), or a negative uncertainty.
    FarFromBorder
        For a point more than 50 km from the border.

    Examples
    --------
    >>> found = locate(23.8473, 52.7012, 12.0)
    >>> found.border_km, found.side, found.sector
    (176.019, 'pl', 'BIA')
    """
    return locate_many([lon], [lat], [uncertainty_m], sectors).row(0)


def locate_many(
    lon: ArrayLike,
    lat: ArrayLike,
    uncertainty_m: ArrayLike = 0.0,
    sectors: SectorSet | None = None,
) -> LocatedMany:
    """Say where many points lie, with the answers that `locate` would give one by one.

    Parameters
    ----------
    lon, lat : array_like of shape (n,)
        Degrees, EPSG:4326.
    uncertainty_m : array_like of shape (n,) or float
        Radius in metres within which the true point lies.
    sectors : SectorSet, optional
        The set to answer with; the bundled one by default.

    Returns
    -------
    LocatedMany
        A row that `locate` would refuse is marked in `refused` instead.

    Raises
    ------
    ValueError
        When the columns differ in length.

    Examples
    --------
    >>> found = locate_many([23.8473, 52.7012], [52.7012, 23.8473])
    >>> found.border_km.tolist(), found.refused.tolist()
    ([176.019, nan], [0, 7])
    """
    used = sectors or sector_set()
    lon_deg, lat_deg, uncertainty = _columns(lon, lat, uncertainty_m)
    refused = _refusals(lon_deg, lat_deg, uncertainty)
    x, y = project(lon_deg, lat_deg)
    nearest = border_index().nearest(x, y)
    distance_m = np.round(nearest.distance_m, 1)
    refused[(refused == Refusal.NONE) & (distance_m > REACH_M)] = Refusal.FAR
    answered = refused == Refusal.NONE
    km = np.where(answered, np.round(nearest.chainage_m / 1000, 3), np.nan)
    return LocatedMany(
        lon=lon_deg,
        lat=lat_deg,
        uncertainty_m=uncertainty,
        refused=refused,
        border_km=km,
        border_distance_m=np.where(answered, _signed(nearest, distance_m), np.nan),
        side=np.where(distance_m <= ON_LINE_M, ON_LINE, SIDE_OF_COUNTRY[nearest.country]),
        side_certain=uncertainty <= distance_m,
        sector=used.positions_at(km),
        shares=split(km, np.where(answered, uncertainty, 0.0), used),
        codes=used.codes,
    )


def locate_place(place: Place, sectors: SectorSet | None = None) -> Located:
    """Say where a place of the gazetteer lies; a sector that its name means wins.

    Parameters
    ----------
    place : Place
        With its own uncertainty.
    sectors : SectorSet, optional
        The set to answer with; the bundled one by default.

    Returns
    -------
    Located
        With the place's sector and no other share, where the place names one that the set holds;
        else as for its point.

    Examples
    --------
    >>> from geo.places import find_place
    >>> locate_place(find_place("Michałowo")).sector
    'MIC'
    """
    used = sectors or sector_set()
    found = locate(place.lon, place.lat, place.uncertainty_m, used)
    if place.sector not in used.codes:
        return found
    return replace(found, sector=place.sector, shares={place.sector: 1.0})


def _columns(
    lon: ArrayLike, lat: ArrayLike, uncertainty_m: ArrayLike
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return the three columns at one length."""
    lon_deg = np.asarray(lon, dtype=np.float64)
    lat_deg = np.asarray(lat, dtype=np.float64)
    uncertainty = np.asarray(uncertainty_m, dtype=np.float64)
    if lon_deg.ndim != 1 or lon_deg.shape != lat_deg.shape:
        raise ValueError("lon and lat must be columns of one length")
    return lon_deg, lat_deg, np.broadcast_to(uncertainty, lon_deg.shape)


def _refusals(lon: FloatArray, lat: FloatArray, uncertainty_m: FloatArray) -> NDArray[np.uint8]:
    """Return the `Refusal` of each row, so far as the numbers themselves decide it."""
    refused = np.zeros(len(lon), dtype=np.uint8)
    # A good row passes this one test, so that bad ones alone pay for finding out why.
    good = (np.abs(lon) <= 180) & (np.abs(lat) <= 90) & (uncertainty_m >= 0)
    good &= np.isfinite(uncertainty_m) & ((lon != 0) | (lat != 0))
    if good.all():
        return refused
    for refusal, wrong in (
        (Refusal.UNCERTAINTY, ~(np.isfinite(uncertainty_m) & (uncertainty_m >= 0))),
        (Refusal.NULL_ISLAND, (lon == 0) & (lat == 0)),
        (Refusal.LAT_OUT_OF_RANGE, np.abs(lat) > 90),
        (Refusal.LON_OUT_OF_RANGE, np.abs(lon) > 180),
        (Refusal.LAT_NOT_FINITE, ~np.isfinite(lat)),
        (Refusal.LON_NOT_FINITE, ~np.isfinite(lon)),
    ):
        refused[wrong] = refusal
    return refused


def _signed(nearest: Nearest, distance_m: FloatArray) -> FloatArray:
    """Return distances, negative in Belarus; zero has no sign."""
    return np.where(nearest.country == Country.BELARUS, 0.0 - distance_m, distance_m)
