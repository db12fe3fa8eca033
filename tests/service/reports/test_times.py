"""When it happened, in each form that a source may use."""

from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from service.reports.times import Occurred


def interval(start: str, precision: str, end: str | None = None) -> tuple[datetime, datetime]:
    members = {"from": start, "to": end, "precision": precision}
    return Occurred.model_validate(members).interval()


def utc(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


def refusal(start: str, precision: str, end: str | None = None) -> str:
    with pytest.raises(ValidationError) as caught:
        interval(start, precision, end)
    return str(caught.value.errors()[0]["msg"])


def test_an_exact_time_is_one_instant() -> None:
    instant = utc(2025, 11, 21, 21, 30)
    assert interval("2025-11-21T22:30:00+01:00", "exact") == (instant, instant)


def test_an_hour_lasts_an_hour_from_the_time_that_was_said() -> None:
    expected = utc(2025, 11, 21, 21, 30), utc(2025, 11, 21, 22, 30)
    assert interval("2025-11-21T22:30:00+01:00", "hour") == expected


@pytest.mark.parametrize("start", ["2025-11-21", "2025-11-21T22:30:00+01:00"])
def test_a_day_is_the_whole_day_in_warsaw(start: str) -> None:
    assert interval(start, "day") == (utc(2025, 11, 20, 23), utc(2025, 11, 21, 23))


@pytest.mark.parametrize("start", ["2025-W47", "2025-11-17", "2025-11-23", "2025-11-23T22:59Z"])
def test_a_week_runs_from_monday_to_monday(start: str) -> None:
    assert interval(start, "week") == (utc(2025, 11, 16, 23), utc(2025, 11, 23, 23))


@pytest.mark.parametrize("start", ["2025-10", "2025-10-31", "2025-10-01T00:00:00+02:00"])
def test_a_month_runs_from_its_first_to_the_next_first(start: str) -> None:
    assert interval(start, "month") == (utc(2025, 9, 30, 22), utc(2025, 10, 31, 23))


@pytest.mark.parametrize("start", ["2025", "2025-06", "2025-W20", "2025-12-31"])
def test_a_year_runs_from_january_to_january(start: str) -> None:
    assert interval(start, "year") == (utc(2024, 12, 31, 23), utc(2025, 12, 31, 23))


def test_a_part_of_a_day_has_the_bounds_that_were_said() -> None:
    night = interval("2025-11-21T22:00+01:00", "part_day", "2025-11-22T06:00+01:00")
    assert night == (utc(2025, 11, 21, 21), utc(2025, 11, 22, 5))


def test_an_end_that_is_a_date_is_excluded() -> None:
    expected = utc(2025, 11, 19, 23), utc(2025, 11, 22, 23)
    assert interval("2025-11-20", "day", "2025-11-23") == expected


def test_week_53_is_known_where_it_exists() -> None:
    assert interval("2026-W53", "week") == (utc(2026, 12, 27, 23), utc(2027, 1, 3, 23))
    assert "week" in refusal("2025-W53", "week")


@pytest.mark.parametrize("end", ["T24:00", "T24:00:00", "T24:00:00.000"])
def test_hour_24_is_the_midnight_at_the_end_of_the_day(end: str) -> None:
    _, last = interval("2025-11-21T18:00+01:00", "part_day", f"2025-11-21{end}+01:00")
    assert last == utc(2025, 11, 21, 23)


def test_the_hour_that_comes_twice_is_told_apart_by_its_offset() -> None:
    first, _ = interval("2025-10-26T02:30:00+02:00", "exact")
    second, _ = interval("2025-10-26T02:30:00+01:00", "exact")
    assert (second - first).total_seconds() == 3600


def test_a_clock_time_that_warsaw_skips_is_still_an_instant() -> None:
    assert interval("2025-03-30T02:30:00+01:00", "exact")[0] == utc(2025, 3, 30, 1, 30)


@pytest.mark.parametrize("start", ["2025-11-21T22:30:00", "2025-11-21T24:00", "2025-10-26T02:30"])
def test_a_time_without_an_offset_is_refused_with_the_words_that_one_is_missing(start: str) -> None:
    assert refusal(start, "exact") == "`from` has no zone; write its offset, such as +01:00 or Z"


@pytest.mark.parametrize(
    "start",
    [
        "2025-02-30",
        "2025-02-30T10:00Z",
        "2025-13",
        "2025-W00",
        "2025-W54",
        "21.11.2025",
        "2025-11-21T25:00Z",
        "2025-11-21T24:01Z",
        "2025-06-30T23:59:60Z",
        "2025-11-21T10:00+25:00",
        "2025-11-21 10:00+01:00",
        "0000",
        "9999-12-31T24:00Z",
        "yesterday",
        "",
        "٢٠٢٥-١١-٢١",
    ],
)
def test_what_is_no_time_is_refused_with_the_forms_that_are(start: str) -> None:
    assert "ISO 8601" in refusal(start, "day")


@pytest.mark.parametrize("start", ["1999-12-31", "1970", "2100-01-01", "9999", "0001-01-01T00:00Z"])
def test_a_year_that_cannot_be_meant_is_refused(start: str) -> None:
    assert "year" in refusal(start, "year")


def test_the_next_year_is_taken_since_a_clock_may_run_ahead() -> None:
    coming = datetime.now(UTC).year + 1
    assert interval(f"{coming}-01-01", "day")[0].year == coming - 1


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2025-11-21T22:00Z", "2025-11-21T21:59Z"),
        ("2025-11-21T22:00Z", "2025-11-21T22:00Z"),
        ("2025-11-21T22:00+01:00", "2025-11-21T21:00Z"),
    ],
)
def test_an_interval_that_ends_before_it_begins_is_refused(start: str, end: str) -> None:
    assert "`to` is not after `from`" in refusal(start, "hour", end)


