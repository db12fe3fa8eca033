"""The dates of release are known ahead, and every release takes the step that is due."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.summaries.calendar import last_day
from service.summaries.schedule import (
    STEPS,
    due_between,
    due_on,
    first_release_on,
    next_release_on,
    next_step,
    step_of,
)
from service.weeks import week_name

DAYS = st.dates(date(2000, 1, 3), date(2099, 12, 31))


@given(DAYS)
def test_the_first_release_is_a_tuesday_nine_days_after_the_last_day(day: date) -> None:
    week = week_name(day)
    assert first_release_on(week) - last_day(week) == timedelta(days=9)
    assert first_release_on(week).strftime("%A") == "Tuesday"


@given(DAYS)
def test_the_second_and_the_final_one_are_the_tuesdays_after_five_and_thirteen_weeks(
    day: date,
) -> None:
    week = week_name(day)
    after = [due_on(week, step) - last_day(week) for step in ("second", "final")]
    assert after == [timedelta(weeks=5, days=2), timedelta(weeks=13, days=2)]


@given(DAYS, st.integers(-40, 400))
def test_the_next_release_is_the_nearest_tuesday_that_is_not_past_or_early(
    day: date, days_later: int
) -> None:
    week, today = week_name(day), day + timedelta(days=days_later)
    answer = next_release_on(week, today)
    assert answer.strftime("%A") == "Tuesday"
    assert answer >= max(today, first_release_on(week))
    assert answer - max(today, first_release_on(week)) < timedelta(days=7)


@pytest.mark.parametrize(
    ("today", "done", "step"),
    [
        ("2025-05-27", (), "first"),
        ("2025-06-10", ("first",), "unscheduled"),
        ("2025-06-24", ("first",), "second"),
        ("2025-06-24", (), "second"),
        ("2025-07-01", ("first", "second"), "unscheduled"),
        ("2025-08-19", ("first", "second"), "final"),
        ("2025-08-19", ("first",), "final"),
        ("2026-08-19", ("final",), "unscheduled"),
    ],
)
def test_a_release_takes_the_last_step_that_is_due(
    today: str, done: tuple[str, ...], step: str
) -> None:
    assert step_of("2025-W20", date.fromisoformat(today), done) == step


def test_the_next_step_is_the_first_that_is_still_to_come() -> None:
    assert next_step("2025-W20", date(2025, 5, 27)) == ("second", date(2025, 6, 24))
    assert next_step("2025-W20", date(2025, 8, 19)) is None


@given(DAYS, st.integers(0, 60))
def test_the_calendar_names_every_step_of_its_days_once(first: date, days: int) -> None:
    last = first + timedelta(days=days)
    due = due_between(first, last)
    near = {week_name(first + timedelta(days=back)) for back in range(-110, days + 1)}
    assert sorted(due) == sorted(
        (due_on(week, step), week, step)
        for week in near
        for step in STEPS
        if first <= due_on(week, step) <= last
    )
