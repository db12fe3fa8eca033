"""A date as closely as it is known, and all the days that it may mean."""

import pytest

from service.context.dates import days_of


@pytest.mark.parametrize(
    ("dated", "precision", "first", "last"),
    [
        ("2024-02-29", "day", "2024-02-29", "2024-02-29"),
        ("2024-02", "month", "2024-02-01", "2024-02-29"),
        ("2025-12", "month", "2025-12-01", "2025-12-31"),
        ("2023-07", "season", "2023-06-01", "2023-08-31"),
        ("2023-01", "season", "2022-12-01", "2023-02-28"),
        ("2023-10", "season", "2023-09-01", "2023-11-30"),
        ("2020", "year", "2020-01-01", "2020-12-31"),
    ],
)
def test_the_days_of_a_date_are_all_that_it_may_mean(
    dated: str, precision: str, first: str, last: str
) -> None:
    found = days_of(dated, precision)
    assert (found[0].isoformat(), found[1].isoformat()) == (first, last)


@pytest.mark.parametrize(
    ("dated", "precision", "right"),
    [
        ("2025-11", "day", "not written like 2025-11-21"),
        ("2025-11-21", "month", "not written like 2025-11"),
        ("2025-06", "season", "the middle month"),
        ("summer 2025", "season", "the middle month"),
        ("25", "year", "not written like 2025"),
        ("2025-02-30", "day", "does not exist"),
        ("2025-13", "month", "does not exist"),
        ("0000", "year", "does not exist"),
        ("1999", "year", "not in a year from 2000"),
        ("2101-01-01", "day", "not in a year from 2000 to 2100"),
        ("٢٠٢٥", "year", "not written like 2025"),
    ],
)
def test_a_date_that_cannot_be_is_answered_with_what_would_be_right(
    dated: str, precision: str, right: str
) -> None:
    with pytest.raises(ValueError, match=right):
        days_of(dated, precision)
