"""Unusual series of a week, from live figures; a week without effort is no zero."""

from datetime import UTC, datetime

from service.effort.service import set_levels
from service.installation import Installation
from service.summaries.calendar import curve_weeks
from service.summaries.order import Row
from service.summaries.watching import unusual_series
from service.weeks import local_day, week_start
from tests.service.projections.stage import claim, submit

WEEK = "2025-W20"
TODAY = local_day(datetime(2025, 6, 2, 9, tzinfo=UTC))


def report(house: Installation, week: str, number: int) -> None:
    day = {"from": week_start(week).isoformat(), "precision": "day"}
    submit(house, *(claim(occurred=day) for _ in range(number)))


def watch(house: Installation, *weeks: str) -> None:
    for week in weeks:
        set_levels(house.database, week, {"BIA": "some"}, actor="ann", reason="walked", today=TODAY)


def signals(house: Installation, **codes: str) -> list[Row]:
    wanted = {"series": "reported", "sector": "BIA", "type": "_T", **codes}
    found: list[Row] = unusual_series(house.database, WEEK)["signals"]
    return [row for row in found if all(row[name] == code for name, code in wanted.items())]


def test_a_sudden_rise_is_unusual_and_one_that_goes_on_is_so_for_c3(house: Installation) -> None:
    before = curve_weeks(WEEK, 12)[:-1]
    watch(house, WEEK, *before)
    report(house, WEEK, 9)
    assert {row["method"]: row["unusual"] for row in signals(house)} == {
        "C1": True, "C2": True, "C3": False,
    }  # fmt: skip
    assert all(row["expected"] == 0 and row["observed"] == 9 for row in signals(house))
    report(house, before[-1], 9)
    assert {row["method"]: row["unusual"] for row in signals(house)} == {
        "C1": False, "C2": True, "C3": True,
    }  # fmt: skip


def test_without_effort_nothing_is_said(house: Installation) -> None:
    report(house, WEEK, 9)
    assert signals(house) == []


def test_two_are_never_a_signal(house: Installation) -> None:
    watch(house, *curve_weeks(WEEK, 12))
    report(house, WEEK, 2)
    assert {row["unusual"] for row in signals(house)} == {False}


def test_the_whole_border_and_the_type_are_judged_too(house: Installation) -> None:
    watch(house, *curve_weeks(WEEK, 12))
    report(house, WEEK, 9)
    assert signals(house, sector="_T")[0]["unusual"]
    assert signals(house, sector="_T", type="crossing_attempt")[0]["unusual"]
