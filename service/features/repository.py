"""Queries of the two projections: a page is a read of stored GeoJSON text, and nothing else."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Connection,
    Select,
    Text,
    and_,
    func,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.sql import ColumnElement
from sqlmodel import Session, col

from service.features.edges import bounds_of, inside
from service.features.filters import Filter
from service.features.fragments import Rows, fetch
from service.features.paging import Key, Position
from service.features.places import count_limit, few_within, has_index, page_limit, touching
from service.features.projected_bbox import AnyBbox, ProjectedBbox
from service.features.ranking import Ranking
from service.features.tables import FeatureTable
from service.features.timespan import TimeSpan
from service.models import PublicRevision

Condition = ColumnElement[bool]


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
    session: Session,
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
    back = start is not None and start.back
    near = _near(session, source, wanted, ranked, skip + limit)
    found: list[Rows] = []
    count, left_out, more = 0, skip, False
    stretches = _stretches(source, wanted.span)
    if near is None and ranked.along_time:
        stretches = stretches[::-1] if back != ranked.oldest_first else stretches
    else:
        stretches = [_all_at_once(stretches)]
    for stretch in stretches:
        conditions = [*_conditions(source, wanted), *stretch]
        room = limit - count
        part = _statement(source, ranked, conditions, start, near, left_out + room + 1)
        rows = fetch(session.connection(), source, ranked, part.offset(left_out), room, back=back)
        if rows.count:
            found.append(rows)
            left_out = 0
        elif left_out:
            left_out -= _count(session, part.limit(left_out))
        count, more = count + rows.count, rows.more
        if more:
            break
    if back:
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


def count_matching(session: Session, source: FeatureTable, wanted: Filter) -> int:
    """All rows that match, over every page."""
    conditions = _conditions(source, wanted)
    near = _by_place(session, source, wanted, lambda: count_limit(session, source))
    stretches = _stretches(source, wanted.span)
    if near is not None:
        conditions.append(near)
        stretches = [_all_at_once(stretches)]
    counting = select(func.count()).select_from(source.table).where(*conditions)
    return sum(session.scalar(counting.where(*stretch)) or 0 for stretch in stretches)


def _count(session: Session, statement: Select[Any]) -> int:
    return session.scalar(select(func.count()).select_from(statement.subquery())) or 0


def _near(
    session: Session, source: FeatureTable, wanted: Filter, ranked: Ranking, page: int
) -> Condition | None:
    """The condition by which features are sought in the index of places, if that is quicker."""
    if not ranked.along_time:
        # All that match are looked at, as they are when they are counted.
        return _by_place(session, source, wanted, lambda: count_limit(session, source))
    return _by_place(session, source, wanted, lambda: page_limit(session, source, page))


def _by_place(
    session: Session, source: FeatureTable, wanted: Filter, most: Callable[[], int]
) -> Condition | None:
    """The condition by which a box is sought in the index of places, if it holds few features."""
    box = bounds_of(wanted.bbox) if isinstance(wanted.bbox, ProjectedBbox) else wanted.bbox
    # Nothing that we hold is near the antimeridian.
    if box is None or box.crosses_antimeridian or not has_index(session, source):
        return None
    if not few_within(session, source, box, wanted.span, most()):
        return None
    return touching(session, source, box)


def _statement(
    source: FeatureTable,
    ranked: Ranking,
    conditions: Sequence[Condition],
    start: Position | None,
    near: Condition | None,
    most: int,
) -> Select[Any]:
    """In page order, or from its end where the position leads back; no more than `most` are read.

    It selects the feature, and what it is ranked by.
    """
    columns, back = source.table.c, start is not None and start.back
    if start is not None:
        conditions = [*conditions, ranked.beyond(start.key, back=back)]
    if near is None and ranked.along_time:
        statement = select(columns.feature, *ranked.columns).where(*conditions)
        return statement.order_by(*ranked.ordered(ranked.columns, back=back))
    # The features are fetched once it is known which: sorting them would carry all of them along.
    named = [column.label(f"by_{at}") for at, column in enumerate(ranked.columns)]
    chosen = select(*named).where(*conditions)
    chosen = chosen if near is None else chosen.where(near)
    chosen = chosen.order_by(*ranked.ordered(ranked.columns, back=back)).limit(most)
    # Kept apart, so that no planner takes the index of times for it after all.
    keys = chosen.cte("chosen").prefix_with("MATERIALIZED")
    by = list(keys.c)
    found = select(columns.feature, *by).join(keys, by[-1] == columns.id)
    return found.order_by(*ranked.ordered(by, back=back))


def _in_reach(source: FeatureTable, within: Sequence[str] | None) -> list[Condition]:
    """Records of one sector, if it is one of those; what a key limited to sectors can see."""
    return [] if within is None else [source.table.c.sector.in_(within)]


def _conditions(source: FeatureTable, wanted: Filter) -> list[Condition]:
    columns = source.table.c
    conditions = _in_reach(source, wanted.within)
    conditions += [
        columns[name].in_(codes)
        for name, codes in (
            ("sector", wanted.sectors),
            ("type", wanted.types),
            ("week", wanted.weeks),
            ("status", wanted.statuses),
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
    conditions += wanted.conditions
    return conditions


def _inside(lon: ColumnElement[float], lat: ColumnElement[float], bbox: AnyBbox) -> Condition:
    """A feature without geometry lies in no box."""
    if isinstance(bbox, ProjectedBbox):
        return inside(lon, lat, bbox)
    if bbox.crosses_antimeridian:
        across = or_(lon >= bbox.west, lon <= bbox.east)
    else:
        across = lon.between(bbox.west, bbox.east)
    return and_(across, lat.between(bbox.south, bbox.north))


def _all_at_once(stretches: list[list[Condition]]) -> list[Condition]:
    """What is sorted anyway need not be read one stretch of time after the other."""
    if len(stretches) == 1:
        return stretches[0]
    return [or_(*(and_(*stretch) for stretch in stretches))]


def _stretches(source: FeatureTable, span: TimeSpan | None) -> list[list[Condition]]:
    """Conditions on time, as stretches of the page order that follow one another.

    A row may begin before the span and still reach into it. Those that belong to a week begin at
    most that long before; only rows without a week, which are few, must be sought farther back.
    Without this, a span that holds less than a page would read all that is older.
    """
    if span is None:
        return [[]]
    first, _after = source.bounds(span)
    window = _window(source, span)
    if first is None:
        return [window]
    # An event without duration has an end that is its start.
    reaches = or_(source.end > first, source.start >= first)
    earlier = source.start < first - source.longest_week
    return [
        [*window, reaches],
        [earlier, source.end > first, source.table.c.week.is_(None)],
    ]


def _window(source: FeatureTable, span: TimeSpan) -> list[Condition]:
    """Between which starts a row with a week must lie to meet a span."""
    first, after = source.window(span)
    window = [] if after is None else [source.start < after]
    return window if first is None else [*window, source.start >= first]
