"""Weekly releases: what we said about a week, written once."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from service.models.columns import TEXT, UtcInstant


class WeeklyRelease(SQLModel, table=True):
    __tablename__ = "weekly_release"

    week: str = Field(primary_key=True, sa_type=TEXT)
    vintage: int = Field(primary_key=True)
    released_at: datetime = Field(sa_type=UtcInstant)
    released_by: str = Field(sa_type=TEXT)
    sha256: str = Field(sa_type=TEXT)
    document: str = Field(sa_type=TEXT)
