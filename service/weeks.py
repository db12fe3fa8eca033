"""ISO 8601 weeks in the time zone of the border, and the interval a report's words stand for."""

import re
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

WARSAW = ZoneInfo("Europe/Warsaw")
_DAY = timedelta(days=1)
# No change of the clock makes more than a day on the wall out of less than this.
_SURELY_A_DAY = timedelta(hours=20)
_INSTANT = timedelta(microseconds=1)
_WEEK = re.compile(r"([0-9]{4})-W([0-9]{2})")


def local_midnight(day: date) -> datetime:
    """The instant at which `day` begins in Warsaw, in UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=WARSAW).astimezone(UTC)


def local_day(instant: datetime) -> date:
    return instant.astimezone(WARSAW).date()


def local_time(instant: datetime) -> datetime:
    """The instant on a clock in Warsaw, with its offset."""
    return instant.astimezone(WARSAW)


@lru_cache(maxsize=4096)
def week_name(day: date) -> str:
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


@lru_cache(maxsize=4096)
def week_start(week: str) -> date:
    """Monday of a week named like `2026-W46`; ValueError for one that does not exist."""
    match = _WEEK.fullmatch(week)
    if not match:
        raise ValueError("a week is written like 2026-W46")
    return date.fromisocalendar(int(match[1]), int(match[2]), 1)


def previous_week(week: str) -> str:
    return week_name(week_start(week) - 7 * _DAY)


@lru_cache(maxsize=4096)
def place_in_time(start: datetime, end: datetime) -> tuple[str | None, str | None]:
    """The ISO week of an interval, or the month or year it is counted under as undated.

    An interval of at most one day by the local clock belongs to the week in which it starts; a
    longer one only to a week that holds all of it. Exactly one of the two answers is set.
    """
    local_start = start.astimezone(WARSAW)
    if end - start <= _SURELY_A_DAY:
        return week_name(local_start.date()), None
    local_end = end.astimezone(WARSAW)
    # By the clock on the wall, so that the 25-hour day in October is still one day.
    if local_end.replace(tzinfo=None) - local_start.replace(tzinfo=None) <= _DAY:
        return week_name(local_start.date()), None
    first, last = local_start.date(), _last_day(local_end)
    if week_name(first) == week_name(last):
        return week_name(first), None
    if (first.year, first.month) == (last.year, last.month):
        return None, f"{first:%Y-%m}"
    return None, f"{first:%Y}"


@lru_cache(maxsize=4096)
def period(week: str | None, undated: str | None) -> tuple[date, date]:
    """First day and the day after the last of a week (`2021-W46`), month (`2021-11`) or year."""
    if week is not None:
        return week_start(week), week_start(week) + 7 * _DAY
    if undated is None:
        raise ValueError("either a week or an undated period is needed")
    year = int(undated[:4])
    if len(undated) == 4:
        return date(year, 1, 1), date(year + 1, 1, 1)
    return whole_month(date(year, int(undated[5:]), 1))


def whole_month(day: date) -> tuple[date, date]:
    first = day.replace(day=1)
    return first, (first + 31 * _DAY).replace(day=1)


def _last_day(local_end: datetime) -> date:
    # The end is exclusive, so midnight belongs to the day before it.
    return (local_end.replace(tzinfo=None) - _INSTANT).date()
