"""What analysts add while they review: grades, holds, decisions on pairs, proposals."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from service.models.columns import TEXT, UtcInstant


class SourceReliability(SQLModel, table=True):
    """The standing reliability of one source, A to F; each change is an audit entry."""

    __tablename__ = "source_reliability"

    source: str = Field(primary_key=True, sa_type=TEXT)
    reliability: str = Field(sa_type=TEXT)
    actor: str = Field(sa_type=TEXT)
    at: datetime = Field(sa_type=UtcInstant)
    reason: str = Field(sa_type=TEXT)


class ClaimGrade(SQLModel, table=True):
    """One reviewer's judgement of one report's claim; a later one of the same reviewer replaces it.

    Rows only grow: what a reviewer thought before stays readable.
    """

    __tablename__ = "claim_grade"
    __table_args__ = (Index("claim_grade_report", "report_id", "id"),)

    id: int | None = Field(default=None, primary_key=True)
    report_id: str = Field(sa_type=TEXT, foreign_key="report.id")
    credibility: str = Field(sa_type=TEXT)
    reviewer: str = Field(sa_type=TEXT)
    at: datetime = Field(sa_type=UtcInstant)
    reason: str = Field(sa_type=TEXT)


class ReviewHold(SQLModel, table=True):
    """Who works on an incident just now; it ends by itself."""

    __tablename__ = "review_hold"

    incident_id: str = Field(primary_key=True, sa_type=TEXT, foreign_key="incident.id")
    holder: str = Field(sa_type=TEXT)
    since: datetime = Field(sa_type=UtcInstant)
    until: datetime = Field(sa_type=UtcInstant)


class DistinctPair(SQLModel, table=True):
    """Two incidents that an analyst found not to be the same; `first_id` sorts before the other."""

    __tablename__ = "distinct_pair"
    __table_args__ = (Index("distinct_pair_second", "second_id"),)

    first_id: str = Field(primary_key=True, sa_type=TEXT, foreign_key="incident.id")
    second_id: str = Field(primary_key=True, sa_type=TEXT, foreign_key="incident.id")
    actor: str = Field(sa_type=TEXT)
    at: datetime = Field(sa_type=UtcInstant)
    reason: str = Field(sa_type=TEXT)


class SensitivityProposal(SQLModel, table=True):
    """A lower sensitivity that one person asked for and a second one has not confirmed yet."""

    __tablename__ = "sensitivity_proposal"

    incident_id: str = Field(primary_key=True, sa_type=TEXT, foreign_key="incident.id")
    level: str = Field(sa_type=TEXT)
    actor: str = Field(sa_type=TEXT)
    at: datetime = Field(sa_type=UtcInstant)
    reason: str = Field(sa_type=TEXT)
