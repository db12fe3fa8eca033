"""What a database holds, in numbers and digests: told when it is copied, and compared later."""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, text

# What an R*Tree keeps itself in is not told, for it is told as the tree.
_SQLITE_TABLES: Final = (
    "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'virtual') "
    "AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
)
# Those of an extension are the extension's, and come back with it.
_POSTGRES_TABLES: Final = (
    "SELECT c.relname FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace "
    "AND c.relkind IN ('r', 'p') AND NOT EXISTS (SELECT 1 FROM pg_depend d "
    "WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')"
)
_RELEASES: Final = "SELECT week, vintage, sha256 FROM weekly_release ORDER BY week, vintage"


@dataclass(frozen=True, slots=True)
class Contents:
    """The schema, rows by table, the end of the audit chain, releases, and keys that are needed."""

    schema: str
    counts: dict[str, int]
    audit_head: dict[str, Any] | None
    releases: list[dict[str, Any]]
    wrapping_keys: list[str]


def tables_of(connection: Connection) -> list[str]:
    statement = _POSTGRES_TABLES if _is_postgres(connection) else _SQLITE_TABLES
    return sorted(connection.execute(text(statement)).scalars())


def describe(connection: Connection) -> Contents:
    """Read within the connection's transaction, so that it all is of one state."""
    tables = tables_of(connection)
    return Contents(
        schema=_one(connection, "SELECT version_num FROM alembic_version"),
        counts={
            table: _one(connection, f'SELECT count(*) FROM "{table}"')  # noqa: S608  # Own names.
            for table in tables
        },
        audit_head=_audit_head(connection) if "audit_seal" in tables else None,
        releases=[
            {"week": row["week"], "vintage": row["vintage"], "sha256": row["sha256"]}
            for row in _rows(connection, _RELEASES)
        ],
        wrapping_keys=[
            row["wrapping_key"]
            for row in _rows(
                connection,
                "SELECT DISTINCT wrapping_key FROM sealed_report WHERE wrapped_key IS NOT NULL "
                "ORDER BY wrapping_key",
            )
        ],
    )


def _audit_head(connection: Connection) -> dict[str, Any] | None:
    rows = _rows(connection, "SELECT seq, hash FROM audit_seal ORDER BY seq DESC LIMIT 1")
    return rows[0] if rows else None


def _is_postgres(connection: Connection) -> bool:
    return connection.dialect.name == "postgresql"


def _one(connection: Connection, statement: str) -> Any:
    return connection.execute(text(statement)).scalar_one()


def _rows(connection: Connection, statement: str) -> list[dict[str, Any]]:
    return [dict(row) for row in connection.execute(text(statement)).mappings()]
