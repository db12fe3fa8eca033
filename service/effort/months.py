"""Weeks by month: a week belongs to the month of its Thursday, as it belongs to that day's year."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from service.vocabulary import codes
from service.weeks import week_name, week_start, whole_month

_DAY = timedelta(days=1)
_TO_THURSDAY = 3 * _DAY


def month_of(week: str) -> str:
    return f"{week_start(week) + _TO_THURSDAY:%Y-%m}"


def weeks_of(month: str) -> tuple[str, ...]:
    """The four or five weeks of a month such as `2025-11`, in order."""
    first, after = whole_month(date.fromisoformat(f"{month}-01"))
    days = (first + number * _DAY for number in range((after - first).days))
    return tuple(week_name(day) for day in days if day.weekday() == _TO_THURSDAY.days)


def least_level(levels: Mapping[str, str], weeks: Iterable[str]) -> str:
    """The least level of these weeks; a week of which nothing is recorded has none."""
    order = codes("effort")
    return min((levels.get(week, order[0]) for week in weeks), key=order.index)
