"""Which weeks exist, what they overlap, and when their figures are first released."""

import re
from datetime import date, timedelta
from typing import Final

from service.errors import Problem, QueryInvalid
from service.weeks import week_start

FIRST_YEAR: Final = 2000
LAST_YEAR: Final = 2100
_WEEK = re.compile(r"([0-9]{4})-W([0-9]{2})")
_DAY = timedelta(days=1)
# Monday of the week plus 15 days: the Tuesday nine days after its Sunday. By then the delay of
# seven days has passed for every moderate record, and Tuesday's batch holds them.
_FIRST_RELEASE = timedelta(days=15)
_TUESDAY = 1


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


def first_release_on(week: str) -> date:
    """The Tuesday nine days after the week's last day."""
    return week_start(week) + _FIRST_RELEASE


def next_release_on(week: str, today: date) -> date:
    """The first Tuesday, today included, on which this week may be released."""
    day = max(first_release_on(week), today)
    return day + (_TUESDAY - day.weekday()) % 7 * _DAY


def _refused(wrong: str, right: str) -> QueryInvalid:
    return QueryInvalid("the week cannot be read", (Problem("week", wrong, right),))
