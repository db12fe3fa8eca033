"""Dates and instants as a filter writes them (RFC 3339)."""

import re
from datetime import UTC, date, datetime

from service.cql2.faults import refused
from service.cql2.nodes import Day, Moment

DAY_SHAPE = "2025-11-21"
MOMENT_SHAPE = "2025-11-21T22:30:00Z"
_DAY = re.compile(r"([0-9]{4})([-/])([0-9]{2})\2([0-9]{2})")
# GDAL writes a space, slashes, and at times no offset at all, which is UTC.
_MOMENT = re.compile(
    r"([0-9]{4})([-/])([0-9]{2})\2([0-9]{2})[Tt ]([0-9]{2}:[0-9]{2}:[0-9]{2})(\.[0-9]{1,9})?"
    r"([Zz]|[+-][0-9]{2}(?::?[0-9]{2})?)?"
)
# Clients write the years 0000 and 9999 for open ends. No incident lies beyond these two; both
# are leap years, so that a real day stays one.
_YEARS = (1904, 2196)


def read_day(text: str, at: str) -> Day:
    match = _DAY.fullmatch(text)
    if match is None:
        raise refused(at, "is not a date", DAY_SHAPE)
    year, _, month, day = match.groups()
    try:
        return Day(date.fromisoformat(f"{_within_years(year)}-{month}-{day}"), at)
    except ValueError:
        raise refused(at, "names a day that does not exist", DAY_SHAPE) from None


def read_moment(text: str, at: str) -> Moment:
    match = _MOMENT.fullmatch(text)
    if match is None:
        raise refused(at, "is not an instant", MOMENT_SHAPE)
    year, _, month, day, clock, fraction, offset = match.groups()
    written = f"{_within_years(year)}-{month}-{day}T{clock}{fraction or ''}{offset or 'Z'}"
    try:
        return Moment(datetime.fromisoformat(written.upper()).astimezone(UTC), at)
    except ValueError:
        raise refused(at, "names an hour that does not exist", MOMENT_SHAPE) from None


def read_time(text: str, at: str) -> Day | Moment:
    """A date or an instant, whichever it is."""
    if _DAY.fullmatch(text):
        return read_day(text, at)
    if _MOMENT.fullmatch(text):
        return read_moment(text, at)
    raise refused(at, "is neither a date nor an instant", f"{DAY_SHAPE} or {MOMENT_SHAPE}")


def _within_years(year: str) -> str:
    first, last = _YEARS
    return str(min(max(int(year), first), last))
