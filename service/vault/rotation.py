"""A new wrapping key for old reports: put in front, rewrap in chunks, retire what nobody needs.

Both keys open at all times. A rotation that was killed goes on where it stood: a report is under
the old key or under the new one, and nothing else is remembered.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from sqlmodel import Session

from service.audit import service as audit
from service.database import Database
from service.errors import Conflict, SettingInvalid
from service.installation import Installation
from service.vault import keyfile, repository
from service.vault.sealing import Sealed, Vault

CHUNK: Final = 500
# What was sealed under the old key just before the new one came is stored long before this.
SETTLING: Final = timedelta(minutes=5)
ACTOR: Final = "command line"

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Rotated:
    """`key` is the newest key; `made` is false when a rotation begun earlier was finished."""

    key: str
    made: bool
    rewrapped: int
    damaged: int
    left: int


@dataclass(frozen=True, slots=True)
class KeyState:
    """One wrapping key: whether the key file holds it, and how many reports need it."""

    key: str
    place: str
    reports: int


@dataclass(frozen=True, slots=True)
class Retired:
    """Keys that left the file, and keys that stay with the number of reports that need them."""

    dropped: list[str]
    needed: dict[str, int]


def key_states(database: Database, vault: Vault) -> tuple[list[KeyState], int]:
    """Every key of the file and of the database, newest first, and the number of erased rows."""
    with database.reading() as session:
        counts = repository.count_by_key(session)
        erased = repository.count_erased(session)
    held = [
        KeyState(key, "older" if place else "newest", counts.get(key, 0))
        for place, key in enumerate(vault.key_ids)
    ]
    missing = sorted(counts.keys() - set(vault.key_ids))
    return [*held, *(KeyState(key, "missing", counts[key]) for key in missing)], erased


def rotate(house: Installation, progress: Progress | None = None) -> Rotated:
    """Seal under a new key from now on, and rewrap what older ones hold.

    Raises `SettingInvalid` when reports need a key that is not in the file, before anything is
    changed.
    """
    made = _add_key(house)
    house.vault.refresh()
    rewrapped, damaged = _rewrap_all(house, progress)
    key = house.vault.key_id
    with house.database.writing() as session:
        counts = repository.count_by_key(session)
        details = {"rewrapped": rewrapped, "damaged": damaged}
        audit.record(session, "vault.rotated", ACTOR, key, details)
    left = sum(count for other, count in counts.items() if other != key)
    return Rotated(key, made, rewrapped, damaged, left)


def retire(house: Installation, now: datetime | None = None) -> Retired:
    """Take older keys out of the file that no report needs any more.

    Nothing is stored meanwhile, so none can come to need one. Raises `Conflict` soon after a new
    key, when a server may still hold reports that it sealed under the old one.
    """
    path = house.settings.resolved_key_file
    with house.database.writing() as session:
        repository.lock_keys(session)
        repository.hold_sealing(session)
        house.vault.refresh()
        older = house.vault.key_ids[1:]
        _refuse_unsettled(path, now or datetime.now(UTC), older)
        counts = repository.count_by_key(session)
        dropped = [key for key in older if key not in counts]
        for key in dropped:
            audit.record(session, "vault.retired", ACTOR, key)
        if dropped:
            keyfile.drop_keys(path, dropped)
            house.vault.refresh()
    return Retired(dropped, {key: counts[key] for key in older if key in counts})


def _add_key(house: Installation) -> bool:
    """Put a new key in front, unless the newest one still waits for its rotation to end."""
    with house.database.writing() as session:
        repository.lock_keys(session)
        house.vault.refresh()
        refuse_missing_keys(repository.count_by_key(session), house.vault)
        if len(house.vault.key_ids) > 1 and not _is_finished(session, house.vault):
            return False
        key = keyfile.new_key()
        keyfile.put_in_front(house.settings.resolved_key_file, key)
        audit.record(session, "vault.key_added", ACTOR, Vault(key).key_id)
    return True


def _is_finished(session: Session, vault: Vault) -> bool:
    return repository.was_finished(session, vault.key_id)


def refuse_missing_keys(counts: Mapping[str, int], vault: Vault) -> None:
    missing = {key: count for key, count in counts.items() if key not in vault.key_ids}
    if missing:
        listed = ", ".join(f"{key} ({count} reports)" for key, count in sorted(missing.items()))
        raise SettingInvalid(
            f"the key file lacks {listed}: put the line of each back into it, below the first"
        )


def _refuse_unsettled(path: Path, now: datetime, older: Sequence[str]) -> None:
    if not older:
        return
    changed_at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    if now - changed_at < SETTLING:
        raise Conflict(
            "the key file changed a moment ago, and a server may still hold reports under an older "
            f"key; nothing was changed: try again after {changed_at + SETTLING:%H:%M:%S} UTC"
        )


def _rewrap_all(house: Installation, progress: Progress | None) -> tuple[int, int]:
    """Pass over the table until a pass finds nothing more to do: servers write meanwhile."""
    rewrapped = 0
    while True:
        done, damaged = _rewrap_pass(house, progress)
        rewrapped += done
        if not done:
            return rewrapped, damaged


def _rewrap_pass(house: Installation, progress: Progress | None) -> tuple[int, int]:
    newest, after, done, damaged = house.vault.key_id, "", 0, 0
    with house.database.reading() as session:
        counts = repository.count_by_key(session)
    total = sum(count for key, count in counts.items() if key != newest)
    while True:
        with house.database.writing() as session:
            rows = repository.sealed_after(session, after, newest, CHUNK)
            fresh = [each for row in rows if (each := _rewrapped(house.vault, row)) is not None]
            repository.save_rewrapped(session, fresh)
        if not rows:
            return done, damaged
        after = rows[-1]["report_id"]
        done, damaged = done + len(fresh), damaged + len(rows) - len(fresh)
        if progress:
            progress(done + damaged, total)


def _rewrapped(vault: Vault, row: repository.Row) -> dict[str, Any] | None:
    """None for a report that its own key does not open: it stays as it is."""
    sealed = Sealed(row["wrapping_key"], bytes(row["wrapped_key"]), b"")
    try:
        fresh = vault.rewrap(sealed, bound_to=row["report_id"])
    except SettingInvalid:
        return None
    return {
        "of_report": row["report_id"],
        "old_key": row["wrapping_key"],
        "new_key": fresh.wrapping_key,
        "new_wrapped": fresh.wrapped_key,
    }
