"""A trail with something of everything, and a hand that changes it past every guard."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import psycopg
from sqlmodel import SQLModel

from service.audit.sealing import seal_all
from service.audit.service import record_alone
from service.installation import Installation
from service.projections.publisher import publish
from service.summaries.releasing import release_week
from tests.service.projections.stage import claim, move, submit

WEEK, NEXT_WEEK = "2025-W20", "2025-W21"
RELEASED = datetime(2025, 5, 27, 10, 0, 5, 123456, tzinfo=UTC)
LATER = datetime(2025, 6, 10, 10, 0, tzinfo=UTC)
Connection = Any
Row = tuple[Any, ...]


def plant(house: Installation) -> None:
    """Reports, reads, a batch, two vintages of a week and one of the next; all is sealed."""
    first, _ = submit(house, claim(), claim())
    submit(house, claim())
    record_alone(house.database, "incident.read", "a1b2c3", first, {"version": 1})
    publish(house.database, house.policy, RELEASED)
    release(house, RELEASED)
    move(house, first, "withdrawn")
    publish(house.database, house.policy, LATER)
    release(house, LATER)
    release(house, LATER, NEXT_WEEK, "cli", "late")
    seal_all(house.database)


def release(
    house: Installation,
    now: datetime,
    week: str = WEEK,
    actor: str = "desk",
    reason: str = "weekly",
) -> None:
    seal_all(house.database)
    release_week(house.database, house.policy, week, now=now, actor=actor, reason=reason)


@contextmanager
def foreign_hand(house: Installation) -> Iterator[Connection]:
    """The plain driver with no guard in its way: no trigger, no foreign key."""
    with plain_driver(house) as connection:
        if house.database.is_postgres:
            connection.execute("SET session_replication_role = replica")
        else:
            triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            for (name,) in triggers.fetchall():
                connection.execute(f"DROP TRIGGER {name.decode()}")
        yield connection


@contextmanager
def plain_driver(house: Installation) -> Iterator[Connection]:
    """The driver as any other program would use it, without our pragmas."""
    url = house.database.engine.url
    if house.database.is_postgres:
        address = url.set(drivername="postgresql").render_as_string(hide_password=False)
        connection: Connection = psycopg.connect(address, autocommit=True)
    else:
        connection = sqlite3.connect(str(url.database), isolation_level=None)
        connection.text_factory = bytes
    try:
        yield connection
    finally:
        connection.close()


def columns(table: str) -> list[str]:
    return [column.name for column in SQLModel.metadata.tables[table].columns]


def rows(hand: Connection, table: str) -> list[Row]:
    """Whole rows as the driver holds them; on SQLite text comes as its bytes."""
    key = ", ".join(column.name for column in SQLModel.metadata.tables[table].primary_key)
    listed = ", ".join(columns(table))
    return list(hand.execute(f"SELECT {listed} FROM {table} ORDER BY {key}").fetchall())  # noqa: S608


def put_in(hand: Connection, table: str, row: Row) -> None:
    listed, marks = ", ".join(columns(table)), ", ".join(_mark(hand, value) for value in row)
    hand.execute(f"INSERT INTO {table} ({listed}) VALUES ({marks})", row)  # noqa: S608


def take_out(hand: Connection, table: str, row: Row) -> None:
    key = [column.name for column in SQLModel.metadata.tables[table].primary_key]
    held = dict(zip(columns(table), row, strict=True))
    same = " AND ".join(f"{name} = {_mark(hand, held[name])}" for name in key)
    done = hand.execute(f"DELETE FROM {table} WHERE {same}", [held[name] for name in key])  # noqa: S608
    assert done.rowcount == 1


def replace(hand: Connection, table: str, row: Row, changed: Row) -> None:
    take_out(hand, table, row)
    put_in(hand, table, changed)


def with_value(table: str, row: Row, name: str, value: Any) -> Row:
    place = columns(table).index(name)
    return (*row[:place], value, *row[place + 1 :])


def like(stored: str | bytes, text: str) -> str | bytes:
    """A text as the driver would hold it in the place of another."""
    return text.encode() if isinstance(stored, bytes) else text


def _mark(hand: Connection, value: Any) -> str:
    if isinstance(hand, psycopg.Connection):
        return "%s"
    return "CAST(? AS TEXT)" if isinstance(value, bytes) else "?"
