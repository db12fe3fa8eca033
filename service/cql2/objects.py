"""The parser of CQL2 JSON: the same nodes as from text, with the path to each as its place."""

from typing import Any

import orjson

from service.cql2.faults import no_function, refused
from service.cql2.limits import Budget
from service.cql2.nodes import (
    AccentFolded,
    Between,
    Calculation,
    Call,
    CaseFolded,
    Compare,
    Condition,
    Day,
    Expression,
    IsIn,
    IsNull,
    Like,
    ListTest,
    Moment,
    Not,
    Number,
    Property,
    Several,
    Shape,
    Span,
    SpatialTest,
    TemporalTest,
    Text,
    Truth,
    Value,
    all_of,
    any_of,
)
from service.cql2.shapes import COLLECTION, DEPTHS, read_box, read_shape
from service.cql2.times import read_day, read_moment, read_time
from service.cql2.tokens import check_characters

_TESTS: dict[str, tuple[type[SpatialTest | TemporalTest | ListTest], str]] = {
    operator.lower(): (test, operator)
    for test in (SpatialTest, TemporalTest, ListTest)
    for operator in test.OPERATORS
}
_ARITHMETIC = ("+", "-", "*", "/", "^", "%", "div")
# How many arguments an operator has: at least, and at most.
_COUNTS = {"and": (2, None), "or": (2, None), "not": (1, 1), "between": (3, 3), "isnull": (1, 1)}
_COUNTS |= {"casei": (1, 1), "accenti": (1, 1), "like": (2, 2), "in": (2, 2)}
_COUNTS |= dict.fromkeys((*Compare.OPERATORS, *_ARITHMETIC, *_TESTS), (2, 2))
_OPERATION = '{"op": "=", "args": [{"property": "name"}, "value"]}'


def parse_json(text: str, budget: Budget) -> Condition:
    """The condition that a JSON text says."""
    budget.check_length(text)
    try:
        document = orjson.loads(text)
    except (orjson.JSONDecodeError, UnicodeEncodeError):
        raise refused("", "is not JSON", _OPERATION) from None
    return parse_object(document, budget)


def parse_object(document: Any, budget: Budget) -> Condition:
    """The condition that a JSON value says, when it came within a larger body."""
    return _Reader(budget).condition(document, "")