def test_an_exact_time_may_begin_and_end_at_once() -> None:
    moment = "2025-11-21T22:00Z"
    assert interval(moment, "exact", moment) == interval(moment, "exact")


def test_a_part_of_a_day_without_an_end_is_refused() -> None:
    assert "both" in refusal("2025-11-21T22:00Z", "part_day")


@pytest.mark.parametrize("precision", ["exact", "hour"])
@pytest.mark.parametrize("end", [None, "2025-11-22"])
def test_a_date_is_no_time_of_day(precision: str, end: str | None) -> None:
    assert refusal("2025-11-21", precision, end) == "`from` needs a time of day"


@pytest.mark.parametrize(
    ("start", "precision"),
    [("2025-W47", "day"), ("2025-11", "week"), ("2025", "month"), ("2025-11", "day")],
)
def test_a_start_may_not_be_coarser_than_its_precision(start: str, precision: str) -> None:
    assert refusal(start, precision) == "`from` is coarser than `precision`"


def test_an_end_may_not_be_coarser_than_its_precision() -> None:
    assert refusal("2025-11-21", "day", "2026") == "`to` is coarser than `precision`"


def test_a_week_that_lies_in_two_months_is_no_month() -> None:
    assert "no part" in refusal("2025-W01", "month")


@pytest.mark.parametrize("member", ["from_", "until", "status"])
def test_other_members_are_refused(member: str) -> None:
    with pytest.raises(ValidationError, match="Extra"):
        Occurred.model_validate({"from": "2025", "precision": "year", member: "2025"})


@pytest.mark.parametrize("value", [20251121, 2025.5, True, None, ["2025"]])
def test_a_time_is_text(value: object) -> None:
    with pytest.raises(ValidationError, match="valid string"):
        Occurred.model_validate({"from": value, "precision": "year"})


def test_an_overlong_time_is_refused_by_its_length() -> None:
    with pytest.raises(ValidationError, match="at most 40"):
        Occurred.model_validate({"from": "2" * 1_000_000, "precision": "year"})
