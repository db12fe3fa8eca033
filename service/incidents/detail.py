"""Everything that stands behind an incident, side by side, for the analyst who reviews it."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, cast

from sqlmodel import Session

from service.audit import service as audit
from service.database import Database
from service.errors import Missing
from service.incidents import repository
from service.incidents.claims import Claim
from service.incidents.disputes import disputed_groups
from service.incidents.evidence import claims_of
from service.incidents.facts import GROUPS, group_of
from service.incidents.grading import missing_for_confirmed
from service.incidents.schemas import (
    ClaimView,
    Contradiction,
    History,
    HistoryRow,
    IncidentDetail,
)
from service.incidents.values import in_order, states_it
from service.models import IncidentRow, Report, SensitivityProposal
from service.photos.schemas import MISSING, PhotoState
from service.photos.service import list_photos
from service.vocabulary import legal_next

_UNCLAIMED: Final = ("source", "grade")
# A value that is put together from what all claims say follows no single one.
_TOGETHER: Final = ("acts", "equipment")
_WITHDRAWN: Final = "withdrawn"


def get_detail(database: Database, incident_id: str) -> IncidentDetail:
    """The incident with its reports and their claims; raises `Missing`.

    It holds exact places: whoever hands it out records that first, by `record_reading`.
    """
    with database.reading() as session:
        incident = _find(session, incident_id)
        reports = repository.all_reports_of(session, incident_id)
        standing = [report for report in reports if report.state != _WITHDRAWN]
        claims = claims_of(session, standing)
        photos = list_photos(session, [report.id for report in standing])
        views = [
            _view(report, claim, photos[report.id])
            for report, claim in zip(standing, claims, strict=True)
        ]
        return IncidentDetail(
            incident=cast(dict[str, Any], incident),
            claims=views,
            withdrawn_reports=[report.id for report in reports if report.state == _WITHDRAWN],
            # By the claims that stand here now: one that was merged keeps what it had in its row.
            contradictions=[
                _contradiction(incident, group, claims) for group in disputed_groups(claims)
            ],
            merged=repository.merged_into(session, [incident_id]),
            missing_for_confirmed=missing_for_confirmed(claims),
            proposed_sensitivity=_proposed(repository.find_proposal(session, incident_id)),
            legal_next=list(legal_next(incident["status"])),
            photos_missing=sum(view.photos_missing for view in views),
        )


def get_history(database: Database, incident_id: str) -> History:
    """Every change of an incident; it holds exact places too. Raises `Missing`."""
    with database.reading() as session:
        _find(session, incident_id)
        rows = repository.history_of(session, [incident_id])
    fields = HistoryRow.model_fields
    return History(
        id=incident_id,
        changes=[HistoryRow(**{name: getattr(row, name) for name in fields}) for row in rows],
    )


def incident_behind(database: Database, report_id: str) -> str:
    """The id of the incident that a report stands behind; raises `Missing`."""
    with database.reading() as session:
        report = repository.find_report(session, report_id)
    if report is None or report.incident_id is None:
        raise Missing("no report with this id stands behind an incident")
    return report.incident_id


def record_reading(database: Database, incident_id: str, actor: str, part: str) -> None:
    audit.record_alone(database, "incident.read", actor, incident_id, {"part": part})


def _find(session: Session, incident_id: str) -> IncidentRow:
    incident = repository.find_incident(session, incident_id)
    if incident is None:
        raise Missing("no incident has this id")
    return incident


def _view(report: Report, claim: Claim, photos: Sequence[PhotoState]) -> ClaimView:
    state = cast(Mapping[str, Any], claim.state)
    return ClaimView(
        report=report.id,
        channel=report.channel,
        profile=report.profile,
        submitted_by=report.submitted_by,
        received_at=report.received_at,
        sent_at=report.sent_at,
        observed_at=report.observed_at,
        clock_suspect=report.clock_suspect,
        sha256=report.sha256,
        state=report.state,
        opened=claim.opened_id,
        source=claim.source,
        document=claim.document,
        **group_of(state, "source"),
        reliability=claim.reliability,
        credibility=claim.credibility,
        judgements=[
            {"reviewer": each.reviewer, "credibility": each.credibility, "at": each.at}
            for each in claim.judgements
        ],
        values={group: group_of(state, group) for group in GROUPS if group not in _UNCLAIMED},
        photos_announced=len(photos),
        photos_missing=sum(photo.state == MISSING for photo in photos),
    )


def _contradiction(incident: IncidentRow, group: str, claims: Sequence[Claim]) -> Contradiction:
    ordered = in_order(group, incident["id"], claims)
    said = [claim for claim in ordered if states_it(group, claim.state)]
    return Contradiction(
        group=group,
        followed=_followed(incident, group, said),
        values=[
            {
                "report": claim.report_id,
                "source": claim.source,
                "grade": claim.reliability + claim.credibility,
                **group_of(cast(Mapping[str, Any], claim.state), group),
            }
            for claim in said
        ],
    )


def _followed(incident: IncidentRow, group: str, said: Sequence[Claim]) -> str:
    if group in incident["set_by_hand"]:
        return "by hand"
    return "several" if group in _TOGETHER else said[0].report_id


def _proposed(proposal: SensitivityProposal | None) -> dict[str, Any] | None:
    return None if proposal is None else proposal.model_dump(exclude={"incident_id"})
