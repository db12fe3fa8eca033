"""The sealer: one chain without a gap, whoever writes and however many seal."""

import logging
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from typing import Any

import pytest

from service.audit import sealing as sealing_module
from service.audit.sealing import Sealer, seal_all, sealing
from service.audit.service import entry, record, record_all, record_alone
from service.audit.verification import verify
from service.database import Database
from service.errors import Unavailable
from service.installation import Installation
from tests.cluster import free_port
from tests.service.audit.trail import foreign_hand, plain_driver
from tests.service.projections.stage import ON_SQLITE, reading

ON_POSTGRES = pytest.mark.parametrize(
    "house", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True
)
WRITERS = 8
ROUNDS = 12


def write(house: Installation, number: int = 1) -> None:
    for each in range(number):
        record_alone(house.database, "incident.read", "a1b2c3", f"subject {each}")


def sealed_ids(house: Installation) -> list[int]:
    """Ids of sealed entries in the order of the chain."""
    return [
        row["entry_id"] for row in reading(house, "SELECT entry_id FROM audit_seal ORDER BY seq")
    ]


def assert_one_unbroken_chain(house: Installation, entries: int) -> None:
    found = verify(house.database)
    assert (found.findings, found.unsealed, found.sealed) == ((), 0, entries)
    assert found.head.seq == entries
    ids = [row["id"] for row in reading(house, "SELECT id FROM audit_entry ORDER BY id")]
    assert sorted(sealed_ids(house)) == ids
    assert len(ids) == entries


def test_entries_are_numbered_from_one_in_the_order_of_their_ids(house: Installation) -> None:
    write(house, 3)
    assert seal_all(house.database) == 3
    write(house, 2)
    assert seal_all(house.database) == 2
    assert sealed_ids(house) == [1, 2, 3, 4, 5]
    assert_one_unbroken_chain(house, 5)


def test_a_sealer_that_goes_on_seals_what_is_new(house: Installation) -> None:
    sealer = Sealer(house.database)
    sealed = []
    for number in (0, 2, 0, 3):
        write(house, number)
        sealed.append(sealer.run())
    assert sealed == [0, 2, 0, 3]
    assert_one_unbroken_chain(house, 5)


def test_a_backlog_is_sealed_in_batches(
    house: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealing_module, "BATCH", 7)
    with house.database.writing() as session:
        record_all(session, [entry("report.read", "a1", f"{each}") for each in range(40)])
    assert seal_all(house.database) == 40
    assert_one_unbroken_chain(house, 40)


def test_writers_and_sealers_at_once_leave_one_chain(house: Installation) -> None:
    begin, written = Barrier(WRITERS + 2), Event()

    def write_some(writer: int) -> None:
        begin.wait()
        for turn in range(ROUNDS):
            group = [entry("report.read", f"writer {writer}", f"{turn}") for _ in range(turn % 3)]
            with house.database.writing() as session:
                record(session, "incident.read", f"writer {writer}", f"{turn}")
                record_all(session, group)

    def seal_meanwhile(_: int) -> None:
        begin.wait()
        sealer = Sealer(house.database)
        while not written.is_set():
            sealer.run()

    with ThreadPoolExecutor(WRITERS + 2) as pool:
        sealers = [pool.submit(seal_meanwhile, each) for each in range(2)]
        writers = [pool.submit(write_some, each) for each in range(WRITERS)]
        for each in writers:
            each.result()
        written.set()
        for each in sealers:
            each.result()
    seal_all(house.database)

    assert_one_unbroken_chain(house, WRITERS * (ROUNDS + sum(turn % 3 for turn in range(ROUNDS))))


def test_two_sealers_that_see_the_same_entries_seal_them_once(house: Installation) -> None:
    first, second = Sealer(house.database), Sealer(house.database)
    first.run()
    second.run()
    write(house, 5)
    together = Barrier(2)

    def seal(sealer: Sealer) -> int:
        together.wait()
        return sealer.run()

    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(seal, (first, second))) == 5
    write(house)
    assert first.run() + second.run() == 1
    assert_one_unbroken_chain(house, 6)


@ON_POSTGRES
def test_an_entry_that_commits_late_is_sealed_after_later_ones(house: Installation) -> None:
    sealer = Sealer(house.database)
    sealer.run()
    with house.database.writing() as late:
        record(late, "report.received", "slow", "1")
        write(house, 2)
        assert sealer.run() == 2
        assert sealer.run() == 0
    assert sealer.run() == 1
    assert sealed_ids(house) == [2, 3, 1]
    assert_one_unbroken_chain(house, 3)


@ON_POSTGRES
def test_a_sealer_that_starts_meanwhile_waits_for_the_late_one_too(house: Installation) -> None:
    with house.database.writing() as late:
        record(late, "report.received", "slow", "1")
        write(house, 2)
        sealer = Sealer(house.database)
        assert sealer.run() == 2
    assert sealer.run() == 1


