"""Queries of monitoring effort."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlmodel import Session, col

from service.models import MonitoringEffort


def add(session: Session, rows: Sequence[MonitoringEffort]) -> None:
    session.add_all(rows)
    session.flush()


def newest_between(session: Session, first: str, last: str) -> list[MonitoringEffort]:
    """The newest row of each sector and week, both weeks included, in the order of weeks."""
    week, sector, number = (
        col(MonitoringEffort.week),
        col(MonitoringEffort.sector),
        col(MonitoringEffort.id),
    )
    newest = select(func.max(number)).where(week >= first, week <= last).group_by(week, sector)
    statement = select(MonitoringEffort).where(number.in_(newest)).order_by(week, sector)
    return list(session.scalars(statement))


def all_of(session: Session, week: str, sector: str) -> list[MonitoringEffort]:
    """Every row of one sector and week, the oldest first."""
    statement = (
        select(MonitoringEffort)
        .where(col(MonitoringEffort.week) == week, col(MonitoringEffort.sector) == sector)
        .order_by(col(MonitoringEffort.id))
    )
    return list(session.scalars(statement))
