"""Where features lie, by the spatial index: an R*Tree on SQLite, GiST on PostGIS.

An index of places gives no order, so what it finds must be sorted; an index of times gives the
order, but reads all that lies elsewhere. Which reads less depends on how many features a box holds.
"""

from collections.abc import Sequence
from math import isqrt

from sqlalchemy import and_, column, func, literal_column, select, table, text
from sqlalchemy.sql import ColumnElement, FromClause
from sqlmodel import Session

from service.features.bbox import Bbox
from service.features.tables import FeatureTable

Condition = ColumnElement[bool]


def has_index(session: Session, source: FeatureTable) -> bool:
    return source.tree or not _is_sqlite(session)


def few_within(
    session: Session, source: FeatureTable, bbox: Bbox, window: Sequence[Condition], page: int
) -> bool:
    """Whether it is quicker to sort all features of a box than to seek a page of them by time.

    Where the box holds `m` of `n` features, the way along time reads about `page * n / m` rows, and
    never more than those of its window.
    """
    most = isqrt(page * _size(session, source)) + 1
    index, condition = _index(session, source, bbox)
    in_box = _count(session, index, [condition], most)
    if in_box == most:
        return False
    return not window or _count(session, source.table, window, in_box + 1) > in_box


def _count(session: Session, source: FromClause, conditions: Sequence[Condition], most: int) -> int:
    """How many rows there are; no more than `most` are looked at."""
    one: ColumnElement[int] = literal_column("1")
    found = select(one).select_from(source).where(*conditions).limit(most)
    return session.scalar(select(func.count()).select_from(found.subquery())) or 0


def touching(session: Session, source: FeatureTable, bbox: Bbox) -> Condition:
    """Lets through every feature of a box, and perhaps some that lie close beside it.

    Both indexes hold 32 bits of a coordinate and round outward.
    """
    index, condition = _index(session, source, bbox)
    if not _is_sqlite(session):
        return condition
    spots = table(f"{source.table.name}_spot", column("spot"), column("id"))
    numbered = index.join(spots, spots.c.spot == index.c.spot)
    return source.table.c.id.in_(select(spots.c.id).select_from(numbered).where(condition))


def _index(session: Session, source: FeatureTable, bbox: Bbox) -> tuple[FromClause, Condition]:
    if _is_sqlite(session):
        names = ("spot", "west", "east", "south", "north")
        tree = table(f"{source.table.name}_place", *map(column, names))
        return tree, and_(
            tree.c.west <= bbox.east,
            tree.c.east >= bbox.west,
            tree.c.south <= bbox.north,
            tree.c.north >= bbox.south,
        )
    edges = (bbox.west, bbox.south, bbox.east, bbox.north)
    geometry: ColumnElement[bool] = literal_column(f"{source.table.name}.geom")
    return source.table, geometry.bool_op("&&")(func.ST_MakeEnvelope(*edges, 4326))


def _size(session: Session, source: FeatureTable) -> int:
    """About how many features there are; neither way counts them."""
    name = source.table.name
    if _is_sqlite(session):
        return session.scalar(text(f"SELECT max(spot) FROM {name}_spot")) or 0  # noqa: S608
    counted = text("SELECT reltuples::bigint FROM pg_class WHERE oid = to_regclass(:name)")
    return max(0, session.scalar(counted, {"name": name}) or 0)


def _is_sqlite(session: Session) -> bool:
    return session.connection().dialect.name == "sqlite"
