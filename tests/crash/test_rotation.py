"""A rotation beside a server that writes, killed in the middle: every report opens, at all times.

`kill -9` ends the command between any two of its instructions; running it again finishes it.
"""

import os
import random
import subprocess
import sys
import time
from datetime import UTC, datetime

import pytest

from service.installation import Installation
from service.settings import Settings
from service.vault import load_vault
from service.vault.keyfile import read_keys
from service.vault.rotation import SETTLING, retire
from tests.crash.test_kill import SENDERS, STORED, check_integrity, ingest, opened, sealed_of
from tests.service.projections.stage import body, reading, submit

FILLED = 6_000
KILLS = 6
SEED = 2_026

pytestmark = pytest.mark.slow


def start_rotation(settings: Settings) -> "subprocess.Popen[bytes]":
    environment = {
        **os.environ,
        "MIEDZA_DATA_DIR": str(settings.data_dir),
        "MIEDZA_DATABASE_URL": settings.resolved_database_url,
    }
    command = [sys.executable, "-m", "service.cli", "vault", "rotate", "--json"]
    return subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )


def kill_while_it_works(settings: Settings, house: Installation, pause_s: float) -> int:
    """End a rotation in the middle of its work; how many reports still wait for the new key."""
    old = read_keys(settings.resolved_key_file)
    process = start_rotation(settings)
    while len(old) == 1 and read_keys(settings.resolved_key_file) == old:
        time.sleep(0.001)
    newest = load_vault(settings.resolved_key_file).key_id
    before = under_other_keys(house, newest)
    while under_other_keys(house, newest) == before and process.poll() is None:
        time.sleep(0.001)
    time.sleep(pause_s)
    process.kill()
    process.communicate()
    return under_other_keys(house, newest)


def under_other_keys(house: Installation, newest: str) -> int:
    rows = reading(
        house,
        "SELECT count(*) AS n FROM sealed_report WHERE wrapping_key <> :newest",
        newest=newest,
    )
    number: int = rows[0]["n"]
    return number


def rotate_under_fire(settings: Settings) -> None:
    delays = random.Random(SEED)  # noqa: S311  # A schedule, not a secret.
    with opened(settings) as house:
        submit(house, *(body(narrative=f"before {number}") for number in range(FILLED)))
        old = house.vault.key_id
        with ingest(settings) as (_, senders):
            senders.await_more(SENDERS)
            waiting = []
            for _ in range(KILLS):
                waiting.append(kill_while_it_works(settings, house, delays.uniform(0.0, 0.05)))
                senders.await_more(SENDERS)
            last = start_rotation(settings)
            said, _ = last.communicate(timeout=120)
            assert last.returncode == 0, said
            senders.await_more(2 * SENDERS)
            newest = load_vault(settings.resolved_key_file).key_id
            assert newest != old
            assert under_other_keys(house, newest) == 0
            # The servers let go of what has left the file, and go on.
            result = retire(house, datetime.now(UTC) + 2 * SETTLING)
            assert old in result.dropped
            senders.await_more(2 * SENDERS)
        sent = senders.sent
        assert sent.faults == []
        # A kill in the middle of the work is what this is about.
        assert sum(0 < left < FILLED for left in waiting) > KILLS / 2, waiting
        check_integrity(house.database)
        vault = load_vault(settings.resolved_key_file)
        assert len(vault.key_ids) == 1
        rows = reading(house, STORED)
        assert len(rows) == FILLED + len(sent.receipts)
        for row in rows:
            content = vault.open(sealed_of(row), bound_to=row["id"])
            assert content == sent.bodies.get(row["id"], content)


def test_no_report_is_lost_to_a_killed_rotation_on_sqlite(durable_sqlite: Settings) -> None:
    rotate_under_fire(durable_sqlite)


@pytest.mark.postgres
def test_no_report_is_lost_to_a_killed_rotation_on_postgres(durable_postgres: Settings) -> None:
    rotate_under_fire(durable_postgres)
