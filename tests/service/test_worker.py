"""The worker: when the weekly batch is made, that it is made once, and how a worker ends."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier, Event, Thread

import pytest
from sqlalchemy import text

from service import worker
from service.errors import Unavailable
from service.installation import Installation
from service.projections import recompute
from service.projections.policy import Policy
from service.schema import migrate
from service.settings import Settings
from service.worker import Chores, batch_opens, run_worker
from tests.cluster import free_port
from tests.conftest import lacking
from tests.service.projections.stage import claim, public_features, submit

MONDAY = datetime(2025, 6, 9, 12, tzinfo=UTC)
TUESDAY_5_59 = datetime(2025, 6, 10, 3, 59, tzinfo=UTC)
TUESDAY_6_00 = datetime(2025, 6, 10, 4, tzinfo=UTC)
HOUR = timedelta(hours=1)
WEEK = timedelta(weeks=1)


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        (MONDAY, TUESDAY_6_00),
        (TUESDAY_6_00, TUESDAY_6_00),
        # Sunday, a minute before midnight in Warsaw, still belongs to the week.
        (datetime(2025, 6, 15, 21, 59, tzinfo=UTC), TUESDAY_6_00),
        (datetime(2025, 6, 15, 22, 0, tzinfo=UTC), TUESDAY_6_00 + WEEK),
        # In winter Warsaw is one hour ahead of UTC; week 1 of 2026 begins in 2025.
        (datetime(2026, 1, 1, tzinfo=UTC), datetime(2025, 12, 30, 5, tzinfo=UTC)),
    ],
)
def test_the_batch_opens_on_tuesday_at_six_in_warsaw(now: datetime, opens: datetime) -> None:
    assert batch_opens(now) == opens


def test_nothing_becomes_public_before_the_batch_opens(house: Installation) -> None:
    submit(house, claim())
    chores = Chores(house)

    chores.run(MONDAY)
    chores.run(TUESDAY_5_59)
    assert public_features(house) == []

    chores.run(TUESDAY_6_00)
    assert len(public_features(house)) == 1


def test_what_comes_after_the_batch_waits_for_the_next_week(house: Installation) -> None:
    submit(house, claim())
    chores = Chores(house)
    chores.run(TUESDAY_6_00)
    submit(house, claim())

    chores.run(TUESDAY_6_00 + HOUR)
    Chores(house).run(TUESDAY_6_00 + 3 * HOUR)
    assert len(public_features(house)) == 1

    chores.run(TUESDAY_6_00 + WEEK)
    assert len(public_features(house)) == 2


def test_a_week_without_anything_due_is_tried_once(house: Installation) -> None:
    chores = Chores(house)
    chores.run(TUESDAY_6_00)
    submit(house, claim())

    chores.run(TUESDAY_6_00 + HOUR)

    assert public_features(house) == []


def test_a_late_worker_makes_the_batch_later_in_the_week(house: Installation) -> None:
    submit(house, claim())

    Chores(house).run(TUESDAY_6_00 + timedelta(days=3))

    assert len(public_features(house)) == 1


def test_records_that_may_not_stay_leave_within_the_hour(house: Installation) -> None:
    submit(house, claim())
    chores = Chores(house)
    chores.run(TUESDAY_6_00)
    with house.database.writing() as session:
        session.execute(text("UPDATE feature_full SET public_on = NULL"))

    chores.run(TUESDAY_6_00 + HOUR / 2)
    assert len(public_features(house)) == 1

    chores.run(TUESDAY_6_00 + HOUR)
    assert public_features(house) == []


def test_what_was_kept_long_enough_is_forgotten_once_a_day(house: Installation) -> None:
    submit(house, claim())
    withdraw(house)
    chores = Chores(house)
    chores.run(TUESDAY_6_00)
    assert readable(house) == 0

    submit(house, claim())
    withdraw(house)
    chores.run(TUESDAY_6_00 + HOUR)
    assert readable(house) == 1

    chores.run(TUESDAY_6_00 + 24 * HOUR)
    assert readable(house) == 0


def withdraw(house: Installation) -> None:
    with house.database.writing() as session:
        session.execute(text("UPDATE report SET state = 'withdrawn'"))


def readable(house: Installation) -> int:
    with house.database.reading() as session:
        found = session.execute(text("SELECT wrapped_key FROM sealed_report")).scalars()
        return sum(key is not None for key in found)


def test_several_workers_at_once_make_one_batch(house: Installation) -> None:
    submit(house, *(claim() for _ in range(20)))
    together = Barrier(4)

    def work(_: int) -> None:
        together.wait()
        Chores(house).run(TUESDAY_6_00)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))

    assert len(public_features(house)) == 20
    with house.database.reading() as session:
        batches = session.execute(text("SELECT week FROM public_batch")).scalars().all()
    assert batches == ["2025-W24"]


def test_a_database_that_is_away_is_tried_again(
    house: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    submit(house, claim())
    stop, tries = Event(), []

    def clock() -> datetime:
        tries.append(1)
        if len(tries) == 1:
            raise Unavailable("the database did not answer")
        if len(tries) == 3:
            stop.set()
        return TUESDAY_6_00

    monkeypatch.setattr(worker, "_TICK_S", 0.01)
    run_worker(house, stop, clock)

    assert len(tries) == 3
    assert len(public_features(house)) == 1


def test_the_worker_ends_as_soon_as_it_is_told(house: Installation) -> None:
    stop = Event()
    thread = Thread(target=run_worker, args=(house, stop, lambda: MONDAY))
    thread.start()

    stop.set()
    thread.join(5)

    assert not thread.is_alive()


def _environment(folder: Path) -> dict[str, str]:
    settings = Settings(data_dir=folder)
    migrate(settings)
    return {**os.environ, "MIEDZA_DATA_DIR": str(folder)}


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_command_ends_by_a_signal_with_exit_code_0(tmp_path: Path, number: int) -> None:
    # As a shell starts it behind `&`.
    as_before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    process = subprocess.Popen(
        [sys.executable, "-m", "service.cli", "worker"],
        env={**_environment(tmp_path), "MIEDZA_LOG_LEVEL": "info"},
        stderr=subprocess.PIPE,
        text=True,
    )
    signal.signal(signal.SIGINT, as_before)
    try:
        assert process.stderr is not None
        assert "worker started" in process.stderr.readline()

        process.send_signal(number)
        _, said = process.communicate(timeout=10)
        assert process.returncode == 0, said
    finally:
        process.kill()
        process.wait()


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_worker_beside_a_server_ends_with_it(tmp_path: Path, number: int) -> None:
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "service.cli", "serve", "--with-worker", "--port", str(port)],
        env=_environment(tmp_path),
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_until(lambda: _is_ready(port))
        children = _children(server.pid)
        assert len(children) >= 1
    finally:
        server.send_signal(number)
        server.wait(20)

    _wait_until(lambda: not any(_is_running(child) for child in children))


def _is_ready(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _children(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    if not listed.exists():
        lacking("this system does not list the children of a process")
    return [int(child) for child in listed.read_text().split()]


def _is_running(pid: int) -> bool:
    """A zombie has ended; only nobody has asked for its exit code yet."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def _wait_until(holds: Callable[[], bool], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def test_rules_that_changed_are_followed_before_anything_else(house: Installation) -> None:
    submit(house, claim())
    Chores(house).run(TUESDAY_6_00)
    assert not recompute.is_due(house.database, house.policy)
    strict = replace(house, policy=Policy(show_unreviewed_claims=False))
    assert recompute.is_due(house.database, strict.policy)

    Chores(strict).run(TUESDAY_6_00 + HOUR / 2)

    assert public_features(house) == []
    assert not recompute.is_due(house.database, strict.policy)
