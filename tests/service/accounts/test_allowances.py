"""Allowances: all processes together never spend more than the minute's limit."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from random import Random

import pytest
from sqlalchemy import event, text

from service.accounts.allowances import Bucket, Leases, leases_on, spend
from service.database import Database
from service.errors import RateLimited, Unavailable
from service.installation import Installation
from tests.cluster import free_port
from tests.service.projections.stage import ON_SQLITE
from tests.service.stored import rows_of

MINUTE = 29_000_000
START = MINUTE * 60.0


class Processes:
    """Several processes on one database: each has leases of its own."""

    def __init__(self, database: Database, number: int) -> None:
        self.leases = [Leases(database) for _ in range(number)]

    def spend(self, bucket: Bucket, turns: Iterator[int] | range, now: float = START) -> int:
        """How many were allowed, each process in its turn."""
        return sum(allowed(self.leases[turn % len(self.leases)], bucket, now) for turn in turns)


def allowed(leases: Leases, bucket: Bucket, now: float, subject: str = "k") -> bool:
    try:
        leases.spend(bucket, subject, now)
    except RateLimited:
        return False
    return True


@pytest.fixture
def database(house: Installation) -> Database:
    return house.database


@pytest.mark.parametrize("limit", [1, 2, 15, 16, 17, 60, 100, 1_000])
@pytest.mark.parametrize("number", [1, 3])
def test_one_process_may_spend_it_all_and_several_never_more(
    database: Database, limit: int, number: int
) -> None:
    spent = Processes(database, number).spend(Bucket("key", limit), range(2 * limit + 50))
    assert spent == limit


def test_a_new_window_has_a_new_allowance(database: Database) -> None:
    bucket, processes = Bucket("key", 5), Processes(database, 2)
    for minute in range(3):
        assert processes.spend(bucket, range(20), START + 60 * minute) == 5
        assert processes.spend(bucket, range(20), START + 60 * minute + 59.9) == 0


def test_a_lease_ends_with_its_window(database: Database) -> None:
    bucket, processes = Bucket("key", 1_600), Processes(database, 1)
    assert processes.spend(bucket, range(1), START + 59) == 1
    assert processes.spend(bucket, range(2_000), START + 61) == 1_600


def test_subjects_and_buckets_do_not_share(database: Database) -> None:
    leases = Leases(database)
    assert allowed(leases, Bucket("key", 1), START, "one")
    assert allowed(leases, Bucket("key", 1), START, "two")
    assert allowed(leases, Bucket("code", 1), START, "one")
    assert not allowed(leases, Bucket("key", 1), START, "one")
    subjects = [row["subject"] for row in rows_of(database, "allowance")]
    assert subjects == ["code:one", "key:one", "key:two"]


def test_what_is_used_up_says_when_to_come_back(database: Database) -> None:
    leases, bucket = Leases(database), Bucket("key", 1)
    leases.spend(bucket, "k", START)
    for now, wait_s in ((START, 60), (START + 0.5, 60), (START + 59, 1), (START + 59.99, 1)):
        with pytest.raises(RateLimited) as refused:
            leases.spend(bucket, "k", now)
        assert refused.value.retry_after_s == wait_s


def test_no_limit_asks_nobody(database: Database) -> None:
    assert all(allowed(Leases(database), Bucket("key", 0), START) for _ in range(100))
    assert rows_of(database, "allowance") == []


def test_a_process_asks_the_database_a_few_times_a_minute(database: Database) -> None:
    asked: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_: object) -> None:
        if "allowance" in statement:
            asked.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    spent = Processes(database, 1).spend(Bucket("key", 6_000), range(6_500))
    assert spent == 6_000
    assert len(asked) < 25


def test_the_first_part_is_small_so_that_many_idle_processes_use_up_little(
    database: Database,
) -> None:
    processes = Processes(database, 40)
    assert processes.spend(Bucket("key", 6_000), range(40)) == 40
    (row,) = rows_of(database, "allowance")
    assert row["taken"] <= 1_000


def test_threads_of_one_process_spend_each_lease_once(database: Database) -> None:
    leases, bucket, ready = Leases(database), Bucket("key", 100), threading.Barrier(8)

    def run(_: int) -> int:
        ready.wait()
        return sum(allowed(leases, bucket, START) for _ in range(50))

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(run, range(8))) == 100


def test_a_clock_a_little_behind_spends_the_window_of_the_others(database: Database) -> None:
    ahead, behind, bucket = Leases(database), Leases(database), Bucket("key", 10)
    assert sum(allowed(ahead, bucket, START + 60) for _ in range(6)) == 6
    assert sum(allowed(behind, bucket, START + 59) for _ in range(10)) == 4


def test_a_clock_far_ahead_does_not_close_the_door_for_the_others(database: Database) -> None:
    wrong, right, bucket = Leases(database), Leases(database), Bucket("key", 10)
    assert sum(allowed(wrong, bucket, START + 86_400) for _ in range(20)) == 10
    assert sum(allowed(right, bucket, START) for _ in range(20)) == 10


def test_no_order_of_turns_spends_more(database: Database) -> None:
    chance = Random(7)  # noqa: S311  # Repeatable, not secret.
    for number in range(30):
        limit, tries = chance.randint(1, 80), chance.randint(0, 250)
        turns = iter([chance.randrange(4) for _ in range(tries)])
        spent = Processes(database, 4).spend(Bucket(f"order {number}", limit), turns)
        assert spent <= limit
        # Nothing is refused while most of it is left.
        assert spent == tries or spent > limit // 2


@ON_SQLITE
def test_a_database_that_is_busy_lets_reads_pass_and_no_guess(database: Database) -> None:
    leases = Leases(database)
    with database.writing() as session:
        session.execute(text("SELECT 1"))
        assert allowed(leases, Bucket("anonymous", 1), START)
        # It was just asked: the next ones do not even try.
        for _ in range(1_000):
            assert leases.spend_held(Bucket("anonymous", 1), "k", START + 0.5)
        with pytest.raises(Unavailable):
            leases.spend(Bucket("code", 1, strict=True), "k", START)
    assert allowed(leases, Bucket("anonymous", 1), START + 2)
    assert not allowed(leases, Bucket("anonymous", 1), START + 2)


def test_a_database_that_is_away_lets_reads_pass() -> None:
    database = Database(f"postgresql+psycopg://nobody@127.0.0.1:{free_port()}/none")
    assert allowed(Leases(database), Bucket("key", 1), START)
    database.close()


def test_another_noun_spends_a_bucket_of_its_own(database: Database) -> None:
    guesses = Bucket("receipt code", 3, strict=True)
    for _ in range(3):
        spend(database, guesses, clock=lambda: START)
    with pytest.raises(RateLimited):
        spend(database, guesses, clock=lambda: START)
    assert leases_on(database) is leases_on(database)


@ON_SQLITE
def test_counting_leaves_the_connection_as_durable_as_it_was(database: Database) -> None:
    with database.counting() as connection:
        counting = connection.exec_driver_sql("PRAGMA synchronous").scalar()
    with database.engine.connect() as connection:
        after = connection.exec_driver_sql("PRAGMA synchronous").scalar()
        waits_ms = connection.exec_driver_sql("PRAGMA busy_timeout").scalar()
    assert (counting, after, waits_ms) == (1, 2, 10_000)
