"""Who may raise or lower the sensitivity of an incident: one person, or two."""

from dataclasses import dataclass
from typing import cast

from sqlmodel import Session

from service.audit import service as audit
from service.database import Database
from service.errors import SensitivityIllegal
from service.incidents import repository
from service.incidents.facts import class_of, highest
from service.incidents.saving import Deed, lock_standing, save
from service.models import IncidentRow, SensitivityProposal
from service.projections.policy import Policy


@dataclass(frozen=True, slots=True)
class SensitivityAnswer:
    """The incident now, and the lower level that waits for a second person, if one does."""

    incident: IncidentRow
    proposed: str | None


def set_sensitivity(
    database: Database, policy: Policy, incident_id: str, level: str, deed: Deed
) -> SensitivityAnswer:
    """Raise at once; lower when a second person asks for the same level.

    Raises `SensitivityIllegal` for a level below what the incident's own acts ask for.
    """
    with database.writing() as session:
        incident = lock_standing(session, incident_id)
        now = incident["sensitivity"]
        if highest((level, now)) == level:
            repository.drop_proposal(session, incident_id)
            # Also where it is as high already: it stays so when what made it so is gone.
            raised = save(session, policy, incident, _at(incident, level), deed)
            return SensitivityAnswer(raised, None)
        _refuse_below_acts(incident, level)
        proposal = repository.find_proposal(session, incident_id)
        if proposal and proposal.level == level and proposal.actor != deed.actor:
            # Told even where the floor stood there: it covers what was merged since, from now on.
            told = {"sensitivity_floor": (incident["sensitivity_floor"], level)}
            lowered = save(session, policy, incident, _at(incident, level), deed, told)
            return SensitivityAnswer(lowered, None)
        _propose(session, incident_id, level, deed)
        return SensitivityAnswer(incident, level)


def _at(incident: IncidentRow, level: str) -> IncidentRow:
    return cast(IncidentRow, {**incident, "sensitivity": level, "sensitivity_floor": level})


def _refuse_below_acts(incident: IncidentRow, level: str) -> None:
    least = class_of(incident)
    if highest((level, least)) != level:
        raise SensitivityIllegal(
            f"its acts and casualties make it {least}: correct those first if they are wrong"
        )


def _propose(session: Session, incident_id: str, level: str, deed: Deed) -> None:
    repository.save_proposal(
        session,
        SensitivityProposal(
            incident_id=incident_id,
            level=level,
            actor=deed.actor,
            at=deed.at,
            reason=deed.reason,
        ),
    )
    audit.record(session, deed.action, deed.actor, incident_id, {"proposed": level})
