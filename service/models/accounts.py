"""Access keys: what a caller presents; only the hash of the token is kept."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from service.models.columns import TEXT, UtcInstant


class AccessKey(SQLModel, table=True):
    __tablename__ = "access_key"

    id: str = Field(primary_key=True, sa_type=TEXT)
    role: str = Field(sa_type=TEXT)
    label: str = Field(sa_type=TEXT)
    token_sha256: str = Field(sa_type=TEXT, unique=True)
    created_at: datetime = Field(sa_type=UtcInstant)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcInstant)
