"""Queries of access keys and of what they have spent."""

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, or_, select, text, update
from sqlmodel import Session, col

from service.models import AccessKey, Device, Invite


def find_key(session: Session, key_id: str, token_sha256: str) -> AccessKey | None:
    matches = or_(col(AccessKey.id) == key_id, col(AccessKey.token_sha256) == token_sha256)
    return session.scalars(select(AccessKey).where(matches).with_for_update()).one_or_none()


class Access(NamedTuple):
    """What a request needs to know of a key."""

    key_id: str
    role: str
    scopes: list[str]
    sectors: list[str] | None
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_on: date | None


# Asked at every request with a token, so it is built once.
_ACCESS = select(
    col(AccessKey.id),
    col(AccessKey.role),
    col(AccessKey.scopes),
    col(AccessKey.sectors),
    col(AccessKey.expires_at),
    col(AccessKey.revoked_at),
    col(AccessKey.last_used_on),
).where(col(AccessKey.token_sha256) == bindparam("token_sha256"))


def find_access(connection: Connection, token_sha256: str) -> Access | None:
    """The key with this hash, without loading a model."""
    row = connection.execute(_ACCESS, {"token_sha256": token_sha256}).one_or_none()
    return None if row is None else Access(*row)


_IS_DEVICE = select(col(Device.id)).where(col(Device.id) == bindparam("key_id"))


def is_device(connection: Connection, key_id: str) -> bool:
    return connection.execute(_IS_DEVICE, {"key_id": key_id}).first() is not None


def all_keys(session: Session) -> list[AccessKey]:
    return list(session.scalars(select(AccessKey).order_by(col(AccessKey.created_at))))


def find_invite(session: Session, code_sha256: str) -> Invite | None:
    """The invite with this code, held against others who redeem it."""
    matches = col(Invite.code_sha256) == code_sha256
    return session.scalars(select(Invite).where(matches).with_for_update()).one_or_none()


def hold_key(session: Session, key_id: str) -> AccessKey:
    """A key, held against others who change it."""
    return session.scalars(
        select(AccessKey).where(col(AccessKey.id) == key_id).with_for_update()
    ).one()


def find_device(session: Session, device_id: str) -> Device | None:
    return session.get(Device, device_id)


def is_pseudonym_taken(session: Session, pseudonym: str) -> bool:
    return (
        session.scalars(select(Device).where(col(Device.pseudonym) == pseudonym)).first()
        is not None
    )


def all_devices(session: Session) -> list[tuple[Device, AccessKey]]:
    """Devices with their keys, by team and then by pseudonym."""
    both = select(Device, AccessKey).join(AccessKey, col(AccessKey.id) == col(Device.id))
    found = session.execute(both.order_by(col(Device.team), col(Device.pseudonym)))
    return [(device, key) for device, key in found]


def mark_used(connection: Connection, key_id: str, day: date) -> None:
    """Keep the day on which a key was used; of several processes the first one writes."""
    last = col(AccessKey.last_used_on)
    connection.execute(
        update(AccessKey)
        .where(col(AccessKey.id) == key_id, or_(last.is_(None), last < day))
        .values(last_used_on=day)
    )


# A row whose window is this one, or the next one by another machine's clock, is counted on; any
# other window is over, or was written by a clock that is wrong.
_TAKE = text(
    """
    INSERT INTO allowance (subject, "window", taken) VALUES (:subject, :window, :number)
    ON CONFLICT (subject) DO UPDATE SET
        taken = excluded.taken + CASE
            WHEN allowance."window" IN (excluded."window", excluded."window" + 1)
            THEN allowance.taken ELSE 0 END,
        "window" = CASE
            WHEN allowance."window" = excluded."window" + 1
            THEN allowance."window" ELSE excluded."window" END
    RETURNING taken
    """
)


def take(connection: Connection, subject: str, window: int, number: int) -> int:
    """Count `number` more for a subject in a window; how many were counted with these.

    One statement, so that two who take at once are given different parts.
    """
    values = {"subject": subject, "window": window, "number": number}
    counted: int = connection.execute(_TAKE, values).scalar_one()
    return counted
