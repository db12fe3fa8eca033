"""Weeks are named as ISO 8601 names them; a wrong name is answered with what would be right."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.errors import QueryInvalid
from service.summaries.calendar import (
    known_week,
    last_day,
    periods_overlapping,
    weeks_in,
)
from service.weeks import week_name

DAYS = st.dates(date(2000, 1, 3), date(2100, 12, 31))


@given(DAYS)
def test_the_week_of_every_day_is_known(day: date) -> None:
    assert known_week(week_name(day)) == week_name(day)


@pytest.mark.parametrize(
    ("name", "right"),
    [
        ("2025-W53", "2025 has 52 weeks: 2025-W01 to 2025-W52"),
        ("2026-W54", "2026 has 53 weeks: 2026-W01 to 2026-W53"),
        ("2026-W00", "2026 has 53 weeks: 2026-W01 to 2026-W53"),
        ("2026-46", "a week is written like 2026-W46"),
        ("2026-W4", "a week is written like 2026-W46"),
        ("2026-w46", "a week is written like 2026-W46"),
        ("2026W46", "a week is written like 2026-W46"),
        ("２０２６-W46", "a week is written like 2026-W46"),
        ("", "a week is written like 2026-W46"),
        ("1999-W10", "a year from 2000 to 2100"),
        ("9999-W52", "a year from 2000 to 2100"),
    ],
)
def test_a_week_that_is_none_is_refused_with_what_would_be_right(name: str, right: str) -> None:
    with pytest.raises(QueryInvalid) as refused:
        known_week(name)
    assert refused.value.problems[0].field == "week"
    assert refused.value.problems[0].right == right


def test_2026_has_a_week_53_and_its_neighbours_have_none() -> None:
    assert [weeks_in(year) for year in (2024, 2025, 2026, 2027)] == [52, 52, 53, 52]
    assert known_week("2026-W53") == "2026-W53"
    assert last_day("2026-W53") == date(2027, 1, 3)


@pytest.mark.parametrize(
    ("week", "periods"),
    [
        ("2021-W46", ("2021-11", "2021")),
        ("2021-W48", ("2021-11", "2021-12", "2021")),
        ("2026-W53", ("2026-12", "2027-01", "2026", "2027")),
    ],
)
def test_a_week_overlaps_the_months_and_years_it_has_days_in(
    week: str, periods: tuple[str, ...]
) -> None:
    assert periods_overlapping(week) == periods
