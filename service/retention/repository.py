"""Queries of what has been kept long enough."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlmodel import Session

from service.models import Incident, Report, SealedReport
from service.reports.senders import IMPORT, UNLINKED

_REPORT = Report.metadata.tables["report"]
_INCIDENT = Incident.metadata.tables["incident"]
_SEALED = SealedReport.metadata.tables["sealed_report"]

_OF_A_KEY: Final = and_(
    ~_REPORT.c.submitted_by.startswith(UNLINKED), ~_REPORT.c.submitted_by.startswith(IMPORT)
)
# An incident's reports go together; a report without one is a group of its own.
_GROUP: Final = func.coalesce(_REPORT.c.incident_id, _REPORT.c.id)
# What belongs to no incident was judged by nobody: it is held like something high.
_CLASS: Final[ColumnElement[str]] = func.coalesce(_INCIDENT.c.sensitivity, "high")
_DUE_SEALED: Final = (
    select(_SEALED.c.report_id, _CLASS.label("sensitivity"), _REPORT.c.state)
    .join(_REPORT, _REPORT.c.id == _SEALED.c.report_id)
    .outerjoin(_INCIDENT, _INCIDENT.c.id == _REPORT.c.incident_id)
)


def count_linked(session: Session, before: datetime) -> int:
    """How many reports `linked_groups` and `linked_reports` come to in the end."""
    due = select(_GROUP).where(_OF_A_KEY, _REPORT.c.received_at < before)
    statement = select(func.count()).select_from(_REPORT).where(_OF_A_KEY, _GROUP.in_(due))
    return int(session.execute(statement).scalar_one())


def linked_groups(session: Session, before: datetime, after: str, limit: int) -> list[str]:
    """Incidents, or lone reports, that hold a report of a known key from before this instant."""
    statement = (
        select(_GROUP)
        .where(_OF_A_KEY, _REPORT.c.received_at < before, after < _GROUP)
        .group_by(_GROUP)
        .order_by(_GROUP)
        .limit(limit)
    )
    return list(session.execute(statement).scalars())


def linked_reports(session: Session, groups: Sequence[str]) -> list[tuple[str, str, str]]:
    """Group, report and key of what is still linked, held against other writers in one order."""
    statement = (
        select(_GROUP, _REPORT.c.id, _REPORT.c.submitted_by)
        .where(or_(_REPORT.c.incident_id.in_(groups), _lone(groups)), _OF_A_KEY)
        .order_by(_REPORT.c.id)
        .with_for_update(key_share=True)
    )
    return [(row[0], row[1], row[2]) for row in session.execute(statement)]


def _lone(groups: Sequence[str]) -> ColumnElement[bool]:
    return and_(_REPORT.c.incident_id.is_(None), _REPORT.c.id.in_(groups))


def unlink(session: Session, report_ids: Sequence[str], name: str) -> None:
    session.execute(
        update(_REPORT)
        .where(_REPORT.c.id.in_(report_ids))
        .values(submitted_by=name, idempotency_key=None, sent_at=None, observed_at=None)
    )


def due_sealed(
    session: Session, limits: dict[str, datetime], after: str, limit: int | None = None
) -> list[tuple[str, str]]:
    """Reports whose bytes may go, by id, each with the reason: its class, or `withdrawn`.

    `limits` names, for each class that has one, the instant before which reports are old enough.
    """
    old = [and_(_CLASS.in_([name]), _REPORT.c.received_at < when) for name, when in limits.items()]
    statement = (
        _DUE_SEALED.where(
            _SEALED.c.wrapped_key.is_not(None),
            _SEALED.c.report_id > after,
            or_(_REPORT.c.state == "withdrawn", *old),
        )
        .order_by(_SEALED.c.report_id)
        .limit(limit)
    )
    return [
        (report_id, "withdrawn" if state == "withdrawn" else sensitivity)
        for report_id, sensitivity, state in session.execute(statement)
    ]
