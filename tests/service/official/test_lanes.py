"""Which lane a period stands on, and how many days of a week it states."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.official.lanes import days_of_week, lane

MONDAY = date(2025, 11, 17)
DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("first", "to", "written", "expected"),
    [
        ("2025-11-18", "2025-11-18", None, "days"),
        ("2025-11-14", "2025-11-16", None, "days"),
        ("2025-11-01", "2025-11-27", None, "days"),
        ("2025-11-01", "2025-11-30", None, "month"),
        ("2025-02-01", "2025-02-28", None, "month"),
        ("2025-10-20", "2025-11-16", None, "month"),
        ("2025-10-15", "2025-11-15", None, "year"),
        ("2025-01-01", "2025-12-31", None, "year"),
        # Without an end the number grows: it stands beside no days.
        ("2025-11-17", None, "2025-11-18", "month"),
        ("2025-11-01", None, "2025-11-27", "month"),
        ("2025-01-01", None, "2025-11-27", "year"),
    ],
)
def test_the_length_of_the_period_decides(
    first: str, to: str | None, written: str | None, expected: str
) -> None:
    last = day(to or str(written))
    assert lane(day(first), None if to is None else day(to), last) == expected


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("2025-11-17", "2025-11-23", 7),
        ("2025-11-01", "2025-11-30", 7),
        ("2025-11-14", "2025-11-16", 0),
        ("2025-11-14", "2025-11-17", 1),
        ("2025-11-21", "2025-11-23", 3),
        ("2025-11-23", "2025-11-30", 1),
        ("2025-11-24", "2025-11-24", 0),
    ],
)
def test_the_days_that_both_have_are_counted(first: str, last: str, expected: int) -> None:
    assert days_of_week(day(first), day(last), MONDAY) == expected


@given(DAYS, st.integers(0, 400))
def test_it_is_what_counting_one_by_one_gives(first: date, length: int) -> None:
    last = first + timedelta(days=length)
    stated = [first + timedelta(days=number) for number in range(length + 1)]
    week = {MONDAY + timedelta(days=number) for number in range(7)}
    assert days_of_week(first, last, MONDAY) == len(week.intersection(stated))
