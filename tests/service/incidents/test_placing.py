"""From the way a source knew a place to kilometre, side and sector."""

from typing import Any

import pytest
from pydantic import TypeAdapter

from geo.sector_files import sector_set
from service.errors import Problem
from service.incidents.placing import Placed, ReportedLocation, place_reports
from service.reports.schemas import Location

LOCATION: TypeAdapter[ReportedLocation] = TypeAdapter(Location)

BIALOWIEZA = {"lon": 23.86667, "lat": 52.7}
NULL_ISLAND = {"method": "gnss", "lon": 0.0, "lat": 0.0}
WARSAW = {"method": "map_pick", "lon": 21.01, "lat": 52.23}


def read(**members: Any) -> ReportedLocation:
    return LOCATION.validate_python(members)


def place(**members: Any) -> Placed:
    (placed,) = place_reports([read(**members)])
    assert isinstance(placed, Placed), placed
    return placed


def refuse(**members: Any) -> Problem:
    (refused,) = place_reports([read(**members)])
    assert isinstance(refused, Problem), refused
    return refused


def test_a_fix_of_a_receiver_keeps_its_point_and_accuracy() -> None:
    placed = place(method="gnss", lon=23.8473, lat=52.7012, accuracy_m=12)

    assert (placed.location_method, placed.lon, placed.lat) == ("gnss", 23.8473, 52.7012)
    assert placed.uncertainty_m == 12
    assert placed.border_km == pytest.approx(176.019, abs=0.001)
    assert (placed.side, placed.side_certain) == ("pl", True)
    assert (placed.sector, placed.sectors, placed.sector_shares) == ("BIA", ["BIA"], {"BIA": 1.0})
    assert placed.cell == "10kmN337E525"


@pytest.mark.parametrize(("method", "metres"), [("gnss", 100.0), ("map_pick", 500.0)])
def test_a_point_without_accuracy_gets_the_usual_one_of_its_method(
    method: str, metres: float
) -> None:
    assert place(method=method, **BIALOWIEZA).uncertainty_m == metres


def test_an_accuracy_of_zero_is_kept_and_not_taken_for_missing() -> None:
    assert place(method="gnss", accuracy_m=0, **BIALOWIEZA).uncertainty_m == 0.0


def test_a_side_nearer_than_the_uncertainty_is_not_certain() -> None:
    near = {"method": "gnss", "lon": 23.8473, "lat": 52.7012}
    distance_m = place(**near, accuracy_m=0).border_distance_m
    assert distance_m is not None

    assert place(**near, accuracy_m=abs(distance_m) - 1).side_certain is True
    assert place(**near, accuracy_m=abs(distance_m) + 1).side_certain is False


def test_a_point_known_less_closely_than_a_cell_is_wide_lies_in_no_cell() -> None:
    assert place(method="map_pick", accuracy_m=10_000, **BIALOWIEZA).cell == "10kmN337E525"
    assert place(method="map_pick", accuracy_m=10_001, **BIALOWIEZA).cell is None


def test_a_point_whose_uncertainty_crosses_a_limit_is_shared_between_both_sectors() -> None:
    placed = place(method="border_marker", marker=412)

    assert placed.sector == "MIC"
    assert placed.sectors == ["MIC", "NAR"]
    assert sum(placed.sector_shares.values()) == pytest.approx(1.0)
    assert placed.sector_shares["MIC"] > placed.sector_shares["NAR"] > 0


def test_a_border_marker_stands_on_the_line_with_its_own_uncertainty() -> None:
    placed = place(method="border_marker", marker=303)

    assert (placed.location_method, placed.marker) == ("border_marker", 303)
    assert placed.border_km == pytest.approx(208.0, abs=0.02)
    assert placed.uncertainty_m is not None
    assert placed.uncertainty_m >= 1_000
    assert (placed.side, placed.side_certain) == ("on_line", False)


@pytest.mark.parametrize("marker", [674, 9_999])
def test_a_marker_that_does_not_exist_is_explained(marker: int) -> None:
    problem = refuse(method="border_marker", marker=marker)

    assert problem.field == "location.marker"
    assert "from 1 to 673" in problem.wrong


def test_a_known_place_gets_the_gazetteers_point_and_proper_name() -> None:
    placed = place(method="place", place="w Czeremsze")

    assert (placed.location_method, placed.place, placed.place_known) == (
        "place",
        "Czeremcha",
        True,
    )
    assert placed.sector == "CZE"
    assert placed.uncertainty_m is not None
    assert placed.border_km is not None


def test_the_gazetteers_sector_wins_over_the_projection() -> None:
    placed = place(method="place", place="Michałowo")

    # The town's nearest kilometre lies in Bobrowniki's stretch.
    assert placed.border_km is not None
    assert sector_set().sector_at(placed.border_km) == "BOB"
    assert (placed.sector, placed.sectors, placed.sector_shares) == ("MIC", ["MIC"], {"MIC": 1.0})


