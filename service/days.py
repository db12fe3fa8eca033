"""A day in a body, read from text alone: Pydantic takes a bare number for seconds since 1970."""

import re
from datetime import date
from typing import Annotated, Any, Final

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

FIRST_YEAR: Final = 2000
LAST_YEAR: Final = 2100
_SHAPE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def read_day(value: Any) -> date:
    """The day that a text names; `PydanticCustomError` for one that names none."""
    if isinstance(value, date):
        return value
    if not isinstance(value, str) or not _SHAPE.fullmatch(value):
        raise PydanticCustomError("day_shape", "is not a day such as 2025-11-21")
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise PydanticCustomError("day_missing", "is a day that does not exist") from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise PydanticCustomError("day_year", f"is not in a year from {FIRST_YEAR} to {LAST_YEAR}")
    return day


Day = Annotated[date, BeforeValidator(read_day), Field(examples=["2025-11-21"])]
