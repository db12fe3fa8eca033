"""The rules of location, one by one, on the real border."""

import math
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.border import border_line, point_at_km
from geo.countries import countries
from geo.data import read_rows
from geo.errors import CoordinateInvalid, FarFromBorder, GeoError
from geo.locate import locate, locate_many, locate_place
from geo.located import SIDES, Located, Refusal
from geo.places import Place, find_place, places
from geo.projection import unproject
from geo.sector_files import sector_set
from geo.sectors import SectorSet

BIALOWIEZA = (23.86667, 52.7)
LITHUANIAN_TRIPOINT = (23.514965, 53.956269)
UKRAINIAN_TRIPOINT = (23.617835, 51.508182)


def strip_points(count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return points all over the 50 km strip, and as many in the meanders of the border."""
    rng = np.random.default_rng(seed)
    line = border_line()
    strip = line.geometry.buffer(49_900)
    shapely.prepare(strip)
    west, south, east, north = strip.bounds
    tried = rng.uniform((west, south), (east, north), (4 * count, 2))
    spread = tried[shapely.contains_xy(strip, *tried.T)][: count // 2]
    near = line.points_at(rng.uniform(0, line.length_km, count - len(spread)))
    near += rng.normal(0, 300, near.shape)
    return tuple(unproject(*np.vstack((spread, near)).T))


def assert_exact(count: int, seed: int) -> None:
    """Compare `locate_many` with GEOS, vertex by vertex and polygon by polygon."""
    lon, lat = strip_points(count, seed)
    found = locate_many(lon, lat)
    line, (x, y) = border_line(), border_points(lon, lat)
    chainage_m, distance_m = line.measure(x, y)
    side = np.where(np.round(distance_m, 1) <= 1.0, 2, np.array([0, 1, 3])[countries().of(x, y)])
    limits = [sector.km_from for sector in sector_set().sectors[1:]]
    sector = np.searchsorted(limits, np.round(chainage_m / 1000, 3), side="right")

    assert not found.refused.any()
    assert np.abs(found.border_km * 1000 - chainage_m).max() <= 1.0
    assert np.abs(np.abs(found.border_distance_m) - distance_m).max() <= 0.1
    assert np.array_equal(found.side, side)
    assert np.array_equal(found.sector, sector)


def border_points(lon: np.ndarray, lat: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    from geo.projection import project

    return tuple(project(lon, lat))


def test_a_point_in_poland():
    assert locate(*BIALOWIEZA, 1500) == Located(
        border_km=175.973,
        border_distance_m=2424.4,
        side="pl",
        side_certain=True,
        sector="BIA",
        shares={"BIA": 1.0},
    )