def test_an_unknown_place_with_a_sector_stands_in_the_sector_and_is_kept() -> None:
    placed = place(method="place", place="Nowhere at all", sectors=["NAR"])

    assert (placed.place, placed.place_known) == ("Nowhere at all", False)
    assert (placed.sector, placed.sector_shares) == ("NAR", {"NAR": 1.0})
    assert (placed.lon, placed.cell, placed.side, placed.border_km) == (None, None, None, None)


def test_an_unknown_place_alone_is_somewhere_on_the_border() -> None:
    placed = place(method="place", place="Nowhere at all")

    assert (placed.place, placed.place_known) == ("Nowhere at all", False)
    assert (placed.sector, placed.sectors, placed.sector_shares) == (None, [], {})


def test_one_sector_is_the_sector_without_a_point() -> None:
    placed = place(method="sector", sectors=["BIA"])

    assert (placed.location_method, placed.sector, placed.sectors) == ("sector", "BIA", ["BIA"])
    assert (placed.lon, placed.lat, placed.uncertainty_m) == (None, None, None)
    assert (placed.side, placed.side_certain, placed.border_km) == (None, None, None)


def test_a_division_stands_for_all_its_sectors() -> None:
    assert place(method="sector", sectors=["NADBUZANSKI"]).sectors == [
        "JAN", "BOH", "TER", "KOD", "SLA", "DOL", "WLO",
    ]  # fmt: skip


def test_a_sector_named_beside_its_division_counts_once() -> None:
    assert len(place(method="sector", sectors=["BIA", "PODLASKI", "BIA"]).sectors) == 13


@pytest.mark.parametrize("codes", [["BIA", "NAR"], ["BIA", "NAR", "DUB"], ["PODLASKI"]])
def test_several_sectors_get_equal_shares_and_no_main_sector(codes: list[str]) -> None:
    placed = place(method="sector", sectors=codes)

    assert placed.sector is None
    assert list(placed.sector_shares) == placed.sectors
    assert len(set(placed.sector_shares.values())) == 1
    assert sum(placed.sector_shares.values()) == pytest.approx(1.0, abs=0.001)


def test_the_whole_border_has_no_sector_and_no_point() -> None:
    assert place(method="border") == Placed(location_method="border")


@pytest.mark.parametrize("method", ["sector", "place"])
def test_an_unknown_sector_is_explained_with_the_known_codes(method: str) -> None:
    members = {"place": "Nowhere at all"} if method == "place" else {}
    problem = refuse(method=method, sectors=["BIA", "ATLANTIS"], **members)

    assert problem.field == "location.sectors"
    assert problem.right is not None
    assert "BIA" in problem.right
    assert "PODLASKI" in problem.right
    assert "ATLANTIS" not in str(problem)


def test_a_far_point_is_refused_with_its_distance() -> None:
    problem = refuse(**WARSAW)

    assert problem.field == "location"
    assert "148.2 km from the border" in problem.wrong
    assert problem.right == "a point within 50 km of the border; longitude first"


def test_swapped_numbers_are_refused_in_those_words() -> None:
    problem = refuse(method="gnss", lon=BIALOWIEZA["lat"], lat=BIALOWIEZA["lon"])

    assert problem.right is not None
    assert "look swapped" in problem.right
    assert "longitude" in problem.right


def test_the_zeros_of_a_device_without_a_fix_are_refused() -> None:
    problem = refuse(**NULL_ISLAND)

    assert problem.field == "location.lon"
    assert "no fix" in problem.wrong
    assert problem.right == "a real position, or no point at all"


def test_one_bad_row_of_many_stops_no_other() -> None:
    good: dict[str, Any] = {"method": "gnss", **BIALOWIEZA}
    rows: list[dict[str, Any]] = [
        good,
        NULL_ISLAND,
        {"method": "gnss", "lon": 180.0, "lat": -90.0},
        {"method": "border_marker", "marker": 9_999},
        {"method": "sector", "sectors": ["XXX"]},
        WARSAW,
        {"method": "place", "place": "Białowieża"},
        {"method": "border"},
        good,
    ]

    answers = place_reports([read(**row) for row in rows])

    assert [isinstance(answer, Problem) for answer in answers] == [
        False, True, True, True, True, True, False, False, False,
    ]  # fmt: skip
    assert answers[0] == answers[8] == place(**good)


def test_rows_that_are_all_bad_are_each_explained() -> None:
    answers = place_reports([read(**NULL_ISLAND), read(**WARSAW)])

    assert all(isinstance(answer, Problem) for answer in answers)


def test_no_rows_give_no_answers() -> None:
    assert place_reports([]) == []
