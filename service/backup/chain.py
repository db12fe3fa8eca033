"""The audit chain of a database in a backup, checked by the audit trail's own verification."""

from service.audit.verification import verify
from service.backup.faults import ArchiveRefused
from service.database import Database


def check_chain(database: Database) -> None:
    verified = verify(database)
    if not verified.intact:
        raise ArchiveRefused(
            f"the audit trail in the archive does not hold: {verified.wrong} findings, first at "
            f"entry {verified.first_broken}"
        )
