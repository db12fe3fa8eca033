"""Filters in CQL2 (OGC 21-065r2), as text and as JSON: read, checked, made conditions of SQL.

What does the work is loaded with the first filter: a server that is asked for none starts sooner.
"""

from dataclasses import dataclass
from importlib import import_module
from typing import Any

from sqlalchemy.sql import ColumnElement

from service.cql2.language import Language
from service.cql2.limits import IN_ADDRESS, IN_BODY, Limits
from service.cql2.queryables import Queryables


@dataclass(frozen=True, slots=True)
class Question:
    """What a filter asks: `text` is its one spelling, for links, cursors and ETags."""

    text: str
    condition: ColumnElement[bool]


def read_filter(
    text: str, language: Language, queryables: Queryables, limits: Limits = IN_ADDRESS
) -> Question:
    """`QueryInvalid` names the place, what is wrong with it, and what would be right."""
    reading = import_module("service.cql2.reading")
    if language is Language.JSON:
        return Question(*reading.read_json(text, queryables, limits))
    return Question(*reading.read_text(text, language is Language.DRAFT, queryables, limits))


def read_equal(name: str, text: str, queryables: Queryables) -> ColumnElement[bool]:
    """That a property has one of the values of a parameter, which has commas between them."""
    equal: ColumnElement[bool] = import_module("service.cql2.equality").equal_to(
        name, text, queryables
    )
    return equal


def read_filter_object(document: Any, queryables: Queryables, limits: Limits = IN_BODY) -> Question:
    """The same for CQL2 JSON that was read with the body in which it stood."""
    reading = import_module("service.cql2.reading")
    return Question(*reading.read_object(document, queryables, limits))
