"""Erase reports: their data keys are destroyed; hash, receipt, audit and counts stay."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from service.audit import service as audit
from service.database import Database, chunked
from service.errors import Missing
from service.vault import repository
from service.vault.rotation import ACTOR
from service.vault.scrubbing import scrub

CHUNK: Final = 500


@dataclass(frozen=True, slots=True)
class Erased:
    """`left` says where old bytes may still lie; None when nowhere in the database's files."""

    erased: int
    before: int
    left: str | None


def erase(database: Database, report_ids: Sequence[str]) -> Erased:
    """Destroy the sealed bytes of these reports; raises `Missing` for an unknown id first."""
    wanted = sorted(set(report_ids))
    _refuse_unknown(database, wanted)
    erased = sum(_erase_chunk(database, chunk) for chunk in chunked(wanted, CHUNK))
    # Also when all were erased before: a run that was killed may have left its old bytes.
    return Erased(erased, len(wanted) - erased, scrub(database, whole=True))


def reports_of_key(database: Database, key_id: str) -> list[str]:
    """What was sent with a key, as far as it is still known; raises `Missing` when nothing is."""
    with database.reading() as session:
        found = repository.reports_of_key(session, key_id)
    if not found:
        raise Missing(
            "no report is known to be of this key; the link is removed after some days "
            "(MIEDZA_RETENTION_LINK_DAYS), and then a report is erased by its id"
        )
    return found


def _refuse_unknown(database: Database, wanted: Sequence[str]) -> None:
    with database.reading() as session:
        known = sum(repository.count_known(session, each) for each in chunked(wanted, CHUNK))
    unknown = len(wanted) - known
    if unknown:
        raise Missing(f"{unknown} of these ids are of no report; nothing was erased")


def _erase_chunk(database: Database, chunk: Sequence[str]) -> int:
    with database.writing() as session:
        readable = repository.readable_of(session, chunk)
        repository.destroy(session, readable)
        audit.record_all(
            session, [audit.entry("vault.erased", ACTOR, report_id) for report_id in readable]
        )
    return len(readable)
