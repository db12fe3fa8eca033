"""What a collection's filter may name: each property by its kind and its column."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.sql import ColumnElement

Column = ColumnElement[Any]


@dataclass(frozen=True)
class Strings:
    column: Column


@dataclass(frozen=True)
class Codes:
    """Text that is one of some codes; `right` says where a caller finds them."""

    column: Column
    known: Collection[str]
    right: str


@dataclass(frozen=True)
class CodeLists:
    """The text of a JSON list of codes."""

    column: Column
    known: Collection[str]
    right: str


@dataclass(frozen=True)
class Integers:
    column: Column


@dataclass(frozen=True)
class Numbers:
    column: Column


@dataclass(frozen=True)
class Booleans:
    column: Column


@dataclass(frozen=True)
class Days:
    column: Column


@dataclass(frozen=True)
class Moments:
    column: Column


@dataclass(frozen=True)
class Periods:
    """From `start` up to, not including, `end`; an end that is the start is that moment alone.

    Both columns hold days, or both hold instants.
    """

    start: Column
    end: Column
    by_day: bool


@dataclass(frozen=True)
class Points:
    """Degrees; both are null where a feature has no geometry."""

    lon: Column
    lat: Column


Queryable = (
    Strings | Codes | CodeLists | Integers | Numbers | Booleans | Days | Moments | Periods | Points
)
Queryables = Mapping[str, Queryable]
