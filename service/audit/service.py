"""The audit trail: an entry is written in the transaction of the change it tells of."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from service.audit import repository
from service.audit.actions import ACTIONS
from service.audit.chain import Seal
from service.database import Database
from service.errors import Unavailable

SYSTEM: Final = "system"


def record(
    session: Session,
    action: str,
    actor: str,
    subject: str,
    details: Mapping[str, Any] | None = None,
) -> None:
    """Write one entry in the caller's transaction.

    `actor` is a key's id or the name of a machine part; `subject` is an id. The details hold
    ids, codes, numbers and digests alone: no words, no places, no tokens.
    """
    repository.add_entries(session, [entry(action, actor, subject, details)])


def record_all(session: Session, entries: Sequence[Mapping[str, Any]]) -> None:
    """Write several entries, made by `entry`, by one statement."""
    repository.add_entries(session, entries)


def record_alone(
    database: Database,
    action: str,
    actor: str,
    subject: str,
    details: Mapping[str, Any] | None = None,
) -> None:
    """Write one entry in a transaction of its own: for a read that must not go unseen.

    The answer is given only afterwards, so what cannot be recorded is not shown: whatever the
    database has against it is an `Unavailable`.
    """
    try:
        with database.writing() as session:
            record(session, action, actor, subject, details)
    except DBAPIError as error:
        raise Unavailable("this could not be recorded, so nothing is shown") from error


def entry(
    action: str, actor: str, subject: str, details: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """One entry as a row; an action that `ACTIONS` does not explain is a mistake of ours."""
    if action not in ACTIONS:
        raise ValueError(f"the audit trail has no action {action!r}; add it to ACTIONS")
    return {
        "at": datetime.now(UTC),
        "actor": actor,
        "action": action,
        "subject": subject,
        "details": dict(details or {}),
    }


def newest_seal(session: Session) -> Seal:
    """The head of the chain as this transaction sees it."""
    return repository.newest_seal(session)


def find_head(database: Database) -> tuple[Seal, str | None]:
    """The head of the chain, and the instant of its entry; None while nothing is sealed."""
    with database.reading() as session:
        head = repository.newest_seal(session)
        newest = next(repository.sealed_rows(session, head.seq - 1), None)
    entry = None if newest is None else newest.entry
    return head, None if entry is None else entry.at
