"""The quick index gives the exact answers, and is small, shared and built once."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from geo.border import MeasuredLine, border_line
from geo.celltree import MIXED, QUARTERED
from geo.countries import Countries, Country, countries
from geo.index import REACH_M, SegmentIndex, border_index


def test_the_index_equals_the_exact_measure_on_the_hairpin(
    hairpin: MeasuredLine, hairpin_countries: Countries, hairpin_index: SegmentIndex
) -> None:
    x, y = np.random.default_rng(2).uniform((-3000, -3000), (5000, 7000), (5000, 2)).T
    found = hairpin_index.nearest(x, y)
    chainage_m, distance_m = hairpin.measure(x, y)

    assert np.abs(found.chainage_m - chainage_m).max() < 1e-6
    assert np.abs(found.distance_m - distance_m).max() < 1e-6
    assert np.array_equal(found.country, hairpin_countries.of(x, y))


def test_of_two_equally_near_stretches_the_smaller_kilometre_counts(
    hairpin_index: SegmentIndex,
) -> None:
    found = hairpin_index.nearest(np.array([800.0, 1250.0]), np.array([2500.0, 2500.0]))

    assert found.chainage_m.tolist() == [1800.0, 2250.0]
    assert found.distance_m.tolist() == [500.0, 500.0]


def test_edges_and_corners_of_cells_are_answered_like_their_insides(
    hairpin: MeasuredLine, hairpin_index: SegmentIndex
) -> None:
    x, y = (
        part.ravel()
        for part in np.meshgrid(np.arange(-2000.0, 4000, 62.5), np.arange(-2000.0, 6000, 62.5))
    )
    _, distance_m = hairpin.measure(x, y)

    assert np.abs(hairpin_index.nearest(x, y).distance_m - distance_m).max() < 1e-6


@pytest.mark.parametrize("x", [np.nan, np.inf, -np.inf, 1e300, -1e7])
def test_a_point_out_of_reach_has_no_kilometre(hairpin_index: SegmentIndex, x: float) -> None:
    found = hairpin_index.nearest(np.array([x, 100.0]), np.array([0.0, 100.0]))

    assert np.isnan(found.chainage_m[0])
    assert np.isinf(found.distance_m[0])
    assert found.distance_m[1] == 100.0


def test_no_points_give_no_answers(hairpin_index: SegmentIndex) -> None:
    assert len(hairpin_index.nearest(np.array([]), np.array([])).distance_m) == 0


def test_more_points_than_fit_one_chunk_keep_their_order(hairpin_index: SegmentIndex) -> None:
    y = np.linspace(0, 2000, 40_000)
    found = hairpin_index.nearest(np.full(40_000, -10.0), y)

    assert np.abs(found.chainage_m - (8000 - y)).max() < 1e-6


def test_the_border_index_equals_the_exact_measure() -> None:
    line = border_line()
    rng = np.random.default_rng(7)
    near = line.points_at(rng.uniform(0, line.length_km, 2000)) + rng.normal(0, 400, (2000, 2))
    west, south, east, north = line.geometry.bounds
    far = rng.uniform((west - 4e4, south - 3e4), (east + 4e4, north + 3e4), (2000, 2))
    x, y = np.vstack((near, far)).T
    found = border_index().nearest(x, y)
    chainage_m, distance_m = line.measure(x, y)
    known = distance_m <= REACH_M

    assert np.abs(found.chainage_m - chainage_m)[known].max() < 1e-6
    assert np.abs(found.distance_m - distance_m)[known].max() < 1e-6
    assert np.array_equal(found.country[known], countries().of(x, y)[known])


def test_no_point_within_reach_is_out_of_reach() -> None:
    line = border_line()
    ring = np.asarray(line.geometry.buffer(REACH_M - 1).exterior.coords)

    assert np.isfinite(border_index().nearest(*ring.T.copy()).distance_m).all()


def test_cells_without_an_outline_know_their_country() -> None:
    tree = border_index().tree
    leaves = tree.count != QUARTERED

    assert set(np.unique(tree.country[leaves & (tree.count > 0)])) == {*Country, MIXED}


def test_the_index_is_a_few_megabytes() -> None:
    assert border_index().tree.nbytes < 8_000_000


def test_threads_share_one_index() -> None:
    with ThreadPoolExecutor(8) as pool:
        assert len({id(index) for index in pool.map(lambda _: border_index(), range(32))}) == 1
