"""Where features lie, by the spatial index: an R*Tree on SQLite, GiST on PostGIS.

An index of places gives no order, so what it finds must be sorted; an index of times gives the
order, but reads all that lies elsewhere. Which reads less depends on how many features a box holds:
SQLite counts them in its tree, PostgreSQL's planner knows about how many from its statistics.

The looks beforehand are written out as text: to build them anew for each page would cost more than
to run them.
"""

from functools import cache
from math import isqrt
from typing import Any

from sqlalchemy import (
    Connection,
    Float,
    TextClause,
    and_,
    bindparam,
    column,
    func,
    literal_column,
    select,
    table,
    text,
)
from sqlalchemy.sql import ColumnElement

from service.features.conditions import Values
from service.features.tables import FeatureTable

Condition = ColumnElement[bool]
# How much more a row costs that is sought by its place than one that is passed over in time.
_PRICE = 10
# Where so many of the newest lie in a box, the tree is not counted any farther than this: what
# lies there is found along time, unless it is a place of late that holds no more than these.
_NEWEST, _DENSE, _FEW = 200, 16, 2_000
# Between which starts a row with a week must lie to meet a span.
_WINDOW = {"earliest": ">=", "after": "<"}

_LITE_BOX = """{table}_place
    WHERE west <= :east AND east >= :west AND south <= :north AND north >= :south"""
_GRES_BOX = "{table} WHERE geom && ST_MakeEnvelope(:west, :south, :east, :north, 4326)"
_LITE_NEWEST = """SELECT count(*) FROM (
        SELECT lon, lat FROM {table} ORDER BY {start} DESC, id DESC LIMIT :newest
    ) WHERE lon BETWEEN :west AND :east AND lat BETWEEN :south AND :north"""
_LITE_COUNT = "SELECT count(*) FROM (SELECT 1 FROM {rows} LIMIT :most)"
_GRES_COUNT = "EXPLAIN (FORMAT JSON) SELECT FROM {rows}"
_LITE_SIZE = "SELECT max(spot) FROM {table}_spot"
_GRES_SIZE = "SELECT reltuples::bigint FROM pg_class WHERE oid = to_regclass('{table}')"


def has_index(connection: Connection, source: FeatureTable) -> bool:
    return source.tree or not _is_sqlite(connection)


def page_limit(connection: Connection, source: FeatureTable, page: int) -> int:
    """Below so many features in a box it is quicker to sort them all than to seek a page by time.

    Where a box holds `m` of `n` features, the way along time reads about `page * n / m` of them;
    reading one by its place costs as much as passing over ten in the index of times.
    """
    return isqrt(page * size(connection, source) // _PRICE) + 1


def count_limit(connection: Connection, source: FeatureTable) -> int:
    """Below so many features in a box it is quicker to count them one by one than along time."""
    return size(connection, source) // _PRICE + 1


def few_within(connection: Connection, source: FeatureTable, values: Values, most: int) -> bool:
    """Whether a box holds fewer than `most` features, and than a tenth of what a span may hold."""
    lite = _is_sqlite(connection)
    box = {name: values[name] for name in ("west", "east", "south", "north")}
    if lite and most > _FEW and _is_dense(connection, source, box):
        most = _FEW
    in_box = _count(connection, _in_box(source, lite), box, most)
    if in_box >= most:
        return False
    ends = {name: values[name] for name in _WINDOW if name in values}
    if not ends:
        return True
    within = _count(connection, _in_window(source, lite, *ends), ends, in_box * _PRICE + 1)
    return within > in_box * _PRICE


def touching(source: FeatureTable, *, lite: bool) -> Condition:
    """Lets through every feature of a box, and perhaps some that lie close beside it.

    Both indexes hold 32 bits of a coordinate and round outward.
    """
    edges = (bindparam(name, type_=Float) for name in ("west", "south", "east", "north"))
    west, south, east, north = edges
    if not lite:
        geometry: Condition = literal_column(f"{source.table.name}.geom")
        return geometry.bool_op("&&")(func.ST_MakeEnvelope(west, south, east, north, 4326))
    names = ("spot", "west", "east", "south", "north")
    tree = table(f"{source.table.name}_place", *map(column, names))
    spots = table(f"{source.table.name}_spot", column("spot"), column("id"))
    meets = and_(
        tree.c.west <= east, tree.c.east >= west, tree.c.south <= north, tree.c.north >= south
    )
    numbered = tree.join(spots, spots.c.spot == tree.c.spot)
    return source.table.c.id.in_(select(spots.c.id).select_from(numbered).where(meets))


def size(connection: Connection, source: FeatureTable) -> int:
    """About how many features there are; neither way counts them."""
    name = source.table.name
    found = connection.scalar(_size(name, _is_sqlite(connection)))
    return max(0, found or 0)


def _count(connection: Connection, statement: TextClause, values: dict[str, Any], most: int) -> int:
    """How many rows there are, of which no more than `most` are looked at; or about how many."""
    if _is_sqlite(connection):
        return connection.scalar(statement, {**values, "most": most}) or 0
    (explained,) = connection.scalar(statement, values) or [{}]
    return int(explained["Plan"]["Plan Rows"])


def _is_dense(connection: Connection, source: FeatureTable, box: dict[str, float]) -> bool:
    found = connection.scalar(_among_newest(source.table.name, source.start.name), box)
    return (found or 0) >= _DENSE


@cache
def _among_newest(name: str, start: str) -> TextClause:
    return text(_LITE_NEWEST.format(table=name, start=start)).bindparams(newest=_NEWEST)


@cache
def _size(name: str, lite: bool) -> TextClause:
    return text((_LITE_SIZE if lite else _GRES_SIZE).format(table=name))


@cache
def _counting(rows: str, lite: bool) -> TextClause:
    return text((_LITE_COUNT if lite else _GRES_COUNT).format(rows=rows))


def _in_box(source: FeatureTable, lite: bool) -> TextClause:
    return _counting((_LITE_BOX if lite else _GRES_BOX).format(table=source.table.name), lite)


def _in_window(source: FeatureTable, lite: bool, *given: str) -> TextClause:
    """With an end of the window or both."""
    start = source.start.name
    conditions = " AND ".join(f"{start} {_WINDOW[name]} :{name}" for name in given)
    statement = _counting(f"{source.table.name} WHERE {conditions}", lite)
    return statement.bindparams(*(bindparam(name, type_=source.start.type) for name in given))


def _is_sqlite(connection: Connection) -> bool:
    return connection.dialect.name == "sqlite"
