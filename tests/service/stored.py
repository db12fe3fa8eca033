"""What lies in the database, past the service's own queries."""

from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlmodel import SQLModel

from service.database import Database
from service.installation import Installation


def rows_of(database: Database, table: str) -> list[dict[str, Any]]:
    with database.reading() as session:
        found = session.execute(text(f"SELECT * FROM {table} ORDER BY 1"))  # noqa: S608
        return [dict(row) for row in found.mappings()]


def snapshot(database: Database) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table, so that two states can be compared byte by byte.

    What merely asking leaves behind is left out: the allowance that was taken, the day of use.
    """
    tables = set(SQLModel.metadata.tables) - {"allowance"}
    found = {table: rows_of(database, table) for table in sorted(tables)}
    for key in found["access_key"]:
        key.pop("last_used_on")
    return found


def bytes_of(house: Installation) -> bytes:
    """Everything the database holds: the files of SQLite, or the rows of PostgreSQL."""
    if house.database.is_postgres:
        return _postgres_bytes(house.database)
    with house.database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(FULL)")
    return b"".join(path.read_bytes() for path in _sqlite_files(house))


def _sqlite_files(house: Installation) -> list[Path]:
    return [path for path in house.settings.data_dir.iterdir() if "sqlite" in path.name]


def _postgres_bytes(database: Database) -> bytes:
    parts: list[bytes] = []
    for table in SQLModel.metadata.tables:
        for row in rows_of(database, table):
            for value in row.values():
                binary = isinstance(value, bytes | memoryview)
                parts.append(bytes(value) if binary else str(value).encode())
    return b"\n".join(parts)
