"""Incidents: opened by reports. What analysts do with them stands in one file per verb."""

from collections.abc import Sequence
from datetime import datetime
from typing import cast

from sqlmodel import Session

from service.errors import Problem
from service.incidents import repository
from service.incidents.claims import UNGRADED, claimant
from service.incidents.curate import open_incident
from service.incidents.placing import place_reports
from service.models import IncidentRow
from service.projections import service as projections
from service.projections.policy import Policy
from service.reports.schemas import ReportCreate


def open_incidents(
    reports: Sequence[ReportCreate], received_at: datetime
) -> list[IncidentRow | Problem]:
    """The incident each report opens, or the problem with its place; nothing is stored yet."""
    placed = place_reports([report.location for report in reports])
    return [
        where if isinstance(where, Problem) else open_incident(report, where, received_at)
        for report, where in zip(reports, placed, strict=True)
    ]


def add_incidents(
    session: Session, incidents: Sequence[IncidentRow], senders: Sequence[str], policy: Policy
) -> None:
    """Write new incidents and their full projection in the caller's transaction.

    A source that was graded keeps its standing reliability in what it reports next.
    """
    sources = [claimant(*pair) for pair in zip(incidents, senders, strict=True)]
    standing = repository.reliabilities(session, [*set(sources)])
    graded = [
        cast(IncidentRow, {**incident, "reliability": standing.get(source, UNGRADED[0])})
        for incident, source in zip(incidents, sources, strict=True)
    ]
    repository.insert_incidents(session, graded)
    projections.add_features(session, graded, policy)
