"""Queries of sealed reports, and the lock under which keys come and go."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, delete, func, select, text, update
from sqlmodel import Session

from service.models import AuditEntry, Report, SealedPhoto, SealedReport

_KEYS_LOCK = 0x6D69_647A_6B65_7973  # "midzkeys"

_SEALED = SealedReport.metadata.tables["sealed_report"].c
_ENTRY = AuditEntry.metadata.tables["audit_entry"].c
_READABLE = _SEALED.wrapped_key.is_not(None)
_PARTS = (_SEALED.report_id, _SEALED.wrapping_key, _SEALED.wrapped_key, _SEALED.ciphertext)

# Only over what was read: a report that was erased or rewrapped meanwhile stays as it is.
_REWRAP = (
    update(SealedReport.metadata.tables["sealed_report"])
    .where(
        _SEALED.report_id == bindparam("of_report"),
        _SEALED.wrapping_key == bindparam("old_key"),
        _READABLE,
    )
    .values(wrapping_key=bindparam("new_key"), wrapped_key=bindparam("new_wrapped"))
)

Row = Mapping[str, Any]


def lock_keys(session: Session) -> None:
    """One change of the key file at a time, on whatever machine."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _KEYS_LOCK})


def hold_sealing(session: Session) -> None:
    """No report is stored from here to the end of the transaction; SQLite's writer is alone."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("LOCK TABLE sealed_report IN SHARE ROW EXCLUSIVE MODE"))


def count_by_key(session: Session) -> dict[str, int]:
    """How many reports can be opened with each key alone."""
    statement = select(_SEALED.wrapping_key, func.count()).where(_READABLE)
    rows = session.execute(statement.group_by(_SEALED.wrapping_key)).all()
    return {row[0]: row[1] for row in rows}


def count_erased(session: Session) -> int:
    return int(session.execute(select(func.count()).where(~_READABLE)).scalar_one())


def sealed_after(session: Session, after_id: str, newest: str, limit: int) -> list[Row]:
    """The next reports, by id, that another key than the newest wraps; without their bytes."""
    statement = (
        select(_SEALED.report_id, _SEALED.wrapping_key, _SEALED.wrapped_key)
        .where(_SEALED.report_id > after_id, _SEALED.wrapping_key != newest, _READABLE)
        .order_by(_SEALED.report_id)
        .limit(limit)
    )
    return [dict(row) for row in session.execute(statement).mappings()]


def save_rewrapped(session: Session, rows: Sequence[Row]) -> None:
    if rows:
        session.connection().execute(_REWRAP, [dict(row) for row in rows])


def was_finished(session: Session, key_id: str) -> bool:
    """Whether every report was rewrapped under this key once."""
    done = select(_ENTRY.id).where(_ENTRY.action == "vault.rotated", _ENTRY.subject == key_id)
    return session.execute(done.limit(1)).first() is not None


def some_sealed(session: Session, key_id: str) -> Row | None:
    """Any report that this key opens."""
    statement = select(*_PARTS).where(_READABLE, _SEALED.wrapping_key == key_id).limit(1)
    row = session.execute(statement).mappings().one_or_none()
    return None if row is None else dict(row)


def count_known(session: Session, report_ids: Sequence[str]) -> int:
    statement = select(func.count()).where(_SEALED.report_id.in_(report_ids))
    return int(session.execute(statement).scalar_one())


def readable_of(session: Session, report_ids: Sequence[str]) -> list[str]:
    """Those of these reports that were not erased."""
    statement = select(_SEALED.report_id).where(_SEALED.report_id.in_(report_ids), _READABLE)
    return list(session.execute(statement.order_by(_SEALED.report_id)).scalars())


def reports_of_key(session: Session, key_id: str) -> list[str]:
    table = Report.metadata.tables["report"].c
    mine = select(table.id).where(table.submitted_by == key_id).order_by(table.id)
    return list(session.execute(mine).scalars())


def destroy(session: Session, report_ids: Sequence[str]) -> None:
    """Neither a key nor bytes are left, of the photos too; the rows of reports stay."""
    session.execute(
        update(SealedReport.metadata.tables["sealed_report"])
        .where(_SEALED.report_id.in_(report_ids))
        .values(wrapped_key=None, ciphertext=b"")
    )
    images = SealedPhoto.metadata.tables["sealed_photo"]
    session.execute(delete(images).where(images.c.report_id.in_(report_ids)))
