"""Queries of the two projections: a page is a read of stored GeoJSON text, and nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, func, select
from sqlalchemy.sql import ColumnElement
from sqlmodel import Session, col

from service.features import statements
from service.features.conditions import Values, own_conditions, values_of
from service.features.filters import Filter
from service.features.fragments import Rows, fetch
from service.features.paging import Key, Position
from service.features.places import is_by_place, is_sqlite
from service.features.ranking import Ranking
from service.features.statements import Kind
from service.features.tables import FeatureTable
from service.models import PublicRevision


@dataclass(frozen=True, slots=True)
class Slice:
    """Stored features in page order, in pieces of one or more with commas between those of one.

    `previous` is the position of the first one if others come before it, `following` of the last
    one if more follow.
    """

    pieces: list[bytes | memoryview]
    count: int
    previous: Key | None
    following: Key | None


def read_slice(
    connection: Connection,
    source: FeatureTable,
    wanted: Filter,
    ranked: Ranking,
    start: Position | None,
    skip: int,
    limit: int,
) -> Slice:
    """At most `limit` features that match, from a position on, or back from it.

    Without a position the first `skip` of them are left out.
    """
    values = values_of(source, wanted)
    if start is not None:
        values |= ranked.values(start.key)
    # What is ranked otherwise is looked at all over, as it is when it is counted.
    page = skip + limit if ranked.along_time else None
    kind = _kind(connection, source, wanted, ranked, values, page)
    if start is not None and start.back:
        kind = replace(kind, back=True)
    found: list[Rows] = []
    count, left_out, more = 0, skip, False
    for part in kind.parts():
        rows = fetch(connection, part, values, left_out, limit - count)
        if rows.count:
            found.append(rows)
            left_out = 0
        elif left_out:
            bound = {**values, "skip": left_out, "most": left_out}
            left_out -= connection.scalar(statements.skipped(part), bound) or 0
        count, more = count + rows.count, rows.more
        if more:
            break
    if kind.back:
        return _slice(found[::-1], precedes=more, follows=True)
    return _slice(found, precedes=start is not None or skip > 0, follows=more)


def _slice(found: Sequence[Rows], *, precedes: bool, follows: bool) -> Slice:
    if not found:
        return Slice([], 0, None, None)
    return Slice(
        [piece for rows in found for piece in rows.pieces],
        sum(rows.count for rows in found),
        previous=found[0].first() if precedes else None,
        following=found[-1].last() if follows else None,
    )


def find_feature(
    session: Session, source: FeatureTable, feature_id: str, within: Sequence[str] | None
) -> str | None:
    columns = source.table.c
    statement = select(columns.feature).where(columns.id == feature_id, *_in_reach(source, within))
    return session.scalars(statement).one_or_none()


_REVISION = select(col(PublicRevision.revision))


def public_revision(connection: Connection) -> int:
    """Counts each change of the public table."""
    return connection.scalars(_REVISION).one()


def first_and_count(
    session: Session, source: FeatureTable, within: Sequence[str] | None
) -> tuple[Any | None, int]:
    """The earliest day or instant that the table holds in these sectors, and its rows in them."""
    conditions = _in_reach(source, within)
    # Each by itself is a look at an index; together they would read every row.
    first = session.scalar(select(func.min(source.start)).where(*conditions))
    count = session.scalar(select(func.count()).select_from(source.table).where(*conditions))
    return first, count or 0


def count_matching(
    connection: Connection, source: FeatureTable, wanted: Filter, ranked: Ranking
) -> int:
    """All rows that match, over every page."""
    values = values_of(source, wanted)
    kind = _kind(connection, source, wanted, ranked, values, None)
    return sum(connection.scalar(statements.count(part), values) or 0 for part in kind.parts())


def _kind(
    connection: Connection,
    source: FeatureTable,
    wanted: Filter,
    ranked: Ranking,
    values: Values,
    page: int | None,
) -> Kind:
    """Of a question for so many features, or for all that match, by the quicker of the two ways."""
    return Kind(
        source,
        ranked,
        is_sqlite(connection),
        frozenset(values),
        own_conditions(source, wanted),
        by_place=is_by_place(connection, source, values, page),
    )


def _in_reach(source: FeatureTable, within: Sequence[str] | None) -> list[ColumnElement[bool]]:
    """Records of one sector, if it is one of those; what a key limited to sectors can see."""
    return [] if within is None else [source.table.c.sector.in_(within)]
