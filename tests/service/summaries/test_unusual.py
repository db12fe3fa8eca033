"""Unusual weeks: the bounds of `earsC`, no signal among small numbers, none where nobody looked."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest

from service.summaries.unusual import METHODS, Method, Signal, unusual_weeks
from service.weeks import week_name

REFERENCE = orjson.loads(Path(__file__).with_name("ears_reference.json").read_bytes())
QUIET = [4, 5, 3, 4, 6, 5, 4, 5, 3, 4, 5, 4]


def weekly(counts: list[int | None]) -> list[tuple[str, int | None]]:
    monday = date(2024, 11, 4)
    return [(week_name(monday + timedelta(weeks=at)), count) for at, count in enumerate(counts)]


def last(counts: list[int | None], method: Method = "C1") -> Signal:
    return unusual_weeks(weekly(counts), method)[-1]


@pytest.mark.parametrize("case", REFERENCE["cases"], ids=lambda case: case["series"])
def test_bounds_are_those_of_the_r_package_surveillance(case: dict[str, Any]) -> None:
    found = unusual_weeks(
        weekly(case["observed"]),
        case["method"],
        baseline=case["baseline"],
        min_sigma=case["min_sigma"],
    )
    assert [each.bound for each in found] == pytest.approx(case["bounds"], rel=0, abs=1e-9)
    above = [each.observed > each.bound for each in found]
    assert above == case["alarms"]


@pytest.mark.parametrize("method", METHODS)
def test_a_sudden_rise_is_unusual_beside_what_was_expected(method: Method) -> None:
    signal = last([*QUIET, 9, 14, 19], method)
    assert signal.unusual
    assert signal.expected < 8 < signal.observed


@pytest.mark.parametrize("method", METHODS)
def test_an_even_series_has_no_signal(method: Method) -> None:
    assert not any(each.unusual for each in unusual_weeks(weekly([*QUIET, *QUIET]), method))


def test_one_or_two_incidents_after_silence_are_no_signal() -> None:
    silence: list[int | None] = [0] * 8
    assert not last([*silence, 2]).unusual
    assert last([*silence, 3]).unusual


def test_one_more_than_always_is_no_signal() -> None:
    always: list[int | None] = [5] * 8
    assert not last([*always, 6]).unusual


@pytest.mark.parametrize("method", METHODS)
def test_a_week_in_which_nobody_looked_is_no_zero(method: Method) -> None:
    """It is in no baseline: all else is as though it were not there, and of it nothing is said."""
    gaps: list[int | None] = [*QUIET[:5], None, *QUIET[5:9], None, *QUIET[9:], 15]
    with_gaps = unusual_weeks(weekly(gaps), method)
    without = unusual_weeks(weekly([count for count in gaps if count is not None]), method)
    assert [(each.expected, each.bound) for each in with_gaps] == [
        (each.expected, each.bound) for each in without
    ]
    assert None not in [each.observed for each in with_gaps]


def test_looking_again_after_half_a_year_is_compared_with_nothing() -> None:
    assert unusual_weeks(weekly([*QUIET, *[None] * 26, 30]), "C1")[-1].observed != 30


def test_a_series_that_is_too_short_says_nothing() -> None:
    assert unusual_weeks(weekly([3, 4, 5]), "C1") == []
    assert unusual_weeks([], "C3") == []


def test_weeks_must_follow_each_other() -> None:
    with pytest.raises(ValueError, match="follow each other"):
        unusual_weeks([("2025-W01", 3), ("2025-W03", 4)], "C1")
