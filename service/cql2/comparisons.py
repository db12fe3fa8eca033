"""Conditions on one property: comparisons, LIKE, BETWEEN, IN and IS NULL.

What a column holds decides what it can be compared with; each value is bound, never written into
the statement.
"""

from collections.abc import Callable
from operator import eq, ge, gt, le, lt, ne
from typing import Any, NoReturn

from sqlalchemy import BigInteger, Boolean, Double, and_, literal, not_, or_
from sqlalchemy import Text as TextType
from sqlalchemy.sql import ColumnElement

from service.cql2.faults import no_function, refused
from service.cql2.folding import folded_column
from service.cql2.letters import fold
from service.cql2.limits import Budget
from service.cql2.listed import holds_code
from service.cql2.naming import find
from service.cql2.nodes import (
    AccentFolded,
    Between,
    Calculation,
    Call,
    CaseFolded,
    Compare,
    Day,
    Expression,
    IsIn,
    IsNull,
    Like,
    Moment,
    Number,
    Property,
    Span,
    Text,
    Truth,
    Value,
)
from service.cql2.patterns import matches
from service.cql2.queryables import (
    Booleans,
    CodeLists,
    Codes,
    Column,
    Days,
    Integers,
    Moments,
    Numbers,
    Periods,
    Points,
    Queryables,
    Strings,
)
from service.cql2.temporal import compare_time

Condition = ColumnElement[bool]
_OPERATORS: dict[str, Callable[[Any, Any], Condition]] = {
    "=": eq,
    "<>": ne,
    "<": lt,
    ">": gt,
    "<=": le,
    ">=": ge,
}
_NAMED = "name = 'value'"
_TURNED = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}
# Beyond this, an integer column is compared with the number as a float.
_MOST_INTEGER = 2**63


def compare(node: Compare, queryables: Queryables) -> Condition:
    operator, left, right = node.operator, node.left, node.right
    for side in (left, right):
        if isinstance(side, Call | Calculation | AccentFolded):
            _refuse_value(side, _NAMED)
        if not isinstance(side, Value):
            raise refused(side.at, "a condition is compared with a value", "AND, OR and NOT")
    if _named(left) is None:
        if _named(right) is None:
            raise refused(node.at, "neither side names a property", _NAMED)
        operator, left, right = _TURNED.get(operator, operator), right, left
    return _compared(operator, left, right, queryables)


def between(node: Between, queryables: Queryables) -> Condition:
    return and_(
        _compared(">=", node.value, node.low, queryables),
        _compared("<=", node.value, node.high, queryables),
    )


def is_in(node: IsIn, queryables: Queryables) -> Condition:
    named = _property(node.value)
    found = find(queryables, named)
    texts = [item for item in node.items if isinstance(item, Text)]
    if isinstance(found, Strings | Codes) and named is node.value and len(texts) == len(node.items):
        return found.column.in_([_text(found, item) for item in texts])
    return or_(*(_compared("=", node.value, item, queryables) for item in node.items))


def is_null(node: IsNull, queryables: Queryables) -> Condition:
    found = find(queryables, _property(node.value))
    if isinstance(found, Periods):
        return found.start.is_(None)
    return (found.lon if isinstance(found, Points) else found.column).is_(None)


def is_like(node: Like, queryables: Queryables, budget: Budget) -> Condition:
    found = find(queryables, _property(node.value))
    if not isinstance(found, Strings | Codes):
        raise refused(node.value.at, "LIKE is for text", "the name of a property that holds text")
    pattern, folds = node.pattern, 0
    while isinstance(pattern, CaseFolded):
        pattern, folds = pattern.value, folds + 1
    if not isinstance(pattern, Text):
        _refuse_value(pattern, "'pattern%', with CASEI or without")
    budget.check_wildcards(pattern.value, pattern.at)
    column = (
        folded_column(found.column) if node.value is not _property(node.value) else found.column
    )
    return matches(column, fold(pattern.value) if folds else pattern.value)


def _compared(
    operator: str, left: Expression, right: Expression, queryables: Queryables
) -> Condition:
    named = _property(left)
    found = find(queryables, named)
    if named is not left and not isinstance(found, Strings | Codes):
        raise refused(left.at, "CASEI is for text", "the name of a property that holds text")
    match found:
        case Strings() | Codes():
            return _compare_text(operator, found, left, right, queryables)
        case Integers() | Numbers():
            return _OPERATORS[operator](found.column, _number(right, queryables))
        case Booleans():
            return _compare_truth(operator, found, right, queryables)
        case Days() | Moments():
            return _compare_times(operator, found, right, queryables)
        case CodeLists():
            return _compare_list(operator, found, right)
        case Periods():
            raise refused(named.at, "an interval is not compared so", "T_INTERSECTS, T_AFTER, ...")
        case Points():
            raise refused(
                named.at, "a geometry is not compared so", "S_INTERSECTS(name, POINT(...))"
            )


