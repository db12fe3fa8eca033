"""Invites and the devices that redeemed them; of a code only the hash is kept."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from service.models.columns import TEXT, UtcInstant


class Invite(SQLModel, table=True):
    """One use; `attempt_sha256` is of the id that the phone gave its redemption.

    By it a phone whose answer got lost is known again.
    """

    __tablename__ = "invite"

    id: str = Field(primary_key=True, sa_type=TEXT)
    code_sha256: str = Field(sa_type=TEXT, unique=True)
    team: str = Field(sa_type=TEXT)
    language: str = Field(sa_type=TEXT)
    created_at: datetime = Field(sa_type=UtcInstant)
    expires_at: datetime = Field(sa_type=UtcInstant)
    redeemed_at: datetime | None = Field(default=None, sa_type=UtcInstant)
    attempt_sha256: str | None = Field(default=None, sa_type=TEXT)
    device_id: str | None = Field(default=None, sa_type=TEXT, foreign_key="device.id")


class Device(SQLModel, table=True):
    """A phone, by the access key that it holds: its id is the key's.

    Last use and revocation stand in the key's row; here is only the reason in an analyst's words.
    """

    __tablename__ = "device"

    id: str = Field(primary_key=True, sa_type=TEXT, foreign_key="access_key.id")
    pseudonym: str = Field(sa_type=TEXT, unique=True)
    team: str = Field(sa_type=TEXT)
    language: str = Field(sa_type=TEXT)
    created_at: datetime = Field(sa_type=UtcInstant)
    revoked_because: str | None = Field(default=None, sa_type=TEXT)
