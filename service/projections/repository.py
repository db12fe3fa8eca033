"""Queries of the projections and of what was decided at publication."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, cast

from sqlalchemy import Select, delete, func, or_, select, text, update
from sqlmodel import Session, col

from service.bulk import read_rows
from service.database import chunked, insert_rows
from service.models import (
    FeatureFull,
    FeaturePublic,
    Incident,
    IncidentHistory,
    IncidentRow,
    ProjectionRun,
    Publication,
    PublicBatch,
    PublicChange,
    PublicRevision,
)
from service.projections.guarded import Facts
from service.rollups.figures import COUNTED
from service.weeks import local_midnight

# Stays under SQLite's limit on bound parameters with room to spare.
CHUNK = 5_000
_PUBLISHER_LOCK = 0x6D69_6564
_INCIDENT = Incident.metadata.tables["incident"]
_COUNTED = [FeatureFull.metadata.tables["feature_full"].c[name] for name in COUNTED]


class Candidate(Facts):
    """An incident that may be due, with what was decided when it was last public, if ever."""

    public_id: str | None
    decision: str | None
    shown_place: str | None
    month_only: bool | None
    live: bool | None


class LiveRow(Candidate):
    """An incident with a public row, and what that row shows; `version` is the row's."""

    version: int
    shown_version: int
    shown_sector: str | None
    shown_week: str | None


def delete_full(session: Session, incident_ids: Sequence[str]) -> Sequence[Mapping[str, Any]]:
    """Returns of each row that was there what the figures count."""
    gone = delete(FeatureFull).where(col(FeatureFull.id).in_(incident_ids))
    found = session.connection().execute(gone.returning(*_COUNTED))
    return cast(Sequence[Mapping[str, Any]], found.mappings().all())


def take_down(session: Session, incident_ids: Sequence[str]) -> int:
    """Remove the public rows of these incidents; returns how many were there."""
    live: list[str] = []
    for chunk in chunked(incident_ids, CHUNK):
        shown = col(Publication.incident_id).in_(chunk) & col(Publication.live)
        live += session.scalars(select(col(Publication.public_id)).where(shown))
    for part in chunked(live, CHUNK):
        delete_public(session, part)
        gone = update(Publication).where(col(Publication.public_id).in_(part))
        session.execute(gone.values(live=False))
    note_changes(session, live, withdrawn=True)
    return len(live)


def delete_public(session: Session, public_ids: Sequence[str]) -> None:
    session.execute(delete(FeaturePublic).where(col(FeaturePublic.id).in_(public_ids)))


def note_changes(session: Session, public_ids: Sequence[str], *, withdrawn: bool) -> None:
    """Give these public records new numbers, in the order of their random ids.

    The counter's row stays locked until the end of the transaction, so whoever sees a number sees
    all smaller ones too.
    """
    if not public_ids:
        return
    number = _reserve(session, len(public_ids)) - len(public_ids)
    rows = [
        {"seq": seq, "public_id": public_id, "withdrawn": withdrawn}
        for seq, public_id in enumerate(sorted(public_ids), number + 1)
    ]
    for chunk in chunked(rows, CHUNK):
        ids = [row["public_id"] for row in chunk]
        session.execute(delete(PublicChange).where(col(PublicChange.public_id).in_(ids)))
        insert_rows(session, PublicChange, chunk)


def _reserve(session: Session, number: int) -> int:
    taken = update(PublicRevision).values(revision=PublicRevision.revision + number)
    newest: int = session.execute(taken.returning(col(PublicRevision.revision))).scalar_one()
    return newest


def public_revision(session: Session) -> int:
    return session.scalars(select(col(PublicRevision.revision))).one()


def set_revision(session: Session, revision: int) -> None:
    session.execute(update(PublicRevision).values(revision=revision))


def set_sequence(session: Session, sequence: str) -> None:
    session.execute(update(PublicRevision).values(sequence=sequence))


def lock_publisher(session: Session) -> None:
    """One publisher at a time; SQLite's writer already holds its lock."""
    _take_lock(session, "SELECT pg_advisory_xact_lock(:lock)")


def await_publisher(session: Session) -> None:
    """No batch is being made from here to the end of the transaction; others may still change."""
    _take_lock(session, "SELECT pg_advisory_xact_lock_shared(:lock)")


def _take_lock(session: Session, statement: str) -> None:
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text(statement), {"lock": _PUBLISHER_LOCK})


def find_batch(session: Session, week: str) -> PublicBatch | None:
    return session.get(PublicBatch, week)


def newest_batch(session: Session) -> str | None:
    return session.scalar(select(func.max(col(PublicBatch.week))))


