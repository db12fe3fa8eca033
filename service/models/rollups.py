"""Figures that are kept added up, so that a year of them is read without its incidents.

Whoever changes a full row adds to `figure_delta` what that changes; the worker folds these rows
into `figure_rollup`. Both together are what the full projection holds.
"""

from sqlalchemy import BigInteger, Integer
from sqlmodel import Field, SQLModel

from service.models.columns import TEXT

# SQLite numbers its rows by itself only in a column of this very type.
_NUMBER = BigInteger().with_variant(Integer(), "sqlite")


class SummedFigures(SQLModel):
    """A key, and what is added up of its incidents; in a delta it may be negative."""

    period: str = Field(sa_type=TEXT)
    sector: str = Field(sa_type=TEXT)
    type: str = Field(sa_type=TEXT)
    status: str = Field(sa_type=TEXT)
    incidents: int = Field(sa_type=BigInteger)
    attempts_low: int = Field(sa_type=BigInteger)
    attempts_high: int = Field(sa_type=BigInteger)
    attempts_stated: int = Field(sa_type=BigInteger)
    attempts_open_ended: int = Field(sa_type=BigInteger)
    attempts_not_stated: int = Field(sa_type=BigInteger)
    persons_low: int = Field(sa_type=BigInteger)
    persons_high: int = Field(sa_type=BigInteger)
    persons_stated: int = Field(sa_type=BigInteger)
    persons_open_ended: int = Field(sa_type=BigInteger)
    persons_not_stated: int = Field(sa_type=BigInteger)
    items_low: int = Field(sa_type=BigInteger)
    items_high: int = Field(sa_type=BigInteger)
    items_stated: int = Field(sa_type=BigInteger)
    items_open_ended: int = Field(sa_type=BigInteger)
    items_not_stated: int = Field(sa_type=BigInteger)


class FigureRollup(SummedFigures, table=True):
    """The sums of a week, or of a month or year without one; rows of the year lie together."""

    __tablename__ = "figure_rollup"
    __table_args__ = ({"sqlite_with_rowid": False},)

    period: str = Field(primary_key=True, sa_type=TEXT)
    sector: str = Field(primary_key=True, sa_type=TEXT)
    type: str = Field(primary_key=True, sa_type=TEXT)
    status: str = Field(primary_key=True, sa_type=TEXT)


class FigureDelta(SummedFigures, table=True):
    """What one transaction changed of one key; it waits to be folded."""

    __tablename__ = "figure_delta"
    # A number is never given twice: the worker folds up to one that it has seen.
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: int | None = Field(default=None, primary_key=True, sa_type=_NUMBER)


class RollupState(SQLModel, table=True):
    """One row: by which version of the counting the rollup was made; 0 before the first time."""

    __tablename__ = "rollup_state"

    id: int = Field(default=1, primary_key=True)
    version: int
