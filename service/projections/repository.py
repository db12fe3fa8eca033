"""Queries of the projections and of what was decided at publication."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, cast

from sqlalchemy import Select, delete, func, or_, select, text, update
from sqlmodel import Session, col

from service.database import insert_rows
from service.models import (
    FeatureFull,
    FeaturePublic,
    Incident,
    IncidentRow,
    Publication,
    PublicBatch,
    PublicRevision,
)
from service.projections.disclosure import Disclosable
from service.weeks import local_midnight

# Stays under SQLite's limit on bound parameters with room to spare.
CHUNK = 5_000
_PUBLISHER_LOCK = 0x6D69_6564


class Candidate(Disclosable):
    """What decides whether an incident belongs in the public table; `live` while it is there."""

    id: str
    cell: str | None
    live: bool | None


def delete_full(session: Session, incident_id: str) -> None:
    session.execute(delete(FeatureFull).where(col(FeatureFull.id) == incident_id))


def take_down(session: Session, incident_ids: Sequence[str]) -> int:
    """Remove the public rows of these incidents; returns how many were there."""
    live = session.scalars(
        select(col(Publication.public_id)).where(
            col(Publication.incident_id).in_(incident_ids), col(Publication.live)
        )
    ).all()
    if live:
        delete_public(session, live)
        session.execute(
            update(Publication).where(col(Publication.public_id).in_(live)).values(live=False)
        )
        advance_revision(session)
    return len(live)


def delete_public(session: Session, public_ids: Sequence[str]) -> None:
    session.execute(delete(FeaturePublic).where(col(FeaturePublic.id).in_(public_ids)))


def advance_revision(session: Session) -> None:
    session.execute(update(PublicRevision).values(revision=PublicRevision.revision + 1))


def public_revision(session: Session) -> int:
    return session.scalars(select(col(PublicRevision.revision))).one()


def set_revision(session: Session, revision: int) -> None:
    session.execute(update(PublicRevision).values(revision=revision))


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


def due_incidents(session: Session, today: date) -> Iterator[Candidate]:
    """Incidents that may be public by now and are not, or not in their present state."""
    statement = (
        _candidates()
        .join(FeatureFull, col(FeatureFull.id) == col(Incident.id))
        .where(
            col(FeatureFull.public_on).is_not(None),
            col(FeatureFull.public_on) <= today,
            or_(
                col(Publication.incident_id).is_(None),
                ~col(Publication.live),
                col(Publication.version) != col(FeatureFull.version),
            ),
        )
        .order_by(col(FeatureFull.occurred_from), col(FeatureFull.id))
    )
    return _stream(session, statement)


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
    return _stream(session, statement)


def live_cells(session: Session) -> Iterator[tuple[str, date, int]]:
    """Cells of public incidents, shown or not, with the first day and the number of them."""
    groups = (col(Incident.cell), col(FeaturePublic.period_from))
    statement = (
        select(*groups, func.count())
        .join(Publication, col(Publication.incident_id) == col(Incident.id))
        .join(FeaturePublic, col(FeaturePublic.id) == col(Publication.public_id))
        .where(col(Publication.live), col(Incident.cell).is_not(None))
        .group_by(*groups)
    )
    for cell, first, number in session.execute(statement):
        yield cast(str, cell), first, number


def _candidates() -> Select[*tuple[Any, ...]]:
    incident = Incident.metadata.tables["incident"].c
    facts = [incident[name] for name in (*Disclosable.__annotations__, "id", "cell")]
    return (
        select(*facts, col(Publication.live))
        .select_from(Incident)
        .outerjoin(Publication, col(Publication.incident_id) == incident.id)
    )


def _stream(session: Session, statement: Select[*tuple[Any, ...]]) -> Iterator[Candidate]:
    found = session.execute(statement, execution_options={"yield_per": CHUNK})
    for row in found.mappings():
        yield cast(Candidate, dict(row))


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
    table = Incident.metadata.tables["incident"]
    found = {
        row["id"]: cast(IncidentRow, dict(row))
        for row in session.execute(select(table).where(table.c.id.in_(incident_ids))).mappings()
    }
    return [found[incident_id] for incident_id in incident_ids]


def publications(session: Session, incident_ids: Sequence[str]) -> dict[str, Publication]:
    statement = select(Publication).where(col(Publication.incident_id).in_(incident_ids))
    return {row.incident_id: row for row in session.scalars(statement)}


def replace_publications(session: Session, rows: Sequence[Mapping[str, object]]) -> None:
    ids = [row["incident_id"] for row in rows]
    session.execute(delete(Publication).where(col(Publication.incident_id).in_(ids)))
    insert_rows(session, Publication, rows)


def count_public(session: Session) -> int:
    return session.scalars(select(func.count()).select_from(FeaturePublic)).one()
