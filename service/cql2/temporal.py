"""Conditions on time: days, instants and intervals against a date, an instant or an interval.

Both sides are intervals whose ends belong to them: an instant is one that ends where it begins, a
date is its whole day in Warsaw. What a column says is asked in one form only, "not before", from
which all else follows; so a column is never calculated with, and an index can serve it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import and_, false, not_, or_, true
from sqlalchemy.sql import ColumnElement

from service.cql2.faults import no_function, refused
from service.cql2.naming import find
from service.cql2.nodes import (
    Call,
    Day,
    Moment,
    Property,
    Span,
    TemporalTest,
    Text,
    Value,
)
from service.cql2.queryables import Days, Moments, Periods, Queryables
from service.cql2.times import read_time
from service.weeks import local_day, local_midnight

Condition = ColumnElement[bool]
_DAY = timedelta(days=1)
_MICROSECOND = timedelta(microseconds=1)
_LITERALS = "DATE('2025-11-21'), TIMESTAMP('2025-11-21T22:30:00Z') or INTERVAL('2025-11-01', '..')"

# An end of the property's interval is not before a value.
NotBefore = Callable[[Any], Condition]


@dataclass(frozen=True, slots=True)
class _Asked:
    """The property's side, in days or in instants; None is an open end."""

    first: NotBefore | None
    last: NotBefore | None
    by_day: bool

    @property
    def unit(self) -> timedelta:
        return _DAY if self.by_day else _MICROSECOND

    @property
    def any_value(self) -> date | datetime:
        return date(2000, 1, 1) if self.by_day else datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Given:
    """The literal's side, from its first value to the one after its last; None is an open end."""

    first: Any
    after: Any


# By operator: which end of the property stands how to which end of the literal; all must hold.
_RULES: dict[str, tuple[tuple[str, str, str], ...]] = {
    "T_AFTER": (("first", ">", "last"),),
    "T_BEFORE": (("last", "<", "first"),),
    "T_CONTAINS": (("first", "<", "first"), ("last", ">", "last")),
    "T_DURING": (("first", ">", "first"), ("last", "<", "last")),
    "T_EQUALS": (("first", "=", "first"), ("last", "=", "last")),
    "T_FINISHEDBY": (("first", "<", "first"), ("last", "=", "last")),
    "T_FINISHES": (("first", ">", "first"), ("last", "=", "last")),
    "T_INTERSECTS": (("first", "<=", "last"), ("last", ">=", "first")),
    "T_MEETS": (("last", "=", "first"),),
    "T_METBY": (("first", "=", "last"),),
    "T_OVERLAPPEDBY": (("first", ">", "first"), ("first", "<", "last"), ("last", ">", "last")),
    "T_OVERLAPS": (("first", "<", "first"), ("last", ">", "first"), ("last", "<", "last")),
    "T_STARTEDBY": (("first", "=", "first"), ("last", ">", "last")),
    "T_STARTS": (("first", "=", "first"), ("last", "<", "last")),
}
# What an operator becomes when its sides change places.
_TURNED = {
    "T_AFTER": "T_BEFORE",
    "T_CONTAINS": "T_DURING",
    "T_FINISHEDBY": "T_FINISHES",
    "T_MEETS": "T_METBY",
    "T_OVERLAPPEDBY": "T_OVERLAPS",
    "T_STARTEDBY": "T_STARTS",
}
_TURNED |= {turned: operator for operator, turned in _TURNED.items()}


def time_condition(test: TemporalTest, queryables: Queryables) -> Condition:
    operator, left, right = test.operator, test.left, test.right
    if _names_property(right) and not _names_property(left):
        operator, left, right = _TURNED.get(operator, operator), right, left
    asked = _asked(left, queryables)
    given = _given(right, asked.by_day)
    if operator == "T_DISJOINT":
        return not_(_relation("T_INTERSECTS", asked, given))
    return _relation(operator, asked, given)


def compare_time(operator: str, queryable: Days | Moments, literal: Value) -> Condition:
    """A day or an instant, against a date as a whole or an instant."""
    if isinstance(literal, Span):
        raise refused(literal.at, "an interval cannot be compared so", "T_INTERSECTS, T_AFTER, ...")
    asked, given = _single(queryable), _given(literal, isinstance(queryable, Days))
    match operator:
        case "=":
            return and_(_end(asked, "first", ">=", given), _end(asked, "last", "<=", given))
        case "<>":
            return not_(compare_time("=", queryable, literal))
        case "<" | ">=":
            return _end(asked, "first", operator, given)
        case _:
            return _end(asked, "last", operator, given)


def _relation(operator: str, asked: _Asked, given: _Given) -> Condition:
    return and_(*(_stands(asked, *rule, given) for rule in _RULES[operator]))


def _end(asked: _Asked, end: str, operator: str, given: _Given) -> Condition:
    return _stands(asked, end, operator, end, given)


