"""The command line: what each command prints where, and its exit codes."""

import socket
import subprocess
import sys
from pathlib import Path

import orjson
import pytest

from service.accounts.service import authenticate, create_token
from service.commands.console import printable
from service.demo import SAMPLE
from service.installation import Installation
from tests.service.commands import Command, answer
from tests.service.projections.stage import claim, reading, submit

COMMANDS = ["migrate", "serve", "worker", "import", "publish", "summary", "demo", "doctor"]
HEAVY = {
    "alembic", "babel", "geopandas", "jinja2", "pandas", "pyogrio", "rich", "scipy", "typst",
    "xlsxwriter",
}  # fmt: skip


@pytest.mark.parametrize(
    "command", [[name] for name in COMMANDS] + [["token", "create"], ["context", "load"]]
)
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
        ["context", "load"],
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
    assert first == {"migration": "0008", "key_file": str(key_file), "key_made": True}
    assert second == {**first, "key_made": False}
    assert key_file.stat().st_mode & 0o777 == 0o600
    assert key_file.parent.stat().st_mode & 0o777 == 0o700


def test_nothing_that_a_terminal_obeys_is_printed() -> None:
    assert printable("a\x1b[31mb\rc\u202ed\ne") == "a�[31mb�c�d�e"
    assert printable("Białowieża, Белавежа") == "Białowieża, Белавежа"


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
