"""Conditions on lists of codes, which are kept as the text of a JSON list."""

from sqlalchemy import Text as TextType
from sqlalchemy import and_, not_, or_, type_coerce
from sqlalchemy.sql import ColumnElement

from service.cql2.faults import no_function, refused
from service.cql2.limits import Budget
from service.cql2.naming import find
from service.cql2.nodes import Call, ListTest, Property, Several, Text, Value
from service.cql2.queryables import CodeLists, Queryables

Condition = ColumnElement[bool]
_TURNED = {"A_CONTAINS": "A_CONTAINEDBY", "A_CONTAINEDBY": "A_CONTAINS"}


def list_condition(test: ListTest, queryables: Queryables, budget: Budget) -> Condition:
    operator, left, right = test.operator, test.left, test.right
    if isinstance(right, Property):
        operator, left, right = _TURNED.get(operator, operator), right, left
    found, asked = _list(left, queryables), _codes(right)
    # Each of them is a condition of its own.
    for _ in found.known:
        budget.take_term(test.at)
    held = {code.value: holds_code(found, code) for code in asked}
    # Whatever else a list may hold is one of the known codes.
    others = [holds_code(found, Text(code)) for code in found.known if code not in held]
    known = type_coerce(found.column, TextType) != ""
    match operator:
        case "A_CONTAINS":
            return and_(known, *held.values())
        case "A_CONTAINEDBY":
            return and_(known, *map(not_, others))
        case "A_EQUALS":
            return and_(known, *held.values(), *map(not_, others))
        case _:
            return and_(known, or_(*held.values())) if held else not_(known)


def holds_code(found: CodeLists, code: Text) -> Condition:
    if code.value not in found.known:
        raise refused(code.at, "is a code that is not known", found.right)
    mark = f'"{code.value}"'
    return type_coerce(found.column, TextType).contains(mark, autoescape=True)


def _list(value: Value, queryables: Queryables) -> CodeLists:
    if isinstance(value, Call):
        raise no_function(value.at)
    if isinstance(value, Property):
        found = find(queryables, value)
        if isinstance(found, CodeLists):
            return found
    raise refused(value.at, "is no list of codes", "the name of a property that holds one")


def _codes(value: Value) -> list[Text]:
    if not isinstance(value, Several):
        raise refused(value.at, "is no list of codes", "['a', 'b']")
    codes = [item for item in value.items if isinstance(item, Text)]
    if len(codes) < len(value.items):
        raise refused(value.at, "the list holds something that is no code", "['a', 'b']")
    return codes
