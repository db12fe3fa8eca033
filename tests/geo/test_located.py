"""Distances of far places, for the sentence that refuses them."""

import pytest

from geo.border import border_line
from geo.located import distance_km
from geo.projection import unproject


@pytest.mark.parametrize(
    ("lon", "lat", "expected"),
    [(21.01, 52.23, 148.2), (16.93, 52.41, 424.5), (-0.13, 51.51, 1600), (-157, -53, 20_000)],
    ids=["Warsaw", "Poznań", "London", "the other side of the Earth"],
)
def test_the_distance_of_known_places(lon: float, lat: float, expected: float) -> None:
    assert distance_km(lon, lat) == pytest.approx(expected, rel=0.03)


def test_just_beyond_the_strip_the_distance_is_not_below_it() -> None:
    x, y = border_line().points_at(0)[0]
    lon, lat = unproject(x, y + 50_060).T[0]

    assert distance_km(lon, lat) == 50.1


def test_every_corner_of_the_earth_has_a_distance() -> None:
    for lon in (-180, -90, 0, 90, 180):
        for lat in (-90, -45, 0, 45, 90):
            assert 0 < distance_km(lon, lat) <= 20_016
