"""`datetime` is an instant, a day in Warsaw, or an interval that holds both its ends."""

from datetime import UTC, date, datetime

import pytest

from service.errors import QueryInvalid
from service.features.timespan import parse_datetime


def utc(
    year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0, micro: int = 0
) -> datetime:
    return datetime(year, month, day, hour, minute, second, micro, tzinfo=UTC)


def test_an_instant_is_itself_and_nothing_after_it() -> None:
    span = parse_datetime("2025-11-21T22:30:00+01:00")
    assert span.start == utc(2025, 11, 21, 21, 30)
    assert span.end == utc(2025, 11, 21, 21, 30, 0, 1)
    assert span.text == "2025-11-21T21:30:00Z"


def test_a_date_is_a_whole_day_in_warsaw() -> None:
    span = parse_datetime("2025-11-21")
    assert (span.start, span.end) == (utc(2025, 11, 20, 23), utc(2025, 11, 21, 23))


def test_the_day_on_which_clocks_go_back_has_25_hours() -> None:
    span = parse_datetime("2025-10-26")
    assert (span.start, span.end) == (utc(2025, 10, 25, 22), utc(2025, 10, 26, 23))


def test_an_interval_of_dates_holds_its_last_day() -> None:
    span = parse_datetime("2025-11-01/2025-11-02")
    assert (span.start, span.end) == (utc(2025, 10, 31, 23), utc(2025, 11, 2, 23))
    assert span.local_days() == (date(2025, 11, 1), date(2025, 11, 3))


def test_dates_and_instants_may_stand_together() -> None:
    span = parse_datetime("2025-11-01/2025-11-02T08:00:00Z")
    assert (span.start, span.end) == (utc(2025, 10, 31, 23), utc(2025, 11, 2, 8, 0, 0, 1))


@pytest.mark.parametrize("end", ["..", ""])
def test_an_end_may_be_open(end: str) -> None:
    later, earlier = parse_datetime(f"2025-11-21/{end}"), parse_datetime(f"{end}/2025-11-21")
    assert (later.start, later.end) == (utc(2025, 11, 20, 23), None)
    assert (earlier.start, earlier.end) == (None, utc(2025, 11, 21, 23))
    assert (later.text, earlier.text) == ("2025-11-21/..", "../2025-11-21")


def test_both_ends_may_be_open() -> None:
    span = parse_datetime("../..")
    assert (span.start, span.end) == (None, None)


def test_a_plus_sign_that_became_a_space_is_understood() -> None:
    assert parse_datetime("2025-11-21T22:30:00 01:00") == parse_datetime("2025-11-21T21:30:00Z")


def test_small_letters_and_fractions_are_rfc_3339_too() -> None:
    span = parse_datetime("2025-11-21t21:30:00.25z")
    assert span.start == utc(2025, 11, 21, 21, 30, 0, 250_000)


@pytest.mark.parametrize(
    "text", ["0000-01-01T00:00:00Z/9999-12-31T00:00:00Z", "0001-01-01/9999-12-31"]
)
def test_the_ends_of_the_calendar_do_not_overflow(text: str) -> None:
    span = parse_datetime(text)
    assert span.start is not None
    assert span.end is not None
    assert span.start < utc(2000, 1, 1)
    assert span.end > utc(2100, 1, 1)


def test_what_is_written_is_read_back() -> None:
    for text in ("2025-11-21", "../2025-11-21T21:30:00Z", "2025-11-01/2025-11-02", "../.."):
        span = parse_datetime(text)
        assert parse_datetime(span.text) == span


def test_the_days_of_an_instant_before_midnight_are_those_of_warsaw() -> None:
    span = parse_datetime("2025-11-21T23:30:00Z")
    assert span.local_days() == (date(2025, 11, 22), date(2025, 11, 23))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "..",
        "yesterday",
        "2025",
        "2025-11",
        "2025-W47",
        "2025-02-30",
        "2025-11-21T25:00:00Z",
        "2025-11-21T22:30:00",
        "2025-11-21 22:30:00Z",
        "2025-11-21T22:30Z",
        "2025-11-21/P2D",
        "2025-11-21/2025-11-22/2025-11-23",
        "2025-11-22/2025-11-21",
        "2025-11-22T00:00:00Z/2025-11-21T00:00:00Z",
        "٢٠٢٥-11-21",
    ],
)
def test_what_is_no_time_is_refused_with_what_would_be_right(text: str) -> None:
    with pytest.raises(QueryInvalid) as refused:
        parse_datetime(text)
    (problem,) = refused.value.problems
    assert problem.field == "datetime"
    assert "2025-11-01/.." in (problem.right or "")
