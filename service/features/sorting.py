"""In which order features come: newest first, unless `sortby` says otherwise (Part 8, a draft)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import func
from sqlalchemy.sql import ColumnElement

from service.cql2.queryables import Codes, Integers, Moments, Periods, Queryable, Strings
from service.cursors import foreign_cursor
from service.features.queryables import PERIOD, queryables_of
from service.features.tables import TABLES, FeatureTable
from service.parameters import unusable

Scalar = int | str


@dataclass(frozen=True, slots=True)
class Term:
    """One name of `sortby`, with its direction."""

    name: str
    descending: bool

    def __str__(self) -> str:
        return f"-{self.name}" if self.descending else self.name


# None at all is newest first.
Order = tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Sortable:
    """What features are compared by, never null; what is not stated comes before all that is.

    `read` takes the text that PostgreSQL sends, `write` makes of a value what a cursor holds, and
    `value` leads back: `QueryInvalid` for what no such cursor holds.
    """

    column: ColumnElement[Any]
    read: Callable[[str], Any]
    write: Callable[[Any], Scalar]
    value: Callable[[Scalar], Any]


def parse_sortby(collection_id: str, text: str | None) -> Order:
    """`-week,type` and the like; a plus sign, which an address turns into a space, may lead."""
    if text is None:
        return ()
    known = sortables_of(collection_id)
    terms = tuple(_term(part) for part in text.split(","))
    names = [term.name for term in terms]
    if len(set(names)) < len(names) or not known.keys() >= set(names):
        right = f"some of: {', '.join(known)}; each once, with a minus before it for descending"
        raise unusable("sortby", "names what is no sortable, or something twice", right)
    # The order of every page, said in words.
    return () if terms == (Term(PERIOD, descending=True),) else terms


@cache
def sortables_of(collection_id: str) -> Mapping[str, Sortable]:
    """By name; none in a collection that is asked by place and time alone."""
    if collection_id not in TABLES:
        return {}
    source = TABLES[collection_id]
    found = {name: _sortable(each, source) for name, each in queryables_of(collection_id).items()}
    return {name: each for name, each in found.items() if each is not None}


def sortable_names(collection_id: str) -> tuple[str, ...]:
    return tuple(sortables_of(collection_id))


def sortable_text(column: ColumnElement[Any]) -> Sortable:
    return Sortable(column, str, str, _text)


def sortable_start(source: FeatureTable) -> Sortable:
    return _time(source.start, source)


def _term(part: str) -> Term:
    signed = part.startswith(("-", "+", " "))
    return Term(part[1:] if signed else part, descending=part.startswith("-"))


def _sortable(queryable: Queryable, source: FeatureTable) -> Sortable | None:
    match queryable:
        case Strings(column) | Codes(column):
            return sortable_text(func.coalesce(column, ""))
        case Integers(column):
            # They count something.
            return Sortable(func.coalesce(column, -1), int, int, _number)
        case Moments(column):
            return _time(column, source)
        case Periods():
            return _time(queryable.start, source)
        case _:
            return None


def _time(column: ColumnElement[Any], source: FeatureTable) -> Sortable:
    return Sortable(
        column, source.read, source.number, lambda scalar: source.value(_number(scalar))
    )


def _number(scalar: Scalar) -> int:
    if not isinstance(scalar, int):
        raise foreign_cursor()
    return scalar


def _text(scalar: Scalar) -> str:
    if not isinstance(scalar, str):
        raise foreign_cursor()
    return scalar
