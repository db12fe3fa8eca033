"""What stands behind an incident: the claims of its reports, graded, and what follows from them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import cast

from sqlmodel import Session

from service.incidents import repository
from service.incidents.claims import UNGRADED, Claim, Judgement, claimant
from service.incidents.disputes import disputed_groups
from service.incidents.facts import class_of, highest
from service.incidents.history import state_at
from service.incidents.levels import told_level
from service.incidents.values import follow_claims
from service.models import ClaimGrade, IncidentHistory, IncidentRow, Report


def load_claims(session: Session, incident_id: str) -> list[Claim]:
    """The claims of the reports that stand behind an incident now; withdrawn ones make none."""
    return claims_of(session, repository.reports_behind(session, incident_id))


def claims_of(session: Session, reports: Sequence[Report]) -> list[Claim]:
    first = _first_versions(session, [str(report.opened_id) for report in reports])
    judged = _latest(repository.judgements_of(session, [report.id for report in reports]))
    sources = {
        report.id: claimant(first[str(report.opened_id)], report.submitted_by) for report in reports
    }
    reliable = repository.reliabilities(session, [*set(sources.values())])
    return [
        Claim(
            report_id=report.id,
            opened_id=str(report.opened_id),
            received_at=report.received_at,
            submitted_by=report.submitted_by,
            state=first[str(report.opened_id)],
            reliability=reliable.get(sources[report.id], UNGRADED[0]),
            judgements=judged[report.id],
        )
        for report in reports
    ]


def settle(
    session: Session, incident: IncidentRow, claims: Sequence[Claim], *, may_fall: bool
) -> IncidentRow:
    """The incident as its claims give it now, with what was set by hand kept.

    Its sensitivity falls only where `may_fall`, when another incident parts from it: otherwise one
    person could lower it, which takes two. What it may not fall below is kept as its floor then.
    """
    settled = {
        **follow_claims(incident, claims),
        "disputed": disputed_groups(claims),
        "reports": len(claims),
    }
    level = highest([class_of(settled), told_level(session, incident)])
    if not may_fall and highest([level, incident["sensitivity"]]) != level:
        level = settled["sensitivity_floor"] = incident["sensitivity"]
    settled["sensitivity"] = level
    return cast(IncidentRow, settled)


def _first_versions(session: Session, incident_ids: Sequence[str]) -> Mapping[str, IncidentRow]:
    rows = repository.incidents_by_id(session, incident_ids)
    changed = [each["id"] for each in rows.values() if each["version"] > 1]
    history: defaultdict[str, list[IncidentHistory]] = defaultdict(list)
    for row in repository.history_of(session, changed) if changed else ():
        history[row.incident_id].append(row)
    return {key: state_at(row, history[key], 1) for key, row in rows.items()}


def _latest(grades: Sequence[ClaimGrade]) -> defaultdict[str, tuple[Judgement, ...]]:
    """Per report the latest judgement of each reviewer, the newest last."""
    found: defaultdict[str, dict[str, Judgement]] = defaultdict(dict)
    for grade in grades:
        # Taken out first, so that the newest comes last.
        found[grade.report_id].pop(grade.reviewer, None)
        found[grade.report_id][grade.reviewer] = Judgement(
            grade.reviewer, grade.credibility, grade.at
        )
    return defaultdict(tuple, {report: tuple(each.values()) for report, each in found.items()})
