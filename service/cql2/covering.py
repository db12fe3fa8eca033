"""Whether points lie in or on a geometry: one calculation, the same on both databases.

SQLite has no spatial functions here, and those of PostGIS treat a point that lies on an edge
by tolerances of their own. So both are given the same few multiplications of doubles: SQLite calls
`outlines.covers` with the number of an outline, PostgreSQL is sent the outline itself.
"""

from typing import Any

from sqlalchemy import Boolean, Double, Integer, literal
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import ColumnElement
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from service.cql2.functions import COVERS
from service.cql2.outlines import Outline


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
    # The arrays are PostgreSQL's alone: here they may not even be compiled.
    used = list(element.clauses)[:3]
    lon, lat, number = (compiler.process(each, **options) for each in used)
    return f"{COVERS}({number}, {lon}, {lat})"


@compiles(covered, "postgresql")
def _on_postgresql(element: covered, compiler: SQLCompiler, **options: Any) -> str:
    clauses = [compiler.process(each, **options) for each in element.clauses]
    x, y, _, south, height, slabs, starts, x1, y1, x2, y2, bounds = clauses
    slab = f"least(greatest(trunc(({y} - {south}) / {height}), 0), {slabs} - 1)::int"
    # Arrays begin at 1 there.
    first, last = f"({starts})[{slab} + 1] + 1", f"({starts})[{slab} + 2]"
    # Our own expressions; each value is bound.
    return (
        f"(CASE WHEN {y} IS NULL THEN NULL ELSE (SELECT coalesce(bool_or("  # noqa: S608
        f"e.turn = 0 AND {x} BETWEEN least(e.x1, e.x2) AND greatest(e.x1, e.x2)"
        f" AND {y} BETWEEN least(e.y1, e.y2) AND greatest(e.y1, e.y2)), false)"
        f" OR mod(count(*) FILTER (WHERE e.bounds AND (e.y1 <= {y}) <> (e.y2 <= {y})"
        f" AND (e.turn > 0) = (e.y2 > e.y1)), 2) = 1"
        f" FROM (SELECT s.x1, s.y1, s.x2, s.y2, s.bounds,"
        f" (s.x2 - s.x1) * ({y} - s.y1) - ({x} - s.x1) * (s.y2 - s.y1) AS turn"
        f" FROM (SELECT ({x1})[i] AS x1, ({y1})[i] AS y1, ({x2})[i] AS x2, ({y2})[i] AS y2,"
        f" ({bounds})[i] AS bounds FROM generate_series({first}, {last}) AS i) AS s) AS e) END)"
    )
