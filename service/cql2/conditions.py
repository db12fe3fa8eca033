"""From a filter's nodes to a condition of SQL; unknown (null) stays unknown, as SQL has it."""

from sqlalchemy import and_, false, not_, or_, true
from sqlalchemy.sql import ColumnElement

from service.cql2 import nodes
from service.cql2.comparisons import between, compare, is_in, is_like, is_null
from service.cql2.limits import Budget
from service.cql2.listed import list_condition
from service.cql2.queryables import Queryables
from service.cql2.spatial import place_condition
from service.cql2.temporal import time_condition


def build_condition(
    found: nodes.Condition, queryables: Queryables, budget: Budget
) -> ColumnElement[bool]:
    """`QueryInvalid` for what the properties do not allow."""

    def build(node: nodes.Condition) -> ColumnElement[bool]:
        match node:
            case nodes.And(parts):
                return and_(*map(build, parts))
            case nodes.Or(parts):
                return or_(*map(build, parts))
            case nodes.Not(part):
                return not_(build(part))
            case nodes.Truth(value):
                return true() if value else false()
            case nodes.Compare():
                return compare(node, queryables)
            case nodes.Like():
                return is_like(node, queryables, budget)
            case nodes.Between():
                return between(node, queryables)
            case nodes.IsIn():
                return is_in(node, queryables)
            case nodes.IsNull():
                return is_null(node, queryables)
            case nodes.SpatialTest():
                return place_condition(node, queryables, budget)
            case nodes.TemporalTest():
                return time_condition(node, queryables)
            case nodes.ListTest():
                return list_condition(node, queryables, budget)

    return build(found)
