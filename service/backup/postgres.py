"""PostgreSQL: a dump of one snapshot, a scratch database to prove it in, and one transaction.

PostGIS is neither dumped nor dropped: it belongs to the server, and the tables come back into it.
"""

import re
import secrets
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError, ProgrammingError
from sqlmodel import SQLModel

from service.backup.contents import tables_of
from service.backup.programs import address_of, find_program, run_program, server_version
from service.database import SCHEMA_HEAD, Database
from service.errors import Conflict, SettingInvalid

_SCHEMA: Final = "public"
_SCRATCH: Final = "miedza_check_"
_BELONGS_TO_SERVER: Final = re.compile(r" (SCHEMA|COMMENT) - |TABLE DATA \S+ spatial_ref_sys ")
_FUNCTION: Final = re.compile(r"^\d+; \d+ \d+ FUNCTION (\S+) (.+\)) \S+$", re.MULTILINE)
_TRIGGER_FUNCTIONS: Final = (
    "SELECT DISTINCT t.tgfoid::regprocedure::text FROM pg_trigger t JOIN pg_class c "
    "ON c.oid = t.tgrelid WHERE NOT t.tgisinternal AND c.relname = ANY(:tables) "
    "AND c.relnamespace = current_schema()::regnamespace"
)
_OTHERS: Final = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
    "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
)


def dump(database: Database, snapshot: str, target: Path) -> None:
    """Dump what the transaction sees that exported this snapshot."""
    address = address_of(database)
    program = find_program("pg_dump", server_version(database))
    run_program(
        [
            program,
            "--format=custom",
            f"--snapshot={snapshot}",
            f"--schema={_SCHEMA}",
            "--exclude-table-data=*.spatial_ref_sys",
            "--no-owner",
            "--no-privileges",
            f"--file={target}",
            f"--dbname={address.conninfo}",
        ],
        address,
        "read the database",
    )


@contextmanager
def scratch_database(beside: Database, dump_file: Path, scratch: Path) -> Iterator[Database]:
    """The dump in a database of its own on the same server, dropped afterwards."""
    name = f"{_SCRATCH}{secrets.token_hex(6)}"
    with beside.looking_up() as connection:
        _drop_abandoned(connection)
        _create(connection, name)
    try:
        url = beside.engine.url.set(database=name).render_as_string(hide_password=False)
        # A connection is held throughout, so that nobody takes it for abandoned.
        with closing(Database(url)) as database, database.looking_up() as connection:
            _add_postgis(connection)
            _fill(database, dump_file, scratch)
            yield database
    finally:
        with beside.looking_up() as connection, suppress(DBAPIError):
            connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _drop_abandoned(connection: Connection) -> None:
    """What a killed command left; a database that is in use, or another's, is not dropped."""
    named = text("SELECT datname FROM pg_database WHERE datname LIKE :pattern")
    for name in connection.execute(named, {"pattern": f"{_SCRATCH}%"}).scalars().all():
        with suppress(DBAPIError):
            connection.exec_driver_sql(f'DROP DATABASE "{name}"')


def _create(connection: Connection, name: str) -> None:
    try:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    except ProgrammingError:
        raise _lacking_privilege("CREATEDB") from None


def _add_postgis(connection: Connection) -> None:
    try:
        connection.exec_driver_sql("CREATE EXTENSION IF NOT EXISTS postgis")
    except (ProgrammingError, DBAPIError):
        raise _lacking_privilege("the right to make the extension PostGIS") from None


def _lacking_privilege(what: str) -> SettingInvalid:
    return SettingInvalid(
        "the archive is proven in a scratch database beside this one, for which the role lacks "
        f"{what}: let a superuser run `ALTER ROLE ... CREATEDB` and put PostGIS into `template1`, "
        "or run this command as one; nothing was changed"
    )


def _fill(database: Database, dump_file: Path, scratch: Path) -> None:
    address = address_of(database)
    program = find_program("pg_restore", server_version(database))
    listing = _own_entries(program, dump_file, scratch)
    run_program(
        [
            program,
            "--exit-on-error",
            "--single-transaction",
            "--no-owner",
            "--no-privileges",
            f"--use-list={listing}",
            f"--dbname={address.conninfo}",
            str(dump_file),
        ],
        address,
        "restore the archive into a scratch database; nothing was changed",
    )


def _own_entries(program: str, dump_file: Path, scratch: Path) -> Path:
    """The entries of the dump without what belongs to the server."""
    said = run_program([program, "--list", str(dump_file)], None, "read the archive's list").stdout
    listing = scratch / "entries.list"
    kept = [line for line in said.splitlines() if not _BELONGS_TO_SERVER.search(line)]
    listing.write_text("\n".join(kept) + "\n", encoding="utf-8")
    return listing


def refuse_running(database: Database) -> None:
    with database.looking_up() as connection:
        others = int(connection.execute(text(_OTHERS)).scalar_one())
    if others:
        raise Conflict(
            f"{others} other connections use the database: stop the servers, the worker and every "
            "other program first; nothing was changed"
        )


def put_in_place(database: Database, dump_file: Path, scratch: Path, tables: list[str]) -> None:
    """Replace our tables in one transaction: all of it happens, or nothing."""
    _refuse_newer(database)
    version = server_version(database)
    listing = _own_entries(find_program("pg_restore", version), dump_file, scratch)
    script, before = scratch / "restore.sql", scratch / "before.sql"
    run_program(
        [
            find_program("pg_restore", version),
            "--no-owner",
            "--no-privileges",
            f"--use-list={listing}",
            f"--file={script}",
            str(dump_file),
        ],
        None,
        "read the archive; nothing was changed",
    )
    functions = _FUNCTION.findall(listing.read_text(encoding="utf-8"))
    with database.looking_up() as connection:
        before.write_text(_clearing(connection, {*tables}, functions), encoding="utf-8")
    address = address_of(database)
    run_program(
        [
            find_program("psql", version),
            "--no-psqlrc",
            "--quiet",
            "--single-transaction",
            "--variable=ON_ERROR_STOP=1",
            "--variable=VERBOSITY=sqlstate",
            f"--file={before}",
            f"--file={script}",
            f"--dbname={address.conninfo}",
        ],
        address,
        "replace the tables; nothing was changed",
    )
    with database.looking_up() as connection:
        connection.exec_driver_sql("ANALYZE")


def _refuse_newer(database: Database) -> None:
    """Tables that this version does not know would stay behind."""
    found = database.schema_version()
    if found is not None and found > SCHEMA_HEAD:
        raise Conflict(
            f"the database stands at migration {found}, which this version does not know: restore "
            "with the version that migrated it, or into an empty database; nothing was changed"
        )


def _clearing(connection: Connection, tables: set[str], functions: list[tuple[str, str]]) -> str:
    """Drop our tables and their functions, of the archive's migration and of the present one."""
    present = sorted((tables | {*SQLModel.metadata.tables}) & {*tables_of(connection)})
    used = connection.execute(text(_TRIGGER_FUNCTIONS), {"tables": present}).scalars()
    lines = ["SET lock_timeout = '10s';", "CREATE EXTENSION IF NOT EXISTS postgis;"]
    lines += [f'DROP TABLE {_SCHEMA}."{table}" CASCADE;' for table in present]
    lines += [f"DROP FUNCTION IF EXISTS {signature} CASCADE;" for signature in used]
    lines += [f"DROP FUNCTION IF EXISTS {schema}.{name} CASCADE;" for schema, name in functions]
    return "\n".join(lines) + "\n"
