"""Queries of the audit trail."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session

from service.models import AuditEntry

_ADD = insert(AuditEntry.metadata.tables["audit_entry"])


def add_entries(session: Session, entries: Sequence[Mapping[str, Any]]) -> None:
    if entries:
        session.connection().execute(_ADD, [dict(each) for each in entries])
