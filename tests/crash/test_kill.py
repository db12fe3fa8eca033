"""`kill -9`, of the server and of the database: what was acknowledged is there, whole and once."""

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from typing import Any

import pytest
from sqlalchemy import text

from service.accounts.service import create_token
from service.database import Database
from service.installation import Installation, open_installation
from service.settings import Settings
from service.vault import Sealed
from tests.cluster import PostgresCluster
from tests.crash.senders import BROKEN, Senders, Sent
from tests.crash.server import Server
from tests.service.projections.stage import claim, reading

SENDERS = 8
KILLS = 20
SEED = 1_976

pytestmark = pytest.mark.slow


@contextmanager
def opened(settings: Settings) -> Iterator[Installation]:
    house = open_installation(settings)
    yield house
    house.database.close()


@contextmanager
def ingest(settings: Settings) -> Iterator[tuple[Server, Senders]]:
    """A running server with senders; at the end each sender has its last receipt."""
    with opened(settings) as house:
        token = create_token(house.database, "monitor").token
    server = Server(settings)
    server.start()
    try:
        with Senders(server.port, token, claim(), SENDERS) as senders:
            yield server, senders
    finally:
        server.kill()


def kill_again_and_again(settings: Settings) -> Sent:
    delays = random.Random(SEED)  # noqa: S311  # A schedule, not a secret.
    with ingest(settings) as (server, senders):
        for _ in range(KILLS):
            # Only while reports flow does a kill fall between a write and its receipt.
            senders.await_more(SENDERS)
            time.sleep(delays.uniform(0.0, 0.15))
            server.kill()
            server.start()
        senders.await_more(SENDERS)
    assert senders.sent.answers[BROKEN] >= KILLS
    return senders.sent


def check_nothing_lost(settings: Settings, sent: Sent) -> None:
    assert sent.faults == []
    assert sent.receipts.keys() == sent.bodies.keys()
    with opened(settings) as house:
        check_integrity(house.database)
        rows = {row["id"]: row for row in reading(house, STORED)}
        # Every report that was ever sent is there, once, and nothing half-written beside it.
        assert rows.keys() == sent.receipts.keys()
        for table in ("incident", "feature_full", "sealed_report"):
            (counted,) = reading(house, f"SELECT count(*) AS n FROM {table}")  # noqa: S608
            assert counted["n"] == len(rows)
        for report_id, row in rows.items():
            receipt = sent.receipts[report_id]
            assert (row["sha256"], row["receipt_code"]) == (receipt["sha256"], receipt["code"])
            assert row["incident"] == row["feature"] is not None
            assert house.vault.open(sealed_of(row), bound_to=report_id) == sent.bodies[report_id]


STORED = """
SELECT r.id, r.sha256, r.receipt_code, i.id AS incident, f.id AS feature,
       s.wrapping_key, s.wrapped_key, s.ciphertext
FROM report r
LEFT JOIN incident i ON i.id = r.incident_id
LEFT JOIN feature_full f ON f.id = i.id
LEFT JOIN sealed_report s ON s.report_id = r.id
"""


def sealed_of(row: dict[str, Any]) -> Sealed:
    return Sealed(row["wrapping_key"], bytes(row["wrapped_key"]), bytes(row["ciphertext"]))


def check_integrity(database: Database) -> None:
    if database.is_postgres:
        return
    with database.reading() as session:
        assert session.execute(text("PRAGMA integrity_check")).scalars().all() == ["ok"]
        assert session.execute(text("PRAGMA foreign_key_check")).all() == []


def test_no_acknowledged_report_is_lost_on_sqlite(durable_sqlite: Settings) -> None:
    check_nothing_lost(durable_sqlite, kill_again_and_again(durable_sqlite))


@pytest.mark.postgres
def test_no_acknowledged_report_is_lost_on_postgres(durable_postgres: Settings) -> None:
    check_nothing_lost(durable_postgres, kill_again_and_again(durable_postgres))


@pytest.mark.postgres
def test_the_service_outlives_its_database(
    durable_postgres: Settings, durable_cluster: PostgresCluster
) -> None:
    with ingest(durable_postgres) as (server, senders):
        senders.await_more(SENDERS)
        durable_cluster.kill()
        assert status_of(server, "/health/live") == 200
        assert await_status(server, "/health/ready", 503)
        assert await_status(server, "/api/collections/incidents/items", 503)
        restart(durable_cluster)
        # The same process: only the database was started again.
        assert await_status(server, "/health/ready", 200)
        assert await_status(server, "/api/collections/incidents/items", 200)
        senders.await_more(2 * SENDERS)
    assert senders.sent.answers[503] > 0
    check_nothing_lost(durable_postgres, senders.sent)


def restart(cluster: PostgresCluster) -> None:
    """The killed server's last backends may hold its memory for a moment."""
    for _ in range(3):
        try:
            cluster.start()
        except TimeoutError:
            continue
        return
    raise TimeoutError("PostgreSQL did not start again")


def status_of(server: Server, path: str) -> int:
    connection = HTTPConnection("127.0.0.1", server.port, timeout=20)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        if answer.status == 503:
            assert answer.headers["Retry-After"]
        return answer.status
    finally:
        connection.close()


def await_status(server: Server, path: str, status: int, within_s: float = 20.0) -> bool:
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        if status_of(server, path) == status:
            return True
        time.sleep(0.05)
    return False
