"""Sector areas for display agree with what `locate` says."""

import numpy as np
import pytest
import shapely

from geo.areas import sector_areas
from geo.border import border_line
from geo.locate import locate_many
from geo.projection import project, unproject
from geo.sector_files import sector_set
from geo.sectors import SectorSet

SET = sector_set()


@pytest.fixture(scope="module")
def areas() -> dict[str, shapely.Geometry]:
    return sector_areas(SET)


def test_every_sector_has_one_clean_area(areas: dict[str, shapely.Geometry]) -> None:
    assert tuple(areas) == SET.codes
    for area in areas.values():
        assert area.geom_type == "Polygon"
        assert area.is_valid


def test_areas_do_not_overlap(areas: dict[str, shapely.Geometry]) -> None:
    polygons = list(areas.values())
    for place, area in enumerate(polygons):
        for other in polygons[place + 1 :]:
            assert area.intersection(other).area == 0


def test_areas_are_small_enough_for_a_map(areas: dict[str, shapely.Geometry]) -> None:
    assert sum(shapely.get_num_coordinates(list(areas.values()))) < 3000


def test_a_point_lies_in_the_area_of_its_sector(areas: dict[str, shapely.Geometry]) -> None:
    line = border_line()
    strip = line.geometry.buffer(49_000)
    shapely.prepare(strip)
    west, south, east, north = strip.bounds
    tried = np.random.default_rng(8).uniform((west, south), (east, north), (6000, 2))
    lon, lat = unproject(*tried[shapely.contains_xy(strip, *tried.T)].T)
    found = locate_many(lon, lat)
    own = np.array(list(areas.values()))[found.sector]
    outside = ~shapely.contains_xy(own, lon, lat)
    metric = shapely.transform(own[outside], lambda part: project(*part.T).T)
    beyond_m = shapely.distance(metric, shapely.points(*project(lon[outside], lat[outside])))

    assert outside.mean() < 0.01
    assert beyond_m.max() < 250


def test_a_label_point_lies_in_its_area(areas: dict[str, shapely.Geometry]) -> None:
    for code, area in areas.items():
        assert area.contains(shapely.Point(SET.label_point(code)))


def test_another_set_has_its_own_areas(two_sectors: SectorSet) -> None:
    north, south = sector_areas(two_sectors).values()

    assert north.centroid.y > south.centroid.y
    assert north.intersection(south).area == 0
