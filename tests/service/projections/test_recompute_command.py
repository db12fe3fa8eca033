"""`miedza project`: what it does, and what it leaves to be asked for."""

import subprocess
import sys

import orjson

from service.installation import Installation
from service.projections.recompute import is_due
from tests.service.projections.stage import (
    ON_SQLITE,
    reading,
    several,
    submit,
)


def command(house: Installation, *arguments: str) -> "subprocess.CompletedProcess[str]":
    environment = {
        "MIEDZA_DATA_DIR": str(house.settings.data_dir),
        "MIEDZA_DATABASE_URL": house.settings.resolved_database_url,
        "PATH": "",
    }
    line = [sys.executable, "-m", "service.cli", "project", *arguments]
    return subprocess.run(line, env=environment, capture_output=True, text=True, check=False)


def test_the_command_makes_everything_anew_and_says_what_it_did(house: Installation) -> None:
    submit(house, *several(3))

    done = command(house, "--all", "--json")

    assert done.returncode == 0, done.stderr
    found = orjson.loads(done.stdout)
    assert (found["incidents"], found["finished"], found["removed"]) == (3, True, 0)
    assert not is_due(house.database, house.policy)
    assert "3 incidents" in command(house, "--all").stderr


def test_the_command_can_let_followers_begin_anew(house: Installation) -> None:
    before = reading(house, "SELECT sequence FROM public_revision")

    assert command(house, "--new-sequence").returncode == 0

    assert reading(house, "SELECT sequence FROM public_revision") != before
    assert is_due(house.database, house.policy)


@ON_SQLITE
def test_the_command_does_nothing_unasked(house: Installation) -> None:
    assert command(house).returncode == 2
    assert is_due(house.database, house.policy)