def due_incidents(session: Session, today: date) -> Iterator[Candidate]:
    """Incidents that may be public by now and are not, or not in their present state."""
    statement = (
        _candidates()
        .join(FeatureFull, col(FeatureFull.id) == _INCIDENT.c.id)
        .where(
            col(FeatureFull.public_on).is_not(None),
            col(FeatureFull.public_on) <= today,
            or_(
                col(Publication.incident_id).is_(None),
                ~col(Publication.live),
                col(Publication.version) != col(FeatureFull.version),
            ),
        )
    )
    return cast(Iterator[Candidate], read_rows(session, statement, CHUNK))


def live_incidents(
    session: Session, statuses: Sequence[str], not_over_on: date
) -> Iterator[Candidate]:
    """Incidents with a public row that have one of these statuses, or ended after this day."""
    statement = (
        _candidates()
        .join(FeaturePublic, col(FeaturePublic.id) == col(Publication.public_id))
        .where(
            col(Publication.live),
            or_(
                col(Incident.status).in_(statuses),
                col(FeaturePublic.period_to) > not_over_on,
                col(Incident.occurred_to) > local_midnight(not_over_on),
            ),
        )
    )
    return cast(Iterator[Candidate], read_rows(session, statement, CHUNK))


def live_rows(session: Session) -> Iterator[LiveRow]:
    """Every incident with a public row, as it stands now, beside what the row shows."""
    statement = (
        _candidates()
        .add_columns(
            _INCIDENT.c.version,
            col(Publication.version).label("shown_version"),
            col(FeaturePublic.sector).label("shown_sector"),
            col(FeaturePublic.week).label("shown_week"),
        )
        .join(FeaturePublic, col(FeaturePublic.id) == col(Publication.public_id))
        .where(col(Publication.live))
    )
    return cast(Iterator[LiveRow], read_rows(session, statement, CHUNK))


def _candidates() -> Select[*tuple[Any, ...]]:
    return (
        select(
            *(_INCIDENT.c[name] for name in Facts.__annotations__),
            col(Publication.public_id),
            col(Publication.geometry_basis).label("decision"),
            col(Publication.place).label("shown_place"),
            col(Publication.month_only),
            col(Publication.live),
        )
        .select_from(Incident)
        .outerjoin(Publication, col(Publication.incident_id) == _INCIDENT.c.id)
    )


def overstaying_incidents(session: Session, today: date) -> list[str]:
    """Live public rows whose incident may not be public any more."""
    statement = (
        select(col(Publication.incident_id))
        .outerjoin(FeatureFull, col(FeatureFull.id) == col(Publication.incident_id))
        .where(
            col(Publication.live),
            or_(col(FeatureFull.public_on).is_(None), col(FeatureFull.public_on) > today),
        )
    )
    return list(session.scalars(statement))


def incident_rows(session: Session, incident_ids: Sequence[str]) -> list[IncidentRow]:
    """Incidents by id, in the order asked for."""
    chosen = select(_INCIDENT).where(_INCIDENT.c.id.in_(incident_ids))
    found = {row["id"]: cast(IncidentRow, row) for row in read_rows(session, chosen, CHUNK)}
    return [found[incident_id] for incident_id in incident_ids]


def history_of(session: Session, incident_ids: Sequence[str]) -> list[IncidentHistory]:
    statement = select(IncidentHistory).where(col(IncidentHistory.incident_id).in_(incident_ids))
    return list(session.scalars(statement.order_by(col(IncidentHistory.id))))


def hold_incidents(session: Session, incident_ids: Sequence[str]) -> None:
    """Keep other writers from these incidents until the transaction ends."""
    held = select(_INCIDENT.c.id).where(_INCIDENT.c.id.in_(incident_ids)).order_by(_INCIDENT.c.id)
    session.execute(held.with_for_update(key_share=True)).all()


def replace_publications(session: Session, rows: Sequence[Mapping[str, object]]) -> None:
    ids = [row["incident_id"] for row in rows]
    session.execute(delete(Publication).where(col(Publication.incident_id).in_(ids)))
    insert_rows(session, Publication, rows)


def replace_public(session: Session, rows: Sequence[Mapping[str, object]]) -> None:
    delete_public(session, [str(row["id"]) for row in rows])
    insert_rows(session, FeaturePublic, rows)


def count_public(session: Session) -> int:
    return session.scalars(select(func.count()).select_from(FeaturePublic)).one()


def count_incidents(session: Session) -> int:
    return session.scalars(select(func.count()).select_from(Incident)).one()


def get_run(session: Session) -> ProjectionRun:
    """How far it has come; read anew each time, since others may have gone on."""
    statement = select(ProjectionRun).execution_options(populate_existing=True)
    return session.scalars(statement).one()
