"""`miedza audit`: what goes to standard output, and the exit codes."""

import os
from collections.abc import Callable
from typing import Any

import orjson
import pytest
from typer.testing import CliRunner

from service.audit.service import find_head, record_alone
from service.cli import app
from service.installation import Installation
from tests.service.audit.trail import foreign_hand, plant, rows, take_out

Command = Callable[..., Any]


@pytest.fixture
def audit(house: Installation, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Run `miedza audit` on a planted trail."""
    for name in [name for name in os.environ if name.startswith("MIEDZA_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("MIEDZA_DATA_DIR", str(house.settings.data_dir))
    monkeypatch.setenv("MIEDZA_DATABASE_URL", house.settings.resolved_database_url)
    plant(house)
    return lambda *arguments: CliRunner().invoke(app, ["audit", *map(str, arguments)])


def test_an_intact_trail_is_exit_code_0(house: Installation, audit: Command) -> None:
    record_alone(house.database, "report.read", "a", "1")
    done = audit("verify")
    assert done.exit_code == 0, done.output
    head = find_head(house.database)[0]
    assert f"head {head.seq}:{head.hash}" in done.stderr
    assert "1 entries are not sealed, the oldest for" in done.stderr

    said = orjson.loads(audit("verify", "--json").stdout)
    assert (said["intact"], said["findings"], said["unsealed"]) == (True, [], 1)
    assert said["head"] == {"seq": head.seq, "hash": head.hash}


def test_a_damaged_trail_is_exit_code_1_with_the_first_broken_number(
    house: Installation, audit: Command
) -> None:
    with foreign_hand(house) as hand:
        take_out(hand, "audit_entry", rows(hand, "audit_entry")[2])
    done = audit("verify")
    assert done.exit_code == 1
    assert "the first broken number is 3" in done.stderr
    assert "entry_id" in done.stdout

    done = audit("verify", "--json")
    assert done.exit_code == 1
    assert orjson.loads(done.stdout)["first_broken"] == 3


def test_the_head_can_be_given_to_verify_later(house: Installation, audit: Command) -> None:
    kept = audit("head").stdout.strip()
    assert orjson.loads(audit("head", "--json").stdout).keys() == {"seq", "hash", "at"}
    assert audit("verify", "--head", kept).exit_code == 0
    assert audit("verify", "--head", f"1:{kept.partition(':')[2]}").exit_code == 1
    assert audit("verify", "--head", "yesterday").exit_code == 2


def test_an_export_is_lines_of_json_and_can_be_continued(
    house: Installation, audit: Command
) -> None:
    whole = audit("export").stdout.splitlines()
    assert [orjson.loads(line)["seq"] for line in whole] == list(range(1, len(whole) + 1))
    assert audit("export", "--after", 2).stdout.splitlines() == whole[2:]
