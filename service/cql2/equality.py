"""A property as a query parameter of its own: `cell=10kmN337E525`, without a filter's grammar."""

import math
import re

from sqlalchemy import or_
from sqlalchemy.sql import ColumnElement

from service.cql2.comparisons import compare
from service.cql2.nodes import Compare, Number, Property, Text, Truth, Value
from service.cql2.queryables import Booleans, Integers, Numbers, Queryable, Queryables
from service.errors import QueryInvalid
from service.parameters import unusable

_MOST = 100
_WHOLE = re.compile(r"-?[0-9]{1,19}")


def equal_to(name: str, text: str, queryables: Queryables) -> ColumnElement[bool]:
    """`QueryInvalid` under the parameter's own name."""
    parts = text.split(",")
    if len(parts) > _MOST:
        raise unusable(name, "holds too many values", f"at most {_MOST}")
    return or_(*(_equal(name, part, queryables) for part in parts))


def _equal(name: str, text: str, queryables: Queryables) -> ColumnElement[bool]:
    value = _value(name, text, queryables[name])
    try:
        return compare(Compare("=", Property(name), value), queryables)
    except QueryInvalid as refusal:
        problem = refusal.problems[0]
        raise unusable(name, problem.wrong, problem.right or "another value") from None


def _value(name: str, text: str, found: Queryable) -> Value:
    match found:
        case Integers() | Numbers():
            return _number(name, text)
        case Booleans():
            if text not in ("true", "false"):
                raise unusable(name, "is neither true nor false", "true or false")
            return Truth(text == "true")
    return Text(text)


def _number(name: str, text: str) -> Number:
    try:
        number = int(text) if _WHOLE.fullmatch(text) else float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise unusable(name, "is not a number", "3")
    return Number(number)