def _named(node: Expression) -> Property | None:
    while isinstance(node, CaseFolded):
        node = node.value
    return node if isinstance(node, Property) else None


def _property(node: Expression) -> Property:
    named = _named(node)
    return named if named is not None else _refuse_value(node, "the name of a property")


def _refuse_value(node: Expression, right: str) -> NoReturn:
    """Say of a value why it cannot stand where it stands."""
    while isinstance(node, CaseFolded):
        node = node.value
    match node:
        case Call():
            raise no_function(node.at)
        case Calculation():
            raise refused(node.at, "arithmetic is not offered", right)
        case AccentFolded():
            raise refused(node.at, "ACCENTI is not offered", "CASEI, or the letters as they are")
        case Property():
            raise refused(node.at, "a property of another kind stands here", right)
    raise refused(node.at, "a value of another kind stands here", right)


# Text.


def _compare_text(
    operator: str,
    found: Strings | Codes,
    left: Expression,
    right: Expression,
    queryables: Queryables,
) -> Condition:
    compared = _OPERATORS[operator]
    column = found.column if isinstance(left, Property) else folded_column(found.column)
    other = _named(right)
    if other is not None:
        return compared(column, _other_text(right, other, queryables))
    folds = isinstance(right, CaseFolded)
    while isinstance(right, CaseFolded):
        right = right.value
    if not isinstance(right, Text):
        _refuse_value(right, "'text'")
    if operator in ("=", "<>"):
        _text(found, right, fold if folds else str)
    value = fold(right.value) if folds else right.value
    return compared(column, literal(value, TextType))


def _other_text(right: Expression, other: Property, queryables: Queryables) -> Column:
    found = find(queryables, other)
    if not isinstance(found, Strings | Codes):
        _refuse_value(other, "'text'")
    return found.column if other is right else folded_column(found.column)


def _text(found: Strings | Codes, node: Text, spelt: Callable[[str], str] = str) -> str:
    """The text, which must be a known code where the property is one."""
    if isinstance(found, Codes) and spelt(node.value) not in map(spelt, found.known):
        raise refused(node.at, "is a code that is not known", found.right)
    return node.value


# Lists of codes: `=` asks for one that is in them, as the parameter of the same name does.


def _compare_list(operator: str, found: CodeLists, right: Expression) -> Condition:
    if operator not in ("=", "<>"):
        raise refused(right.at, "a list is only asked for what it holds", "= or A_CONTAINS")
    if not isinstance(right, Text):
        _refuse_value(right, "'code'")
    held = holds_code(found, right)
    return held if operator == "=" else not_(held)


# Numbers and truth values.


def _number(node: Expression, queryables: Queryables) -> ColumnElement[Any]:
    if isinstance(node, Property):
        found = find(queryables, node)
        if isinstance(found, Integers | Numbers):
            return found.column
    if not isinstance(node, Number):
        _refuse_value(node, "a number")
    value = node.value
    if isinstance(value, int) and -_MOST_INTEGER <= value < _MOST_INTEGER:
        return literal(value, BigInteger)
    return literal(float(value), Double)


def _compare_truth(
    operator: str, found: Booleans, right: Expression, queryables: Queryables
) -> Condition:
    if operator not in ("=", "<>"):
        raise refused(right.at, "TRUE and FALSE have no order", "= or <>")
    compared = _OPERATORS[operator]
    if isinstance(right, Property):
        other = find(queryables, right)
        if isinstance(other, Booleans):
            return compared(found.column, other.column)
    if isinstance(right, Truth):
        return compared(found.column, literal(right.value, Boolean))
    _refuse_value(right, "TRUE or FALSE")


def _compare_times(
    operator: str, found: Days | Moments, right: Expression, queryables: Queryables
) -> Condition:
    if isinstance(right, Property):
        other = find(queryables, right)
        if isinstance(other, Days | Moments) and type(other) is type(found):
            return _OPERATORS[operator](found.column, other.column)
    if not isinstance(right, Day | Moment | Span | Text):
        _refuse_value(right, "DATE('2025-11-21') or TIMESTAMP('2025-11-21T22:30:00Z')")
    return compare_time(operator, found, right)
