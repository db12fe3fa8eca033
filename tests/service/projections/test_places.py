"""Where the public may see an incident."""

from datetime import date, timedelta
from typing import Any

import pytest

from geo.grid import cell_centre
from geo.sector_files import sector_set
from service.models import IncidentRow
from service.projections.cells import CellShare, Evidence, Vote
from service.projections.places import PublicPlace, Shown, decide_place
from service.projections.policy import Policy
from tests.service.projections.stage import CELL, DEFAULT_POLICY, IN_CELL, body, claim, incident

MONDAY = date(2025, 5, 12)
WEEK = timedelta(weeks=1)

MICHALOWO = {"method": "place", "place": "Michałowo"}
MICHALOWO_CELL = "10kmN341E522"
# South of both stations' limit, while the middle of its cell lies north of it.
NEAR_A_LIMIT = {"method": "gnss", "lon": 23.53, "lat": 51.58, "accuracy_m": 10}
FAR_SOUTH = {"method": "gnss", "lon": 23.32, "lat": 51.1, "accuracy_m": 10}


def shared(*cells: str, policy: Policy = DEFAULT_POLICY, day: date = MONDAY) -> CellShare:
    """Counts in which each of these cells holds just enough different incidents of one week."""
    counts = CellShare(policy)
    for cell in cells:
        fill(counts, cell, *[day] * policy.cell_min_incidents)
    return counts


def fill(counts: CellShare, cell: str, *days: date) -> None:
    """Incidents of these days that are shown by the cell, each on a page of its own."""
    for number, day in enumerate(days):
        evidence = Evidence(day, f"{day} {number}", f"{day} {number}")
        counts.add(Vote(day, evidence, cell, "BIA", by_cell=True))


def at(location: dict[str, Any], **changes: Any) -> IncidentRow:
    """A verified testimony: guarded, so that the narrower rules hold for it."""
    return incident(body(location=location), **{"status": "verified", **changes})


def decide(
    location: dict[str, Any], *cells: str, before: str | None = None, **changes: Any
) -> PublicPlace:
    told = at(location, **changes)
    place = told["cell"] if before == "cell" else None
    shown = None if before is None else Shown(before, place)
    return decide_place(told, shown, shared(*cells))


def test_a_cell_is_shared_by_five_and_not_by_four() -> None:
    counts = CellShare(DEFAULT_POLICY)
    fill(counts, CELL, *[MONDAY] * 4)
    assert not counts.is_shared(CELL, MONDAY)

    fill(counts, CELL, *[MONDAY] * 5)
    assert counts.is_shared(CELL, MONDAY)
    assert not counts.is_shared(MICHALOWO_CELL, MONDAY)


@pytest.mark.parametrize(
    ("weeks", "enough"), [(0, True), (51, True), (52, False), (-51, True), (-52, False)]
)
def test_they_must_lie_within_52_weeks(weeks: int, enough: bool) -> None:
    counts = CellShare(DEFAULT_POLICY)
    fill(counts, CELL, *[MONDAY] * 4, MONDAY + weeks * WEEK)

    assert counts.is_shared(CELL, MONDAY + weeks * WEEK) is enough


def test_all_who_fill_a_cell_together_are_shown_by_it() -> None:
    """Were the early ones left to their sector, the late one's cell would tell where they lie."""
    counts = CellShare(DEFAULT_POLICY)
    days = [MONDAY + week * WEEK for week in (0, 11, 22, 33, 44)]
    fill(counts, CELL, *days)

    assert all(counts.is_shared(CELL, day) for day in days)
    assert not counts.is_shared(CELL, MONDAY + 60 * WEEK)


def test_the_policy_sets_number_and_window() -> None:
    strict = Policy(cell_min_incidents=6, cell_window_weeks=4)
    counts = shared(CELL, policy=strict)

    assert counts.is_shared(CELL, MONDAY + 3 * WEEK)
    assert not counts.is_shared(CELL, MONDAY + 4 * WEEK)


def test_the_order_in_which_incidents_are_counted_decides_nothing() -> None:
    votes = [
        Vote(day, Evidence(day, f"page {n % 7}", f"event {n % 5}"), CELL, "BIA", by_cell=True)
        for n, day in enumerate([MONDAY, MONDAY + WEEK, MONDAY + 2 * WEEK] * 4)
    ]
    answers = set()
    for turn in range(12):
        counts = CellShare(DEFAULT_POLICY)
        for vote in (*votes[turn:], *votes[:turn]):
            counts.add(vote)
        answers.add(counts.is_shared(CELL, MONDAY))

    assert len(answers) == 1


