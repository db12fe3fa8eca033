"""Let what was destroyed be gone from the database's files too, and not from its tables alone.

SQLite overwrites what it deletes (`secure_delete`), and its log is emptied into the file.
PostgreSQL keeps old rows in the table's file until it is written anew, and in its own log until
that is recycled.
"""

from typing import Final

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from service.database import Database

_WAL_BUSY: Final = (
    "a reader kept SQLite's log from being emptied: it still holds the old bytes until the next "
    "erasure, or until the service is stopped"
)
_WAL_KEPT: Final = (
    "PostgreSQL's own log may hold the old bytes until its segments are used again; a role with "
    "pg_checkpoint can hasten that, and `wal_recycle = off` removes them"
)


def scrub(database: Database, *, whole: bool) -> str | None:
    """Returns what is not gone yet, in words for the administrator.

    `whole` writes PostgreSQL's tables of sealed bytes anew, and holds up its writers meanwhile.
    Otherwise space is only given free, and old bytes go when it is used again.
    """
    with database.looking_up() as connection:
        if not database.is_postgres:
            busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").scalar_one()
            return _WAL_BUSY if busy else None
        for table in ("sealed_report", "sealed_photo"):
            connection.exec_driver_sql(f"VACUUM {'(FULL)' if whole else ''} {table}")
        return None if _is_log_cut(connection) else _WAL_KEPT


def _is_log_cut(connection: Connection) -> bool:
    """Begin a new segment of the log and give the old ones free, where the role may do that."""
    try:
        connection.exec_driver_sql("SELECT pg_switch_wal()")
        connection.exec_driver_sql("CHECKPOINT")
        return str(connection.exec_driver_sql("SHOW wal_recycle").scalar_one()) == "off"
    except DBAPIError:
        return False
