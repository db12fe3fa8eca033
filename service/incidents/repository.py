"""Queries of incidents, of the reports behind them, and of what was judged about both."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlmodel import Session, col

from service.database import insert_rows
from service.models import (
    ClaimGrade,
    Incident,
    IncidentHistory,
    IncidentRow,
    Report,
    SensitivityProposal,
    SourceReliability,
)
from service.reports.senders import UNLINKED

_TABLE = Incident.metadata.tables["incident"]
_WITHDRAWN = "withdrawn"


def lock_incident(session: Session, incident_id: str) -> IncidentRow | None:
    """The incident, held against other writers until the transaction ends."""
    # Not against rows that merely refer to it: the publisher writes them while an analyst waits.
    locked = select(_TABLE).where(_TABLE.c.id == incident_id).with_for_update(key_share=True)
    row = session.execute(locked).mappings().one_or_none()
    return None if row is None else cast(IncidentRow, dict(row))


def find_incident(session: Session, incident_id: str) -> IncidentRow | None:
    row = session.execute(select(_TABLE).where(_TABLE.c.id == incident_id)).mappings().one_or_none()
    return None if row is None else cast(IncidentRow, dict(row))


def incidents_by_id(session: Session, incident_ids: Sequence[str]) -> dict[str, IncidentRow]:
    rows = session.execute(select(_TABLE).where(_TABLE.c.id.in_(incident_ids))).mappings()
    return {row["id"]: cast(IncidentRow, dict(row)) for row in rows}


def save_incident(session: Session, incident: IncidentRow) -> None:
    session.execute(
        update(_TABLE).where(_TABLE.c.id == incident["id"]).values(**cast(dict[str, Any], incident))
    )


def merged_into(session: Session, incident_ids: Sequence[str]) -> list[str]:
    """The incidents whose reports went over to one of these."""
    statement = select(col(Incident.id)).where(col(Incident.merged_into).in_(incident_ids))
    return list(session.scalars(statement.order_by(col(Incident.id))))


def reports_behind(session: Session, incident_id: str) -> list[Report]:
    """The reports that stand behind an incident, those that were withdrawn left out."""
    statement = (
        select(Report)
        .where(col(Report.incident_id) == incident_id, col(Report.state) != _WITHDRAWN)
        .order_by(col(Report.received_at), col(Report.id))
    )
    return list(session.scalars(statement))


def move_reports(session: Session, report_ids: Sequence[str], incident_id: str) -> None:
    session.execute(
        update(Report).where(col(Report.id).in_(report_ids)).values(incident_id=incident_id)
    )


def all_reports_of(session: Session, incident_id: str) -> list[Report]:
    """Also those that were withdrawn."""
    statement = select(Report).where(col(Report.incident_id) == incident_id)
    return list(session.scalars(statement.order_by(col(Report.received_at), col(Report.id))))


def set_report_states(session: Session, incident_id: str, state: str) -> None:
    """What is said of the reports behind an incident; a withdrawn one stays withdrawn."""
    session.execute(
        update(Report)
        .where(col(Report.incident_id) == incident_id, col(Report.state) != _WITHDRAWN)
        .values(state=state)
    )


def withdraw_report(session: Session, report_id: str) -> None:
    session.execute(update(Report).where(col(Report.id) == report_id).values(state=_WITHDRAWN))


def find_report(session: Session, report_id: str) -> Report | None:
    return session.get(Report, report_id, populate_existing=True)


def find_report_by_code(session: Session, code: str) -> Report | None:
    statement = select(Report).where(col(Report.receipt_code) == code).limit(1)
    return session.scalars(statement).one_or_none()


def add_history(session: Session, rows: Sequence[IncidentHistory]) -> None:
    session.add_all(rows)
    session.flush()


def history_of(session: Session, incident_ids: Sequence[str]) -> list[IncidentHistory]:
    statement = (
        select(IncidentHistory)
        .where(col(IncidentHistory.incident_id).in_(incident_ids))
        .order_by(col(IncidentHistory.id))
    )
    return list(session.scalars(statement))


def judgements_of(session: Session, report_ids: Sequence[str]) -> list[ClaimGrade]:
    """Every judgement of these reports' claims, the oldest first."""
    statement = select(ClaimGrade).where(col(ClaimGrade.report_id).in_(report_ids))
    return list(session.scalars(statement.order_by(col(ClaimGrade.id))))


def add_judgement(session: Session, judgement: ClaimGrade) -> None:
    session.add(judgement)
    session.flush()


def reliabilities(session: Session, sources: Sequence[str]) -> dict[str, str]:
    statement = select(SourceReliability).where(col(SourceReliability.source).in_(sources))
    return {row.source: row.reliability for row in session.scalars(statement)}


def graded_sources(session: Session) -> list[SourceReliability]:
    """Those that are known: what a sender kept who is known no more is nobody's standing."""
    known = ~col(SourceReliability.source).contains(f":{UNLINKED}")
    statement = select(SourceReliability).where(known).order_by(col(SourceReliability.source))
    return list(session.scalars(statement))


def find_source(session: Session, source: str) -> SourceReliability | None:
    return session.get(SourceReliability, source)


def save_source(session: Session, source: SourceReliability) -> None:
    session.merge(source)
    session.flush()


def reports_of_kind(
    session: Session, source_type: str, after: tuple[str, str] | None, limit: int
) -> list[tuple[str, str, str]]:
    """Reports that may be of a source of this type: incident, report and sender, in their order.

    An incident with several reports may have taken over the source of another one of them.
    """
    statement = (
        select(col(Report.incident_id), col(Report.id), col(Report.submitted_by))
        .join(Incident, col(Incident.id) == col(Report.incident_id))
        .where(
            or_(col(Incident.source_type) == source_type, col(Incident.reports) > 1),
            col(Report.state) != _WITHDRAWN,
            _behind(after),
        )
        .order_by(col(Report.incident_id), col(Report.id))
        .limit(limit)
    )
    return [(str(row[0]), row[1], row[2]) for row in session.execute(statement)]


def _behind(after: tuple[str, str] | None) -> ColumnElement[bool]:
    if after is None:
        return col(Report.incident_id).is_not(None)
    incident_id, report_id = after
    return or_(
        col(Report.incident_id) > incident_id,
        and_(col(Report.incident_id) == incident_id, col(Report.id) > report_id),
    )


def find_proposal(session: Session, incident_id: str) -> SensitivityProposal | None:
    return session.get(SensitivityProposal, incident_id, populate_existing=True)


def save_proposal(session: Session, proposal: SensitivityProposal) -> None:
    session.merge(proposal)
    session.flush()


def drop_proposal(session: Session, incident_id: str) -> None:
    found = find_proposal(session, incident_id)
    if found is not None:
        session.delete(found)
        session.flush()


def unknown_places(session: Session) -> list[tuple[str, int]]:
    """Names that the gazetteer does not hold, with the number of incidents that use them."""
    statement = (
        select(col(Incident.place), func.count())
        .where(~col(Incident.place_known), col(Incident.place).is_not(None))
        .group_by(col(Incident.place))
        .order_by(func.count().desc(), col(Incident.place))
    )
    return [(cast(str, place), count) for place, count in session.execute(statement)]


def insert_incidents(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    insert_rows(session, Incident, rows)
