"""Filters in CQL2 (OGC 21-065r2), as text and as JSON: read, checked, made conditions of SQL."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy.sql import ColumnElement

from service.cql2.conditions import build_condition
from service.cql2.limits import IN_ADDRESS, IN_BODY, Budget, Limits
from service.cql2.nodes import Condition
from service.cql2.objects import parse_json, parse_object
from service.cql2.queryables import Queryables
from service.cql2.text import parse_text
from service.cql2.writing import write_text


class Language(StrEnum):
    """The values of `filter-lang`."""

    TEXT = "cql2-text"
    JSON = "cql2-json"
    # The draft that GDAL still writes: the same text with ILIKE and `!=`.
    DRAFT = "cql-text"


@dataclass(frozen=True, slots=True)
class Question:
    """What a filter asks: `text` is its one spelling, for links, cursors and ETags."""

    text: str
    condition: ColumnElement[bool]


def read_filter(
    text: str, language: Language, queryables: Queryables, limits: Limits = IN_ADDRESS
) -> Question:
    """`QueryInvalid` names the place, what is wrong with it, and what would be right."""
    budget = Budget(limits)
    if language is Language.JSON:
        return _question(parse_json(text, budget), queryables, budget)
    draft = language is Language.DRAFT
    return _question(parse_text(text, budget, draft), queryables, budget)


def read_filter_object(document: Any, queryables: Queryables, limits: Limits = IN_BODY) -> Question:
    """The same for CQL2 JSON that was read with the body in which it stood."""
    budget = Budget(limits)
    return _question(parse_object(document, budget), queryables, budget)


def _question(found: Condition, queryables: Queryables, budget: Budget) -> Question:
    return Question(write_text(found), build_condition(found, queryables, budget))
