"""What a database in a backup says about itself: its releases, and its audit trail.

An archive that is whole may be of a database that somebody had changed before it was made.
"""

from hashlib import sha256

from sqlalchemy import Connection, text

from service.audit.verification import verify
from service.database import Database


def changed_releases(connection: Connection) -> list[str]:
    """Each release must be what it was when it was written down."""
    statement = text("SELECT week, vintage, sha256, document FROM weekly_release ORDER BY 1, 2")
    with connection.execute(statement.execution_options(yield_per=100)) as rows:
        return [
            f"vintage {vintage} of the release of {week} has changed"
            for week, vintage, digest, document in rows
            if sha256(document.encode()).hexdigest() != digest
        ]


def broken_trail(database: Database) -> list[str]:
    """By the audit trail's own verification."""
    verified = verify(database)
    if verified.intact:
        return []
    place = "" if verified.first_broken is None else f", first at entry {verified.first_broken}"
    return [f"the audit trail does not hold: {verified.wrong} findings{place}"]
