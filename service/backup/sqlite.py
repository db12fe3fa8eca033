"""SQLite: a copy while writers run, and one file put in the place of another."""

import gzip
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from service.backup.faults import ArchiveRefused
from service.errors import Conflict

_PAGES_A_STEP: Final = 2_000
_LEVEL: Final = 6

Progress = Callable[[int, int], None]


def copy_while_running(source: Path, target: Path, progress: Progress) -> None:
    """Copy one state of the database; a transaction held on it keeps writers from disturbing."""
    with closing(_open(source)) as live, closing(sqlite3.connect(target)) as copy:
        live.execute("BEGIN")
        live.execute("SELECT count(*) FROM sqlite_master").fetchone()
        live.backup(
            copy,
            pages=_PAGES_A_STEP,
            sleep=0,
            progress=lambda _status, left, total: progress(total - left, total),
        )


def leave_wal(path: Path) -> None:
    """Make it one file without a log beside it; a server that opens it turns the log on again."""
    with closing(_open(path)) as database:
        database.execute("PRAGMA journal_mode=DELETE")


def pack(path: Path, target: Path) -> None:
    # Without a name and a time in it, one database packs to one file.
    with (
        path.open("rb") as plain,
        target.open("wb") as file,
        gzip.GzipFile("", "wb", _LEVEL, file, mtime=0) as packed,
    ):
        shutil.copyfileobj(plain, packed, 1 << 20)


def unpack(path: Path, target: Path) -> None:
    try:
        with gzip.open(path, "rb") as packed, target.open("wb") as plain:
            shutil.copyfileobj(packed, plain, 1 << 20)
    except (OSError, EOFError) as error:
        raise ArchiveRefused(f"the database cannot be unpacked ({type(error).__name__})") from None


def check_integrity(path: Path) -> None:
    try:
        with closing(_open(path)) as database:
            sound = database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            sound = sound and not database.execute("PRAGMA foreign_key_check").fetchall()
    except sqlite3.DatabaseError:
        sound = False
    if not sound:
        raise ArchiveRefused("the database in the archive is not sound")


def put_in_place(fresh: Path, target: Path) -> None:
    """Replace the database by one rename; raises `Conflict` while anybody has it open."""
    fresh.chmod(0o600)
    with fresh.open("rb") as file:
        os.fsync(file.fileno())
    with _alone(target):
        # Before the rename: a log of the old file would be written into the new one.
        for suffix in ("-wal", "-shm", "-journal"):
            target.with_name(target.name + suffix).unlink(missing_ok=True)
        fresh.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


def refuse_running(target: Path) -> None:
    with _alone(target):
        pass


@contextmanager
def _alone(target: Path) -> Iterator[None]:
    """Hold the database so that nobody else has it open; whoever has is most likely a server."""
    if not target.exists():
        yield
        return
    with closing(sqlite3.connect(target, timeout=2, isolation_level=None)) as database:
        try:
            # Succeeds only for the last one, and empties and removes the log.
            database.execute("PRAGMA journal_mode=DELETE")
            database.execute("PRAGMA locking_mode=EXCLUSIVE")
            database.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            raise Conflict(
                "the database is in use: stop the servers, the worker and every other command "
                "first; nothing was changed"
            ) from None
        except sqlite3.DatabaseError:
            # What is no database any more cannot be held, and need not be.
            pass
        yield


def _open(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{path.absolute()}?mode=rw", uri=True, isolation_level=None)
