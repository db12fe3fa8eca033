"""The two projections of an incident, and what was decided when it was first published.

`feature_full` is for staff and partners. `feature_public` has coarser types on purpose: no column
of it can hold an exact coordinate, a clock time or free text.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from service.models.columns import TEXT, JsonText, UtcInstant


class FeatureFull(SQLModel, table=True):
    """One row per incident that counts; `feature` is its ready GeoJSON text."""

    __tablename__ = "feature_full"
    __table_args__ = (
        Index("feature_full_page", "occurred_from", "id"),
        # In page order within a week, or among the few that have none.
        Index("feature_full_week", "week", "occurred_from", "id", "occurred_to"),
        Index(
            "feature_full_due",
            "public_on",
            sqlite_where=text("public_on IS NOT NULL"),
            postgresql_where=text("public_on IS NOT NULL"),
        ),
        Index(
            "feature_full_state",
            "occurred_from",
            sqlite_where=text("type = 'encampment'"),
            postgresql_where=text("type = 'encampment'"),
        ),
    )

    id: str = Field(primary_key=True, sa_type=TEXT, foreign_key="incident.id")
    version: int
    public_on: date | None = None
    week: str | None = Field(default=None, sa_type=TEXT)
    undated: str | None = Field(default=None, sa_type=TEXT)
    occurred_from: datetime = Field(sa_type=UtcInstant)
    occurred_to: datetime = Field(sa_type=UtcInstant)
    type: str = Field(sa_type=TEXT)
    also: list[str] = Field(sa_type=JsonText)
    equipment: list[str] = Field(sa_type=JsonText)
    items: list[dict[str, Any]] = Field(sa_type=JsonText)
    status: str = Field(sa_type=TEXT)
    sensitivity: str = Field(sa_type=TEXT)
    sector: str | None = Field(default=None, sa_type=TEXT)
    sectors: list[str] = Field(sa_type=JsonText)
    lon: float | None = None
    lat: float | None = None
    persons_low: int | None = None
    persons_high: int | None = None
    attempts_low: int | None = None
    attempts_high: int | None = None
    feature: str = Field(sa_type=TEXT)


class FeaturePublic(SQLModel, table=True):
    """What everyone may see; rows come and change in weekly batches and leave at once."""

    __tablename__ = "feature_public"
    __table_args__ = (
        Index("feature_public_page", "period_from", "id"),
        Index("feature_public_week", "week", "period_from", "id", "period_to"),
    )

    id: str = Field(primary_key=True, sa_type=TEXT)
    batch: str = Field(sa_type=TEXT, foreign_key="public_batch.week")
    period_from: date
    period_to: date
    week: str | None = Field(default=None, sa_type=TEXT)
    undated: str | None = Field(default=None, sa_type=TEXT)
    type: str = Field(sa_type=TEXT)
    also: list[str] = Field(sa_type=JsonText)
    equipment: list[str] = Field(sa_type=JsonText)
    status: str = Field(sa_type=TEXT)
    sector: str | None = Field(default=None, sa_type=TEXT)
    sectors: list[str] = Field(sa_type=JsonText)
    cell: str | None = Field(default=None, sa_type=TEXT)
    lon: float | None = None
    lat: float | None = None
    feature: str = Field(sa_type=TEXT)


class Publication(SQLModel, table=True):
    """The link from an incident to its public row; staff only.

    It outlives the public row, so that an incident that comes back keeps its random public id and
    never gets a finer place than it had.
    """

    __tablename__ = "publication"

    incident_id: str = Field(primary_key=True, sa_type=TEXT, foreign_key="incident.id")
    public_id: str = Field(sa_type=TEXT, unique=True)
    geometry_basis: str = Field(sa_type=TEXT)
    place: str | None = Field(default=None, sa_type=TEXT)
    month_only: bool = False
    version: int
    live: bool


class PublicBatch(SQLModel, table=True):
    """One weekly batch of public rows, named by the ISO week in which it appeared."""

    __tablename__ = "public_batch"

    week: str = Field(primary_key=True, sa_type=TEXT)
    published_at: datetime = Field(sa_type=UtcInstant)


class PublicRevision(SQLModel, table=True):
    """One row: the number of the newest change of `feature_public`; public ETags follow it alone.

    `sequence` is a random name: numbers of another database, or from before a backup was restored,
    mean nothing here.
    """

    __tablename__ = "public_revision"

    id: int = Field(default=1, primary_key=True)
    revision: int
    sequence: str = Field(default="", sa_type=TEXT)


class PublicChange(SQLModel, table=True):
    """The newest change of one public id: it came or changed, or it was withdrawn.

    Numbers are given under the lock of `public_revision`, so they become visible in their order.
    A row holds no content: what was withdrawn is kept nowhere.
    """

    __tablename__ = "public_change"

    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    public_id: str = Field(sa_type=TEXT, unique=True)
    withdrawn: bool


class ProjectionRun(SQLModel, table=True):
    """One row: how far `miedza project --all` has come, and under which rules it last ended."""

    __tablename__ = "projection_run"

    id: int = Field(default=1, primary_key=True)
    rules: str | None = Field(default=None, sa_type=TEXT)
    finished_rules: str | None = Field(default=None, sa_type=TEXT)
    after_id: str | None = Field(default=None, sa_type=TEXT)
    done: int = 0
    finished_at: datetime | None = Field(default=None, sa_type=UtcInstant)
