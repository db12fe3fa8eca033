"""Moves along the status machine."""

from typing import cast

from sqlmodel import Session

from service.database import Database
from service.errors import StatusIllegal
from service.incidents import repository
from service.incidents.saving import Deed, lock_standing, save
from service.models import IncidentRow
from service.projections.policy import Policy
from service.vocabulary import legal_next

# What becomes of the reports behind an incident of this status; behind all others they stay.
_REPORT_STATES = {"rejected": "rejected", "withdrawn": "withdrawn"}


def set_status(
    database: Database, policy: Policy, incident_id: str, status: str, reason: str, actor: str
) -> IncidentRow:
    """Move an incident along the status machine; one history row says who and why.

    Raises `Missing` for an unknown incident, `MergeIllegal` for a merged one, and `StatusIllegal`
    for a move that is not allowed; the status it already has is no change and writes nothing.
    """
    with database.writing() as session:
        incident = lock_standing(session, incident_id)
        return move(session, policy, incident, status, Deed(actor, reason, "incident.status"))


def move(
    session: Session, policy: Policy, incident: IncidentRow, status: str, deed: Deed
) -> IncidentRow:
    """The same in the caller's transaction, for an incident that the caller holds."""
    old = incident["status"]
    if status == old:
        return incident
    if status not in legal_next(old):
        legal = ", ".join(legal_next(old)) or "nothing: it is final"
        raise StatusIllegal(f"from {old} an incident moves to {legal}")
    changed = cast(IncidentRow, {**incident, "status": status})
    repository.set_report_states(session, incident["id"], _REPORT_STATES.get(status, "incident"))
    if status == "withdrawn":
        changed["reports"] = 0
    return save(session, policy, incident, changed, deed)
