"""ISO weeks by the clock on the wall in Warsaw."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.weeks import (
    WARSAW,
    local_day,
    local_midnight,
    period,
    place_in_time,
    previous_week,
    week_name,
    week_start,
)

DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))


def warsaw(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=WARSAW).astimezone(UTC)


@given(DAYS)
def test_a_week_is_named_as_the_calendar_of_iso_8601_names_it(day: date) -> None:
    year, week, _ = day.isocalendar()
    assert week_name(day) == f"{year:04d}-W{week:02d}"


@given(DAYS)
def test_a_week_begins_on_the_monday_on_or_before_each_of_its_days(day: date) -> None:
    monday = week_start(week_name(day))
    assert monday.weekday() == 0
    assert timedelta(0) <= day - monday < timedelta(7)


@given(DAYS)
def test_the_previous_week_ends_where_the_week_begins(day: date) -> None:
    week = week_name(day)
    assert week_start(previous_week(week)) + timedelta(7) == week_start(week)


@pytest.mark.parametrize(
    ("day", "week"),
    [
        (date(2020, 12, 31), "2020-W53"),
        (date(2021, 1, 3), "2020-W53"),
        (date(2021, 1, 4), "2021-W01"),
        (date(2024, 12, 30), "2025-W01"),
        (date(2026, 12, 31), "2026-W53"),
    ],
)
def test_days_around_the_new_year_belong_to_the_year_of_their_week(day: date, week: str) -> None:
    assert week_name(day) == week


@pytest.mark.parametrize(
    "name", ["2025-W53", "2026-W00", "2026-W54", "2026-W1", "2026-46", "26-W46", "", "٢٠٢٦-W٤٦"]
)
def test_a_week_that_does_not_exist_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="week"):
        week_start(name)


def test_midnight_is_that_of_warsaw_in_winter_and_summer() -> None:
    assert local_midnight(date(2025, 1, 15)) == datetime(2025, 1, 14, 23, tzinfo=UTC)
    assert local_midnight(date(2025, 7, 15)) == datetime(2025, 7, 14, 22, tzinfo=UTC)


@given(DAYS)
def test_a_day_begins_at_its_own_midnight(day: date) -> None:
    midnight = local_midnight(day)
    assert local_day(midnight) == day
    assert local_day(midnight - timedelta(microseconds=1)) == day - timedelta(1)


def test_an_evening_in_utc_can_be_the_next_week_in_warsaw() -> None:
    moment = datetime(2025, 11, 23, 23, 30, tzinfo=UTC)
    assert place_in_time(moment, moment) == ("2025-W48", None)


def test_a_night_over_the_limit_of_two_weeks_belongs_to_the_week_in_which_it_began() -> None:
    night = warsaw(2025, 11, 23, 22), warsaw(2025, 11, 24, 6)
    assert place_in_time(*night) == ("2025-W47", None)


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2025, 10, 26), 25), (date(2025, 3, 30), 23), (date(2025, 6, 1), 24)]
)
def test_a_day_of_any_length_is_one_day(day: date, hours: int) -> None:
    start, end = local_midnight(day), local_midnight(day + timedelta(1))
    assert end - start == timedelta(hours=hours)
    assert place_in_time(start, end) == (week_name(day), None)


def test_an_interval_longer_than_a_day_inside_one_week_has_that_week() -> None:
    assert place_in_time(warsaw(2025, 11, 17), warsaw(2025, 11, 24)) == ("2025-W47", None)


def test_a_minute_beyond_the_week_makes_a_long_interval_undated() -> None:
    assert place_in_time(warsaw(2025, 11, 17), warsaw(2025, 11, 24, 0, 1)) == (None, "2025-11")


def test_a_day_and_a_minute_over_the_limit_of_two_weeks_is_undated() -> None:
    assert place_in_time(warsaw(2025, 11, 23, 12), warsaw(2025, 11, 24, 12, 1)) == (None, "2025-11")


def test_a_month_is_undated_under_its_month() -> None:
    assert place_in_time(warsaw(2025, 11, 1), warsaw(2025, 12, 1)) == (None, "2025-11")


def test_an_interval_over_two_months_is_undated_under_the_year_of_its_start() -> None:
    assert place_in_time(warsaw(2025, 11, 20), warsaw(2025, 12, 5)) == (None, "2025")
    assert place_in_time(warsaw(2025, 1, 1), warsaw(2026, 1, 1)) == (None, "2025")


@given(DAYS, st.integers(0, 1439), st.integers(0, 500 * 1440))
def test_every_interval_has_a_week_or_an_undated_period_and_never_both(
    day: date, minute: int, minutes: int
) -> None:
    start = local_midnight(day) + timedelta(minutes=minute)
    end = start + timedelta(minutes=minutes)
    week, undated = place_in_time(start, end)
    assert (week is None) != (undated is None)
    first, after = period(week, undated)
    assert first <= local_day(start) < after


def test_the_period_of_a_week_month_or_year_names_its_first_day_and_the_day_after() -> None:
    assert period("2026-W53", None) == (date(2026, 12, 28), date(2027, 1, 4))
    assert period(None, "2025-02") == (date(2025, 2, 1), date(2025, 3, 1))
    assert period(None, "2025-12") == (date(2025, 12, 1), date(2026, 1, 1))
    assert period(None, "2025") == (date(2025, 1, 1), date(2026, 1, 1))


def test_a_period_needs_a_week_or_an_undated_one() -> None:
    with pytest.raises(ValueError, match="needed"):
        period(None, None)
