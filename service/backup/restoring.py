"""Restore an archive that was proven first, in one step."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from service.audit import service as audit
from service.backup import photos, postgres, sqlite
from service.backup.contents import tables_of
from service.backup.manifest import Manifest
from service.backup.verifying import Proven, proven_archive
from service.database import Database
from service.errors import Conflict
from service.projections import service as projections
from service.settings import Settings

ACTOR: Final = "command line"
# What a migration fills by itself.
_ALWAYS_FILLED: Final = {"alembic_version", "public_revision", "projection_run", "rollup_state"}


@dataclass(frozen=True, slots=True)
class Restored:
    """`replaced` is false after a mere check; `needs_migration` asks for `miedza migrate`."""

    manifest: Manifest
    replaced: bool
    needs_migration: bool
    findings: list[str]


def verify_backup(settings: Settings, path: Path) -> Restored:
    """Prove the archive as `restore_backup` does, and change nothing."""
    with _target(settings) as target, proven_archive(settings, target, path) as proven:
        return Restored(proven.manifest, False, proven.needs_migration, proven.findings)


def restore_backup(
    settings: Settings, path: Path, *, over_data: bool, despite_findings: bool = False
) -> Restored:
    """Replace the database by the archive's.

    Raises `Conflict` while a server runs, or over data without `over_data`; nothing is changed
    then, nor when the archive is not whole.
    """
    with _target(settings) as target:
        _refuse_running(target)
        if not over_data and _holds_data(target):
            raise Conflict(
                "the database holds data: make a backup of it, then restore with --yes; nothing "
                "was changed"
            )
        proving = proven_archive(settings, target, path, despite_findings=despite_findings)
        with proving as proven:
            target.close()
            _replace(settings, target, proven)
            _record(settings, proven)
            return Restored(proven.manifest, True, proven.needs_migration, proven.findings)


def _target(settings: Settings) -> "closing[Database]":
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    return closing(Database(settings.resolved_database_url))


def _refuse_running(target: Database) -> None:
    if target.is_postgres:
        postgres.refuse_running(target)
    else:
        sqlite.refuse_running(Path(target.engine.url.database or ""))


def _holds_data(target: Database) -> bool:
    """What cannot be read may be data too."""
    if not target.is_postgres and not Path(target.engine.url.database or "").exists():
        return False
    try:
        with target.reading() as session:
            connection = session.connection()
            return any(
                connection.execute(text(f'SELECT 1 FROM "{table}" LIMIT 1')).first()  # noqa: S608
                for table in tables_of(connection)
                if table not in _ALWAYS_FILLED
            )
    except (DBAPIError, sqlite3.DatabaseError):
        return True
    finally:
        target.close()


def _replace(settings: Settings, target: Database, proven: Proven) -> None:
    photos.put_back(proven.scratch, settings.data_dir)
    if target.is_postgres:
        _refuse_running(target)
        tables = list(proven.manifest.contents.counts)
        postgres.put_in_place(target, proven.file, proven.scratch, tables)
    else:
        sqlite.put_in_place(proven.file, Path(target.engine.url.database or ""))


def _record(settings: Settings, proven: Proven) -> None:
    """The trail goes on where the archive ends, and says so."""
    if proven.needs_migration:
        return
    with _target(settings) as restored, restored.writing() as session:
        made_at = proven.manifest.made_at.isoformat()
        audit.record(session, "backup.restored", ACTOR, "database", {"made_at": made_at})
        # Numbers that followers of /api/changes hold may stand for other changes from here on.
        projections.begin_sequence(session)
