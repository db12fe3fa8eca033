"""What a collection's filter may name: each property by its kind and its column."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.sql import ColumnElement

from service.cql2.faults import refused
from service.cql2.nodes import Property

Column = ColumnElement[Any]


@dataclass(frozen=True, slots=True)
class Strings:
    column: Column


@dataclass(frozen=True, slots=True)
class Codes:
    """Text that is one of some codes; `right` says where a caller finds them."""

    column: Column
    known: Collection[str]
    right: str


@dataclass(frozen=True, slots=True)
class CodeLists:
    """The text of a JSON list of codes."""

    column: Column
    known: Collection[str]
    right: str


@dataclass(frozen=True, slots=True)
class Integers:
    column: Column


@dataclass(frozen=True, slots=True)
class Numbers:
    column: Column


@dataclass(frozen=True, slots=True)
class Booleans:
    column: Column


@dataclass(frozen=True, slots=True)
class Days:
    column: Column


@dataclass(frozen=True, slots=True)
class Moments:
    column: Column


@dataclass(frozen=True, slots=True)
class Periods:
    """From `start` up to, not including, `end`; an end that is the start is that moment alone.

    Both columns hold days, or both hold instants.
    """

    start: Column
    end: Column
    by_day: bool


@dataclass(frozen=True, slots=True)
class Points:
    """Degrees; both are null where a feature has no geometry."""

    lon: Column
    lat: Column


Queryable = (
    Strings | Codes | CodeLists | Integers | Numbers | Booleans | Days | Moments | Periods | Points
)
Queryables = Mapping[str, Queryable]


def find(queryables: Queryables, named: Property) -> Queryable:
    """The property of this name; a refusal names those that there are."""
    try:
        return queryables[named.name]
    except KeyError:
        right = "one of " + ", ".join(sorted(queryables))
        raise refused(named.at, "there is no property of this name", right) from None
