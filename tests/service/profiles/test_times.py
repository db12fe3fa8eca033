"""Time rules: dates, clock times, parts of the day, and the hours that clocks repeat or skip."""

from collections.abc import Callable
from typing import Any

import pytest

from service.profiles import Profile, RowRejected, SourceRow
from service.profiles.cells import Cells
from service.profiles.times import occurred

When = Callable[..., tuple[dict[str, Any], list[tuple[str, str]]]]


@pytest.fixture
def when(communiques: Profile) -> When:
    def read(date: str, clock: str = "") -> tuple[dict[str, Any], list[tuple[str, str]]]:
        row = SourceRow(1, {"date": date, "time_local": clock})
        cells = Cells(row, communiques.columns)
        return occurred(cells, communiques.time), cells.unknown

    return read


def interval(start: str, end: str | None, precision: str) -> dict[str, Any]:
    return {"from": start, "to": end, "precision": precision}


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("2021", ("2021-01-01T00:00:00+01:00", "2022-01-01T00:00:00+01:00", "year")),
        ("2021-10", ("2021-10-01T00:00:00+02:00", "2021-11-01T00:00:00+01:00", "month")),
        ("2021-12", ("2021-12-01T00:00:00+01:00", "2022-01-01T00:00:00+01:00", "month")),
        ("2020-W53", ("2020-12-28T00:00:00+01:00", "2021-01-04T00:00:00+01:00", "week")),
        ("2021-11-15", ("2021-11-15T00:00:00+01:00", "2021-11-16T00:00:00+01:00", "day")),
        ("2021/11/15", ("2021-11-15T00:00:00+01:00", "2021-11-16T00:00:00+01:00", "day")),
        ("15.11.2021", ("2021-11-15T00:00:00+01:00", "2021-11-16T00:00:00+01:00", "day")),
        ("2024-02-29", ("2024-02-29T00:00:00+01:00", "2024-03-01T00:00:00+01:00", "day")),
        ("2021-10-31", ("2021-10-31T00:00:00+02:00", "2021-11-01T00:00:00+01:00", "day")),
        ("2021-11-15 21:25", ("2021-11-15T21:25:00+01:00", None, "exact")),
        ("2021-11-15T18:00", ("2021-11-15T18:00:00+01:00", "2021-11-15T19:00:00+01:00", "hour")),
        ("2021-11-15T20:25:07Z", ("2021-11-15T21:25:07+01:00", None, "exact")),
    ],
)
def test_a_date_is_the_interval_it_names(
    when: When, date: str, expected: tuple[str, str, str]
) -> None:
    assert when(date) == (interval(*expected), [])


@pytest.mark.parametrize(
    ("clock", "expected"),
    [
        ("18:00", ("2021-11-29T18:00:00+01:00", "2021-11-29T19:00:00+01:00", "hour")),
        ("04:30", ("2021-11-29T04:30:00+01:00", "2021-11-29T05:30:00+01:00", "hour")),
        ("22:50", ("2021-11-29T22:50:00+01:00", None, "exact")),
        ("9.17", ("2021-11-29T09:17:00+01:00", None, "exact")),
        ("about 21:25", ("2021-11-29T21:25:00+01:00", "2021-11-29T22:25:00+01:00", "hour")),
        ("00:00", ("2021-11-29T00:00:00+01:00", "2021-11-29T01:00:00+01:00", "hour")),
        ("24:00", ("2021-11-30T00:00:00+01:00", "2021-11-30T01:00:00+01:00", "hour")),
        ("morning", ("2021-11-29T06:00:00+01:00", "2021-11-29T12:00:00+01:00", "part_day")),
        ("Evening", ("2021-11-29T18:00:00+01:00", "2021-11-30T00:00:00+01:00", "part_day")),
        ("late afternoon", ("2021-11-29T15:00:00+01:00", "2021-11-29T18:00:00+01:00", "part_day")),
        ("night", ("2021-11-29T22:00:00+01:00", "2021-11-30T06:00:00+01:00", "part_day")),
        ("night 28/29", ("2021-11-28T22:00:00+01:00", "2021-11-29T06:00:00+01:00", "part_day")),
        ("night 29/30", ("2021-11-29T22:00:00+01:00", "2021-11-30T06:00:00+01:00", "part_day")),
    ],
)
def test_a_clock_time_or_part_narrows_the_day(
    when: When, clock: str, expected: tuple[str, str | None, str]
) -> None:
    assert when("2021-11-29", clock) == (interval(*expected), [])


