"""Tables that only grow, as `upgrade head` leaves them: every other change is refused."""

import sqlite3
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import psycopg
import pytest
from sqlalchemy import Inspector, inspect

from service.context import service as context
from service.effort.service import set_levels
from service.installation import Installation
from service.models import ClaimGrade
from service.official import service as official
from tests.service.audit.trail import Connection, columns, plain_driver, plant, put_in, rows
from tests.service.context.samples import entry
from tests.service.official.samples import total
from tests.service.projections.stage import ON_SQLITE, reading

TABLES = (
    "audit_entry",
    "audit_seal",
    "claim_grade",
    "context_entry",
    "incident_history",
    "monitoring_effort",
    "official_total",
    "weekly_release",
)
REFUSED = (sqlite3.IntegrityError, psycopg.errors.RaiseException)
SAYS = "only added, never changed"
ON_POSTGRES = pytest.mark.parametrize(
    "house", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True
)


@pytest.fixture
def driver(house: Installation) -> Iterator[Connection]:
    """Another program, without our pragmas, on a database in which each table holds something."""
    plant(house)
    (report,) = reading(house, "SELECT id FROM report LIMIT 1")
    at = datetime(2025, 6, 1, tzinfo=UTC)
    with house.database.writing() as session:
        session.add(
            ClaimGrade(
                report_id=report["id"], credibility="2", reviewer="a1", at=at, reason="two sources"
            )
        )
    plant_beside(house)
    with plain_driver(house) as connection:
        yield connection


def plant_beside(house: Installation) -> None:
    """A level of effort, a total with its correction, and an entry of the context lane."""
    set_levels(
        house.database,
        "2025-W20",
        {"BIA": "good"},
        actor="a1",
        reason="seen",
        today=date(2025, 6, 1),
    )
    first, second = (official.read_total(total(value=number)) for number in (5, 6))
    ((row, _),) = official.record(house.database, [first], actor="a1", reason="read")
    official.correct(house.database, row.id, second, actor="a1", reason="misread")
    context.add(house.database, context.read_values(entry()), context.Deed("a1", "read"))


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("verb", ["update", "delete"])
def test_rows_are_neither_changed_nor_deleted(
    house: Installation, driver: Connection, table: str, verb: str
) -> None:
    before = rows(driver, table)
    assert before
    column = columns(table)[-1]
    statements = {
        "update": f"UPDATE {table} SET {column} = {column}",  # noqa: S608
        "delete": f"DELETE FROM {table}",  # noqa: S608
    }
    with pytest.raises(REFUSED, match=SAYS):
        driver.execute(statements[verb])
    assert rows(driver, table) == before


# Of seals the sealer's own tests show it.
@pytest.mark.parametrize("table", [table for table in TABLES if table != "audit_seal"])
def test_new_rows_are_taken(house: Installation, driver: Connection, table: str) -> None:
    # A row that supersedes another one is the only one that does.
    row = [row for row in rows(driver, table) if table != "official_total" or row[2] is None][-1]
    key = inspect(house.database.engine).get_pk_constraint(table)["constrained_columns"][-1]
    place = columns(table).index(key)
    put_in(driver, table, (*row[:place], following(row[place]), *row[place + 1 :]))
    assert len(rows(driver, table)) > 1


def following(key: Any) -> Any:
    """Another key than this one: a number, or a text as the driver holds it."""
    return key + 1 if isinstance(key, int) else key[:-1] + key[:1]


@ON_SQLITE
@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("clause", ["INSERT OR REPLACE", "REPLACE", "INSERT OR IGNORE"])
def test_an_insert_replaces_no_row_of_sqlite(
    house: Installation, driver: Connection, table: str, clause: str
) -> None:
    before = rows(driver, table)
    with pytest.raises(sqlite3.IntegrityError, match=SAYS):
        driver.execute(f"{clause} INTO {table} SELECT * FROM {table}")  # noqa: S608
    assert rows(driver, table) == before


