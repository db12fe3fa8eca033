"""Tokens: made once, shown once, kept as a hash, refused at the next request once revoked."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from service.accounts import repository
from service.database import Database
from service.errors import InputInvalid, KeyRevoked, KeyUnknown, Missing, Problem
from service.models import AccessKey
from service.vocabulary import codes

TOKEN_PREFIX = "mdz_"  # noqa: S105  # What every token begins with, not a secret.
_TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: the key's public id and its role."""

    key_id: str
    role: str


@dataclass(frozen=True, slots=True)
class NewToken:
    """`token` is shown to its owner and not kept."""

    key_id: str
    token: str


def create_token(database: Database, role: str, label: str = "") -> NewToken:
    """A 256-bit token; it is random enough that a plain SHA-256 of it cannot be turned back.

    Raises `InputInvalid` for a role that the vocabulary does not hold.
    """
    if role not in codes("role"):
        right = ", ".join(codes("role"))
        raise InputInvalid(f"a role is one of {right}", (Problem("role", "is not known", right),))
    token = TOKEN_PREFIX + secrets.token_urlsafe(_TOKEN_BYTES)
    key = AccessKey(
        id=secrets.token_hex(6),
        role=role,
        label=label,
        token_sha256=_hash(token),
        created_at=datetime.now(UTC),
    )
    with database.writing() as session:
        session.add(key)
    return NewToken(key.id, token)


def revoke_token(database: Database, key_id_or_token: str) -> str:
    """Refuse this key from now on; returns its public id. Raises `Missing` for an unknown one."""
    with database.writing() as session:
        key = repository.find_key(session, key_id_or_token, _hash(key_id_or_token))
        if key is None:
            raise Missing("no key has this id or token; `miedza token list` shows the ids")
        if key.revoked_at is None:
            key.revoked_at = datetime.now(UTC)
            session.add(key)
        return key.id


def list_keys(database: Database) -> list[AccessKey]:
    with database.reading() as session:
        return repository.all_keys(session)


def authenticate(database: Database, token: str) -> Caller:
    """The caller behind a token. Looked up at each request, so that a revocation acts at once."""
    with database.looking_up() as connection:
        found = repository.find_access(connection, _hash(token))
    if found is None:
        raise KeyUnknown("this token is not known here")
    key_id, role, revoked_at = found
    if revoked_at is not None:
        raise KeyRevoked("this token was revoked")
    return Caller(key_id, role)


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
