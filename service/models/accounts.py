"""Access keys: what a caller presents; only the hash of the token is kept."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from service.models.columns import TEXT, JsonText, UtcInstant


class AccessKey(SQLModel, table=True):
    """`scopes` are for partners; `sectors`, where set, are all that the key may read."""

    __tablename__ = "access_key"

    id: str = Field(primary_key=True, sa_type=TEXT)
    role: str = Field(sa_type=TEXT)
    label: str = Field(sa_type=TEXT)
    token_sha256: str = Field(sa_type=TEXT, unique=True)
    scopes: list[str] = Field(default_factory=list, sa_type=JsonText)
    sectors: list[str] | None = Field(default=None, sa_type=JsonText)
    created_at: datetime = Field(sa_type=UtcInstant)
    expires_at: datetime | None = Field(default=None, sa_type=UtcInstant)
    last_used_on: date | None = None
    revoked_at: datetime | None = Field(default=None, sa_type=UtcInstant)


class Allowance(SQLModel, table=True):
    """How much one subject has taken of its allowance in one window of time, by all workers."""

    __tablename__ = "allowance"

    subject: str = Field(primary_key=True, sa_type=TEXT)
    window: int
    taken: int