def replacing(table: str, **changed: str) -> str:
    """Each row again with some of its columns changed, and `rowid` where it is named."""
    values = {**{name: name for name in columns(table)}, **changed}
    listed, taken = ", ".join(values), ", ".join(values.values())
    return f"INSERT OR REPLACE INTO {table} ({listed}) SELECT {taken} FROM {table}"  # noqa: S608


@ON_SQLITE
@pytest.mark.parametrize(
    "statement",
    [
        "INSERT OR REPLACE INTO audit_seal (seq, entry_id, hash) "
        "SELECT seq + 1000, entry_id, hash FROM audit_seal LIMIT 1",
        "INSERT OR REPLACE INTO weekly_release "
        "(rowid, week, vintage, released_at, released_by, sha256, document) "
        "SELECT rowid, week, vintage + 1000, released_at, released_by, sha256, document "
        "FROM weekly_release LIMIT 1",
        replacing("context_entry", rowid="rowid", version="version + 1000"),
        replacing("official_total", id="id || 'x'") + " WHERE supersedes IS NOT NULL",
        replacing("official_total", rowid="rowid", id="id || 'x'", supersedes="NULL"),
    ],
    ids=[
        "audit_seal by entry_id",
        "weekly_release by rowid",
        "context_entry by rowid",
        "official_total by supersedes",
        "official_total by rowid",
    ],
)
def test_no_other_key_of_sqlite_lets_an_insert_replace_a_row(
    house: Installation, driver: Connection, statement: str
) -> None:
    before = [rows(driver, table) for table in TABLES]
    with pytest.raises(sqlite3.IntegrityError, match=SAYS):
        driver.execute(statement)
    assert [rows(driver, table) for table in TABLES] == before


def test_no_table_has_a_unique_key_that_these_tests_do_not_know(house: Installation) -> None:
    inspector = inspect(house.database.engine)
    keys = {
        (table, *each["column_names"])
        for table in TABLES
        for each in (*inspector.get_unique_constraints(table), *_unique_indexes(inspector, table))
    }
    assert keys == {("audit_seal", "entry_id"), ("official_total", "supersedes")}


def _unique_indexes(inspector: Inspector, table: str) -> list[Any]:
    return [each for each in inspector.get_indexes(table) if each["unique"]]


@ON_SQLITE
@pytest.mark.parametrize("table", TABLES)
def test_sqlite_holds_a_trigger_for_each_verb(house: Installation, table: str) -> None:
    triggers = reading(
        house,
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table",
        table=table,
    )
    assert {row["name"] for row in triggers} == {
        f"{table}_no_{verb}" for verb in ("update", "delete", "insert")
    }


@ON_POSTGRES
@pytest.mark.parametrize("table", TABLES)
def test_postgres_refuses_truncate_and_upsert_too(
    house: Installation, driver: Connection, table: str
) -> None:
    before = rows(driver, table)
    column = columns(table)[-1]
    for statement in (
        f"TRUNCATE {table} CASCADE",
        f"INSERT INTO {table} SELECT * FROM {table} "  # noqa: S608
        f"ON CONFLICT ON CONSTRAINT {table}_pkey DO UPDATE SET {column} = excluded.{column}",
    ):
        with pytest.raises(psycopg.errors.RaiseException, match=SAYS):
            driver.execute(statement)
    assert rows(driver, table) == before


@ON_POSTGRES
@pytest.mark.parametrize("table", TABLES)
def test_postgres_holds_an_enabled_trigger(house: Installation, table: str) -> None:
    (trigger,) = reading(
        house,
        "SELECT tgenabled, tgtype FROM pg_trigger "
        "WHERE tgrelid = CAST(:table AS regclass) AND NOT tgisinternal",
        table=table,
    )
    # Before, for each statement: delete 8, update 16, truncate 32.
    assert (trigger["tgenabled"], trigger["tgtype"]) == ("O", 2 | 8 | 16 | 32)
