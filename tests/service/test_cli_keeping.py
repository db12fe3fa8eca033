"""The commands that keep data and let it go: what they print, ask and refuse."""

import os
from pathlib import Path
from typing import Any

import orjson
import pytest
from typer.testing import CliRunner

from service.accounts.service import create_token
from service.cli import app
from service.installation import Installation
from service.vault.keyfile import new_key, put_in_front
from tests.service.commands import Command, answer
from tests.service.projections.stage import claim, reading, submit
from tests.service.stored import rows_of


@pytest.fixture
def miedza(house: Installation, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Command:
    """Run a command in the installation of `house`, with a copy of its key file."""
    for name in [name for name in os.environ if name.startswith("MIEDZA_")]:
        monkeypatch.delenv(name)
    key_file = tmp_path / "own.key"
    key_file.write_bytes(house.settings.resolved_key_file.read_bytes())
    key_file.chmod(0o600)
    monkeypatch.setenv("MIEDZA_KEY_FILE", str(key_file))
    monkeypatch.setenv("MIEDZA_DATA_DIR", str(house.settings.data_dir))
    monkeypatch.setenv("MIEDZA_DATABASE_URL", house.settings.resolved_database_url)

    def run(*arguments: object, **named: Any) -> Any:
        return CliRunner().invoke(app, [str(each) for each in arguments], **named)

    return run


@pytest.mark.parametrize(
    "command",
    [
        ["vault", "status"],
        ["vault", "rotate"],
        ["vault", "retire"],
        ["retention"],
        ["erase"],
        ["backup"],
        ["restore"],
        ["token", "export"],
    ],
)
def test_each_command_has_a_help_text(miedza: Command, command: list[str]) -> None:
    result = miedza(*command, "--help")

    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) > 5


def test_the_keys_are_shown_turned_and_let_go(house: Installation, miedza: Command) -> None:
    submit(house, claim(), claim())
    old = house.vault.key_id
    assert answer(miedza("vault", "status", "--json")) == {
        "keys": [{"key": old, "place": "newest", "reports": 2}],
        "erased": 0,
    }

    turned = answer(miedza("vault", "rotate", "--json"))
    assert (turned["made"], turned["rewrapped"], turned["left"]) == (True, 2, 0)

    early = miedza("vault", "retire")
    assert early.exit_code == 1
    assert "try again after" in early.stderr
    key_file = Path(os.environ["MIEDZA_KEY_FILE"])
    os.utime(key_file, (0, 0))
    assert answer(miedza("vault", "retire", "--json")) == {"dropped": [old], "needed": {}}
    assert turned["key"] in miedza("vault", "status").stdout


def test_retire_says_how_many_reports_need_an_old_key(house: Installation, miedza: Command) -> None:
    submit(house, claim(), claim())
    key_file = Path(os.environ["MIEDZA_KEY_FILE"])
    put_in_front(key_file, new_key())
    os.utime(key_file, (0, 0))

    result = miedza("vault", "retire")

    assert result.exit_code == 0
    assert f"key {house.vault.key_id} stays: 2 reports need it" in result.stderr


def test_erase_asks_first(house: Installation, miedza: Command) -> None:
    submit(house, claim())
    (row,) = rows_of(house.database, "report")

    assert miedza("erase", row["id"], input="n\n").exit_code == 1
    assert rows_of(house.database, "sealed_report")[0]["wrapped_key"] is not None

    result = miedza("erase", row["id"], input="y\n")
    assert result.exit_code == 0
    assert "backups that were made before still hold them" in result.stderr
    assert rows_of(house.database, "sealed_report")[0]["wrapped_key"] is None
    assert answer(miedza("erase", row["id"], "--yes", "--json"))["before"] == 1


@pytest.mark.parametrize("arguments", [[], ["one", "--key", "two"]])
def test_erase_needs_reports_or_a_key(miedza: Command, arguments: list[str]) -> None:
    assert miedza("erase", *arguments, "--yes").exit_code == 2


def test_erase_by_a_key_that_sent_nothing_changes_nothing(miedza: Command) -> None:
    result = miedza("erase", "--key", "0123456789ab", "--yes")

    assert result.exit_code == 1
    assert "no report is known" in result.stderr


def test_retention_says_what_it_did_or_would_do(house: Installation, miedza: Command) -> None:
    submit(house, claim())
    assert answer(miedza("retention", "--dry-run", "--json")) == {
        "unlinked": 0,
        "erased": {},
        "dry_run": True,
    }
    assert "0 reports parted from their key" in miedza("retention").stderr


def test_an_export_is_json_without_the_hash(house: Installation, miedza: Command) -> None:
    key = create_token(house.database, "monitor", "team north").key_id

    document = answer(miedza("token", "export", key))

    assert document["key"]["label"] == "team north"
    assert "token_sha256" not in orjson.dumps(document).decode()
    (entry,) = reading(house, "SELECT subject FROM audit_entry WHERE action = 'key.exported'")
    assert entry["subject"] == key
    assert miedza("token", "export", "0123456789ab").exit_code == 1


def test_verify_only_and_yes_exclude_each_other(miedza: Command, tmp_path: Path) -> None:
    result = miedza("restore", tmp_path / "none.tar", "--verify-only", "--yes")

    assert result.exit_code == 2


def test_an_archive_that_is_away_is_told(miedza: Command, tmp_path: Path) -> None:
    result = miedza("restore", tmp_path / "none.tar", "--verify-only")

    assert result.exit_code == 1
    assert "no file" in result.stderr
