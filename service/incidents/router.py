"""`/api/incidents`: the analysts' moves."""

from uuid import UUID

from fastapi import APIRouter

from service.access import Analyst, House
from service.incidents import service
from service.incidents.schemas import IncidentStatus, StatusChange

router = APIRouter(prefix="/api/incidents", tags=["incidents"])


@router.post("/{incident_id}/status")
def set_status(
    incident_id: UUID, change: StatusChange, caller: Analyst, house: House
) -> IncidentStatus:
    """Move an incident along the status machine; the history keeps who, when and why.

    Withdrawn, rejected and duplicate incidents leave both projections at once. A newly allowed
    public record waits for the next weekly batch.
    """
    incident = service.set_status(
        house.database,
        house.policy,
        str(incident_id),
        change.status,
        change.reason,
        caller.key_id,
    )
    return IncidentStatus(id=incident["id"], status=incident["status"], version=incident["version"])
