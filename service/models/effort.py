"""Monitoring effort: how well anyone looked at a sector in a week. Rows only grow."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from service.models.columns import TEXT, UtcInstant


class MonitoringEffort(SQLModel, table=True):
    """One statement about one sector and week; the newest one counts."""

    __tablename__ = "monitoring_effort"
    __table_args__ = (Index("monitoring_effort_week", "week", "sector", "id"),)

    id: int | None = Field(default=None, primary_key=True)
    week: str = Field(sa_type=TEXT)
    sector: str = Field(sa_type=TEXT)
    level: str = Field(sa_type=TEXT)
    actor: str = Field(sa_type=TEXT)
    at: datetime = Field(sa_type=UtcInstant)
    reason: str = Field(sa_type=TEXT)
