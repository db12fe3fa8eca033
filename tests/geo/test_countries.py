"""Sides by polygon: the two countries meet at the border, vertex by vertex."""

import numpy as np
import pytest
import shapely

from geo.border import border_line
from geo.countries import Countries, Country, countries
from geo.projection import project


def test_the_inside_of_the_hairpin_is_polish(hairpin_countries: Countries) -> None:
    found = hairpin_countries.of(np.array([1000.0, 1000.0, 2500.0]), np.array([2500.0, 3500, 2500]))

    assert found.tolist() == [Country.POLAND, Country.BELARUS, Country.BELARUS]


def test_the_polygons_are_clean_and_only_touch() -> None:
    two = countries()

    assert two.poland.is_valid
    assert two.belarus.is_valid
    assert two.poland.intersection(two.belarus).area == 0


def test_both_polygons_run_along_every_vertex_of_the_border() -> None:
    border = border_line().xy
    for outline in countries().outlines():
        ring = np.asarray(outline.coords)
        assert np.array_equal(ring[: len(border)], border)


def test_poland_lies_right_and_belarus_left_of_every_piece_of_the_border() -> None:
    xy = border_line().xy
    middle, along = (xy[1:] + xy[:-1]) / 2, np.diff(xy, axis=0)
    along /= np.hypot(*along.T)[:, None]
    right = 0.01 * np.column_stack((along[:, 1], -along[:, 0]))

    assert (countries().of(*(middle + right).T) == Country.POLAND).all()
    assert (countries().of(*(middle - right).T) == Country.BELARUS).all()


@pytest.mark.parametrize(
    ("lon", "lat"),
    [(23.35, 54.25), (24.0, 54.1), (23.8, 51.3), (24.2, 51.4)],
    ids=["Lithuania west", "Lithuania east", "Ukraine west", "Ukraine east"],
)
def test_lithuania_and_ukraine_are_neither(lon: float, lat: float) -> None:
    assert countries().of(*project([lon], [lat])).tolist() == [Country.OTHER]


def test_the_outlines_close_beyond_the_strip_in_which_points_are_accepted() -> None:
    # No real border has a straight piece of 9 km, so longer ones are where the outlines close.
    for outline in countries().outlines():
        ring = np.asarray(outline.coords)
        pieces = shapely.linestrings(np.stack((ring[:-1], ring[1:]), axis=1))
        closing = pieces[shapely.length(pieces) > 9_000]
        assert len(closing) > 5
        assert shapely.distance(closing, border_line().geometry).min() > 50_000
