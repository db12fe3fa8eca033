"""Reads a filter, checks it, and makes a condition of it; loaded with the first filter."""

from typing import Any

from sqlalchemy.sql import ColumnElement

from service.cql2.conditions import build_condition
from service.cql2.limits import Budget, Limits
from service.cql2.nodes import Condition
from service.cql2.objects import parse_json, parse_object
from service.cql2.queryables import Queryables
from service.cql2.text import parse_text
from service.cql2.writing import write_text

# The filter in its one spelling, and what it asks for.
Found = tuple[str, ColumnElement[bool]]


def read_text(text: str, draft: bool, queryables: Queryables, limits: Limits) -> Found:
    budget = Budget(limits)
    return _found(parse_text(text, budget, draft), queryables, budget)


def read_json(text: str, queryables: Queryables, limits: Limits) -> Found:
    budget = Budget(limits)
    return _found(parse_json(text, budget), queryables, budget)


def read_object(document: Any, queryables: Queryables, limits: Limits) -> Found:
    budget = Budget(limits)
    return _found(parse_object(document, budget), queryables, budget)


def _found(found: Condition, queryables: Queryables, budget: Budget) -> Found:
    return write_text(found), build_condition(found, queryables, budget)
