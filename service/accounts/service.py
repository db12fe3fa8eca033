"""Keys: a token is shown once, kept as a hash, and refused at the next request once revoked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final
from weakref import WeakKeyDictionary

from service.accounts import repository
from service.accounts.allowances import Bucket, Clock, leases_on, spend
from service.accounts.callers import Caller
from service.accounts.repository import Access
from service.accounts.rules import check_key
from service.accounts.tokens import digest_of, make_key_id, make_token
from service.audit import service as audit
from service.database import Database
from service.errors import (
    AccessRefused,
    DeviceRevoked,
    KeyExpired,
    KeyRevoked,
    KeyUnknown,
    Missing,
    Unavailable,
)
from service.models import AccessKey
from service.weeks import local_day

__all__ = [
    "Bucket",
    "Caller",
    "Clock",
    "NewToken",
    "Presented",
    "authenticate",
    "create_token",
    "is_good",
    "is_new_day_of_use",
    "keep_day_of_use",
    "last_sign",
    "leases_on",
    "list_keys",
    "present",
    "revoke_token",
    "spend",
]

COMMAND_LINE: Final = "command line"
# The day that this process last wrote down for a key.
_NOTED: "WeakKeyDictionary[Database, dict[str, date]]" = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class NewToken:
    """`token` is shown to its owner and not kept."""

    key_id: str
    token: str


@dataclass(frozen=True, slots=True)
class Presented:
    """A key that was presented: whose it is, and why it is refused if it is."""

    caller: Caller
    refusal: AccessRefused | None
    last_used_on: date | None


def create_token(
    database: Database,
    role: str,
    label: str = "",
    *,
    scopes: Sequence[str] = (),
    sectors: Sequence[str] | None = None,
    expires_at: datetime | None = None,
    actor: str = COMMAND_LINE,
) -> NewToken:
    """A 256-bit token; it is random enough that a plain SHA-256 of it cannot be turned back.

    A partner's key without scopes may do nothing. Raises `InputInvalid` for what cannot be.
    """
    now = datetime.now(UTC)
    check_key(role, scopes, sectors, expires_at, now)
    token = make_token()
    key = AccessKey(
        id=make_key_id(),
        role=role,
        label=label,
        token_sha256=digest_of(token),
        scopes=sorted(set(scopes)),
        sectors=None if sectors is None else sorted(set(sectors)),
        created_at=now,
        expires_at=expires_at,
    )
    with database.writing() as session:
        session.add(key)
        audit.record(session, "key.created", actor, key.id, _limits(key))
    return NewToken(key.id, token)


def _limits(key: AccessKey) -> dict[str, object]:
    """What a key may do, for the audit trail; the label is a person's words and stays out."""
    return {
        "role": key.role,
        "scopes": key.scopes,
        "sectors": key.sectors,
        "expires_at": key.expires_at and key.expires_at.isoformat(),
    }


def revoke_token(database: Database, key_id_or_token: str, actor: str = COMMAND_LINE) -> str:
    """Refuse this key from now on; returns its public id. Raises `Missing` for an unknown one."""
    with database.writing() as session:
        key = repository.find_key(session, key_id_or_token, digest_of(key_id_or_token))
        if key is None:
            raise Missing("no key has this id or token; `miedza token list` shows the ids")
        if key.revoked_at is None:
            key.revoked_at = datetime.now(UTC)
            session.add(key)
            audit.record(session, "key.revoked", actor, key.id, {"role": key.role})
        return key.id


def list_keys(database: Database) -> list[AccessKey]:
    with database.reading() as session:
        return repository.all_keys(session)


def is_good(key: AccessKey, now: datetime) -> bool:
    return key.revoked_at is None and (key.expires_at is None or key.expires_at > now)


def last_sign(key: AccessKey) -> date:
    """The day on which a key was last used, or made if it never was."""
    return key.last_used_on or local_day(key.created_at)


def present(database: Database, token: str, now: datetime | None = None) -> Presented | None:
    """The key of a token, good or not; None for a token that is not known.

    Looked up at each request, so that a revocation acts at once on every server. The time that
    the lookup takes tells a guesser nothing: what is compared, byte by byte in an index, is the
    SHA-256 of the guess, and who cannot choose that cannot come closer to a stored one step by
    step. No secret is compared with another, so there is nothing for `hmac.compare_digest` here.
    """
    with database.looking_up() as connection:
        found = repository.find_access(connection, digest_of(token))
        if found is None:
            return None
        # Asked only where the answer tells a person what to do with a phone.
        revoked = found.revoked_at is not None
        is_device = revoked and repository.is_device(connection, found.key_id)
    limit = None if found.sectors is None else tuple(found.sectors)
    return Presented(
        Caller(found.key_id, found.role, frozenset(found.scopes), limit),
        _refusal(found, now or datetime.now(UTC), is_device),
        found.last_used_on,
    )


def _refusal(found: Access, now: datetime, is_device: bool) -> AccessRefused | None:
    if is_device:
        return DeviceRevoked("this device was revoked; what it has not sent yet is still on it")
    if found.revoked_at is not None:
        return KeyRevoked("this token was revoked")
    if found.expires_at is not None and found.expires_at <= now:
        return KeyExpired("this token has expired")
    return None


def authenticate(database: Database, token: str, now: datetime | None = None) -> Caller:
    """The caller behind a good token; `KeyUnknown`, `KeyRevoked` or `KeyExpired` for another."""
    presented = present(database, token, now)
    if presented is None:
        raise KeyUnknown("this token is not known here")
    if presented.refusal is not None:
        raise presented.refusal
    return presented.caller


def is_new_day_of_use(database: Database, presented: Presented, today: date) -> bool:
    """Whether nobody, as far as this process knows, has written down yet that the key is in use."""
    if presented.last_used_on == today:
        return False
    return _noted(database).get(presented.caller.key_id) != today


def keep_day_of_use(database: Database, key_id: str, today: date) -> None:
    """Write down the day, and nothing finer, on which a key was used.

    Tried once per process and day: a request must not wait again for what is only good to know.
    """
    _noted(database)[key_id] = today
    try:
        with database.counting() as connection:
            repository.mark_used(connection, key_id, today)
    except Unavailable:
        return


def _noted(database: Database) -> dict[str, date]:
    return _NOTED.setdefault(database, {})
