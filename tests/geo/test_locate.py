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
from geo.places import places, search_places
from geo.projection import project, unproject
from geo.sector_files import sector_set
from geo.sectors import Sector, SectorSet

BIALOWIEZA = (23.86667, 52.7)
(MICHALOWO,) = search_places("michałowo")
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
    line, (x, y) = border_line(), project(lon, lat)
    chainage_m, distance_m = line.measure(x, y)
    side = np.where(np.round(distance_m, 1) <= 1.0, 2, np.array([0, 1, 3])[countries().of(x, y)])
    limits = [sector.km_from for sector in sector_set().sectors[1:]]
    sector = np.searchsorted(limits, np.round(chainage_m / 1000, 3), side="right")

    assert not found.refused.any()
    assert np.abs(found.border_km * 1000 - chainage_m).max() <= 1.0
    assert np.abs(np.abs(found.border_distance_m) - distance_m).max() <= 0.1
    assert np.array_equal(found.side, side)
    assert np.array_equal(found.sector, sector)


def test_a_point_in_poland() -> None:
    assert locate(*BIALOWIEZA, 1500) == Located(
        border_km=175.974,
        border_distance_m=2419.6,
        side="pl",
        side_certain=True,
        sector="BIA",
        shares={"BIA": 1.0},
    )


def test_a_point_in_belarus_has_a_negative_distance() -> None:
    found = locate(23.71749, 52.10894)

    assert (found.side, found.sector, found.border_distance_m) == ("by", "TER", -5876.5)


@pytest.mark.parametrize(
    ("lon", "lat", "km", "sector"),
    [(23.35, 54.25, 0.0, "PLA"), (23.8, 51.3, 420.73, "WLO")],
    ids=["Lithuania", "Ukraine"],
)
def test_a_point_in_a_third_country_is_on_no_side_and_has_a_positive_distance(
    lon: float, lat: float, km: float, sector: str
) -> None:
    found = locate(lon, lat)

    assert (found.side, found.border_km, found.sector) == ("other", km, sector)
    assert found.border_distance_m > 0


@pytest.mark.parametrize(
    ("point", "km", "sector"),
    [(LITHUANIAN_TRIPOINT, 0.0, "PLA"), (UKRAINIAN_TRIPOINT, 420.73, "WLO")],
    ids=["Lithuanian", "Ukrainian"],
)
def test_a_tripoint_is_on_the_line_and_in_its_own_sector(
    point: tuple[float, float], km: float, sector: str
) -> None:
    found = locate(*point)

    assert (found.side, found.border_km, found.sector) == ("on_line", km, sector)
    assert found.border_distance_m == 0.0
    assert math.copysign(1, found.border_distance_m) == 1


@pytest.mark.parametrize("sector", sector_set().sectors[1:], ids=lambda sector: sector.code)
def test_a_point_on_a_limit_belongs_to_the_sector_that_begins_there(sector: Sector) -> None:
    found = locate(*point_at_km(sector.km_from))

    assert found.border_km == sector.km_from
    assert found.sector == sector.code


@pytest.mark.parametrize(
    ("belarusian", "polish"),
    [
        ((23.2689, 52.219), (23.2975, 52.219)),
        ((23.4028, 52.180), (23.4131, 52.180)),
        ((23.6306, 51.949), (23.6378, 51.949)),
        ((23.9142, 53.158), (23.9154, 53.158)),
        ((23.8697, 53.194), (23.8713, 53.194)),
    ],
    ids=["Bug 259", "Bug 277", "Bug 336", "Świsłocz 104", "Świsłocz 96"],
)
def test_in_a_meander_poland_may_lie_east_of_belarus(
    belarusian: tuple[float, float], polish: tuple[float, float]
) -> None:
    assert belarusian[0] < polish[0]
    assert locate(*belarusian).side == "by"
    assert locate(*polish).side == "pl"


