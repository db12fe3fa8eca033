"""The context lane: dated events beside the figures. Rows only grow."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from service.models.columns import TEXT, JsonText, UtcInstant


class ContextEntry(SQLModel, table=True):
    """One version of one entry; the newest version counts, unless it is withdrawn.

    `dated` is as closely known as `date_precision` says; `first_day` and `last_day` are the whole
    of it.
    """

    __tablename__ = "context_entry"

    id: str = Field(primary_key=True, sa_type=TEXT)
    version: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    withdrawn: bool
    dated: str = Field(sa_type=TEXT)
    date_precision: str = Field(sa_type=TEXT)
    first_day: date
    last_day: date
    kind: str = Field(sa_type=TEXT)
    titles: dict[str, str] = Field(sa_type=JsonText)
    source: str = Field(sa_type=TEXT)
    source_url: str | None = Field(default=None, sa_type=TEXT)
    actor: str = Field(sa_type=TEXT)
    at: datetime = Field(sa_type=UtcInstant)
    reason: str = Field(sa_type=TEXT)
