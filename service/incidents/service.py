"""Incidents: opened by reports, moved along the status machine by analysts."""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlmodel import Session

from service.database import Database, insert_rows
from service.errors import Missing, Problem, StatusIllegal
from service.incidents import repository
from service.incidents.curate import open_incident
from service.incidents.placing import place_reports
from service.models import Incident, IncidentHistory, IncidentRow
from service.projections import service as projections
from service.projections.policy import Policy
from service.reports.schemas import ReportCreate
from service.vocabulary import legal_next


def open_incidents(
    reports: Sequence[ReportCreate], received_at: datetime
) -> list[IncidentRow | Problem]:
    """The incident each report opens, or the problem with its place; nothing is stored yet."""
    placed = place_reports([report.location for report in reports])
    return [
        where if isinstance(where, Problem) else open_incident(report, where, received_at)
        for report, where in zip(reports, placed, strict=True)
    ]


def add_incidents(session: Session, incidents: Sequence[IncidentRow], policy: Policy) -> None:
    """Write new incidents and their full projection in the caller's transaction."""
    insert_rows(session, Incident, incidents)
    projections.add_features(session, incidents, policy)


def set_status(
    database: Database, policy: Policy, incident_id: str, status: str, reason: str, actor: str
) -> IncidentRow:
    """Move an incident along the status machine; one history row says who and why.

    Raises `Missing` for an unknown incident and `StatusIllegal` for a move that is not allowed;
    the status it already has is no change and writes nothing.
    """
    with database.writing() as session:
        incident = repository.lock_incident(session, incident_id)
        if incident is None:
            raise Missing("no incident has this id")
        old = incident["status"]
        if status == old:
            return incident
        if status not in legal_next(old):
            legal = ", ".join(legal_next(old)) or "nothing: it is final"
            raise StatusIllegal(f"from {old} an incident moves to {legal}")
        now = datetime.now(UTC)
        changed = IncidentRow(
            **{**incident, "status": status, "updated_at": now, "version": incident["version"] + 1}
        )
        repository.save_status(session, changed)
        session.add(
            IncidentHistory(
                incident_id=incident_id,
                version=changed["version"],
                at=now,
                actor=actor,
                field="status",
                old=old,
                new=status,
                reason=reason,
            )
        )
        projections.refresh_feature(session, changed, policy)
        return changed
