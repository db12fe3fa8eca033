"""Incidents of a cell, and their sums: each measure by itself."""

from service.summaries.tally import Tally
from tests.service.summaries.samples import event


def test_a_cell_without_incidents_is_zero() -> None:
    assert set(Tally().quantities().values()) == {0}


def test_an_incident_that_names_no_equipment_makes_no_zero_of_items() -> None:
    tally = Tally()
    tally.add(event(persons=(3, 3)), ())
    found = tally.quantities()
    assert (found["items_low"], found["items_high"], found["items_not_stated"]) == (None, None, 0)


def test_attempts_persons_and_items_are_never_mixed() -> None:
    tally = Tally()
    tally.add(event(attempts=(200, 200), persons=(16, 60)), [(2, None)])
    assert tally.quantities() == {
        "attempts_low": 200, "attempts_high": 200, "attempts_not_stated": 0,
        "persons_low": 16, "persons_high": 60, "persons_not_stated": 0,
        "items_low": 2, "items_high": None, "items_not_stated": 0,
    }  # fmt: skip


def test_a_banded_incident_counts_and_its_numbers_are_in_no_sum() -> None:
    tally = Tally()
    tally.add(event(persons=(7, 7), banded=True), [(1, 1)])
    assert (tally.incidents, tally.banded) == (1, 1)
    assert set(tally.quantities().values()) == {None, 0}
    assert tally.quantities()["persons_low"] is None
    tally.add(event(persons=(3, 3)), ())
    assert tally.quantities()["persons_low"] == 3
    assert (tally.incidents, tally.banded) == (2, 1)
