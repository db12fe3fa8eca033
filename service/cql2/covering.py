"""Whether points lie in or on a geometry: one calculation, the same on both databases.

SQLite has no spatial functions here, and those of PostGIS treat a point that lies on an edge
by tolerances of their own. So both are given the same few multiplications of doubles: a ray is
cast through the edges, and a point is on an edge where the turn to it is exactly zero. The edges
are sorted into slabs by latitude, so that a point meets few of them.

SQLite calls `covers` for it, with the number of an outline that lives as long as its statement.
"""

from collections.abc import Iterable
from itertools import count, pairwise
from typing import Any
from weakref import WeakValueDictionary

from sqlalchemy import Boolean, Double, Integer, literal
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import ColumnElement
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from service.cql2.nodes import Position, Ring

SQLITE_NAME = "miedza_covers"
# An edge, and whether it bounds an area or stands for itself.
Edge = tuple[float, float, float, float, bool]

_MOST_SLABS = 1024
_numbers = count(1)
_outlines: "WeakValueDictionary[int, Outline]" = WeakValueDictionary()


class Outline:
    """Edges by slabs of latitude: those of slab `s` stand from `starts[s]` to `starts[s + 1]`."""

    def __init__(self, edges: list[Edge]) -> None:
        self.south = min(min(edge[1], edge[3]) for edge in edges)
        self.north = max(max(edge[1], edge[3]) for edge in edges)
        self.west = min(min(edge[0], edge[2]) for edge in edges)
        self.east = max(max(edge[0], edge[2]) for edge in edges)
        slabs = min(_MOST_SLABS, max(1, len(edges) // 4)) if self.north > self.south else 1
        sorted_edges = self._sort(edges, slabs)
        # Long edges would stand in every slab: then fewer slabs hold less.
        while slabs > 1 and sum(map(len, sorted_edges)) > 8 * len(edges):
            slabs //= 2
            sorted_edges = self._sort(edges, slabs)
        self.slabs = slabs
        self.edges = [edge for slab in sorted_edges for edge in slab]
        self.starts = [0]
        for slab in sorted_edges:
            self.starts.append(self.starts[-1] + len(slab))
        self.number = next(_numbers)
        _outlines[self.number] = self

    def _height(self, slabs: int) -> float:
        return (self.north - self.south) / slabs or 1.0

    @property
    def height(self) -> float:
        return self._height(self.slabs)

    def _sort(self, edges: list[Edge], slabs: int) -> list[list[Edge]]:
        """Each edge in the slabs it touches, and in one more on both sides against rounding."""
        found: list[list[Edge]] = [[] for _ in range(slabs)]
        height = self._height(slabs)
        for edge in edges:
            low, high = sorted((edge[1], edge[3]))
            first = int((low - self.south) / height) - 1
            last = int((high - self.south) / height) + 1
            for slab in range(max(first, 0), min(last, slabs - 1) + 1):
                found[slab].append(edge)
        return found

    def covers(self, x: float, y: float) -> bool:
        slab = min(max(int((y - self.south) / self.height), 0), self.slabs - 1)
        inside = False
        for index in range(self.starts[slab], self.starts[slab + 1]):
            x1, y1, x2, y2, bounds = self.edges[index]
            turn = (x2 - x1) * (y - y1) - (x - x1) * (y2 - y1)
            if turn == 0 and min(x1, x2) <= x <= max(x1, x2) and min(y1, y2) <= y <= max(y1, y2):
                return True
            if bounds and (y1 <= y) != (y2 <= y) and (turn > 0) == (y2 > y1):
                inside = not inside
        return inside


def covers(number: int, lon: float | None, lat: float | None) -> bool | None:
    """What SQLite calls for a row."""
    return None if lon is None or lat is None else _outlines[number].covers(lon, lat)


def area_edges(rings: Iterable[Ring]) -> list[Edge]:
    return [(*start, *end, True) for ring in rings for start, end in pairwise(ring)]


def line_edges(line: Ring) -> list[Edge]:
    return [(*start, *end, False) for start, end in pairwise(line)]


def point_edge(point: Position) -> Edge:
    return (*point, *point, False)


class covered(FunctionElement[bool]):  # noqa: N801  # SQLAlchemy's functions are named so.
    """Whether the outline covers the point; unknown without a point."""

    name = "covered"
    type = Boolean()
    inherit_cache = True
    outline: Outline


def lies_in(lon: ColumnElement[Any], lat: ColumnElement[Any], outline: Outline) -> covered:
    columns = list(zip(*outline.edges, strict=True))
    found = covered(
        lon,
        lat,
        literal(outline.number, Integer),
        literal(outline.south, Double),
        literal(outline.height, Double),
        literal(outline.slabs, Integer),
        literal(outline.starts, ARRAY(Integer)),
        *(literal(list(column), ARRAY(Double)) for column in columns[:4]),
        literal(list(columns[4]), ARRAY(Boolean)),
    )
    # The statement keeps the outline alive for SQLite's calls.
    found.outline = outline
    return found


@compiles(covered, "sqlite")
def _on_sqlite(element: covered, compiler: SQLCompiler, **options: Any) -> str:
    lon, lat, number, *_ = (compiler.process(each, **options) for each in _first(element, 3))
    return f"{SQLITE_NAME}({number}, {lon}, {lat})"


def _first(element: covered, most: int) -> list[Any]:
    return list(element.clauses)[:most]


@compiles(covered, "postgresql")
def _on_postgresql(element: covered, compiler: SQLCompiler, **options: Any) -> str:
    clauses = [compiler.process(each, **options) for each in element.clauses]
    x, y, _, south, height, slabs, starts, x1, y1, x2, y2, bounds = clauses
    slab = f"least(greatest(trunc(({y} - {south}) / {height}), 0), {slabs} - 1)::int"
    # Arrays begin at 1 there.
    first, last = f"({starts})[{slab} + 1] + 1", f"({starts})[{slab} + 2]"
    return (  # Our own expressions; each value is bound.
        f"(CASE WHEN {y} IS NULL THEN NULL ELSE (SELECT coalesce(bool_or("
        f"e.turn = 0 AND {x} BETWEEN least(e.x1, e.x2) AND greatest(e.x1, e.x2)"
        f" AND {y} BETWEEN least(e.y1, e.y2) AND greatest(e.y1, e.y2)), false)"
        f" OR count(*) FILTER (WHERE e.bounds AND (e.y1 <= {y}) <> (e.y2 <= {y})"
        f" AND (e.turn > 0) = (e.y2 > e.y1)) % 2 = 1"
        f" FROM (SELECT s.x1, s.y1, s.x2, s.y2, s.bounds,"
        f" (s.x2 - s.x1) * ({y} - s.y1) - ({x} - s.x1) * (s.y2 - s.y1) AS turn"
        f" FROM (SELECT ({x1})[i] AS x1, ({y1})[i] AS y1, ({x2})[i] AS x2, ({y2})[i] AS y2,"
        f" ({bounds})[i] AS bounds FROM generate_series({first}, {last}) AS i) AS s) AS e) END)"
    )
