"""The audit trail: entries written with each change, and the chain that one sealer links them into.

Both tables only grow. An entry is written in the transaction of its change, so writers do not wait
for each other; a seal gives it its number and its place in the chain.
"""

from datetime import datetime
from typing import Any

from sqlmodel import Field, SQLModel

from service.models.columns import TEXT, JsonText, UtcInstant


class AuditEntry(SQLModel, table=True):
    """Who did what to which thing; ids, codes and digests alone, never words or places."""

    __tablename__ = "audit_entry"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=UtcInstant)
    actor: str = Field(sa_type=TEXT)
    action: str = Field(sa_type=TEXT)
    subject: str = Field(sa_type=TEXT)
    details: dict[str, Any] = Field(sa_type=JsonText)


class AuditSeal(SQLModel, table=True):
    """The number of one entry, and the SHA-256 of it and of the seal before."""

    __tablename__ = "audit_seal"

    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    entry_id: int = Field(unique=True, foreign_key="audit_entry.id")
    hash: str = Field(sa_type=TEXT)
