"""Queries of everything that one key stands in; of the key's own row all but its hash."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, or_, select
from sqlmodel import Session

from service.models import (
    AccessKey,
    AuditEntry,
    ClaimGrade,
    ContextEntry,
    Device,
    IncidentHistory,
    MonitoringEffort,
    OfficialTotal,
    Report,
    ReportPhoto,
    SealedPhoto,
    SealedReport,
)

_KEY = AccessKey.metadata.tables["access_key"]
_REPORT = Report.metadata.tables["report"]
_SEALED = SealedReport.metadata.tables["sealed_report"]
_DEVICE = Device.metadata.tables["device"]
_PHOTO = ReportPhoto.metadata.tables["report_photo"]
_IMAGE = SealedPhoto.metadata.tables["sealed_photo"]
_ENTRY = AuditEntry.metadata.tables["audit_entry"]
_HISTORY = IncidentHistory.metadata.tables["incident_history"]
_GRADE = ClaimGrade.metadata.tables["claim_grade"]
_BESIDE = [
    model.metadata.tables[str(model.__tablename__)]
    for model in (MonitoringEffort, OfficialTotal, ContextEntry)
]

Row = dict[str, Any]


def find_key(session: Session, key_id: str) -> Row | None:
    columns = [column for column in _KEY.c if column.name != "token_sha256"]
    rows = _rows(session, select(*columns).where(_KEY.c.id == key_id))
    return rows[0] if rows else None


def reports_of(session: Session, key_id: str) -> list[Row]:
    erased = _SEALED.c.wrapped_key.is_(None).label("erased")
    statement = (
        select(_REPORT, erased)
        .outerjoin(_SEALED, _SEALED.c.report_id == _REPORT.c.id)
        .where(_REPORT.c.submitted_by == key_id)
        .order_by(_REPORT.c.received_at, _REPORT.c.id)
    )
    return _rows(session, statement)


def device_of(session: Session, key_id: str) -> Row | None:
    rows = _rows(session, select(_DEVICE).where(_DEVICE.c.id == key_id))
    return rows[0] if rows else None


def photos_of(session: Session, report_ids: Sequence[str]) -> list[Row]:
    statement = select(_PHOTO).where(_PHOTO.c.report_id.in_(report_ids))
    return _rows(session, statement.order_by(_PHOTO.c.report_id, _PHOTO.c.sha256))


def images_of(session: Session, report_id: str) -> list[Row]:
    return _rows(session, select(_IMAGE).where(_IMAGE.c.report_id == report_id))


def sealed_of(session: Session, report_id: str) -> Row:
    (row,) = _rows(session, select(_SEALED).where(_SEALED.c.report_id == report_id))
    return row


def entries_of(session: Session, key_id: str) -> list[Row]:
    """What the key did, and what was done to it."""
    mine = or_(_ENTRY.c.actor == key_id, _ENTRY.c.subject == key_id)
    return _rows(session, select(_ENTRY).where(mine).order_by(_ENTRY.c.id))


def history_of(session: Session, key_id: str) -> list[Row]:
    return _rows(
        session, select(_HISTORY).where(_HISTORY.c.actor == key_id).order_by(_HISTORY.c.id)
    )


def grades_of(session: Session, key_id: str) -> list[Row]:
    return _rows(session, select(_GRADE).where(_GRADE.c.reviewer == key_id).order_by(_GRADE.c.id))


def beside_of(session: Session, key_id: str) -> dict[str, list[Row]]:
    """What it wrote beside the figures, by table."""
    return {
        str(table.name): _rows(
            session, select(table).where(table.c.actor == key_id).order_by(table.c.at)
        )
        for table in _BESIDE
    }


def _rows(session: Session, statement: Select[Any]) -> list[Row]:
    return [dict(row) for row in session.execute(statement).mappings()]
