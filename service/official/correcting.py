"""Corrections and withdrawals: a further row in the place of the newest one."""

from datetime import UTC, datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from service.audit import service as audit
from service.database import Database
from service.errors import TotalIllegal
from service.models import OfficialTotal
from service.official import repository
from service.official.recording import Deed, digest_id, get_row, identity, total_row
from service.official.schemas import TotalCreate


def correct(
    database: Database, total_id: str, total: TotalCreate, *, actor: str, reason: str
) -> OfficialTotal:
    """Put a further row in the place of the newest one; a withdrawn total stands again by it.

    Raises `Missing`, and `TotalIllegal` for a row that was superseded already.
    """
    row = total_row(total, identity(total, total_id), Deed(actor, reason))
    return _supersede(database, total_id, row, "total.corrected")


def withdraw(database: Database, total_id: str, *, actor: str, reason: str) -> OfficialTotal:
    """Let a total stand no more. Raises `Missing`, and `TotalIllegal` as `correct` does."""
    with database.reading() as session:
        values = get_row(session, total_id).model_dump()
    if values["withdrawn"]:
        raise TotalIllegal("it is withdrawn already; a correction lets it stand again")
    changed = {
        "id": digest_id(f"withdrawn {total_id}".encode()),
        "withdrawn": True,
        "actor": actor,
        "at": datetime.now(UTC),
        "reason": reason,
    }
    return _supersede(database, total_id, OfficialTotal(**{**values, **changed}), "total.withdrawn")


def history(database: Database, total_id: str) -> list[OfficialTotal]:
    """Every row of the total that this id is a row of, the oldest first; raises `Missing`."""
    with database.reading() as session:
        rows = repository.chain(session, get_row(session, total_id).first_id)
    after = {row.supersedes: row for row in rows}
    ordered, step = [], None
    while (row := after.get(step)) is not None:
        ordered.append(row)
        step = row.id
    return ordered


def _supersede(database: Database, total_id: str, row: OfficialTotal, action: str) -> OfficialTotal:
    try:
        with database.writing() as session:
            before = get_row(session, total_id)
            _refuse_superseded(session, before)
            row.first_id, row.supersedes = before.first_id, before.id
            repository.add(session, [row])
            audit.record(session, action, row.actor, row.id, {"supersedes": before.id})
    except IntegrityError:
        # Somebody else was quicker: a row is superseded once.
        raise TotalIllegal("it was superseded meanwhile; read it again") from None
    return row


def _refuse_superseded(session: Session, row: OfficialTotal) -> None:
    rows = repository.chain(session, row.first_id)
    superseded = {each.supersedes for each in rows}
    if row.id in superseded:
        (newest,) = (each.id for each in rows if each.id not in superseded)
        raise TotalIllegal(f"it was superseded; the newest row is {newest}")