class _Reader:
    def __init__(self, budget: Budget) -> None:
        self._budget = budget

    def condition(self, value: Any, path: str) -> Condition:
        found = self._expression(value, path)
        if isinstance(found, Condition):
            return found
        if isinstance(found, Call):
            raise no_function(found.at)
        raise refused(_at(path), "a value stands where a condition is needed", _OPERATION)

    def _value(self, value: Any, path: str) -> Value:
        found = self._expression(value, path)
        if isinstance(found, Value):
            return found
        raise refused(
            _at(path), "a condition stands where a value is needed", "a property or a value"
        )

    def _expression(self, value: Any, path: str) -> Expression:
        at = _at(path)
        match value:
            case bool():
                return Truth(value, at)
            case int() | float():
                return Number(value, at)
            case str():
                check_characters(value, at)
                return Text(value, at)
            case list():
                return Several(self._items(value, path), at)
            case dict():
                self._budget.enter(at)
                found = self._object(value, path)
                self._budget.leave()
                return found
        raise refused(at, "is nothing that a filter can hold", _OPERATION)

    def _items(self, values: list[Any], path: str) -> tuple[Value, ...]:
        self._budget.enter(_at(path))
        items = []
        for index, value in enumerate(values):
            self._budget.take_term(_at(path))
            items.append(self._value(value, f"{path}/{index}"))
        self._budget.leave()
        return tuple(items)

    def _object(self, value: dict[str, Any], path: str) -> Expression:
        at = _at(path)
        match value:
            case {"op": str() as operator, "args": list() as args}:
                return self._operation(operator, args, path)
            case {"property": str() as name}:
                check_characters(name, at)
                return Property(name, at)
            case {"date": str() as text}:
                return read_day(text, at)
            case {"timestamp": str() as text}:
                return read_moment(text, at)
            case {"interval": [first, last]}:
                return Span(
                    self._end(first, f"{path}/interval/0"),
                    self._end(last, f"{path}/interval/1"),
                    at,
                )
            case {"bbox": list() as numbers, **others} if "type" not in others:
                return read_box(numbers, at)
            case {"type": str()}:
                return self._shape(value, path)
        raise refused(
            at, "is no operation, property, time or geometry", f'{_OPERATION}, {{"date": ...}}'
        )

    def _operation(self, operator: str, args: list[Any], path: str) -> Expression:
        at, name = _at(path), operator.lower()
        least, most = _COUNTS.get(name, (0, None))
        if len(args) < least or (most is not None and len(args) > most):
            count = f"{least} arguments" if most else f"{least} arguments or more"
            raise refused(at, "the operation has another number of arguments", count)
        paths = [f"{path}/args/{index}" for index in range(len(args))]
        if name in ("and", "or", "not"):
            parts = [self.condition(*pair) for pair in zip(args, paths, strict=True)]
            return Not(parts[0], at) if name == "not" else _joined(name, parts, at)
        if name in _COUNTS and name not in (*_ARITHMETIC, "casei", "accenti"):
            self._budget.take_term(at)
        if name == "in":
            return IsIn(self._value(args[0], paths[0]), self._list(args[1], paths[1]), at)
        if name in Compare.OPERATORS:
            left, right = (self._expression(*pair) for pair in zip(args, paths, strict=True))
            return Compare(name, left, right, at)
        if name not in _COUNTS:
            return Call(operator, self._arguments(args, paths), at)
        return _built(name, [self._value(*pair) for pair in zip(args, paths, strict=True)], at)

    def _arguments(self, args: list[Any], paths: list[str]) -> tuple[Expression, ...]:
        found = []
        for value, path in zip(args, paths, strict=True):
            self._budget.take_term(_at(path))
            found.append(self._expression(value, path))
        return tuple(found)

    def _list(self, value: Any, path: str) -> tuple[Value, ...]:
        if not isinstance(value, list) or not value:
            raise refused(_at(path), "is no list of values", '["a", "b"]')
        return self._items(value, path)

    def _end(self, value: Any, path: str) -> Day | Moment | Property | Call | None:
        if value == "..":
            return None
        if isinstance(value, str):
            return read_time(value, _at(path))
        found = self._expression(value, path)
        if isinstance(found, Property | Call):
            return found
        raise refused(
            _at(path), "is no end of an interval", '"2025-11-21", ".." or {"property": "name"}'
        )

    def _shape(self, value: dict[str, Any], path: str) -> Shape:
        at, kind = _at(path), value["type"].upper()
        if kind == COLLECTION:
            members = value.get("geometries")
            if not isinstance(members, list) or not members:
                raise refused(at, "the collection has no list of geometries", "geometries")
            paths = [f"{path}/geometries/{index}" for index in range(len(members))]
            found = [self._expression(*pair) for pair in zip(members, paths, strict=True)]
            shapes = tuple(each for each in found if isinstance(each, Shape))
            if len(shapes) < len(found):
                raise refused(at, "a member of the collection is no geometry", "geometries")
            return Shape(COLLECTION, members=shapes, at=at)
        if kind not in DEPTHS:
            raise refused(at, "is no type of geometry", "Point, Polygon, MultiPolygon, ...")
        return read_shape(kind, value.get("coordinates"), self._budget, at)


def _at(path: str) -> str:
    return f"at {path}" if path else ""


def _joined(name: str, parts: list[Condition], at: str) -> Condition:
    return all_of(parts, at) if name == "and" else any_of(parts, at)


def _built(name: str, values: list[Value], at: str) -> Expression:
    match name:
        case "like":
            return Like(values[0], values[1], at)
        case "between":
            return Between(values[0], values[1], values[2], at)
        case "isnull":
            return IsNull(values[0], at)
        case "casei":
            return CaseFolded(values[0], at)
        case "accenti":
            return AccentFolded(values[0], at)
    if name in _ARITHMETIC:
        return Calculation(name, values[0], values[1], at)
    test, operator = _TESTS[name]
    return test(operator, values[0], values[1], at)