def test_a_shared_cell_is_shown_by_its_centre() -> None:
    place = decide(IN_CELL, CELL)

    assert (place.basis, place.cell, place.point) == ("cell", CELL, cell_centre(CELL))
    assert (place.sector, place.sectors) == ("BIA", ("BIA",))


def test_a_cell_that_too_few_share_is_not_shown() -> None:
    place = decide(IN_CELL)

    assert (place.basis, place.cell) == ("sector", None)
    assert (place.sector, place.sectors) == ("BIA", ("BIA",))
    assert place.point == sector_set().label_point("BIA")


def test_the_sector_of_a_cell_is_that_of_its_centre_and_not_of_the_point() -> None:
    assert at(NEAR_A_LIMIT)["sector"] == "WLO"
    cell = at(NEAR_A_LIMIT)["cell"]
    assert cell is not None

    place = decide(NEAR_A_LIMIT, cell)

    assert (place.sector, place.sectors) == ("DOL", ("DOL",))


def test_the_gazetteers_sector_does_not_show_through_a_cell() -> None:
    assert at(MICHALOWO)["sector"] == "MIC"

    told = incident(claim(location=MICHALOWO), status="verified")
    assert decide_place(told, None, shared(MICHALOWO_CELL)).sector == "BOB"
    assert decide(MICHALOWO).sector == "MIC"


def test_a_cell_on_the_border_tells_no_side() -> None:
    assert at(IN_CELL)["side"] == "pl"

    assert decide(IN_CELL, CELL).side is None


def test_a_cell_that_lies_in_one_country_tells_that_side() -> None:
    told = incident(claim(location=MICHALOWO), status="verified")
    assert decide_place(told, None, shared(MICHALOWO_CELL)).side == "pl"


@pytest.mark.parametrize("location", [IN_CELL, MICHALOWO, FAR_SOUTH])
def test_a_sector_tells_no_side(location: dict[str, Any]) -> None:
    assert decide(location).side is None


def test_a_cell_whose_centre_is_too_far_to_place_is_not_shown() -> None:
    cell = at(FAR_SOUTH)["cell"]
    assert cell is not None

    assert decide(FAR_SOUTH, cell).basis == "sector"


def test_two_points_of_one_cell_look_alike() -> None:
    elsewhere = {"method": "map_pick", "lon": 23.93, "lat": 52.65, "accuracy_m": 300}
    assert at(elsewhere)["cell"] == at(IN_CELL)["cell"] == CELL

    assert decide(elsewhere, CELL) == decide(IN_CELL, CELL)


def test_several_sectors_are_named_without_a_point() -> None:
    place = decide({"method": "sector", "sectors": ["NAR", "BIA"]})

    assert (place.basis, place.sector, place.point) == ("none", None, None)
    assert place.sectors == ("NAR", "BIA")


def test_the_whole_border_has_neither_sector_nor_point() -> None:
    assert decide({"method": "border"}) == PublicPlace("none", "none")


@pytest.mark.parametrize("before", ["sector", "none"])
def test_what_was_coarse_stays_coarse_when_the_cell_fills(before: str) -> None:
    assert decide(IN_CELL, CELL, before=before).cell is None


def test_what_was_shown_for_the_whole_border_gets_no_sector_later() -> None:
    assert decide(IN_CELL, CELL, before="none") == PublicPlace("none", "none")


def test_a_cell_stays_while_enough_share_it() -> None:
    assert decide(IN_CELL, CELL, before="cell") == decide(IN_CELL, CELL)


def test_a_cell_that_is_not_shared_any_more_becomes_the_sector_of_the_cell() -> None:
    cell = at(NEAR_A_LIMIT)["cell"]
    assert cell is not None
    place = decide(NEAR_A_LIMIT, before="cell")
    assert place.decision == "sector_of_cell"

    # The true sector beside the remembered cell would tell on which side of the limit it was.
    assert (place.basis, place.cell, place.side) == ("sector", None, None)
    assert (place.sector, place.sectors) == ("DOL", ("DOL",))
    assert place.point == sector_set().label_point("DOL")


def test_once_coarsened_it_keeps_the_sector_of_the_cell_for_good() -> None:
    cell = at(NEAR_A_LIMIT)["cell"]
    assert cell is not None
    coarsened = decide(NEAR_A_LIMIT, before="cell")

    assert decide(NEAR_A_LIMIT, before=coarsened.decision) == coarsened
    assert decide(NEAR_A_LIMIT, cell, before=coarsened.decision) == coarsened