def test_a_night_over_the_end_of_a_month_is_one_night(when: When) -> None:
    found, _ = when("2021-12-01", "night 30/1")
    assert found["from"] == "2021-11-30T22:00:00+01:00"


@pytest.mark.parametrize(
    "clock", ["dusk", "24:01", "25:00", "12:60", "night 3/4", "morning 28/29", "18:00-20:00"]
)
def test_words_that_are_not_understood_leave_the_day_and_are_counted(
    when: When, clock: str
) -> None:
    expected = interval("2021-11-29T00:00:00+01:00", "2021-11-30T00:00:00+01:00", "day")
    assert when("2021-11-29", clock) == (expected, [("time_local", clock)])


@pytest.mark.parametrize("clock", ["05:00", "night", "24:00"])
def test_a_clock_time_of_an_unknown_day_leaves_the_month(when: When, clock: str) -> None:
    expected = interval("2022-01-01T00:00:00+01:00", "2022-02-01T00:00:00+01:00", "month")
    assert when("2022-01", clock) == (expected, [])


@pytest.mark.parametrize(
    ("day", "clock", "expected"),
    [
        # In October 02:00-03:00 happens twice: the first one begins, the second one ends.
        ("2021-10-31", "02:00", ("2021-10-31T02:00:00+02:00", "2021-10-31T03:00:00+01:00", "hour")),
        ("2021-10-31", "02:17", ("2021-10-31T02:17:00+02:00", "2021-10-31T03:17:00+01:00", "hour")),
        ("2021-10-31", "01:17", ("2021-10-31T01:17:00+02:00", None, "exact")),
        # In March 02:00-03:00 does not happen: it moves forward and still lasts an hour.
        ("2021-03-28", "02:00", ("2021-03-28T03:00:00+02:00", "2021-03-28T04:00:00+02:00", "hour")),
        ("2021-03-28", "02:17", ("2021-03-28T03:17:00+02:00", "2021-03-28T04:17:00+02:00", "hour")),
        ("2021-03-28", "01:30", ("2021-03-28T01:30:00+01:00", "2021-03-28T03:30:00+02:00", "hour")),
        ("2021-03-28", "03:17", ("2021-03-28T03:17:00+02:00", None, "exact")),
    ],
)
def test_hours_that_clocks_repeat_or_skip(
    when: When, day: str, clock: str, expected: tuple[str, str | None, str]
) -> None:
    assert when(day, clock) == (interval(*expected), [])


@pytest.mark.parametrize(
    ("date", "reason"),
    [
        ("", "the year is not stated"),
        ("2021-02-30", "there is no such date"),
        ("2021-13", "there is no such date"),
        ("2021-W54", "there is no such date"),
        ("31.04.2021", "there is no such date"),
        ("0001", "is not a date"),
        ("9999-12-31", "is not a date"),
        ("0001-01-01T00:00:00+14:00", "is not a date"),
        ("last week", "is not a date"),
        ("1 October", "is not a date"),
        ("２０２１", "is not a date"),
    ],
)
def test_a_date_that_cannot_be_placed_rejects_the_row(when: When, date: str, reason: str) -> None:
    with pytest.raises(RowRejected) as refusal:
        when(date)
    assert (refusal.value.field, refusal.value.reason) == ("date", reason)
    assert refusal.value.right == "YYYY, YYYY-MM, YYYY-Www or YYYY-MM-DD"
