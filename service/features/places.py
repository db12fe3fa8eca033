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

from service.features.conditions import Condition, Values
from service.features.tables import FeatureTable

# How much more a row costs that is sought by its place than one that is passed over in time.
_PRICE = 10
# Where so many of the newest lie in a box, the tree is not counted any farther than this: what
# lies there is found along time, unless it is a place of late that holds no more than these.
_NEWEST, _DENSE, _FEW = 200, 16, 2_000
# Between which starts a row with a week must lie to meet a span.
_WINDOW = {"earliest": ">=", "after": "<"}

_LITE_BOX = """SELECT 1 FROM {table}_place
    WHERE west <= :east AND east >= :west AND south <= :north AND north >= :south"""
_LITE_COUNT = "SELECT count(*) FROM ({rows} LIMIT :most)"
_LITE_NEWEST = """SELECT count(*) FROM (
        SELECT lon, lat FROM {table} ORDER BY {start} DESC, id DESC LIMIT :newest
    ) WHERE lon BETWEEN :west AND :east AND lat BETWEEN :south AND :north"""
_LITE_SIZE = "SELECT max(spot) FROM {table}_spot"
_GRES_ALL = "SELECT 1 FROM {table}"
_GRES_BOX = """SELECT 1 FROM {table}
    WHERE geom && ST_MakeEnvelope(:west, :south, :east, :north, 4326)"""
# The limit is higher than any number of rows: it has each part planned by itself, and as a whole.
_GRES_PART = "({rows} LIMIT 1000000000)"


def is_by_place(
    connection: Connection, source: FeatureTable, values: Values, page: int | None
) -> bool:
    """Whether features are sought in the index of places: where that is quicker than along time.

    A page ends when it is full; without one, all that match are looked at.
    """
    # Nothing that we hold is near the antimeridian.
    if "west" not in values:
        return False
    if not is_sqlite(connection):
        return _is_expected_to_be_quicker(connection, source, values, page)
    return source.tree and _is_counted_to_be_quicker(connection, source, values, page)


def _limit(size: int, page: int | None) -> int:
    """Below so many features in a box it is quicker to seek them all by their place.

    Where a box holds `m` of `n` features, the way along time reads about `page * n / m` of them,
    or all; reading one by its place costs as much as passing over ten in the index of times.
    """
    return (size // _PRICE if page is None else isqrt(page * size // _PRICE)) + 1


def _is_expected_to_be_quicker(
    connection: Connection, source: FeatureTable, values: Values, page: int | None
) -> bool:
    """By what PostgreSQL's planner expects, in one question."""
    plan: Any = connection.scalar(_explain(source, _ends(values)), values)
    size, in_box, *in_window = (int(part["Plan Rows"]) for part in plan[0]["Plan"]["Plans"])
    return in_box < _limit(size, page) and all(each > in_box * _PRICE for each in in_window)


def _is_counted_to_be_quicker(
    connection: Connection, source: FeatureTable, values: Values, page: int | None
) -> bool:
    """By a count in SQLite's indexes, of which each ends as soon as it tells."""
    most = _limit(connection.scalar(_size(source)) or 0, page)
    if most > _FEW and _is_dense(connection, source, values):
        most = _FEW
    in_box = connection.scalar(_count_box(source), {**values, "most": most}) or 0
    ends, enough = _ends(values), in_box * _PRICE + 1
    if in_box >= most or not ends:
        return in_box < most
    bound = {**values, "most": enough}
    return bool(connection.scalar(_count_window(source, ends), bound) == enough)


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


def is_sqlite(connection: Connection) -> bool:
    return connection.dialect.name == "sqlite"


def _is_dense(connection: Connection, source: FeatureTable, values: Values) -> bool:
    return (connection.scalar(_among_newest(source), values) or 0) >= _DENSE


def _ends(values: Values) -> tuple[str, ...]:
    """Which ends a window of time has, if any."""
    return tuple(name for name in _WINDOW if name in values)


@cache
def _size(source: FeatureTable) -> TextClause:
    """Numbers are given upward; to count the rows would take longer."""
    return text(_LITE_SIZE.format(table=source.table.name))


@cache
def _among_newest(source: FeatureTable) -> TextClause:
    named = _LITE_NEWEST.format(table=source.table.name, start=source.start.name)
    return text(named).bindparams(newest=_NEWEST)


@cache
def _count_box(source: FeatureTable) -> TextClause:
    return text(_LITE_COUNT.format(rows=_LITE_BOX.format(table=source.table.name)))


@cache
def _count_window(source: FeatureTable, ends: tuple[str, ...]) -> TextClause:
    return _with_ends(_LITE_COUNT.format(rows=_in_window(source, ends)), source, ends)


@cache
def _explain(source: FeatureTable, ends: tuple[str, ...]) -> TextClause:
    rows = [each.format(table=source.table.name) for each in (_GRES_ALL, _GRES_BOX)]
    parts = [*rows, _in_window(source, ends)] if ends else rows
    planned = " UNION ALL ".join(_GRES_PART.format(rows=each) for each in parts)
    return _with_ends(f"EXPLAIN (FORMAT JSON) {planned}", source, ends)


def _in_window(source: FeatureTable, ends: tuple[str, ...]) -> str:
    conditions = " AND ".join(f"{source.start.name} {_WINDOW[name]} :{name}" for name in ends)
    return f"SELECT 1 FROM {source.table.name} WHERE {conditions}"  # noqa: S608  # Our own names.


def _with_ends(statement: str, source: FeatureTable, ends: tuple[str, ...]) -> TextClause:
    typed = (bindparam(name, type_=source.start.type) for name in ends)
    return text(statement).bindparams(*typed)
