"""Queries of imports."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlmodel import Session, col

from service.models import Report


def count_stored(session: Session, report_ids: Sequence[str]) -> int:
    """How many of these reports are stored already."""
    return session.scalars(select(func.count()).where(col(Report.id).in_(report_ids))).one()
