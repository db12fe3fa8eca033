"""Dates as closely as they are known, and the days that each of them may mean."""

import re
from datetime import date, timedelta
from typing import Final

from service.days import FIRST_YEAR, LAST_YEAR
from service.weeks import whole_month

_DAY = timedelta(days=1)
_SHAPES: Final = {
    "day": ("[0-9]{4}-[0-9]{2}-[0-9]{2}", "2025-11-21"),
    "month": ("[0-9]{4}-[0-9]{2}", "2025-11"),
    "season": ("[0-9]{4}-(01|04|07|10)", "2025-07, the middle month, for the summer of 2025"),
    "year": ("[0-9]{4}", "2025"),
}


def days_of(dated: str, precision: str) -> tuple[date, date]:
    """First and last day; `ValueError` says what would be right.

    A season is named by its middle month: 2025-01 is the winter that ends in February.
    """
    shape, right = _SHAPES[precision]
    if not re.fullmatch(shape, dated):
        raise ValueError(f"is not written like {right}")
    try:
        first, last = _whole(dated, precision)
    except (ValueError, OverflowError):
        raise ValueError("is a date that does not exist") from None
    if first.year < FIRST_YEAR - 1 or not FIRST_YEAR <= last.year <= LAST_YEAR:
        raise ValueError(f"is not in a year from {FIRST_YEAR} to {LAST_YEAR}")
    return first, last


def _whole(dated: str, precision: str) -> tuple[date, date]:
    if precision == "day":
        day = date.fromisoformat(dated)
        return day, day
    if precision == "year":
        return date(int(dated), 1, 1), date(int(dated), 12, 31)
    first, after = whole_month(date.fromisoformat(f"{dated}-01"))
    if precision == "season":
        first, after = (first - _DAY).replace(day=1), whole_month(after)[1]
    return first, after - _DAY
