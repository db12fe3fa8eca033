"""Where a total of another source stands beside a week: its lane, and the days that it states."""

from datetime import date, timedelta

_DAY = timedelta(days=1)
_FOUR_WEEKS = 28
_LONGEST_MONTH = 31


def lane(first: date, to: date | None, last: date) -> str:
    """`days`, `month` or `year`, by the length of the period.

    Where no end is stated (`to` is None) the number grows as the period does, so it never stands
    beside days; `last` is then the day of the document.
    """
    days = (last - first).days + 1
    if to is not None and days < _FOUR_WEEKS:
        return "days"
    return "month" if days <= _LONGEST_MONTH else "year"


def days_of_week(first: date, last: date, monday: date) -> int:
    """How many of a week's seven days lie in the period, both of its ends included."""
    begin, end = max(first, monday), min(last, monday + 6 * _DAY)
    return max(0, (end - begin).days + 1)
