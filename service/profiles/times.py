"""When it happened: a source's date, clock time and words as the interval they stand for."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from service.profiles.cells import Cells
from service.profiles.faults import RowRejected
from service.profiles.profile import PartOfDay, Times

_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)
_YEARS = range(1900, 2200)  # Others are slips of the pen, and break the arithmetic of zones.
_DATE = re.compile(r"(\d{4})(?:[-/](\d{2})(?:[-/](\d{2}))?|-W(\d{2}))?", re.ASCII)
_POLISH_DATE = re.compile(r"(\d{1,2})\.(\d{1,2})\.([12]\d{3})", re.ASCII)
_DATE_AND_CLOCK = re.compile(r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2})?)", re.ASCII)
_CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})(?::\d{2})?", re.ASCII)
_NIGHT_OF = re.compile(r"(.+?) (\d{1,2})/(\d{1,2})", re.ASCII)
_RIGHT = "YYYY, YYYY-MM, YYYY-Www or YYYY-MM-DD"


@dataclass(frozen=True, slots=True)
class Dates:
    """The days that a date, week, month or year stands for; `after` is the day behind them."""

    first: date
    after: date
    precision: str


@dataclass(frozen=True, slots=True)
class _Clock:
    """Minutes after midnight; 1440 is 24:00."""

    minutes: int
    rounded: bool


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of the day; `days` are the two days of a night such as 14/15, where they are named."""

    hours: PartOfDay
    days: tuple[int, int] | None = None


def occurred(cells: Cells, times: Times) -> dict[str, Any]:
    """`occurred` of a report; raises `RowRejected` for a date that tells no year or cannot be.

    Inside a month or a year a clock time says nothing more: it stays with the stated words.
    """
    date_text, clock_text = cells.text("date"), cells.text("clock")
    zone = ZoneInfo(times.zone)
    if instant := _read_instant(date_text):
        return {"from": _text(instant, zone), "to": None, "precision": "exact"}
    if (both := _DATE_AND_CLOCK.fullmatch(date_text)) and not clock_text:
        date_text, clock_text = both[1], both[2]
    dates = read_dates(date_text, cells.column("date"))
    moment = _read_moment(clock_text, times)
    if clock_text and moment is None:
        cells.note_unknown("clock", clock_text)
    if dates.precision == "day" and isinstance(moment, _Clock):
        return _at_clock(dates.first, moment, zone)
    if dates.precision == "day" and isinstance(moment, _Part):
        night = _part_start(dates.first, moment)
        if night is not None:
            return _during(night, moment.hours, zone)
        cells.note_unknown("clock", clock_text)
    return _interval(_midnight(dates.first), _midnight(dates.after), dates.precision, zone)


def _read_instant(text: str) -> datetime | None:
    """A time with its offset, as programs write it; people write a date and a clock time."""
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        return None
    if instant.tzinfo is None or instant.year not in _YEARS:
        return None
    return instant.astimezone(UTC)


def read_dates(text: str, column: str) -> Dates:
    """Raises `RowRejected` for a text that tells no year, or a date that cannot be."""
    if not text:
        raise RowRejected(column, "the year is not stated", _RIGHT)
    try:
        if polish := _POLISH_DATE.fullmatch(text):
            return _iso_dates(int(polish[3]), polish[2], polish[1], None)
        iso = _DATE.fullmatch(text)
        if iso and int(iso[1]) in _YEARS:
            return _iso_dates(int(iso[1]), iso[2], iso[3], iso[4])
    except ValueError:
        raise RowRejected(column, "there is no such date", _RIGHT) from None
    raise RowRejected(column, "is not a date", _RIGHT)


def _iso_dates(year: int, month: str | None, day: str | None, week: str | None) -> Dates:
    if week:
        monday = date.fromisocalendar(year, int(week), 1)
        return Dates(monday, monday + 7 * _DAY, "week")
    if month is None:
        return Dates(date(year, 1, 1), date(year + 1, 1, 1), "year")
    if day is None:
        first = date(year, int(month), 1)
        return Dates(first, (first + 31 * _DAY).replace(day=1), "month")
    only = date(year, int(month), int(day))
    return Dates(only, only + _DAY, "day")


def _read_moment(text: str, times: Times) -> _Clock | _Part | None:
    folded = text.casefold()
    about = next((word for word in times.about if folded.startswith(f"{word} ")), None)
    bare = text[len(about) :].strip() if about else text
    if match := _CLOCK.fullmatch(bare):
        hour, minute = int(match[1]), int(match[2])
        if minute > 59 or hour * 60 + minute > 1440:
            return None
        return _Clock(hour * 60 + minute, about is not None or minute in times.round_minutes)
    if hours := times.part(text):
        return _Part(hours)
    if (match := _NIGHT_OF.fullmatch(text)) and (hours := times.part(match[1])):
        return _Part(hours, (int(match[2]), int(match[3])))
    return None


def _at_clock(day: date, clock: _Clock, zone: ZoneInfo) -> dict[str, Any]:
    wall = _midnight(day) + timedelta(minutes=clock.minutes)
    start = _instant(wall, zone)
    happens_once = start.astimezone(zone).replace(tzinfo=None) == wall and start == _instant(
        wall.replace(fold=1), zone
    )
    if clock.rounded or not happens_once:
        # An hour that the clocks repeat or skip is known to the hour at best.
        return _interval(wall, wall + _HOUR, "hour", zone)
    return {"from": _text(start, zone), "to": None, "precision": "exact"}


def _part_start(day: date, part: _Part) -> date | None:
    """The day on which the part begins; None where `14/15` does not fit the row's own date."""
    if part.days is None:
        return day
    for first in (day, day - _DAY):
        if (first.day, (first + _DAY).day) == part.days and part.hours.over_midnight:
            return first
    return None


def _during(day: date, hours: PartOfDay, zone: ZoneInfo) -> dict[str, Any]:
    start = _midnight(day) + timedelta(minutes=hours.start)
    end = _midnight(day) + timedelta(minutes=hours.end)
    return _interval(start, end + _DAY if hours.over_midnight else end, "part_day", zone)


def _interval(start: datetime, end: datetime, precision: str, zone: ZoneInfo) -> dict[str, Any]:
    """Two wall clock times; an hour that begins in the gap of March still lasts an hour."""
    first, last = _instant(start, zone), _instant(end, zone)
    if precision == "hour":
        last = max(last, first + _HOUR)
    return {"from": _text(first, zone), "to": _text(last, zone), "precision": precision}


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())


def _instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """A wall clock time in UTC: the first of two equal hours; a skipped one moves forward."""
    return wall.replace(tzinfo=zone).astimezone(UTC)


def _text(instant: datetime, zone: ZoneInfo) -> str:
    return instant.astimezone(zone).isoformat()
