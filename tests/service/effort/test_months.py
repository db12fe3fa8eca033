"""A week belongs to the month of its Thursday, and a month is as good as its least week."""

from datetime import date, timedelta
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.effort.months import least_level, month_of, weeks_of
from service.weeks import week_name


@pytest.mark.parametrize(
    ("week", "month"),
    [
        ("2025-W44", "2025-10"),  # From Monday, 27 October to Sunday, 2 November.
        ("2025-W40", "2025-10"),  # From Monday, 29 September.
        ("2026-W01", "2026-01"),  # From Monday, 29 December 2025.
        ("2020-W53", "2020-12"),  # To Sunday, 3 January 2021.
    ],
)
def test_the_thursday_decides(week: str, month: str) -> None:
    assert month_of(week) == month


def test_a_month_has_four_or_five_weeks() -> None:
    assert weeks_of("2025-11") == ("2025-W45", "2025-W46", "2025-W47", "2025-W48")
    assert weeks_of("2025-10") == ("2025-W40", "2025-W41", "2025-W42", "2025-W43", "2025-W44")


@given(st.dates(date(2000, 1, 1), date(2100, 12, 31)))
def test_each_week_lies_in_exactly_one_month(day: date) -> None:
    week = week_name(day)
    around = {f"{day + timedelta(days=shift):%Y-%m}" for shift in (-7, 0, 7)}
    found = list(chain.from_iterable(weeks_of(month) for month in sorted(around)))
    assert found.count(week) == 1
    assert week in weeks_of(month_of(week))


def test_the_least_level_counts_and_a_missing_week_has_none() -> None:
    weeks = ("2025-W45", "2025-W46")
    assert least_level({"2025-W45": "good", "2025-W46": "good"}, weeks) == "good"
    assert least_level({"2025-W45": "good", "2025-W46": "some"}, weeks) == "some"
    assert least_level({"2025-W45": "some", "2025-W46": "none"}, weeks) == "none"
    assert least_level({"2025-W45": "good"}, weeks) == "none"
