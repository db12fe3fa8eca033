"""The measured line: kilometres and points, checked on the hairpin and on the real border."""

import math

import numpy as np
import pytest
import shapely

from geo.border import MeasuredLine, border_line, border_vertices, point_at_km
from geo.errors import KilometreInvalid
from tests.geo.conftest import HAIRPIN_KM

LITHUANIAN_TRIPOINT = (23.514965, 53.956269)
UKRAINIAN_TRIPOINT = (23.617835, 51.508182)


def test_the_hairpin_is_eight_kilometres_long(hairpin: MeasuredLine) -> None:
    assert hairpin.length_km == HAIRPIN_KM


def test_a_point_is_measured_to_its_foot(hairpin: MeasuredLine) -> None:
    chainage_m, distance_m = hairpin.measure([-300], [3500])

    assert (chainage_m.tolist(), distance_m.tolist()) == ([500.0], [300.0])


def test_of_two_equally_near_stretches_the_smaller_kilometre_counts(hairpin: MeasuredLine) -> None:
    chainage_m, distance_m = hairpin.measure([800], [2500])

    assert (chainage_m.tolist(), distance_m.tolist()) == ([1800.0], [500.0])


def test_a_point_beyond_the_end_belongs_to_the_end(hairpin: MeasuredLine) -> None:
    chainage_m, distance_m = hairpin.measure([30], [-40])

    assert (chainage_m.tolist(), distance_m.tolist()) == ([8000.0], [50.0])


def test_points_at_kilometres_are_interpolated(hairpin: MeasuredLine) -> None:
    assert hairpin.points_at([0, 1.5, 8]).tolist() == [[0, 4000], [500, 3000], [0, 0]]


def test_a_stretch_has_its_ends_and_the_vertices_between(hairpin: MeasuredLine) -> None:
    assert hairpin.stretch(0.5, 2.0).tolist() == [[0, 3500], [0, 3000], [1000, 3000]]


def test_a_stretch_that_ends_on_a_vertex_has_it_once(hairpin: MeasuredLine) -> None:
    assert hairpin.stretch(0.0, 1.0).tolist() == [[0, 4000], [0, 3000]]


@pytest.mark.parametrize("km", [-0.001, 8.01, math.nan, math.inf])
def test_a_kilometre_that_the_line_does_not_have_is_refused(
    hairpin: MeasuredLine, km: float
) -> None:
    with pytest.raises(KilometreInvalid) as caught:
        hairpin.points_at(km)

    assert caught.value.last_km == HAIRPIN_KM


def test_the_border_has_its_known_length_and_detail() -> None:
    assert len(border_vertices()) == 6017
    assert border_line().length_km == 420.73


def test_the_border_runs_from_the_lithuanian_to_the_ukrainian_tripoint() -> None:
    assert point_at_km(0) == LITHUANIAN_TRIPOINT
    assert point_at_km(420.73) == UKRAINIAN_TRIPOINT


def test_the_border_does_not_cross_itself() -> None:
    assert border_line().geometry.is_simple


def test_no_two_neighbouring_vertices_coincide() -> None:
    assert np.diff(border_line().chainage_m).min() > 0


def test_the_kilometre_of_a_point_at_a_kilometre_is_that_kilometre() -> None:
    line = border_line()
    km = np.random.default_rng(5).uniform(0, line.length_km, 200)

    chainage_m, distance_m = line.measure(*line.points_at(km).T)

    assert np.abs(chainage_m / 1000 - km).max() < 1e-6
    assert distance_m.max() < 1e-6


def test_stretches_join_to_the_whole_line() -> None:
    line = border_line()
    parts = [line.stretch(0, 100), line.stretch(100, 300), line.stretch(300, line.length_km)]

    joined = sum(shapely.LineString(part).length for part in parts)

    assert joined == pytest.approx(line.geometry.length, abs=0.5)