def test_within_one_metre_a_point_is_on_the_line() -> None:
    line = border_line()
    (x, y), (ahead_x, ahead_y) = line.points_at([300.0, 300.001])
    step = np.array([ahead_y - y, x - ahead_x]) / math.hypot(ahead_x - x, ahead_y - y)
    to_the_right_m = np.array([0.9, -0.9, 1.2, -1.2])
    lon, lat = unproject(x + to_the_right_m * step[0], y + to_the_right_m * step[1])
    sides = [locate(*point).side for point in zip(lon, lat, strict=True)]

    assert sides == ["on_line", "on_line", "pl", "by"]


@pytest.mark.parametrize(("uncertainty_m", "certain"), [(2419.5, True), (2419.7, False)])
def test_a_side_is_certain_up_to_the_distance(uncertainty_m: float, certain: bool) -> None:
    assert locate(*BIALOWIEZA, uncertainty_m).side_certain is certain


def test_an_uncertain_point_near_a_limit_is_shared() -> None:
    found = locate(*point_at_km(165.8), 1000)

    assert found.sector == "BIA"
    assert found.shares == {"NAR": 0.405, "BIA": 0.595}


@pytest.mark.parametrize(
    ("lon", "lat", "field"),
    [
        (math.nan, 52.7, "lon"),
        (23.8, math.nan, "lat"),
        (math.inf, 52.7, "lon"),
        (23.8, -math.inf, "lat"),
        (float("1e999"), 52.7, "lon"),
        (180.1, 52.7, "lon"),
        (23.8, 90.1, "lat"),
        (0.0, 0.0, "lon"),
        (-0.0, 0.0, "lon"),
    ],
)
def test_what_is_no_coordinate_is_refused_with_what_would_be_right(
    lon: float, lat: float, field: str
) -> None:
    with pytest.raises(CoordinateInvalid) as caught:
        locate(lon, lat)

    assert caught.value.field == field
    assert caught.value.reason
    assert caught.value.right


@pytest.mark.parametrize("uncertainty_m", [-0.1, math.nan, math.inf])
def test_an_impossible_uncertainty_is_refused(uncertainty_m: float) -> None:
    with pytest.raises(CoordinateInvalid) as caught:
        locate(*BIALOWIEZA, uncertainty_m)

    assert caught.value.field == "uncertainty_m"


def test_a_far_point_is_refused_with_its_distance() -> None:
    with pytest.raises(FarFromBorder, match=r"148\.2 km") as caught:
        locate(21.01, 52.23)

    assert caught.value.distance_km == 148.2
    assert not caught.value.swapped


def test_swapped_numbers_are_called_swapped() -> None:
    with pytest.raises(FarFromBorder, match="look swapped") as caught:
        locate(52.7, 23.86667)

    assert caught.value.swapped


def test_swapped_numbers_of_another_place_are_only_far() -> None:
    with pytest.raises(FarFromBorder) as caught:
        locate(52.23, 21.01)

    assert not caught.value.swapped


def test_the_strip_ends_at_fifty_kilometres() -> None:
    x, y = border_line().points_at(0)[0]
    inside, outside = (unproject(x, y + distance_m).T[0] for distance_m in (49_990, 50_010))

    assert locate(*inside).border_distance_m == pytest.approx(49_990, abs=0.1)
    with pytest.raises(FarFromBorder):
        locate(*outside)


def test_places_lie_on_the_side_of_their_country() -> None:
    for place in places():
        found = locate(place.lon, place.lat, place.uncertainty_m)
        assert found.side == place.country.lower(), place.name


def test_places_lie_in_the_sector_that_bears_their_name_but_for_michalowo() -> None:
    elsewhere = [
        place.name
        for place in places()
        if place.sector and locate(place.lon, place.lat).sector != place.sector
    ]

    assert elsewhere == ["Michałowo"]


def test_the_sector_of_a_place_wins_over_its_projection() -> None:
    found = locate_place(MICHALOWO)

    assert (found.sector, found.shares) == ("MIC", {"MIC": 1.0})
    assert found.border_km == 120.717


def test_a_place_without_a_sector_is_shared_like_a_point() -> None:
    (place,) = search_places("topiło")

    assert locate_place(place) == locate(place.lon, place.lat, place.uncertainty_m)


