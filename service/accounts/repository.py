"""Queries of access keys."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, or_, select
from sqlmodel import Session, col

from service.models import AccessKey


def find_key(session: Session, key_id: str, token_sha256: str) -> AccessKey | None:
    matches = or_(col(AccessKey.id) == key_id, col(AccessKey.token_sha256) == token_sha256)
    return session.scalars(select(AccessKey).where(matches)).one_or_none()


# Asked at every request with a token, so it is built once.
_ACCESS = select(col(AccessKey.id), col(AccessKey.role), col(AccessKey.revoked_at)).where(
    col(AccessKey.token_sha256) == bindparam("token_sha256")
)


def find_access(
    connection: Connection, token_sha256: str
) -> tuple[str, str, datetime | None] | None:
    """Id, role and revocation of the key with this hash, without loading a model."""
    row = connection.execute(_ACCESS, {"token_sha256": token_sha256}).one_or_none()
    return None if row is None else (row[0], row[1], row[2])


def all_keys(session: Session) -> list[AccessKey]:
    return list(session.scalars(select(AccessKey).order_by(col(AccessKey.created_at))))
