"""Conditions on place: a box first, which an index can serve, then the geometry itself."""

from collections.abc import Iterator

import shapely
from sqlalchemy import and_, not_, or_
from sqlalchemy.sql import ColumnElement

from service.cql2.covering import lies_in
from service.cql2.faults import no_function, refused
from service.cql2.limits import Budget
from service.cql2.naming import find
from service.cql2.nodes import Box, Call, Property, Shape, SpatialTest, Value
from service.cql2.outlines import Edge, Outline, Ring, area_edges, line_edges, point_edge
from service.cql2.queryables import Points, Queryables

Condition = ColumnElement[bool]
_RIGHT = "S_INTERSECTS(name, POLYGON((23 52, 24 52, 24 53, 23 52)))"


def place_condition(test: SpatialTest, queryables: Queryables, budget: Budget) -> Condition:
    if test.operator not in ("S_INTERSECTS", "S_DISJOINT"):
        raise refused(
            test.at, "our features are points, so this is not offered", "S_INTERSECTS, S_DISJOINT"
        )
    named, shape = test.left, test.right
    if isinstance(named, Shape):
        named, shape = shape, named
    points = _points(named, queryables)
    if isinstance(shape, Call):
        raise no_function(shape.at)
    if not isinstance(shape, Shape):
        raise refused(shape.at, "is no geometry", _RIGHT)
    met = or_(*_meetings(points, shape, budget))
    return met if test.operator == "S_INTERSECTS" else not_(met)


def _points(value: Value, queryables: Queryables) -> Points:
    if isinstance(value, Call):
        raise no_function(value.at)
    if isinstance(value, Property):
        found = find(queryables, value)
        if isinstance(found, Points):
            return found
    raise refused(value.at, "is no geometry of the features", "the name of the geometry")


def _meetings(points: Points, shape: Shape, budget: Budget) -> Iterator[Condition]:
    """Alternatives, of which one must hold."""
    for member in shape.members:
        yield from _meetings(points, member, budget)
    for box in shape.boxes:
        yield _in_box(points, box)
    if shape.areas:
        _check_areas(shape)
        rings = [ring for area in shape.areas for ring in area]
        yield _in_outline(points, area_edges(rings), budget, shape.at)
    traces = [edge for line in shape.lines for edge in line_edges(line)]
    traces += map(point_edge, shape.points)
    if traces:
        yield _in_outline(points, traces, budget, shape.at)


def _in_outline(points: Points, edges: list[Edge], budget: Budget, at: str) -> Condition:
    outline = Outline(edges)
    budget.check_edges(outline.busiest, at)
    box = Box(outline.west, outline.south, outline.east, outline.north)
    return and_(_in_box(points, box), lies_in(points.lon, points.lat, outline))


def _in_box(points: Points, box: Box) -> Condition:
    if box.west > box.east:
        across = or_(points.lon >= box.west, points.lon <= box.east)
    else:
        across = points.lon.between(box.west, box.east)
    return and_(across, points.lat.between(box.south, box.north))


def _check_areas(shape: Shape) -> None:
    """What lies within an area that crosses itself is a matter of taste."""
    if not shapely.is_valid(shapely.MultiPolygon([_polygon(area) for area in shape.areas])):
        raise refused(
            shape.at, "the area crosses itself, or its parts overlap", "rings that do not cross"
        )


def _polygon(area: tuple[Ring, ...]) -> shapely.Polygon:
    outer, *holes = area
    return shapely.Polygon(outer, holes)
