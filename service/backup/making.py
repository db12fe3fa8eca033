"""Make a backup: the database as of one instant, the photos, and a signed manifest, in one file."""

import os
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from service import __version__
from service.audit import service as audit
from service.backup import postgres, sqlite
from service.backup.archive import digest_of_file, write_archive
from service.backup.contents import Contents, describe
from service.backup.manifest import (
    FORMAT,
    MANIFEST,
    POSTGRES_MEMBER,
    SIGNATURE,
    SQLITE_MEMBER,
    Manifest,
    Member,
    signature,
)
from service.backup.photos import photos_of
from service.backup.scratch import scratch_folder
from service.database import Database
from service.errors import Conflict, SettingInvalid
from service.installation import Installation
from service.vault import Vault

ACTOR: Final = "command line"

Progress = Callable[[int, int | None], None]


@dataclass(frozen=True, slots=True)
class Backup:
    """`sha256` is of the whole archive."""

    path: Path
    size: int
    sha256: str
    manifest: Manifest


def make_backup(house: Installation, path: Path, progress: Progress) -> Backup:
    """Write the archive under a temporary name, then rename it; an entry in the audit trail."""
    made = write_backup(house.database, house.vault, house.settings.data_dir, path, progress)
    contents = made.manifest.contents
    details = {
        "size": made.size,
        "photos": contents.counts["sealed_photo"],
        "reports": contents.counts["report"],
        "audit_seq": contents.audit_head["seq"] if contents.audit_head else None,
    }
    with house.database.writing() as session:
        audit.record(session, "backup.made", ACTOR, made.sha256, details)
    return made


def write_backup(
    database: Database, vault: Vault, data_dir: Path, path: Path, progress: Progress
) -> Backup:
    """Raises `Conflict` when there is a file already."""
    refuse_existing(path)
    # Beside the archive, so that renaming it is one step; only for its owner's eyes.
    with scratch_folder(path.parent) as scratch:
        contents, member, file = _copy_database(database, scratch, progress)
        photos = list(photos_of(data_dir))
        manifest = Manifest(
            format=FORMAT,
            made_at=datetime.now(UTC).replace(microsecond=0),
            product=__version__,
            database="postgresql" if database.is_postgres else "sqlite",
            contents=contents,
            members=[member, *(photo for photo, _ in photos)],
        )
        fresh = scratch / "archive.tar"
        _write(fresh, manifest, vault, [(member, file), *photos])
        digest, size = digest_of_file(fresh), fresh.stat().st_size
        _publish(fresh, path)
    return Backup(path, size, digest, manifest)


def refuse_existing(path: Path) -> None:
    if not path.parent.is_dir():
        raise SettingInvalid(f"there is no folder {path.parent}")
    if path.exists() or path.is_symlink():
        raise Conflict(f"{path} is there already: a backup never replaces another file")


def _copy_database(
    database: Database, scratch: Path, progress: Progress
) -> tuple[Contents, Member, Path]:
    if database.is_postgres:
        file, name = scratch / POSTGRES_MEMBER, POSTGRES_MEMBER
        contents = _dump_postgres(database, file)
    else:
        file, name = scratch / SQLITE_MEMBER, SQLITE_MEMBER
        contents = _copy_sqlite(database, file, progress)
    return contents, Member(name, file.stat().st_size, digest_of_file(file)), file


def _dump_postgres(database: Database, file: Path) -> Contents:
    """Counts and dump see one snapshot, whatever is written meanwhile."""
    with database.reading() as session:
        connection = session.connection()
        snapshot = connection.exec_driver_sql("SELECT pg_export_snapshot()").scalar_one()
        contents = describe(connection)
        postgres.dump(database, snapshot, file)
    return contents


def _copy_sqlite(database: Database, file: Path, progress: Progress) -> Contents:
    """Counts are taken in the copy, which no writer reaches."""
    copy = file.with_name("database.sqlite")
    sqlite.copy_while_running(Path(database.engine.url.database or ""), copy, progress)
    with closing(Database(f"sqlite:///{copy}")) as copied, copied.reading() as session:
        contents = describe(session.connection())
    sqlite.leave_wal(copy)
    sqlite.pack(copy, file)
    copy.unlink()
    return contents


def _write(fresh: Path, manifest: Manifest, vault: Vault, files: list[tuple[Member, Path]]) -> None:
    written = manifest.written()
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        write_archive(
            file,
            [
                (MANIFEST, written),
                (SIGNATURE, signature(written, vault)),
                *((member.name, path) for member, path in files),
            ],
        )


def _publish(fresh: Path, path: Path) -> None:
    """One step, which fails when somebody made a file of this name meanwhile."""
    try:
        path.hardlink_to(fresh)
    except FileExistsError:
        raise Conflict(f"{path} is there already: a backup never replaces another file") from None
    except OSError:
        # A file system without hard links.
        refuse_existing(path)
        fresh.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)
