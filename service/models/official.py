"""Official totals: what another source says of a period of its own. Rows only grow."""

from datetime import date, datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from service.models.columns import TEXT, UtcInstant


class OfficialTotal(SQLModel, table=True):
    """One statement of one source; a correction or a withdrawal is a further row.

    `to_day` is null where the source names no end; `last_day` is then the day of its document,
    beyond which it cannot reach. A row that another one `supersedes` does not stand any more.
    """

    __tablename__ = "official_total"
    __table_args__ = (
        Index("official_total_period", "from_day", "last_day"),
        Index("official_total_first", "first_id"),
    )

    id: str = Field(primary_key=True, sa_type=TEXT)
    first_id: str = Field(sa_type=TEXT)
    supersedes: str | None = Field(
        default=None, sa_type=TEXT, unique=True, foreign_key="official_total.id"
    )
    withdrawn: bool
    claimant: str = Field(sa_type=TEXT)
    relayed_by: str | None = Field(default=None, sa_type=TEXT)
    measure: str = Field(sa_type=TEXT)
    unit: str = Field(sa_type=TEXT)
    area_type: str = Field(sa_type=TEXT)
    area: str | None = Field(default=None, sa_type=TEXT)
    from_day: date
    to_day: date | None = None
    last_day: date
    day_basis: str = Field(sa_type=TEXT)
    value: int
    qualifier: str = Field(sa_type=TEXT)
    source_title: str | None = Field(default=None, sa_type=TEXT)
    source_url: str | None = Field(default=None, sa_type=TEXT)
    document_date: date | None = None
    stated: str | None = Field(default=None, sa_type=TEXT)
    actor: str = Field(sa_type=TEXT)
    at: datetime = Field(sa_type=UtcInstant)
    reason: str = Field(sa_type=TEXT)
