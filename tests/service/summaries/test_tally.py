"""A number that was not stated is no zero, and a sum is open where one of its numbers is."""

from hypothesis import given
from hypothesis import strategies as st

from service.summaries.rows import Told
from service.summaries.tally import Sum, Tally
from tests.service.summaries.samples import event, tolds


def summed(*incidents: list[Told]) -> Sum:
    total = Sum()
    for numbers in incidents:
        total.add(numbers)
    return total


def test_a_cell_without_incidents_is_zero() -> None:
    assert set(Tally().quantities().values()) == {0}


def test_an_incident_that_names_no_equipment_makes_no_zero_of_items() -> None:
    tally = Tally()
    tally.add(event(persons=(3, 3)), ())
    found = tally.quantities()
    assert (found["items_low"], found["items_high"], found["items_not_stated"]) == (None, None, 0)


def test_numbers_that_nobody_stated_are_no_zero() -> None:
    total = summed([(None, None)], [(None, None)])
    assert total.bounds() == (None, None)
    assert total.not_stated == 2


def test_a_stated_zero_is_a_zero() -> None:
    assert summed([(0, 0)]).bounds() == (0, 0)


def test_the_sum_is_over_those_who_stated_a_number_and_says_how_many_did_not() -> None:
    total = summed([(16, 60)], [(None, None)], [(3, 3)])
    assert total.bounds() == (19, 63)
    assert total.not_stated == 1


def test_one_number_without_an_upper_end_leaves_the_sum_without_one() -> None:
    assert summed([(2, None)], [(3, 3)]).bounds() == (5, None)


def test_at_most_five_adds_nothing_to_the_lower_end() -> None:
    assert summed([(None, 5)], [(3, 3)]).bounds() == (3, 8)


def test_an_incident_with_one_counted_and_one_uncounted_line_is_in_both_places() -> None:
    total = summed([(2, 2), (None, None), (None, None)])
    assert total.bounds() == (2, 2)
    assert total.not_stated == 1


@given(st.lists(st.lists(tolds(), max_size=3), max_size=8))
def test_the_lower_end_is_never_above_the_upper_one(incidents: list[list[Told]]) -> None:
    low, high = summed(*incidents).bounds()
    assert low is None or high is None or low <= high


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
