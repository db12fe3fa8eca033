"""Queries of the two projections: a page is a read of stored GeoJSON text, and nothing else."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Connection,
    LargeBinary,
    Select,
    Text,
    and_,
    cast,
    func,
    literal,
    or_,
    select,
    tuple_,
    type_coerce,
)
from sqlalchemy.sql import ColumnElement
from sqlmodel import Session, col

from service.features.bbox import Bbox
from service.features.filters import Filter
from service.features.paging import Key
from service.features.tables import FeatureTable
from service.features.timespan import TimeSpan
from service.models import PublicRevision

Condition = ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class Slice:
    """Stored features in page order; `last` is the position of the last one if more follow."""

    features: list[bytes]
    last: Key | None


@dataclass(frozen=True, slots=True)
class _Rows:
    """What a driver read: the features, and start and id of the one at an index as it gave them."""

    features: list[bytes]
    position: Callable[[int], tuple[Any, Any]]


def read_slice(
    session: Session, source: FeatureTable, wanted: Filter, after: Key | None, limit: int
) -> Slice:
    """At most `limit` features that match, those behind the position `after`."""
    connection = session.connection()
    statement = _statement(connection, source, wanted, after)
    features: list[bytes] = []
    last: Key | None = None
    for stretch in _stretches(source, wanted.span):
        room = limit - len(features)
        # One row more than there is room for tells whether there is a next page.
        rows = _fetch(connection, statement.where(*stretch).limit(room + 1))
        taken = rows.features[:room]
        features += taken
        if taken:
            start, feature_id = rows.position(len(taken) - 1)
            last = source.number(start), _as_text(feature_id)
        if len(rows.features) > room:
            return Slice(features, last)
    return Slice(features, None)


def find_feature(session: Session, source: FeatureTable, feature_id: str) -> str | None:
    columns = source.table.c
    return session.scalars(select(columns.feature).where(columns.id == feature_id)).one_or_none()


def public_revision(session: Session) -> int:
    """Counts each change of the public table."""
    return session.scalars(select(col(PublicRevision.revision))).one()


def first_start(session: Session, source: FeatureTable) -> Any | None:
    """The earliest day or instant that the table holds."""
    return session.scalar(select(func.min(source.start)))


def _statement(
    connection: Connection, source: FeatureTable, wanted: Filter, after: Key | None
) -> Select[Any]:
    columns = source.table.c
    # SQLite hands out the bytes as they lie, without a string in between; so does PostgreSQL's
    # driver in `_fetch`.
    is_sqlite = connection.dialect.name == "sqlite"
    feature = cast(columns.feature, LargeBinary) if is_sqlite else columns.feature
    statement = (
        select(feature, source.start, columns.id)
        .where(*_conditions(source, wanted))
        .order_by(source.start.desc(), columns.id.desc())
    )
    if after is None:
        return statement
    start, feature_id = after
    begins = literal(source.value(start), source.start.type)
    return statement.where(tuple_(source.start, columns.id) < tuple_(begins, feature_id))


def _conditions(source: FeatureTable, wanted: Filter) -> list[Condition]:
    columns = source.table.c
    conditions: list[Condition] = [
        column.in_(codes)
        for column, codes in (
            (columns.sector, wanted.sectors),
            (columns.type, wanted.types),
            (columns.week, wanted.weeks),
            (columns.status, wanted.statuses),
        )
        if codes
    ]
    if wanted.equipment:
        # The column is the text of a JSON list of codes.
        kinds = type_coerce(columns.equipment, Text)
        marks = [f'"{code}"' for code in wanted.equipment]
        conditions.append(or_(*(kinds.contains(mark, autoescape=True) for mark in marks)))
    if wanted.bbox:
        conditions.append(_inside(columns.lon, columns.lat, wanted.bbox))
    return conditions


def _inside(lon: ColumnElement[float], lat: ColumnElement[float], bbox: Bbox) -> Condition:
    """A feature without geometry lies in no box."""
    if bbox.crosses_antimeridian:
        across = or_(lon >= bbox.west, lon <= bbox.east)
    else:
        across = lon.between(bbox.west, bbox.east)
    return and_(across, lat.between(bbox.south, bbox.north))


def _stretches(source: FeatureTable, span: TimeSpan | None) -> list[list[Condition]]:
    """Conditions on time, as stretches of the page order that follow one another.

    A row may begin before the span and still reach into it. Those that belong to a week begin at
    most that long before; only rows without a week, which are few, must be sought farther back.
    Without this, a span that holds less than a page would read all that is older.
    """
    if span is None:
        return [[]]
    first, after = source.bounds(span)
    before_end = [] if after is None else [source.start < after]
    if first is None:
        return [before_end]
    near = first - source.longest_week
    # An event without duration has an end that is its start.
    reaches = or_(source.end > first, source.start >= first)
    return [
        [*before_end, source.start >= near, reaches],
        [source.start < near, source.end > first, source.table.c.week.is_(None)],
    ]


def _fetch(connection: Connection, statement: Select[Any]) -> _Rows:
    """Read through the driver: 10,000 row objects would cost more than the rest of the page."""
    with closing(connection.execute(statement)) as result:
        cursor: Any = result.cursor
        if connection.dialect.name == "sqlite":
            rows = cursor.fetchall()
            return _Rows([row[0] for row in rows], lambda index: rows[index][1:])
        cells = cursor.pgresult.get_value
        count = cursor.pgresult.ntuples
        return _Rows(
            [cells(index, 0) for index in range(count)],
            lambda index: (cells(index, 1), cells(index, 2)),
        )


def _as_text(raw: str | bytes) -> str:
    return raw if isinstance(raw, str) else raw.decode()
