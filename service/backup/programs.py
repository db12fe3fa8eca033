"""PostgreSQL's own programs, of the server's version or later: pg_dump, pg_restore and psql."""

import os
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from psycopg.conninfo import make_conninfo

from service.database import Database
from service.errors import SettingInvalid, Unavailable

_DEBIAN: Final = Path("/usr/lib/postgresql")


@dataclass(frozen=True, slots=True)
class Address:
    """Where the database is; the password goes by the environment, which others cannot see."""

    conninfo: str
    environment: Mapping[str, str]


def address_of(database: Database) -> Address:
    url = database.engine.url
    named: dict[str, Any] = {
        **url.query,
        **url.translate_connect_args(database="dbname", username="user"),
    }
    password = named.pop("password", None)
    environment = {**os.environ, **({"PGPASSWORD": str(password)} if password else {})}
    return Address(make_conninfo("", **named), environment)


def server_version(database: Database) -> int:
    with database.looking_up() as connection:
        number = connection.exec_driver_sql("SHOW server_version_num").scalar_one()
    return int(number) // 10_000


def find_program(name: str, least: int) -> str:
    """Raises `SettingInvalid` when there is none that can speak with this server."""
    beside = sorted(_DEBIAN.glob(f"*/bin/{name}"), key=_version_of_folder)
    for path in beside:
        if _version_of_folder(path) >= least:
            return str(path)
    found = shutil.which(name)
    if found is None or _version_of(found) < least:
        raise SettingInvalid(
            f"`{name}` of PostgreSQL {least} or later is needed: install its client programs "
            f"(Debian: postgresql-client-{least})"
        )
    return found


def run_program(
    arguments: Sequence[str], address: Address | None, doing: str
) -> "subprocess.CompletedProcess[str]":
    """Raises `Unavailable` without the program's own words, which may hold rows."""
    environment = address.environment if address else None
    done = subprocess.run(  # noqa: S603  # Our own arguments; nothing goes through a shell.
        arguments, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        code = re.search(r"(?:ERROR|FATAL):\s+([0-9A-Z]{5})\b", done.stderr)
        reason = f" (SQLSTATE {code[1]})" if code else f" (exit code {done.returncode})"
        raise Unavailable(f"{Path(arguments[0]).name} could not {doing}{reason}")
    return done


def _version_of_folder(path: Path) -> int:
    name = path.parent.parent.name
    return int(name) if name.isdecimal() else 0


def _version_of(program: str) -> int:
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)  # noqa: S603
    found = re.search(r"(\d+)", said.stdout)
    return int(found[1]) if found else 0
