"""A number that was not stated is no zero, and a sum is open where one of its numbers is."""

from hypothesis import given
from hypothesis import strategies as st

from service.counting import Sum, Told
from tests.service.summaries.samples import tolds


def summed(*incidents: list[Told]) -> Sum:
    total = Sum()
    for numbers in incidents:
        total.add(numbers)
    return total


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
