"""Photos of reports: what was announced and what came; the bytes lie sealed in their own table."""

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, LargeBinary
from sqlmodel import Field, SQLModel

from service.models.columns import TEXT, UtcInstant


class ReportPhoto(SQLModel, table=True):
    """A photo by the SHA-256 of what the phone holds; null from `stored_sha256` on until it came.

    `stored_sha256` and `size` are of the cleaned image that is kept.
    """

    __tablename__ = "report_photo"

    report_id: str = Field(primary_key=True, sa_type=TEXT, foreign_key="report.id")
    sha256: str = Field(primary_key=True, sa_type=TEXT)
    stored_sha256: str | None = Field(default=None, sa_type=TEXT)
    size: int | None = None
    received_at: datetime | None = Field(default=None, sa_type=UtcInstant)


class SealedPhoto(SQLModel, table=True):
    """A cleaned image under the data key of its report: erasing the report erases it too."""

    __tablename__ = "sealed_photo"
    __table_args__ = (
        ForeignKeyConstraint(
            ["report_id", "sha256"], ["report_photo.report_id", "report_photo.sha256"]
        ),
    )

    report_id: str = Field(primary_key=True, sa_type=TEXT)
    sha256: str = Field(primary_key=True, sa_type=TEXT)
    ciphertext: bytes = Field(sa_type=LargeBinary)
