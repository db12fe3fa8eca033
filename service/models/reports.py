"""Reports: what one source sent. Rows are never edited; the bytes lie sealed in their own table."""

from datetime import datetime

from sqlalchemy import Index, LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

from service.models.columns import TEXT, UtcInstant


class Report(SQLModel, table=True):
    __tablename__ = "report"
    __table_args__ = (
        UniqueConstraint("submitted_by", "idempotency_key"),
        Index("report_incident", "incident_id"),
        Index("report_receipt_code", "receipt_code"),
    )

    id: str = Field(primary_key=True, sa_type=TEXT)
    submitted_by: str = Field(sa_type=TEXT)
    sha256: str = Field(sa_type=TEXT)
    receipt_code: str = Field(sa_type=TEXT)
    idempotency_key: str | None = Field(default=None, sa_type=TEXT)
    channel: str = Field(sa_type=TEXT)
    profile: str | None = Field(default=None, sa_type=TEXT)
    state: str = Field(sa_type=TEXT)
    incident_id: str | None = Field(default=None, sa_type=TEXT, foreign_key="incident.id")
    opened_id: str | None = Field(default=None, sa_type=TEXT)
    received_at: datetime = Field(sa_type=UtcInstant)
    sent_at: datetime | None = Field(default=None, sa_type=UtcInstant)
    observed_at: datetime | None = Field(default=None, sa_type=UtcInstant)
    clock_suspect: bool
    vocabulary_version: str = Field(sa_type=TEXT)


class SealedReport(SQLModel, table=True):
    """A report's exact bytes; without `wrapped_key` they are erased for good."""

    __tablename__ = "sealed_report"

    report_id: str = Field(primary_key=True, sa_type=TEXT, foreign_key="report.id")
    wrapping_key: str = Field(sa_type=TEXT)
    wrapped_key: bytes | None = Field(default=None, sa_type=LargeBinary)
    ciphertext: bytes = Field(sa_type=LargeBinary)
