"""Weekly releases: the figures of a week as they were said, written once per vintage."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from service.models.columns import TEXT, JsonText, UtcInstant


class WeeklyRelease(SQLModel, table=True):
    __tablename__ = "weekly_release"

    week: str = Field(primary_key=True, sa_type=TEXT)
    vintage: int = Field(primary_key=True)
    released_at: datetime = Field(sa_type=UtcInstant)
    released_by: str = Field(sa_type=TEXT)
    sha256: str = Field(sa_type=TEXT)
    document: str = Field(sa_type=TEXT)


class SectorWeek(SQLModel, table=True):
    """One sector in the newest vintage of a week, with its ready GeoJSON text; for maps."""

    __tablename__ = "sector_week"
    __table_args__ = (Index("sector_week_page", "period_from", "id"),)

    id: str = Field(primary_key=True, sa_type=TEXT)
    week: str = Field(sa_type=TEXT, index=True)
    sector: str = Field(sa_type=TEXT)
    period_from: date
    period_to: date
    feature: str = Field(sa_type=TEXT)


class ReleaseRecord(SQLModel, table=True):
    """How one incident counts in a vintage, where that is new; `counted` is null once it left."""

    __tablename__ = "release_record"

    week: str = Field(primary_key=True, sa_type=TEXT)
    vintage: int = Field(primary_key=True)
    incident_id: str = Field(primary_key=True, sa_type=TEXT)
    cause: str | None = Field(default=None, sa_type=TEXT)
    counted: dict[str, Any] | None = Field(default=None, sa_type=JsonText)


class ReleaseRequest(SQLModel, table=True):
    """The answer to an `Idempotency-Key`, so that a repeat is told the same."""

    __tablename__ = "release_request"

    key_sha256: str = Field(primary_key=True, sa_type=TEXT)
    body_sha256: str = Field(sa_type=TEXT)
    week: str = Field(sa_type=TEXT)
    vintage: int
    created: bool


class ReleasePreparation(SQLModel, table=True):
    """A scheduled release that waits for an analyst: how much it would change, or what hinders."""

    __tablename__ = "release_preparation"

    week: str = Field(primary_key=True, sa_type=TEXT)
    step: str = Field(primary_key=True, sa_type=TEXT)
    prepared_at: datetime = Field(sa_type=UtcInstant)
    changed_cells: int
    problem: str | None = Field(default=None, sa_type=TEXT)
