"""Border markers: known ones, interpolated ones, and how far they can be trusted."""

import pytest

from geo.errors import UnknownMarker
from geo.locate import locate
from geo.markers import ANCHORS, Anchor, interpolate, marker_position


@pytest.mark.parametrize("anchor", ANCHORS, ids=lambda anchor: str(anchor.marker))
def test_a_known_marker_stands_at_its_kilometre(anchor: Anchor) -> None:
    position = marker_position(anchor.marker)

    assert position.km == anchor.km
    assert position.uncertainty_m == anchor.tolerance_km * 1000


def test_markers_run_against_the_kilometres() -> None:
    kilometres = [marker_position(marker).km for marker in range(1, 674)]

    assert kilometres == sorted(kilometres, reverse=True)
    assert (kilometres[0], kilometres[-1]) == (420.73, 0.0)


def test_a_railway_known_to_cross_near_marker_274_does() -> None:
    assert marker_position(274).km == pytest.approx(223, abs=0.5)


def test_half_way_between_known_markers_the_uncertainty_is_greatest() -> None:
    uncertainties = [marker_position(marker).uncertainty_m for marker in range(303, 445)]
    worst = max(range(303, 445), key=lambda marker: marker_position(marker).uncertainty_m)

    assert 360 <= worst <= 395
    assert min(uncertainties) == 1000.0
    assert max(uncertainties) > 5000.0


@pytest.mark.parametrize("left_out", ANCHORS[1:-1], ids=lambda anchor: str(anchor.marker))
def test_each_known_marker_lies_within_what_its_neighbours_would_say(left_out: Anchor) -> None:
    others = tuple(anchor for anchor in ANCHORS if anchor != left_out)
    km, uncertainty_m = interpolate(left_out.marker, others)

    assert abs(km - left_out.km) * 1000 <= uncertainty_m


def test_a_marker_stands_on_the_line_with_an_uncertain_side() -> None:
    position = marker_position(412)
    found = locate(position.lon, position.lat, position.uncertainty_m)

    assert (found.side, found.side_certain, found.sector) == ("on_line", False, "MIC")
    assert found.border_km == pytest.approx(position.km, abs=0.001)
    assert set(found.shares) == {"MIC", "NAR"}


@pytest.mark.parametrize("marker", [0, -1, 674, 10**30, True])
def test_a_number_that_no_marker_has_is_refused_with_the_range(marker: int) -> None:
    with pytest.raises(UnknownMarker) as caught:
        marker_position(marker)

    assert (caught.value.first, caught.value.last) == (1, 673)
