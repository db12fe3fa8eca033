"""The audit chain of a database in a backup, checked by the audit trail's own verification."""

from service.database import Database


def check_chain(database: Database) -> None:
    """Not checked yet."""
