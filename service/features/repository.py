"""Queries of the two projections: a page is a read of stored GeoJSON text, and nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import CursorResult, LargeBinary, Select, Text, and_, cast, or_, select, tuple_
from sqlalchemy import type_coerce as coerce
from sqlalchemy.sql import ColumnElement
from sqlmodel import Session

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


def read_slice(
    session: Session, source: FeatureTable, wanted: Filter, after: Key | None, limit: int
) -> Slice:
    """At most `limit` features that match, those behind the position `after`."""
    columns = source.table.c
    statement = (
        select(_stored_bytes(session, columns.feature), source.start, columns.id)
        .where(*_conditions(source, wanted))
        .order_by(source.start.desc(), columns.id.desc())
    )
    if after is not None:
        start, feature_id = after
        position = tuple_(source.start, columns.id)
        statement = statement.where(position < (source.value(start), feature_id))
    rows: list[Sequence[Any]] = []
    for stretch in _stretches(source, wanted.span):
        # One row more than asked for tells whether there is a next page.
        rows += _fetch(session, statement.where(*stretch).limit(limit + 1 - len(rows)))
        if len(rows) > limit:
            _, raw_start, feature_id = rows[limit - 1]
            key = (source.number(raw_start), _text(feature_id))
            return Slice([row[0] for row in rows[:limit]], key)
    return Slice([row[0] for row in rows], None)
