"""Attacks on a record by small places and the ends of the border.

A test is named after the attack, and fails when the attack works; docs/policy.md lists them.
"""

import pytest

from geo.border import point_at_km
from geo.grid import cell_centre, cell_code
from geo.ground import cell_ground
from geo.places import find_place, places
from service.models import IncidentRow
from service.projections.cells import is_roomy, shown_by_cell
from service.projections.places import Shown, decide_place
from tests.service.projections.stage import (
    CELL,
    IN_CELL,
    body,
    claim,
    crowd_of,
)
from tests.service.projections.threats import (
    place_of,
    verified,
)

# Small places.


def test_a_village_that_is_alone_in_its_cell_is_not_named_by_it() -> None:
    names: dict[str, int] = {}
    for place in places():
        cell = cell_code(place.lon, place.lat, 10)
        names[cell] = names.get(cell, 0) + 1
    single = [
        place.name
        for place in places()
        if names[cell_code(place.lon, place.lat, 10)] == 1 and place.uncertainty_m <= 5_000
    ]
    assert len(single) > 30
    for name in single:
        told = verified(body(location={"method": "place", "place": name}))
        assert shown_by_cell(told) is None, name


def test_a_village_that_a_page_names_may_be_shown_by_its_cell() -> None:
    michalowo = {"method": "place", "place": "Michałowo"}

    assert shown_by_cell(verified(body(location=michalowo))) is None
    assert shown_by_cell(verified(claim(location=michalowo))) == "10kmN341E522"


def test_a_name_whose_sector_differs_from_its_cells_shows_one_of_the_two() -> None:
    """Seen by its cell it is of the cell's sector, and stays of it; else of its own."""
    told = verified(claim(location={"method": "place", "place": "Michałowo"}))
    known = find_place("Michałowo")
    assert known is not None
    assert known.sector == told["sector"] == "MIC"
    by_cell = place_of(told)
    after = decide_place(told, Shown("cell", told["cell"]), crowd_of(told).cells)

    assert (by_cell.basis, by_cell.sectors) == ("cell", ("BOB",))
    assert (after.basis, after.sectors) == ("sector", ("BOB",))
    assert decide_place(told, None, crowd_of(told).cells).sectors == ("MIC",)


@pytest.mark.parametrize("km", [0.1, 420.6])
def test_the_cells_at_the_borders_ends_are_not_shown(km: float) -> None:
    lon, lat = point_at_km(km)
    cell = cell_code(lon, lat, 10)
    told = verified(body(location={"method": "gnss", "lon": lon, "lat": lat, "accuracy_m": 10}))

    assert cell_ground(cell).land_share < 0.5
    assert told["cell"] == cell
    assert place_of(told).basis == "sector"


@pytest.mark.parametrize("marker", [1, 673])
def test_a_marker_at_the_borders_end_is_shown_by_its_sector(marker: int) -> None:
    told = verified(body(location={"method": "border_marker", "marker": marker}))

    assert place_of(told).basis == "sector"


def test_no_cell_is_shown_that_holds_a_short_stretch_of_the_border() -> None:
    crossed = {cell_code(*point_at_km(tenth / 10), 10) for tenth in range(4_207)}
    shown_ones = {cell for cell in crossed if is_roomy(cell)}

    assert {"10kmN340E524", "10kmN337E524"} <= crossed - shown_ones
    assert min(cell_ground(cell).border_km for cell in shown_ones) >= 5
    assert len(shown_ones) > 25


def test_a_cell_in_three_sectors_tells_that_of_its_centre_alone() -> None:
    """Whichever of them the point lies in, the record looks the same."""
    sectors: dict[str, set[str]] = {}
    points: dict[str, list[tuple[float, float]]] = {}
    for tenth in range(4_207):
        lon, lat = point_at_km(tenth / 10)
        cell = cell_code(lon, lat, 10)
        if is_roomy(cell):
            told = place_in(lon, lat)
            sectors.setdefault(cell, set()).add(str(told["sector"]))
            points.setdefault(cell, []).append((lon, lat))
    most = max(sectors, key=lambda cell: len(sectors[cell]))
    assert len(sectors[most]) >= 2
    seen = {place_of(place_in(*point)) for point in points[most][:: len(points[most]) // 6]}

    assert len(seen) == 1
    assert seen.pop().point == cell_centre(most)


def place_in(lon: float, lat: float) -> IncidentRow:
    point = {"lon": round(lon, 6), "lat": round(lat, 6), "accuracy_m": 5}
    return verified(body(location={"method": "gnss", **point}))


@pytest.mark.parametrize(("accuracy_m", "cell"), [(5_000, CELL), (5_001, None), (10_000, None)])
def test_a_place_known_only_to_10_km_is_not_said_to_lie_in_a_cell(
    accuracy_m: int, cell: str | None
) -> None:
    told = verified(body(location={**IN_CELL, "accuracy_m": accuracy_m}))

    assert shown_by_cell(told) == cell
