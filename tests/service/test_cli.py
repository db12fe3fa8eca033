"""The command line: what each command prints where, and its exit codes."""

import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest
from typer.testing import CliRunner

from service.accounts.service import authenticate, create_token, list_keys
from service.cli import app
from service.commands.console import printable
from service.demo import SAMPLE
from service.errors import KeyRevoked
from service.installation import Installation
from tests.service.projections.stage import claim, public_features, reading, submit

COMMANDS = ["migrate", "serve", "worker", "import", "publish", "summary", "demo", "doctor"]
HEAVY = {"geopandas", "pandas", "pyogrio", "alembic", "rich"}

# What `CliRunner.invoke` answers has no public type.
Command = Callable[..., Any]


@pytest.fixture
def miedza(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Command:
    """Run a command in an empty data folder."""
    for name in [name for name in os.environ if name.startswith("MIEDZA_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("MIEDZA_DATA_DIR", str(tmp_path / "data"))
    return lambda *arguments: CliRunner().invoke(app, [str(each) for each in arguments])


@pytest.fixture
def installed(house: Installation, miedza: Command, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Run a command in the installation of `house`."""
    monkeypatch.setenv("MIEDZA_DATA_DIR", str(house.settings.data_dir))
    monkeypatch.setenv("MIEDZA_DATABASE_URL", house.settings.resolved_database_url)
    return miedza


def answer(result: Any) -> Any:
    """The one JSON line on standard output of a command that succeeded."""
    assert result.exit_code == 0, result.output
    (line,) = result.stdout.splitlines()
    return orjson.loads(line)


@pytest.mark.parametrize("command", [[name] for name in COMMANDS] + [["token", "create"]])
def test_each_command_has_a_help_text(miedza: Command, command: list[str]) -> None:
    result = miedza(*command, "--help")

    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) > 5


def test_the_help_lists_every_command_and_the_exit_codes(miedza: Command) -> None:
    said = miedza("--help").stdout

    assert all(f"\n  {name}" in said for name in [*COMMANDS, "token"])
    assert "Exit codes: 0 done, 1 refused or failed, 2 wrong usage" in " ".join(said.split())


@pytest.mark.parametrize(
    "arguments",
    [["fly"], ["import"], ["serve", "--port", "0"], ["token", "create", "--role", "boss"], []],
)
def test_wrong_usage_is_exit_code_2(installed: Command, arguments: list[str]) -> None:
    assert installed(*arguments).exit_code == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ["publish"],
        ["serve"],
        ["worker"],
        ["demo"],
        ["summary", "2025-W20"],
        ["token", "list"],
        ["import", SAMPLE, "--profile", "communiques"],
    ],
)
def test_before_migrate_each_command_says_what_to_run(
    miedza: Command, arguments: list[object]
) -> None:
    result = miedza(*arguments)

    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr == "miedza: the database has no tables yet: run `miedza migrate`\n"


def test_a_setting_that_cannot_be_used_is_named_and_not_echoed(
    miedza: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MIEDZA_MAX_REPORT_BYTES", "a secret")

    result = miedza("doctor")

    assert result.exit_code == 1
    assert "MIEDZA_MAX_REPORT_BYTES" in result.stderr
    assert "a secret" not in result.output
    assert "Traceback" not in result.output


def test_an_address_that_is_taken_is_told_in_one_line(installed: Command) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = installed("serve", "--port", port)

    assert result.exit_code == 1
    assert result.stderr.startswith(f"miedza: cannot listen on 127.0.0.1:{port} (")


def test_migrate_makes_database_and_key_file_once(miedza: Command, tmp_path: Path) -> None:
    first, second = answer(miedza("migrate", "--json")), answer(miedza("migrate", "--json"))

    key_file = tmp_path / "data" / "master.key"
    assert first == {"migration": "0004", "key_file": str(key_file), "key_made": True}
    assert second == {**first, "key_made": False}
    assert key_file.stat().st_mode & 0o777 == 0o600
    assert key_file.parent.stat().st_mode & 0o777 == 0o700


def test_token_create_prints_the_token_alone(house: Installation, installed: Command) -> None:
    result = installed("token", "create", "--role", "monitor", "--label", "team north")

    (token,) = result.stdout.split()
    assert authenticate(house.database, token).role == "monitor"
    assert token not in result.stderr


def test_token_create_gives_a_partner_scopes_sectors_and_an_end(
    house: Installation, installed: Command
) -> None:
    scopes = ("--scope", "incidents:read", "--scope", "summaries:read")
    limits = ("--sector", "NAR", "--sector", "BIA", "--expires", "2035-01-01")
    result = installed("token", "create", "--role", "partner", *scopes, *limits)

    caller = authenticate(house.database, result.stdout.strip())
    assert caller.scopes == {"incidents:read", "summaries:read"}
    assert caller.sectors == ("BIA", "NAR")
    (listed,) = answer(installed("token", "list", "--json"))
    assert listed["expires_at"] == "2034-12-31T23:00:00+00:00"
    shown = installed("token", "list").stdout
    assert all(word in shown for word in ("incidents:r", "BIA", "expires"))


def test_token_create_warns_of_a_partner_who_may_do_nothing(installed: Command) -> None:
    assert "may do nothing" in installed("token", "create", "--role", "partner").stderr
    with_scope = installed("token", "create", "--role", "partner", "--scope", "reports:write")
    assert "may do nothing" not in with_scope.stderr


@pytest.mark.parametrize(
    ("arguments", "right"),
    [
        (("--role", "partner", "--scope", "reports:read"), "reports:write"),
        (("--role", "partner", "--sector", "XXX"), "BIA"),
        (("--role", "monitor", "--scope", "reports:write"), "only for the role partner"),
        (("--role", "partner", "--expires", "2020-01-01"), "a day after today"),
    ],
)
def test_token_create_says_what_would_be_right(
    house: Installation, installed: Command, arguments: tuple[str, ...], right: str
) -> None:
    result = installed("token", "create", *arguments)

    assert (result.exit_code, result.stdout) == (1, "")
    assert right in result.stderr
    assert list_keys(house.database) == []


@pytest.mark.parametrize("name", ["key_id", "token"])
def test_token_revoke_takes_the_id_or_the_token_and_acts_at_once(
    house: Installation, installed: Command, name: str
) -> None:
    made = create_token(house.database, "monitor")

    assert answer(installed("token", "revoke", getattr(made, name), "--json")) == {
        "revoked": made.key_id
    }
    with pytest.raises(KeyRevoked):
        authenticate(house.database, made.token)


def test_token_revoke_of_an_unknown_key_fails(installed: Command) -> None:
    result = installed("token", "revoke", "nobody")

    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)


def test_token_list_shows_keys_and_never_tokens(house: Installation, installed: Command) -> None:
    made = create_token(house.database, "analyst", "[red]desk[/red]")

    shown = installed("token", "list")
    (listed,) = answer(installed("token", "list", "--json"))

    assert made.key_id in shown.stdout
    assert "[red]desk[/red]" in shown.stdout
    assert listed.keys() == {
        "id", "role", "label", "scopes", "sectors",
        "created_at", "expires_at", "last_used_on", "revoked_at",
    }  # fmt: skip
    assert made.token not in shown.stdout


def test_import_answers_in_json_with_the_promised_members(
    installed: Command, tmp_path: Path
) -> None:
    rejects = tmp_path / "rejects.csv"
    arguments = ("import", SAMPLE, "--profile", "communiques", "--rejects", rejects, "--json")

    first = answer(installed(*arguments))

    expected = {"rows": 76, "imported": 75, "unchanged": 0, "rejected": 1, "unknown_values": {}}
    assert first == expected
    assert answer(installed(*arguments)) == {**expected, "imported": 0, "unchanged": 75}
    assert rejects.exists()


def test_import_shows_a_table_and_tells_the_rejects_file_on_standard_error(
    house: Installation, installed: Command, tmp_path: Path
) -> None:
    path = tmp_path / "sample.csv"
    path.write_bytes(SAMPLE.read_bytes())

    result = installed("import", path, "--profile", "communiques", "--dry-run")

    assert result.exit_code == 0
    assert "nothing was stored" in result.stdout
    assert "would be imported" in result.stdout
    assert f"{path}.rejects.csv" in result.stderr.replace("\n", "")
    assert "76/?" in result.stderr
    assert reading(house, "SELECT id FROM report") == []


def test_import_shows_the_words_that_the_profile_does_not_know_without_obeying_them(
    installed: Command, tmp_path: Path
) -> None:
    header, row = SAMPLE.read_text(encoding="utf-8").splitlines()[:2]
    strange = row.replace("testimony_violence_and_pushback", "[bold]strange\u200b")
    path = tmp_path / "rows.csv"
    path.write_text(f"{header}\n{strange}\n", encoding="utf-8")

    result = installed("import", path, "--profile", "communiques", "--dry-run")

    assert "[bold]strange�" in result.stdout


def test_nothing_that_a_terminal_obeys_is_printed() -> None:
    assert printable("a\x1b[31mb\rc\u202ed\ne") == "a�[31mb�c�d�e"
    assert printable("Białowieża, Белавежа") == "Białowieża, Белавежа"


def test_an_import_in_which_every_row_is_rejected_fails(installed: Command, tmp_path: Path) -> None:
    header, row = SAMPLE.read_text(encoding="utf-8").splitlines()[:2]
    path = tmp_path / "rows.csv"
    path.write_text(f"{header}\n{row.replace('2021', 'once', 1)}\n", encoding="utf-8")

    result = installed("import", path, "--profile", "communiques", "--json")

    assert result.exit_code == 1
    assert orjson.loads(result.stdout)["rejected"] == 1
    assert "every row was rejected" in result.stderr


@pytest.mark.parametrize("profile", ["communiques", "unheard-of"])
def test_a_file_or_profile_that_is_not_there_fails_in_one_line(
    installed: Command, tmp_path: Path, profile: str
) -> None:
    result = installed("import", tmp_path / "away.csv", "--profile", profile)

    assert result.exit_code == 1
    assert result.stderr.splitlines()[-1].startswith("miedza: ")
    assert "Traceback" not in result.output


def test_publish_makes_the_batch_once(house: Installation, installed: Command) -> None:
    submit(house, claim())

    first = answer(installed("publish", "--json"))

    assert (first["added"], first["changed"], first["removed"]) == (1, 0, 0)
    assert answer(installed("publish", "--json")) == {**first, "added": 0}
    assert "was made before" in installed("publish").stderr
    assert len(public_features(house)) == 1


def test_publish_without_anything_due_makes_no_batch(installed: Command) -> None:
    assert answer(installed("publish", "--json"))["batch"] is None


def test_summary_shows_the_draft_of_a_week(house: Installation, installed: Command) -> None:
    submit(house, claim(persons={"low": 16, "high": 60, "qualifier": "about"}))

    shown = installed("summary", "2025-W20")
    document = answer(installed("summary", "2025-W20", "--json"))

    assert shown.exit_code == 0
    assert "2025-W20 (2025-05-12 to 2025-05-18), draft: by sector" in shown.stdout
    assert "16-60" in shown.stdout
    assert "BIA" in shown.stdout
    assert document["draft"] is True


def test_summary_release_writes_a_vintage_and_the_same_again_is_none(
    house: Installation, installed: Command
) -> None:
    submit(house, claim())
    installed("publish")
    arguments = ("summary", "2025-W20", "--release", "--reason", "first figures", "--json")

    first, second = answer(installed(*arguments)), answer(installed(*arguments))

    assert (first["vintage"], first["created"]) == (1, True)
    assert second == {**first, "created": False}
    assert "says the same as vintage 1" in installed("summary", "2025-W20", "--release").stderr


@pytest.mark.parametrize("week", ["2025-W54", "May", "2025-20"])
def test_a_week_that_is_none_fails_with_what_would_be_right(installed: Command, week: str) -> None:
    result = installed("summary", week)

    assert result.exit_code == 1
    assert "right" in result.stderr
    assert "Traceback" not in result.output


def test_demo_prints_keys_that_work_and_lines_to_try(
    house: Installation, installed: Command
) -> None:
    result = installed("demo", "--url", "http://127.0.0.1:9999/")

    assert result.exit_code == 0, result.output
    keys = dict(
        line.split()
        for line in result.stdout.splitlines()
        if line.startswith("  ") and line.split()[1:2] and line.split()[1].startswith("mdz_")
    )
    assert {role: authenticate(house.database, token).role for role, token in keys.items()} == {
        "monitor": "monitor",
        "analyst": "analyst",
        "partner": "partner",
    }
    assert "http://127.0.0.1:9999/api/docs" in result.stdout
    assert "9999//" not in result.stdout


def test_demo_if_empty_leaves_data_alone(house: Installation, installed: Command) -> None:
    create_token(house.database, "monitor")

    assert installed("demo", "--if-empty").exit_code == 0
    assert installed("demo").exit_code == 1
    assert reading(house, "SELECT id FROM report") == []


def test_demo_reset_makes_new_keys(house: Installation, installed: Command) -> None:
    first = answer(installed("demo", "--json"))

    second = answer(installed("demo", "--reset", "--json"))

    assert second["weeks"] == first["weeks"]
    assert not set(second["keys"].values()) & set(first["keys"].values())


def test_doctor_is_0_when_all_is_well_and_with_warnings(
    house: Installation, installed: Command
) -> None:
    submit(house, claim(location={"method": "place", "place": "Nowhere"}))

    document = answer(installed("doctor", "--json"))

    assert document["healthy"] is True
    states = {each["check"]: each["state"] for each in document["findings"]}
    assert states["place names"] == "warning"


def test_doctor_is_1_when_something_is_wrong_and_says_what_to_do(miedza: Command) -> None:
    shown, told = miedza("doctor"), miedza("doctor", "--json")

    assert (shown.exit_code, told.exit_code) == (1, 1)
    assert "database: run `miedza migrate`" in shown.stderr
    assert orjson.loads(told.stdout)["healthy"] is False


def loaded_after(statement: str) -> set[str]:
    """The modules of a fresh Python that has run a statement."""
    script = f"import sys; {statement}; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


def test_the_command_line_starts_without_any_of_its_work() -> None:
    loaded = loaded_after("import service.cli")

    assert not loaded & (HEAVY | {"fastapi", "sqlmodel", "shapely", "pyproj", "numpy", "pydantic"})


def test_the_help_is_shown_without_any_of_the_work() -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "service.cli", "--help"],
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}

    assert not loaded & (HEAVY | {"fastapi", "sqlmodel", "shapely", "pyproj", "numpy", "pydantic"})


@pytest.mark.parametrize("module", ["service.main", "service.commands.serving"])
def test_a_server_starts_without_libraries_that_only_some_commands_need(module: str) -> None:
    assert not loaded_after(f"import {module}") & HEAVY
