"""Invites: one use, 72 hours, for one team and language; redeemed by a phone for its own token."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from sqlmodel import Session

from service.accounts import repository
from service.accounts.pseudonyms import make_pseudonym
from service.accounts.rules import check_invite
from service.accounts.tokens import digest_of, make_key_id, make_token
from service.audit import service as audit
from service.database import Database
from service.errors import InviteExpired, InviteUnknown, InviteUsed
from service.ids import invite_code, read_invite_code, time_ordered_id
from service.models import AccessKey, Device, Invite

LIFETIME: Final = timedelta(hours=72)
INVITE_HOLDER: Final = "invite holder"
ROLE: Final = "monitor"


@dataclass(frozen=True, slots=True)
class NewInvite:
    """`code` is shown once and not kept."""

    id: str
    code: str
    team: str
    language: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Redeemed:
    """What the phone keeps; `is_new` is false where it only lost the first answer."""

    device_id: str
    token: str
    pseudonym: str
    team: str
    language: str
    is_new: bool


def create_invite(
    database: Database, team: str, language: str, actor: str, now: datetime | None = None
) -> NewInvite:
    """Raises `InputInvalid` for a team or a language that cannot be."""
    check_invite(team, language)
    made_at, code = now or datetime.now(UTC), invite_code()
    invite = Invite(
        id=time_ordered_id(),
        code_sha256=digest_of(code),
        team=team,
        language=language,
        created_at=made_at,
        expires_at=made_at + LIFETIME,
    )
    with database.writing() as session:
        session.add(invite)
        # The team is a word that a person chose: it stays out of what is kept for ever.
        details = {"language": language, "expires_at": invite.expires_at.isoformat()}
        audit.record(session, "invite.created", actor, invite.id, details)
    return NewInvite(invite.id, code, team, language, invite.expires_at)


def invite_link(address: str, code: str) -> str:
    """The code stands behind the `#`, which no browser sends, so no log of a server holds it."""
    return f"{address.rstrip('/')}/#/join/{code}"


def redeem(database: Database, code: str, attempt: UUID, now: datetime | None = None) -> Redeemed:
    """Make a device and its token, once.

    The answer may get lost: the same attempt again, while the token was never used, gets a new
    token for the same device. Raises `InviteUnknown`, `InviteUsed` or `InviteExpired`.
    """
    normal, at = read_invite_code(code), now or datetime.now(UTC)
    attempt_sha256 = digest_of(str(attempt))
    with database.writing() as session:
        invite = None if normal is None else repository.find_invite(session, digest_of(normal))
        if invite is None:
            raise InviteUnknown("no invite has this code; look at each letter again")
        if invite.device_id is not None:
            return _renew(session, invite, invite.device_id, attempt_sha256)
        if invite.expires_at <= at:
            raise InviteExpired("this invite has expired; ask for a new one")
        return _enrol(session, invite, attempt_sha256, at)


def _enrol(session: Session, invite: Invite, attempt_sha256: str, now: datetime) -> Redeemed:
    token, pseudonym = make_token(), _free_pseudonym(session)
    key = AccessKey(
        id=make_key_id(),
        role=ROLE,
        label=f"device {pseudonym}",
        token_sha256=digest_of(token),
        created_at=now,
    )
    device = Device(
        id=key.id,
        pseudonym=pseudonym,
        team=invite.team,
        language=invite.language,
        created_at=now,
    )
    for row in (key, device):
        session.add(row)
        session.flush()
    invite.redeemed_at, invite.device_id = now, device.id
    invite.attempt_sha256 = attempt_sha256
    session.add(invite)
    _record(session, "device.enrolled", invite, device.id)
    return _redeemed(device, token, is_new=True)


def _renew(session: Session, invite: Invite, device_id: str, attempt_sha256: str) -> Redeemed:
    """A new token in the place of one that never arrived."""
    key = repository.hold_key(session, device_id)
    device = repository.find_device(session, device_id)
    never_arrived = key.last_used_on is None and key.revoked_at is None
    if device is None or invite.attempt_sha256 != attempt_sha256 or not never_arrived:
        raise InviteUsed("this invite was used already; ask for a new one")
    token = make_token()
    key.token_sha256 = digest_of(token)
    session.add(key)
    _record(session, "device.renewed", invite, device_id)
    return _redeemed(device, token, is_new=False)


def _free_pseudonym(session: Session) -> str:
    while repository.is_pseudonym_taken(session, pseudonym := make_pseudonym()):
        pass
    return pseudonym


def _record(session: Session, action: str, invite: Invite, device_id: str) -> None:
    audit.record(session, action, INVITE_HOLDER, device_id, {"invite": invite.id})


def _redeemed(device: Device, token: str, *, is_new: bool) -> Redeemed:
    return Redeemed(device.id, token, device.pseudonym, device.team, device.language, is_new=is_new)
