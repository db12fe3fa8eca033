"""Queries of incidents."""

from typing import cast

from sqlalchemy import func, select, update
from sqlmodel import Session, col

from service.models import Incident, IncidentRow


def lock_incident(session: Session, incident_id: str) -> IncidentRow | None:
    """The incident, held against other writers until the transaction ends."""
    table = Incident.metadata.tables["incident"]
    # Not against rows that merely refer to it: the publisher writes them while an analyst waits.
    locked = select(table).where(table.c.id == incident_id).with_for_update(key_share=True)
    row = session.execute(locked).mappings().one_or_none()
    return None if row is None else cast(IncidentRow, dict(row))


def save_status(session: Session, incident: IncidentRow) -> None:
    session.execute(
        update(Incident)
        .where(col(Incident.id) == incident["id"])
        .values(
            status=incident["status"],
            version=incident["version"],
            updated_at=incident["updated_at"],
        )
    )


def unknown_places(session: Session) -> list[tuple[str, int]]:
    """Names that the gazetteer does not hold, with the number of incidents that use them."""
    statement = (
        select(col(Incident.place), func.count())
        .where(~col(Incident.place_known), col(Incident.place).is_not(None))
        .group_by(col(Incident.place))
        .order_by(func.count().desc(), col(Incident.place))
    )
    return [(cast(str, place), count) for place, count in session.execute(statement)]
