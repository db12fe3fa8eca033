"""Queries of the weekly figures: by week, by period, and of what was released."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, cast

import orjson
from sqlalchemy import ColumnElement, Select, and_, delete, func, literal_column, or_, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from service.models import (
    FeatureFull,
    FeaturePublic,
    Incident,
    IncidentHistory,
    Publication,
    ReleasePreparation,
    ReleaseRequest,
    SectorWeek,
    WeeklyRelease,
)
from service.summaries.rows import UndatedCount
from service.summaries.vintage import Release, ReleaseEntry

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


def undated_records(session: Session, periods: Sequence[str]) -> list[UndatedCount]:
    """Public records without a week under these months and years, by status."""
    table = FeaturePublic
    statement = (
        select(col(table.undated), col(table.status), func.count())
        .where(
            col(table.week).is_(None),
            col(table.undated).in_(periods),
            col(table.type) != _ENCAMPMENT,
        )
        .group_by(col(table.undated), col(table.status))
    )
    return [
        UndatedCount(period, status, number)
        for period, status, number in session.execute(statement)
    ]


def public_rows(session: Session, weeks: Sequence[str]) -> list[Row]:
    """The weeks' public rows, each with the numbers of its incident and whose claim it is."""
    statement = (
        _columns(
            FeaturePublic.week,
            Publication.incident_id,
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
        .where(col(FeaturePublic.week).in_(weeks))
    )
    return _rows(session, statement)


def public_counts(session: Session, first: str, last: str) -> list[tuple[str, str, int]]:
    """Public records but for encampments from one week to another, by week and status."""
    week, status = col(FeaturePublic.week), col(FeaturePublic.status)
    statement = (
        select(week, status, func.count())
        .where(week >= first, week <= last, col(FeaturePublic.type) != _ENCAMPMENT)
        .group_by(week, status)
    )
    return [(name, code, number) for name, code, number in session.execute(statement)]


def has_begun(session: Session, week: str) -> bool:
    """Whether the public table holds anything of this week or an earlier one."""
    found: Select[Any] = select(literal_column("1")).where(col(FeaturePublic.week) <= week).limit(1)
    return session.scalar(found) is not None


def severe_rows(session: Session, week: str) -> list[Row]:
    """Severe incidents of a week, but for encampments and what was a record once."""
    statement = _columns(*_FULL).where(
        col(FeatureFull.week) == week,
        col(FeatureFull.type) != _ENCAMPMENT,
        col(FeatureFull.sensitivity) == "severe",
        col(FeatureFull.id).not_in(select(col(Publication.incident_id))),
    )
    return _rows(session, statement)


def lowered_since(session: Session, ids: Collection[str], instant: datetime) -> list[str]:
    """Those of these incidents whose sensitivity was changed from severe after an instant."""
    row = IncidentHistory
    statement = (
        select(col(row.incident_id), col(row.old))
        .where(col(row.incident_id).in_(ids), col(row.at) > instant)
        .where(col(row.field) == "sensitivity")
    )
    return sorted({key for key, old in session.execute(statement) if old == "severe"})


def full_rows(session: Session, ids: Collection[str]) -> list[Row]:
    statement = _columns(FeatureFull.id, *_FULL).where(col(FeatureFull.id).in_(ids))
    return _rows(session, statement)


def find_release(session: Session, week: str, vintage: int | None = None) -> Release | None:
    """One vintage of a week, the newest if none is named."""
    wanted = [] if vintage is None else [col(WeeklyRelease.vintage) == vintage]
    return _newest(session, week, wanted)


def find_release_as_of(session: Session, week: str, until: datetime) -> Release | None:
    """The newest vintage that was released before an instant."""
    return _newest(session, week, [col(WeeklyRelease.released_at) < until])


def releases_of(session: Session, week: str) -> list[Release]:
    """Every vintage of a week, the first one first."""
    statement = (
        select(*_RELEASED, col(WeeklyRelease.document))
        .where(col(WeeklyRelease.week) == week)
        .order_by(col(WeeklyRelease.vintage))
    )
    return [Release(*row) for row in session.execute(statement)]


def steps_released(session: Session, weeks: Sequence[str]) -> dict[tuple[str, str], int]:
    """The scheduled steps of these weeks that were taken, with their vintages."""
    table = WeeklyRelease
    statement = select(col(table.week), col(table.vintage), col(table.document)).where(
        col(table.week).in_(weeks)
    )
    steps = (
        (week, orjson.loads(document).get("schedule"), vintage)
        for week, vintage, document in session.execute(statement)
    )
    return {(week, step): vintage for week, step, vintage in steps}


def _newest(session: Session, week: str, wanted: Sequence[ColumnElement[bool]]) -> Release | None:
    statement = (
        select(*_RELEASED, col(WeeklyRelease.document))
        .where(col(WeeklyRelease.week) == week, *wanted)
        .order_by(col(WeeklyRelease.vintage).desc())
        .limit(1)
    )
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


def replace_sector_weeks(session: Session, week: str, rows: Sequence[SectorWeek]) -> None:
    """The sectors of a week's newest vintage, in place of those of the one before."""
    session.execute(delete(SectorWeek).where(col(SectorWeek.week) == week))
    session.add_all(rows)


def find_request(session: Session, key_sha256: str) -> ReleaseRequest | None:
    return session.get(ReleaseRequest, key_sha256)


def add_request(session: Session, request: ReleaseRequest) -> None:
    session.add(request)


def preparations(session: Session) -> list[ReleasePreparation]:
    """Scheduled releases that wait for an analyst, the oldest first."""
    table = ReleasePreparation
    statement = select(table).order_by(col(table.prepared_at), col(table.week))
    return list(session.scalars(statement))


def save_preparation(session: Session, preparation: ReleasePreparation) -> None:
    """By one statement: several workers may make the same release ready at once."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    values = preparation.model_dump()
    new = {name: values[name] for name in ("prepared_at", "changed_cells", "problem")}
    statement = dialect.insert(ReleasePreparation).values(**values)
    session.execute(statement.on_conflict_do_update(index_elements=["week", "step"], set_=new))


def drop_preparations(session: Session, week: str) -> None:
    """What waited for a release of this week waits no more."""
    session.execute(delete(ReleasePreparation).where(col(ReleasePreparation.week) == week))


def released_weeks(session: Session, limit: int) -> list[str]:
    week = col(WeeklyRelease.week)
    return list(session.scalars(select(week).distinct().order_by(week.desc()).limit(limit)))


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