def _stands(asked: _Asked, end: str, operator: str, to: str, given: _Given) -> Condition:
    """One end of the property against one end of the literal."""
    not_before: NotBefore | None = getattr(asked, end)
    value = given.first if to == "first" else given.after
    if not_before is None:
        return _open_against(end, operator, to, is_open=value is None)
    if value is None:
        return _against_open(asked, not_before, operator, to)
    after = value if to == "last" else value + asked.unit
    value = value if to == "first" else value - asked.unit
    match operator:
        case ">=":
            return not_before(value)
        case ">":
            return not_before(after)
        case "<":
            return not_(not_before(value))
        case "<=":
            return not_(not_before(after))
        case _:
            return and_(not_before(value), not_(not_before(after)))


def _against_open(asked: _Asked, not_before: NotBefore, operator: str, to: str) -> Condition:
    """Before or after all time: always so, or never; but unknown where the column is null."""
    holds = operator in ((">", ">=") if to == "first" else ("<", "<="))
    known = not_before(asked.any_value)
    return or_(known, not_(known)) if holds else and_(known, not_(known))


def _open_against(end: str, operator: str, to: str, is_open: bool) -> Condition:
    """An open end is before or after every value, and the same as one that is open that way."""
    own = -1 if end == "first" else 1
    other = 0 if not is_open else -1 if to == "first" else 1
    holds = {
        "=": own == other,
        "<": own < other,
        ">": own > other,
        "<=": own <= other,
        ">=": own >= other,
    }
    return true() if holds[operator] else false()


def _names_property(value: Value) -> bool:
    return isinstance(value, Property) or (
        isinstance(value, Span)
        and (isinstance(value.first, Property) or isinstance(value.last, Property))
    )


def _asked(value: Value, queryables: Queryables) -> _Asked:
    match value:
        case Property():
            found = find(queryables, value)
            if isinstance(found, Periods):
                return _period(found)
            return _single(_days_or_moments(value, queryables))
        case Span(first, last) if _names_property(value):
            named = [end for end in (first, last) if isinstance(end, Property)]
            columns = [_days_or_moments(end, queryables) for end in named]
            by_day = isinstance(columns[0], Days)
            if any(isinstance(column, Days) is not by_day for column in columns):
                raise refused(
                    value.at, "one end is a day and the other an instant", "two of a kind"
                )
            begins = _bound(first, queryables, by_day, is_last=False)
            return _Asked(begins, _bound(last, queryables, by_day, is_last=True), by_day)
        case Call():
            raise no_function(value.at)
    raise refused(value.at, "neither side names a property", "T_AFTER(name, DATE('2025-11-21'))")


def _days_or_moments(named: Property, queryables: Queryables) -> Days | Moments:
    found = find(queryables, named)
    if isinstance(found, Days | Moments):
        return found
    raise refused(named.at, "the property is no time", "a date or an instant")


def _single(found: Days | Moments) -> _Asked:
    return _Asked(found.column.__ge__, found.column.__ge__, isinstance(found, Days))


def _period(found: Periods) -> _Asked:
    def last(value: Any) -> Condition:
        return or_(found.end > value, found.start >= value)

    return _Asked(found.start.__ge__, last, found.by_day)


def _bound(
    end: Day | Moment | Property | Call | None,
    queryables: Queryables,
    by_day: bool,
    is_last: bool,
) -> NotBefore | None:
    """One end of an interval that names a property at least at its other end."""
    if isinstance(end, Property):
        return _days_or_moments(end, queryables).column.__ge__
    if isinstance(end, Call):
        raise no_function(end.at)
    if end is None:
        return None
    given = _given(end, by_day)
    edge: Any = given.after - (_DAY if by_day else _MICROSECOND) if is_last else given.first
    return lambda value: true() if edge >= value else false()


def _given(value: Value, by_day: bool) -> _Given:
    match value:
        case Text(text):
            # GDAL writes times as plain text, which can mean nothing else here.
            return _given(read_time(text, value.at), by_day)
        case Day() | Moment():
            return _stretch(value, by_day)
        case Span(first, last) if not _names_property(value):
            if isinstance(first, Call) or isinstance(last, Call):
                raise no_function(value.at)
            begins = _stretch(first, by_day).first if isinstance(first, Day | Moment) else None
            after = _stretch(last, by_day).after if isinstance(last, Day | Moment) else None
            if begins is not None and after is not None and begins >= after:
                raise refused(value.at, "the interval ends before it begins", _LITERALS)
            return _Given(begins, after)
        case Property() | Span():
            raise refused(value.at, "both sides name a property", f"on one side {_LITERALS}")
        case Call():
            raise no_function(value.at)
    raise refused(value.at, "is no time", _LITERALS)


def _stretch(value: Day | Moment, by_day: bool) -> _Given:
    if by_day:
        day = value.value if isinstance(value, Day) else local_day(value.value)
        return _Given(day, day + _DAY)
    if isinstance(value, Day):
        return _Given(local_midnight(value.value), local_midnight(value.value + _DAY))
    return _Given(value.value, value.value + _MICROSECOND)