@ON_POSTGRES
def test_a_gap_that_stays_one_is_no_hindrance(house: Installation) -> None:
    sealer = Sealer(house.database)

    def taken_back() -> None:
        with house.database.writing() as session:
            record(session, "report.received", "unlucky", "1")
            raise Unavailable("taken back")

    for _ in range(3):
        with pytest.raises(Unavailable):
            taken_back()
        write(house)
    assert sealer.run() == 3
    assert sealed_ids(house) == [2, 4, 6]
    assert_one_unbroken_chain(house, 3)


def test_what_came_in_far_below_is_found_by_the_next_look_back(
    house: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealing_module, "WINDOW", 2)
    with plain_driver(house) as other:
        at = "now()" if house.database.is_postgres else "1764106200000000"
        insert = (
            "INSERT INTO audit_entry (id, at, actor, action, subject, details) "  # noqa: S608
            f"VALUES ({{}}, {at}, 'a', 'report.read', 's', '{{{{}}}}')"
        )
        other.execute(insert.format(100))
        sealer = Sealer(house.database)
        assert sealer.run() == 1
        other.execute(insert.format(50))
    assert sealer.run() == 0
    monkeypatch.setattr(sealer, "_look_back_at", 0.0)
    assert sealer.run() == 1
    assert sealed_ids(house) == [100, 50]


def test_an_idle_round_reads_and_takes_no_lock(house: Installation) -> None:
    write(house)
    sealer = Sealer(house.database)
    sealer.run()
    with house.database.writing() as session:
        # Whoever wanted to write on SQLite now would wait for this writer.
        record(session, "incident.read", "a1b2c3", "1")
        begun = time.monotonic()
        assert sealer.run() == 0
        assert time.monotonic() - begun < 1
    assert sealer.run() == 1


@ON_SQLITE
def test_an_entry_that_is_none_of_ours_is_left_and_said(
    house: Installation, caplog: pytest.LogCaptureFixture
) -> None:
    with foreign_hand(house) as other:
        other.execute(
            "INSERT INTO audit_entry (at, actor, action, subject, details) "
            "VALUES (0, CAST(x'ff' AS TEXT), 'report.read', '1', '{}')"
        )
    write(house)
    sealer = Sealer(house.database)
    with caplog.at_level(logging.ERROR):
        assert [sealer.run() for _ in range(3)] == [1, 0, 0]
    assert len(caplog.records) == 1
    assert sealed_ids(house) == [2]
    assert verify(house.database).unsealed == 1


def test_the_thread_goes_on_after_a_fault(
    house: Installation, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    faults: list[Exception] = [Unavailable("the database did not answer"), KeyError("a secret")]

    class Faulty(Sealer):
        def run(self) -> int:
            if faults:
                raise faults.pop(0)
            return super().run()

    monkeypatch.setattr(sealing_module, "Sealer", Faulty)
    monkeypatch.setattr(sealing_module, "_AFTER_FAULT_S", 0.01)
    write(house)
    with sealing(house.database):
        wait_until_sealed(house.database, 5)
    assert not faults
    assert "the database did not answer" in caplog.text
    assert "a secret" not in caplog.text


@pytest.mark.slow
@pytest.mark.parametrize("command", [("worker",), ("serve", "--with-worker", "--port", "{port}")])
def test_a_real_worker_seals_within_a_second(house: Installation, command: Sequence[str]) -> None:
    arguments = [each.format(port=free_port()) for each in command]
    process = subprocess.Popen(
        [sys.executable, "-m", "service.cli", *arguments],
        env={
            **os.environ,
            "MIEDZA_DATA_DIR": str(house.settings.data_dir),
            "MIEDZA_DATABASE_URL": house.settings.resolved_database_url,
        },
        stderr=subprocess.DEVNULL,
    )
    try:
        write(house)
        # The worker makes the projections anew first, which leaves entries of its own.
        wait_until_sealed(house.database, 120)
        taken = []
        for _ in range(5):
            write(house)
            taken.append(wait_until_sealed(house.database, 10))
            time.sleep(0.13)
    finally:
        process.terminate()
        process.wait(30)
    # The middle one: other tests may hold the machine for a moment.
    assert sorted(taken)[2] < 1
    seal_all(house.database)
    entries = count(house.database, "audit_entry")
    assert entries >= 6
    assert_one_unbroken_chain(house, entries)


def wait_until_sealed(database: Database, seconds: float) -> float:
    begun = time.monotonic()
    while count(database, "audit_seal") < count(database, "audit_entry"):
        assert time.monotonic() - begun < seconds, "it was not sealed in time"
        time.sleep(0.01)
    return time.monotonic() - begun


def count(database: Database, table: str = "audit_seal") -> int:
    with database.looking_up() as connection:
        statement = f"SELECT count(*) FROM {table}"  # noqa: S608
        number: Any = connection.exec_driver_sql(statement).scalar_one()
    return int(number)
