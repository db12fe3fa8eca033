"""`/api/incidents`: one incident, and what analysts do with it."""

from uuid import UUID

import orjson
from fastapi import APIRouter, Request
from starlette.responses import Response

from service.access import Analyst, House
from service.conditional import answer, tag_of_body
from service.incidents import detail
from service.incidents.edit import edit
from service.incidents.grade import set_grade
from service.incidents.merge import merge, unmerge
from service.incidents.saving import Deed
from service.incidents.schemas import (
    GradeChange,
    IncidentEdit,
    IncidentStatus,
    MergeRequest,
    MergeResult,
    Reasoned,
    SensitivityChange,
    SensitivityResult,
    StatusChange,
)
from service.incidents.sensitivity import set_sensitivity as change_sensitivity
from service.incidents.status import set_status as change_status
from service.reads import FULL_CACHE, read
from service.versions import IfMatch, required_version

router = APIRouter(prefix="/api/incidents", tags=["incidents"])

JSON = "application/json"


@read(router, "/{incident_id}", JSON)
def read_incident(incident_id: UUID, request: Request, caller: Analyst, house: House) -> Response:
    """The incident with all its reports, their claims and contradictions, exact places included.

    Each reading is an audit entry. The `ETag` begins with the version, which an edit names.
    """
    found = detail.get_detail(house.database, str(incident_id))
    body = orjson.dumps(found.model_dump())
    tag = f'"{found.incident["version"]}-{tag_of_body(body).strip(chr(34))}"'

    def recorded() -> bytes:
        detail.record_reading(house.database, str(incident_id), caller.key_id, "detail")
        return body

    return answer(request, tag, recorded, JSON, FULL_CACHE)


@read(router, "/{incident_id}/history", JSON)
def read_history(incident_id: UUID, request: Request, caller: Analyst, house: House) -> Response:
    """Every change of the incident: who, when, which field, from what to what, and why."""
    body = orjson.dumps(detail.get_history(house.database, str(incident_id)).model_dump())

    def recorded() -> bytes:
        detail.record_reading(house.database, str(incident_id), caller.key_id, "history")
        return body

    return answer(request, tag_of_body(body), recorded, JSON, FULL_CACHE)


@router.patch("/{incident_id}", response_model=IncidentStatus)
def edit_incident(
    incident_id: UUID,
    change: IncidentEdit,
    caller: Analyst,
    house: House,
    if_match: IfMatch = None,
) -> Response:
    """Set values by hand, or let groups of them follow the claims again (`follow`).

    `If-Match` is required: the second of two editors gets a 412, and nothing is overwritten.
    """
    changed = edit(
        house.database,
        house.policy,
        str(incident_id),
        change,
        expected_version=required_version(if_match),
        actor=caller.key_id,
    )
    return _changed(IncidentStatus.of(changed))


@router.post("/{incident_id}/status")
def set_status(
    incident_id: UUID, change: StatusChange, caller: Analyst, house: House
) -> IncidentStatus:
    """Move an incident along the status machine; the history keeps who, when and why.

    Withdrawn, rejected and duplicate incidents leave both projections at once. A newly allowed
    public record waits for the next weekly batch.
    """
    incident = change_status(
        house.database,
        house.policy,
        str(incident_id),
        change.status,
        change.reason,
        caller.key_id,
    )
    return IncidentStatus.of(incident)


@router.put("/{incident_id}/grade", response_model=IncidentStatus)
def grade_incident(
    incident_id: UUID, change: GradeChange, caller: Analyst, house: House, if_match: IfMatch = None
) -> Response:
    """Set a grade against the rule; `follow: ["grade"]` in an edit lets it follow the rule again.

    Credibility 1 is refused until two independent claims and two reviewers stand behind it.
    """
    graded = set_grade(
        house.database,
        house.policy,
        str(incident_id),
        (change.reliability, change.credibility),
        Deed(caller.key_id, change.reason, "incident.graded"),
        None if if_match is None else required_version(if_match),
    )
    return _changed(IncidentStatus.of(graded))


@router.post("/{incident_id}/merge")
def merge_incident(
    incident_id: UUID, change: MergeRequest, caller: Analyst, house: House
) -> MergeResult:
    """Say that this incident and `into` are one event: the reports of both stand behind `into`."""
    deed = Deed(caller.key_id, change.reason, "incident.merged")
    merged, into = merge(house.database, house.policy, str(incident_id), str(change.into), deed)
    return MergeResult(merged=IncidentStatus.of(merged), into=IncidentStatus.of(into))


@router.post("/{incident_id}/unmerge")
def unmerge_incident(
    incident_id: UUID, change: Reasoned, caller: Analyst, house: House
) -> MergeResult:
    """Take the incident out of the one it was merged into; it comes back as it was."""
    deed = Deed(caller.key_id, change.reason, "incident.unmerged")
    merged, into = unmerge(house.database, house.policy, str(incident_id), deed)
    return MergeResult(merged=IncidentStatus.of(merged), into=IncidentStatus.of(into))


@router.post("/{incident_id}/sensitivity")
def set_sensitivity(
    incident_id: UUID, change: SensitivityChange, caller: Analyst, house: House
) -> SensitivityResult:
    """Raise the sensitivity at once, or ask to lower it: that takes a second person."""
    deed = Deed(caller.key_id, change.reason, "incident.sensitivity")
    found = change_sensitivity(house.database, house.policy, str(incident_id), change.level, deed)
    return SensitivityResult(
        **IncidentStatus.of(found.incident).model_dump(), proposed=found.proposed
    )


def _changed(status: IncidentStatus) -> Response:
    headers = {**FULL_CACHE, "ETag": f'"{status.version}"'}
    return Response(status.model_dump_json(), 200, headers, JSON)