def test_a_sector_of_another_set_does_not_win(two_sectors: SectorSet) -> None:
    found = locate_place(MICHALOWO, two_sectors)

    assert (found.sector, found.shares) == ("NORTH", {"NORTH": 1.0})


def test_crossings_lie_at_their_kilometre_and_in_their_sector() -> None:
    for row in read_rows("crossings.csv"):
        found = locate(float(row["lon"]), float(row["lat"]))
        assert found.border_km == pytest.approx(float(row["km"]), abs=0.1), row["name"]
        assert abs(found.border_distance_m) < 10, row["name"]
        assert found.sector == row["sector"], row["name"]


def test_another_set_gives_its_own_sectors(two_sectors: SectorSet) -> None:
    assert locate(*BIALOWIEZA, sectors=two_sectors).sector == "NORTH"
    assert locate(*UKRAINIAN_TRIPOINT, sectors=two_sectors).sector == "SOUTH"


AWKWARD = [
    (*BIALOWIEZA, 1500.0),
    (*point_at_km(165.61), 800.0),
    (math.nan, 52.7, 0.0),
    (52.7, 23.86667, 0.0),
    (0.0, 0.0, 0.0),
    (*UKRAINIAN_TRIPOINT, 5000.0),
    (*LITHUANIAN_TRIPOINT, 0.0),
    (23.8, 52.7, -1.0),
    (180.0, -90.0, 10.0),
]


def answer(lon: float, lat: float, uncertainty_m: float) -> Located | tuple[type, str]:
    try:
        return locate(lon, lat, uncertainty_m)
    except GeoError as fault:
        return type(fault), str(fault)


def test_many_rows_are_answered_and_refused_like_single_ones() -> None:
    found = locate_many(*np.array(AWKWARD).T)
    for place, row in enumerate(AWKWARD):
        fault = found.fault(place)
        said = (type(fault), str(fault)) if fault else found.row(place)
        assert said == answer(*row)


@settings(derandomize=True, max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.floats(-180, 180), st.floats(-90, 90), st.floats(0, 1e5))
        | st.tuples(st.floats(22.8, 24.5), st.floats(51.2, 54.3), st.floats(0, 5000))
        | st.tuples(st.floats(), st.floats(), st.floats()),
        min_size=1,
        max_size=8,
    )
)
def test_any_numbers_are_answered_or_refused_alike_in_both_ways(
    rows: list[tuple[float, float, float]],
) -> None:
    found = locate_many(*np.array(rows).T)
    for place, row in enumerate(rows):
        fault = found.fault(place)
        said = (type(fault), str(fault)) if fault else found.row(place)
        assert said == answer(*row)


def test_a_refused_row_raises_what_locate_would_raise() -> None:
    found = locate_many([52.7], [23.86667])

    assert found.refused.tolist() == [Refusal.FAR]
    with pytest.raises(FarFromBorder):
        found.row(0)


def test_no_rows_give_no_answers() -> None:
    assert len(locate_many([], [])) == 0


def test_columns_of_different_length_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="one length"):
        locate_many([23.8, 23.9], [52.7])


def test_the_columns_that_were_given_are_not_changed() -> None:
    lon, lat = np.array([23.86667, 200.0]), np.array([52.7, 52.7])
    locate_many(lon, lat, 5.0)

    assert lon.tolist() == [23.86667, 200.0]


def test_every_side_has_its_code() -> None:
    assert SIDES == ("pl", "by", "on_line", "other")


def test_threads_get_the_same_answers() -> None:
    lon, lat = strip_points(2000, seed=11)
    expected = locate_many(lon, lat, 1500.0)

    with ThreadPoolExecutor(8) as pool:
        for found in pool.map(lambda _: locate_many(lon, lat, 1500.0), range(24)):
            assert np.array_equal(found.border_km, expected.border_km)
            assert np.array_equal(found.side, expected.side)
            assert np.array_equal(found.shares.share, expected.shares.share)


def test_a_sample_of_the_strip_equals_the_exact_answers() -> None:
    assert_exact(5_000, seed=12)


@pytest.mark.slow
def test_a_hundred_thousand_points_equal_the_exact_answers() -> None:
    assert_exact(100_000, seed=13)
