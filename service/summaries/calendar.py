"""Which weeks exist, what they overlap, and which of them they are compared with."""

import re
from datetime import date, timedelta
from typing import Final

from service.errors import Problem, QueryInvalid
from service.weeks import week_name, week_start

FIRST_YEAR: Final = 2000
LAST_YEAR: Final = 2100
_WEEK = re.compile(r"([0-9]{4})-W([0-9]{2})")
_DAY = timedelta(days=1)


def known_week(name: str) -> str:
    """The name itself; raises `QueryInvalid` with what would be right for a week that is none."""
    match = _WEEK.fullmatch(name)
    if match is None:
        raise _refused("is not an ISO week", "a week is written like 2026-W46")
    year, number = int(match[1]), int(match[2])
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise _refused("is in a year without figures", f"a year from {FIRST_YEAR} to {LAST_YEAR}")
    weeks = weeks_in(year)
    if not 1 <= number <= weeks:
        raise _refused(
            "is not a week of its year", f"{year} has {weeks} weeks: {year}-W01 to {year}-W{weeks}"
        )
    return name


def weeks_in(year: int) -> int:
    # The 28th of December always lies in the last week of its year.
    return date(year, 12, 28).isocalendar().week


def last_day(week: str) -> date:
    return week_start(week) + 6 * _DAY


def periods_overlapping(week: str) -> tuple[str, ...]:
    """The months and years under which an undated incident of this week may be counted."""
    ends = (week_start(week), last_day(week))
    months = dict.fromkeys(f"{day:%Y-%m}" for day in ends)
    years = dict.fromkeys(f"{day:%Y}" for day in ends)
    return (*months, *years)


def compared_weeks(week: str) -> tuple[str, ...]:
    """The four weeks before, the nearest first."""
    monday = week_start(week)
    return tuple(week_name(monday - number * 7 * _DAY) for number in (1, 2, 3, 4))


def year_before(week: str) -> str | None:
    """The week of the same number a year before; a week 53 has one only where that year has."""
    year, number = int(week[:4]) - 1, int(week[6:])
    return f"{year}-W{number:02}" if number <= weeks_in(year) else None


def curve_weeks(week: str, number: int = 52) -> tuple[str, ...]:
    """The weeks up to this one, the oldest first."""
    monday = week_start(week)
    return tuple(week_name(monday - back * 7 * _DAY) for back in reversed(range(number)))


def month_of(week: str) -> str:
    """The month to which the week's Thursday gives it, as ISO 8601 gives a week to a year."""
    return f"{week_start(week) + 3 * _DAY:%Y-%m}"


def _refused(wrong: str, right: str) -> QueryInvalid:
    return QueryInvalid("the week cannot be read", (Problem("week", wrong, right),))
