"""When it happened, as a source says it: an instant, a part of a day, a week, month or year."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PrivateAttr,
    model_validator,
)
from pydantic_core import PydanticCustomError

from service.vocabulary import Precision
from service.weeks import local_day, local_midnight, week_start, whole_month

EARLIEST_YEAR = 2000
_DAY = timedelta(days=1)
_YEAR, _MONTH = re.compile(r"[0-9]{4}"), re.compile(r"[0-9]{4}-[0-9]{2}")
_WEEK, _DATE = re.compile(r"[0-9]{4}-W[0-9]{2}"), re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# The most days that a date, week, month or year may stand for under each precision.
_MOST_DAYS = {"exact": 0, "hour": 0, "part_day": 1, "day": 1, "week": 7, "month": 31, "year": 366}
_MIDNIGHT_24 = re.compile(r"T24:00(?::00(?:\.0+)?)?(?=Z|[+-]|$)")
_CLOCK_SHAPE = "an ISO 8601 time with its offset, such as 2025-11-21T22:30:00+01:00"
_SHAPE = (
    "an ISO 8601 time with its offset (2025-11-21T22:30:00+01:00), or a date, month, week, year"
)
# What a device's clock may show, wrong or not; both databases can store all of it.
_CLOCK_YEARS = range(1970, 9999)


def read_clock(value: Any) -> datetime:
    """A device's clock time in UTC; `PydanticCustomError` for text that is none."""
    try:
        instant = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        instant = None
    if instant is None or instant.tzinfo is None:
        raise PydanticCustomError("time_shape", f"is not {_CLOCK_SHAPE}")
    if instant.year not in _CLOCK_YEARS:
        raise PydanticCustomError("time_year", "has a year that no clock shows")
    return instant.astimezone(UTC)


# Read by us: Pydantic takes a bare number in quotes for seconds since 1970.
Instant = Annotated[datetime, BeforeValidator(read_clock)]
Moment = Annotated[
    str,
    Field(max_length=40, examples=["2025-11-21T22:30:00+01:00", "2025-11-21", "2025-11"]),
]


class Occurred(BaseModel):
    """The interval of the event: `from` included, `to` excluded; null `to` follows `precision`."""

    model_config = ConfigDict(extra="forbid", strict=True, hide_input_in_errors=True)

    from_: Moment = Field(alias="from")
    to: Moment | None = None
    precision: Precision
    _interval: tuple[datetime, datetime] = PrivateAttr()

    @model_validator(mode="after")
    def _interval_exists(self) -> "Occurred":
        start = _moment("from", self.from_, self.precision)
        end = None if self.to is None else _moment("to", self.to, self.precision)
        first, last = _span(start, self.precision) if end is None else (_begin(start), _begin(end))
        if last < first or (last == first and self.precision != "exact"):
            raise PydanticCustomError(
                "time_order", "`to` is not after `from`; the interval ends before `to` begins"
            )
        if self.precision == "part_day" and end is None:
            raise PydanticCustomError("time_part_day", "`part_day` needs both `from` and `to`")
        self._interval = first, last
        return self

    def interval(self) -> tuple[datetime, datetime]:
        """Start and end in UTC."""
        return self._interval


def _moment(name: str, value: str, precision: str) -> datetime | tuple[date, date]:
    moment = read_moment(name, value)
    if not isinstance(moment, datetime):
        days = (moment[1] - moment[0]).days
        if _MOST_DAYS[precision] == 0:
            raise PydanticCustomError("time_precision", f"`{name}` needs a time of day")
        if days > _MOST_DAYS[precision]:
            raise PydanticCustomError("time_precision", f"`{name}` is coarser than `precision`")
    return moment


def read_moment(name: str, value: str) -> datetime | tuple[date, date]:
    """An aware instant, or the first day and the day after the last of a date, month, week, year.

    Raises `PydanticCustomError` that names the member for a time without a zone, and for years that
    cannot be meant.
    """
    try:
        moment = _read(value)
    except _NoZone:
        raise PydanticCustomError(
            "time_zone", f"`{name}` has no zone; write its offset, such as +01:00 or Z"
        ) from None
    except (ValueError, OverflowError):
        raise PydanticCustomError("time_shape", f"`{name}` is not {_SHAPE}") from None
    year = moment.year if isinstance(moment, datetime) else moment[0].year
    if not EARLIEST_YEAR <= year <= datetime.now(UTC).year + 1:
        raise PydanticCustomError(
            "time_year", f"`{name}` has a year before {EARLIEST_YEAR} or after the next one"
        )
    return moment


class _NoZone(ValueError):
    """A time of day without an offset: in October the same clock time comes twice."""


def _read(value: str) -> datetime | tuple[date, date]:
    if "T" in value:
        return _read_instant(value)
    if _WEEK.fullmatch(value):
        monday = week_start(value)
        return monday, monday + 7 * _DAY
    if _YEAR.fullmatch(value):
        return date(int(value), 1, 1), date(int(value) + 1, 1, 1)
    if _MONTH.fullmatch(value):
        return whole_month(date.fromisoformat(f"{value}-01"))
    if not _DATE.fullmatch(value):
        raise ValueError("none of the forms")
    day = date.fromisoformat(value)
    return day, day + _DAY


def _read_instant(value: str) -> datetime:
    at_end_of_day = _MIDNIGHT_24.search(value) is not None
    if at_end_of_day:
        value = _MIDNIGHT_24.sub("T00:00:00", value)
    instant = datetime.fromisoformat(value)
    if instant.tzinfo is None:
        raise _NoZone
    return (instant + _DAY if at_end_of_day else instant).astimezone(UTC)


def _begin(moment: datetime | tuple[date, date]) -> datetime:
    return moment if isinstance(moment, datetime) else local_midnight(moment[0])


def _span(start: datetime | tuple[date, date], precision: str) -> tuple[datetime, datetime]:
    """The interval that a start stands for when no end is said."""
    if precision == "exact":
        return _begin(start), _begin(start)
    if precision == "hour":
        return _begin(start), _begin(start) + timedelta(hours=1)
    first = local_day(start) if isinstance(start, datetime) else start[0]
    if precision in ("day", "part_day"):
        bounds = first, first + _DAY
    elif precision == "week":
        monday = first - first.weekday() * _DAY
        bounds = monday, monday + 7 * _DAY
    elif precision == "month":
        bounds = whole_month(first)
    else:
        bounds = date(first.year, 1, 1), date(first.year + 1, 1, 1)
    if not isinstance(start, datetime) and start[1] > bounds[1]:
        raise PydanticCustomError("time_precision", "`from` is no part of one `precision`")
    return local_midnight(bounds[0]), local_midnight(bounds[1])
