"""When it happened, as a source says it: an instant, a part of a day, a week, month or year."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from service.vocabulary import Precision
from service.weeks import local_day, local_midnight, week_start, whole_month

EARLIEST_YEAR = 2000
_DAY = timedelta(days=1)
_MIDNIGHT_24 = re.compile(r"T24:00(?::00(?:\.0+)?)?(?=Z|[+-]|$)")
_SHAPE = (
    "an ISO 8601 time with its offset (2025-11-21T22:30:00+01:00), or a date, month, week, year"
)


def _readable(value: str) -> str:
    read_moment(value)
    return value


Moment = Annotated[
    str,
    Field(max_length=40, examples=["2025-11-21T22:30:00+01:00", "2025-11-21", "2025-11"]),
    AfterValidator(_readable),
]


class Occurred(BaseModel):
    """The interval of the event: `from` included, `to` excluded; null `to` follows `precision`."""

    model_config = ConfigDict(
        extra="forbid", strict=True, hide_input_in_errors=True, populate_by_name=True
    )

    from_: Moment = Field(alias="from")
    to: Moment | None = None
    precision: Precision

    @model_validator(mode="after")
    def _interval_exists(self) -> "Occurred":
        self.interval()
        return self

    def interval(self) -> tuple[datetime, datetime]:
        """Start and end in UTC."""
        start = read_moment(self.from_)
        end = None if self.to is None else read_moment(self.to)
        first, last = _span(start, self.precision) if end is None else (_begin(start), _begin(end))
        if last < first or (last == first and self.precision != "exact"):
            raise PydanticCustomError("time_order", "`to` is not after `from`")
        if self.precision == "part_day" and end is None:
            raise PydanticCustomError("time_part_day", "`part_day` needs both `from` and `to`")
        return first, last


def read_moment(value: str) -> datetime | tuple[date, date]:
    """An aware instant, or the first day and the day after the last of a date, month, week, year.

    Raises `PydanticCustomError` for a time without a zone, and for years that cannot be meant.
    """
    try:
        moment = _read(value)
    except PydanticCustomError:
        raise
    except (ValueError, OverflowError):
        raise PydanticCustomError("time_shape", f"is not {_SHAPE}") from None
    year = moment.year if isinstance(moment, datetime) else moment[0].year
    if not EARLIEST_YEAR <= year <= datetime.now(UTC).year + 1:
        raise PydanticCustomError(
            "time_year", f"has a year before {EARLIEST_YEAR} or after the next one"
        )
    return moment


def _read(value: str) -> datetime | tuple[date, date]:
    if re.fullmatch(r"\d{4}-W\d{2}", value):
        monday = week_start(value)
        return monday, monday + 7 * _DAY
    if re.fullmatch(r"\d{4}", value):
        return date(int(value), 1, 1), date(int(value) + 1, 1, 1)
    if re.fullmatch(r"\d{4}-\d{2}", value):
        return whole_month(date.fromisoformat(f"{value}-01"))
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        day = date.fromisoformat(value)
        return day, day + _DAY
    return _read_instant(value)


def _read_instant(value: str) -> datetime:
    at_end_of_day = _MIDNIGHT_24.search(value)
    if at_end_of_day:
        value = _MIDNIGHT_24.sub("T00:00:00", value)
    if "T" not in value:
        raise ValueError("no time")
    instant = datetime.fromisoformat(value)
    if instant.tzinfo is None:
        raise PydanticCustomError("time_zone", "has no zone; write its offset, such as +01:00 or Z")
    return (instant + _DAY if at_end_of_day else instant).astimezone(UTC)


def _begin(moment: datetime | tuple[date, date]) -> datetime:
    return moment if isinstance(moment, datetime) else local_midnight(moment[0])


def _span(start: datetime | tuple[date, date], precision: str) -> tuple[datetime, datetime]:
    """The interval that a start stands for when no end is said."""
    if precision == "exact":
        return _instant_needed(start), _instant_needed(start)
    if precision == "hour":
        return _instant_needed(start), _instant_needed(start) + timedelta(hours=1)
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
        raise PydanticCustomError("time_precision", "`from` is coarser than `precision` says")
    return local_midnight(bounds[0]), local_midnight(bounds[1])


def _instant_needed(start: datetime | tuple[date, date]) -> datetime:
    if not isinstance(start, datetime):
        raise PydanticCustomError("time_precision", "this `precision` needs a time of day")
    return start
