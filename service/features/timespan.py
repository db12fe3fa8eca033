"""The parameter `datetime`: an instant, a date, or an interval (OGC API Features, 7.15.4)."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from service.parameters import unusable
from service.weeks import local_day, local_midnight

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})"
)
_SHAPE = (
    "2025-11-21T22:30:00Z, 2025-11-21, or an interval of these: "
    "2025-11-01/2025-11-21, 2025-11-01/.., ../2025-11-21"
)
_OPEN = ("", "..")
_MICROSECOND = timedelta(microseconds=1)
_DAY = timedelta(days=1)
# Clients write the years 0000 and 9999 for open ends. No incident lies beyond these two; both
# are leap years, so that a real day stays one.
_YEARS = (1904, 2196)


@dataclass(frozen=True, slots=True)
class TimeSpan:
    """Instants from `start` up to, not including, `end`; None is an open end.

    `text` says the same in the parameter's own words.
    """

    start: datetime | None
    end: datetime | None
    text: str

    def local_days(self) -> tuple[date | None, date | None]:
        """The first day in Warsaw that the span touches, and the one after the last."""
        first = None if self.start is None else local_day(self.start)
        after = None if self.end is None else local_day(self.end - _MICROSECOND) + _DAY
        return first, after


def parse_datetime(text: str) -> TimeSpan:
    """A date is a whole day in Warsaw; an interval holds both its ends."""
    parts = text.split("/", 2)
    if len(parts) == 1:
        return _moment(text)
    if len(parts) > 2:
        raise unusable("datetime", "has more than two ends", _SHAPE)
    first, last = (None if part in _OPEN else _moment(part) for part in parts)
    start = first.start if first else None
    end = last.end if last else None
    if start and end and start >= end:
        raise unusable("datetime", "ends before it begins", _SHAPE)
    written = "/".join(moment.text if moment else ".." for moment in (first, last))
    return TimeSpan(start, end, written)


def _moment(text: str) -> TimeSpan:
    # A plus sign that was not percent-encoded arrives as a space.
    text = text.upper().replace(" ", "+")
    try:
        if _DATE.fullmatch(text):
            day = date.fromisoformat(_within_years(text))
            return TimeSpan(local_midnight(day), local_midnight(day + _DAY), day.isoformat())
        if _INSTANT.fullmatch(text):
            instant = datetime.fromisoformat(_within_years(text)).astimezone(UTC)
            written = instant.isoformat().replace("+00:00", "Z")
            return TimeSpan(instant, instant + _MICROSECOND, written)
    except ValueError:
        raise unusable("datetime", "names a day or an hour that does not exist", _SHAPE) from None
    raise unusable("datetime", "is not an RFC 3339 time with its offset, nor a date", _SHAPE)


def _within_years(text: str) -> str:
    first, last = _YEARS
    return f"{min(max(int(text[:4]), first), last)}{text[4:]}"
