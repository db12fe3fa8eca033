"""Queries of the weekly figures: by week, by period, and of what was released."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, and_, func, literal_column, or_, select, text
from sqlmodel import Session, col

from service.models import (
    FeatureFull,
    FeaturePublic,
    Incident,
    Publication,
    WeeklyRelease,
)
from service.summaries.release import Release, ReleaseEntry
from service.summaries.rows import UndatedCount

Row = Mapping[str, Any]

# As a literal, because SQLite uses a partial index only for a constant it can see.
_ENCAMPMENT: ColumnElement[str] = literal_column("'encampment'")

_FULL = (
    FeatureFull.status,
    FeatureFull.type,
    FeatureFull.also,
    FeatureFull.equipment,
    FeatureFull.items,
    FeatureFull.sector,
    FeatureFull.sectors,
    FeatureFull.attempts_low,
    FeatureFull.attempts_high,
    FeatureFull.persons_low,
    FeatureFull.persons_high,
    FeatureFull.feature,
)
_RELEASED = (
    col(WeeklyRelease.week),
    col(WeeklyRelease.vintage),
    col(WeeklyRelease.released_at),
    col(WeeklyRelease.sha256),
)


def see_one_state(session: Session) -> None:
    """Let every query of a writing transaction see the same rows; SQLite's always do."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))


def event_rows(session: Session, week: str) -> list[Row]:
    """Everything that counts in a week, but for encampments."""
    statement = _columns(*_FULL).where(
        col(FeatureFull.week) == week, col(FeatureFull.type) != _ENCAMPMENT
    )
    return _rows(session, statement)


def state_rows(session: Session, begins: datetime, ends: datetime) -> list[Row]:
    """Encampments of which some part, or the one known instant, lies between the two instants."""
    start, end = col(FeatureFull.occurred_from), col(FeatureFull.occurred_to)
    statement = _columns(*_FULL, FeatureFull.undated).where(
        col(FeatureFull.type) == _ENCAMPMENT,
        start < ends,
        or_(end > begins, start >= begins),
    )
    return _rows(session, statement)


def undated_counts(
    session: Session,
    table: type[FeatureFull | FeaturePublic],
    periods: Sequence[str],
    sectors: Sequence[str] | None = None,
) -> list[UndatedCount]:
    """Incidents without a week under these months and years, by status; of all sectors or some."""
    statement = (
        select(col(table.undated), col(table.status), func.count())
        .where(
            col(table.week).is_(None),
            col(table.undated).in_(periods),
            col(table.type) != _ENCAMPMENT,
        )
        .group_by(col(table.undated), col(table.status))
    )
    if sectors is not None:
        statement = statement.where(col(table.sector).in_(sectors))
    return [
        UndatedCount(period, status, number)
        for period, status, number in session.execute(statement)
    ]


def public_rows(session: Session, week: str) -> list[Row]:
    """A week's public rows, each with the numbers of its incident and whose claim it is."""
    statement = (
        _columns(
            FeaturePublic.status,
            FeaturePublic.type,
            FeaturePublic.also,
            FeaturePublic.equipment,
            FeaturePublic.sector,
            FeaturePublic.sectors,
            FeaturePublic.feature,
            col(Publication.version).label("published_version"),
            Incident.version,
            Incident.reports,
            Incident.source_type,
            Incident.source_url,
            col(Incident.equipment).label("items"),
            Incident.attempts_low,
            Incident.attempts_high,
            Incident.persons_low,
            Incident.persons_high,
        )
        .join(Publication, col(Publication.public_id) == col(FeaturePublic.id))
        .join(Incident, col(Incident.id) == col(Publication.incident_id))
        .where(col(FeaturePublic.week) == week)
    )
    return _rows(session, statement)


def hidden_counts(session: Session, week: str) -> list[tuple[str, int]]:
    """Incidents that count in a week and have no public row in it, by status."""
    shown = (
        select(col(Publication.incident_id))
        .join(FeaturePublic, col(FeaturePublic.id) == col(Publication.public_id))
        .where(
            col(FeaturePublic.week) == week,
            col(FeaturePublic.type) != _ENCAMPMENT,
        )
    )
    statement = (
        select(col(FeatureFull.status), func.count())
        .where(
            col(FeatureFull.week) == week,
            col(FeatureFull.type) != _ENCAMPMENT,
            col(FeatureFull.id).not_in(shown),
        )
        .group_by(col(FeatureFull.status))
    )
    return [(status, count) for status, count in session.execute(statement)]


def find_release(session: Session, week: str, vintage: int | None = None) -> Release | None:
    """One vintage of a week, the newest if none is named."""
    table = WeeklyRelease
    statement = (
        select(*_RELEASED, col(table.document))
        .where(col(table.week) == week)
        .order_by(col(table.vintage).desc())
        .limit(1)
    )
    if vintage is not None:
        statement = statement.where(col(table.vintage) == vintage)
    row = session.execute(statement).one_or_none()
    return None if row is None else Release(*row)


def add_release(session: Session, release: Release, actor: str) -> None:
    session.add(
        WeeklyRelease(
            week=release.week,
            vintage=release.vintage,
            released_at=release.released_at,
            released_by=actor,
            sha256=release.sha256,
            document=release.document,
        )
    )


def release_list(
    session: Session, limit: int, before: tuple[str, int] | None = None
) -> list[ReleaseEntry]:
    """Newest week first, its newest vintage first; what comes after `before`."""
    week, vintage = col(WeeklyRelease.week), col(WeeklyRelease.vintage)
    statement = select(*_RELEASED).order_by(week.desc(), vintage.desc()).limit(limit)
    if before is not None:
        last_week, last_vintage = before
        statement = statement.where(
            or_(week < last_week, and_(week == last_week, vintage < last_vintage))
        )
    return [ReleaseEntry(*row) for row in session.execute(statement)]


def _rows(session: Session, statement: Select[Any]) -> list[Row]:
    return cast(list[Row], session.execute(statement).mappings().all())


def _columns(*columns: Any) -> Select[Any]:
    # Columns of a mapped class are typed as their values; here they are columns.
    return select(*columns)
