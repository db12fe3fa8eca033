"""Checks of the ground an installation stands on: machine, folder, key, policy, database."""

import os
import platform
import shutil
import sqlite3
import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import make_url, text

from geo.errors import GeoError
from geo.sector_files import sector_set
from service.database import SCHEMA_HEAD, Database
from service.demo import is_loopback
from service.doctor.verdict import Verdict, ok, warning, wrong
from service.projections.policy import load_policy, loosened
from service.settings import Settings
from service.vault import load_vault

_OLDEST_PYTHON = (3, 11)
_OLDEST_SQLITE = (3, 35, 0)
_OLDEST_POSTGRES = 15
# A clock that stands before this version was written is wrong.
_WRITTEN_ON = date(2026, 11, 1)
_LITTLE_SPACE, _TOO_LITTLE_SPACE = 1 << 30, 100 << 20
_OTHERS = 0o077

Check = Callable[[Settings, datetime], Verdict]


def _check_python(_settings: Settings, _now: datetime) -> Verdict:
    version = platform.python_version()
    if sys.version_info[:2] < _OLDEST_PYTHON:
        return wrong(f"Python {version}", "install Python 3.11 or later")
    return ok(f"Python {version}")


def _check_sqlite(_settings: Settings, _now: datetime) -> Verdict:
    found = f"SQLite {sqlite3.sqlite_version}"
    if sqlite3.sqlite_version_info < _OLDEST_SQLITE:
        return wrong(found, "use a Python that was built with SQLite 3.35 or later")
    return ok(found)


def _check_clock(_settings: Settings, now: datetime) -> Verdict:
    shown = f"{now:%Y-%m-%d %H:%M} UTC"
    if now.date() < _WRITTEN_ON:
        return wrong(f"the clock says {shown}", "set the clock; let it be kept by NTP")
    try:
        ZoneInfo("Europe/Warsaw")
    except ZoneInfoNotFoundError:
        return wrong("no data for Europe/Warsaw", "install the Python package tzdata")
    return ok(shown)


def _check_folder(settings: Settings, _now: datetime) -> Verdict:
    folder = settings.data_dir
    if not folder.is_dir():
        return wrong(f"no folder {folder}", "run `miedza migrate`, or set MIEDZA_DATA_DIR")
    if not os.access(folder, os.W_OK | os.X_OK):
        return wrong(f"{folder} is not writable", "give it to the user that runs the service")
    free = shutil.disk_usage(folder).free
    found = f"{folder.absolute()}, {free / (1 << 30):.1f} GiB free"
    if free < _TOO_LITTLE_SPACE:
        return wrong(found, "free some space: reports will soon be refused with a 503")
    if free < _LITTLE_SPACE:
        return warning(found, "free some space before reports must be refused")
    if os.name == "posix" and folder.stat().st_mode & 0o007:
        return warning(f"{folder} is open to every user of this machine", f"chmod 700 {folder}")
    return ok(found)


def _check_key_file(settings: Settings, _now: datetime) -> Verdict:
    path = settings.resolved_key_file
    vault = load_vault(path)
    mode = path.stat().st_mode & 0o777
    if os.name == "posix" and mode & _OTHERS:
        return wrong(f"{path} has mode {mode:04o}: others can read it", f"chmod 600 {path}")
    return ok(f"{path}, key {vault.key_id}")


def _check_policy(settings: Settings, _now: datetime) -> Verdict:
    rules = loosened(load_policy(settings.policy_file))
    source = str(settings.policy_file or "the defaults")
    return ok(f"{source}, loosened: {', '.join(rules)}" if rules else source)


def _check_sectors(_settings: Settings, _now: datetime) -> Verdict:
    try:
        sectors = sector_set()
    except (GeoError, ValueError) as error:
        return wrong(f"the sector data cannot be used: {error}", "install the package again")
    return ok(f"{len(sectors.codes)} sectors")


def _check_security_contact(settings: Settings, _now: datetime) -> Verdict:
    if settings.security_contact is not None:
        return ok(settings.security_contact)
    if is_loopback(settings):
        return ok("none, on an address of this machine alone")
    return warning(
        "nobody is named who hears of a weakness",
        "set MIEDZA_SECURITY_CONTACT to an address that is read, mailto: or https:",
    )


CHECKS: dict[str, Check] = {
    "python": _check_python,
    "sqlite": _check_sqlite,
    "clock": _check_clock,
    "data folder": _check_folder,
    "key file": _check_key_file,
    "policy": _check_policy,
    "sectors": _check_sectors,
    "security contact": _check_security_contact,
}


def open_database(settings: Settings) -> Database:
    return Database(settings.resolved_database_url)


def check_database(settings: Settings) -> Verdict:
    """Reachable, of a version we know, and at the newest migration."""
    address = make_url(settings.resolved_database_url)
    # Opening a SQLite file that is not there would make one.
    if address.drivername == "sqlite" and not Path(address.database or "").exists():
        return wrong(f"no file {address.database}", "run `miedza migrate`")
    database = open_database(settings)
    try:
        with database.reading() as session:
            product = "SQLite" if not database.is_postgres else "PostgreSQL"
            if database.is_postgres:
                number = int(session.execute(text("SHOW server_version_num")).scalar_one())
                product = f"PostgreSQL {number // 10_000}"
                if number // 10_000 < _OLDEST_POSTGRES:
                    return wrong(product, "use PostgreSQL 15 or later")
        version = database.schema_version()
    finally:
        database.close()
    if version is None:
        return wrong(f"{product}: there are no tables", "run `miedza migrate`")
    if version != SCHEMA_HEAD:
        return wrong(
            f"{product}: migration {version}, not {SCHEMA_HEAD}",
            "run `miedza migrate`, or install the version that fits the database",
        )
    return ok(f"{product}, migration {version}")
