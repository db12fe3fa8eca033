"""Stored features as pages: newest first by the start of their time, then by id."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Table
from sqlalchemy.sql import ColumnElement

from service.features.collections import INCIDENTS, INCIDENTS_FULL, SECTOR_WEEKS
from service.features.timespan import TimeSpan
from service.models import FeatureFull, FeaturePublic, SectorWeek

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

Bounds = tuple[Any | None, Any | None]


@dataclass(frozen=True, slots=True, eq=False)
class FeatureTable:
    """Where a projection keeps its time, and how that becomes the number in a cursor."""

    table: Table
    start: ColumnElement[Any]
    end: ColumnElement[Any]
    # A row that has an ISO week lasts no longer than this.
    longest_week: timedelta
    # The span in the column's own type: from its first value to the one after its last.
    bounds: Callable[[TimeSpan], Bounds]
    # Whether SQLite keeps an R*Tree beside it; a table that is written with every report has none.
    tree: bool
    # A value of `start` from its text in ISO 8601.
    read: Callable[[str], Any]
    # A value of `start` as the number in a cursor, and the way back.
    number: Callable[[Any], int]
    value: Callable[[int], Any]


_full = FeatureFull.metadata.tables["feature_full"]
_public = FeaturePublic.metadata.tables["feature_public"]

FULL = FeatureTable(
    table=_full,
    start=_full.c.occurred_from,
    end=_full.c.occurred_to,
    # A day more than a week, for the hour that a clock change adds.
    longest_week=timedelta(days=8),
    bounds=lambda span: (span.start, span.end),
    tree=False,
    read=datetime.fromisoformat,
    number=lambda instant: (instant - _EPOCH) // _MICROSECOND,
    value=lambda number: _EPOCH + number * _MICROSECOND,
)


def _by_days(table: Table, *, tree: bool) -> FeatureTable:
    return FeatureTable(
        table=table,
        start=table.c.period_from,
        end=table.c.period_to,
        longest_week=timedelta(days=7),
        bounds=TimeSpan.local_days,
        tree=tree,
        read=date.fromisoformat,
        number=date.toordinal,
        value=date.fromordinal,
    )


PUBLIC = _by_days(_public, tree=True)
WEEKS = _by_days(SectorWeek.metadata.tables["sector_week"], tree=False)

# By the id of the collection.
TABLES = {INCIDENTS.id: PUBLIC, INCIDENTS_FULL.id: FULL, SECTOR_WEEKS.id: WEEKS}
