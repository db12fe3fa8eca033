"""The key file: one wrapping key a line in hexadecimal, the newest first; its owner's alone.

It is only ever replaced as a whole, so nobody reads half of one, and a process notices the new
file by its identity.
"""

import logging
import os
import secrets
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

from service.errors import SettingInvalid
from service.vault.sealing import KEY_BYTES, Vault, WrappingKey

_log = logging.getLogger("miedza.vault")

# What tells one state of the file from another without reading it.
_Identity = tuple[int, int, int]


class KeyFileVault(Vault):
    """The vault of a key file, which follows the file: keys come and go while processes run."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen = _identity(path)
        self._is_refused = False
        super().__init__(*read_keys(path))

    def refresh(self) -> None:
        """Costs one `stat` while the file is the same.

        A file that cannot be read just now takes no key away: reports are still sealed under the
        keys that were read before. The log says so once, however often pages ask.
        """
        try:
            now = _identity(self._path)
            if now == self._seen:
                self._is_refused = False
                return
            self._keys = tuple(WrappingKey(material) for material in read_keys(self._path))
            self._seen = now
        except (OSError, SettingInvalid) as fault:
            if not self._is_refused:
                _log.warning("the changed key file is not taken up: %s", type(fault).__name__)
            self._is_refused = True
        else:
            self._is_refused = False
            _log.info("key file taken up again; reports are sealed under key %s", self.key_id)


def create_key_file(path: Path) -> bool:
    """Write a new wrapping key, readable by its owner alone; False when there is one already."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    _write(handle, [new_key()])
    return True


def load_vault(path: Path) -> Vault:
    """Read the key file; a missing or unreadable one says what to do."""
    try:
        return KeyFileVault(path)
    except FileNotFoundError:
        raise SettingInvalid(
            f"no key file at {path}: run `miedza migrate`, or set MIEDZA_KEY_FILE"
        ) from None
    except OSError as error:
        raise _unreadable(path, error) from None


def new_key() -> bytes:
    return secrets.token_bytes(KEY_BYTES)


def read_keys(path: Path) -> list[bytes]:
    """The keys of the file, newest first; a file of one line is the oldest form."""
    try:
        lines = path.read_text(encoding="ascii").split("\n")
        keys = [bytes.fromhex(line.strip()) for line in lines if line.strip()]
    except ValueError as error:
        raise _unreadable(path, error) from None
    if not keys or any(len(key) != KEY_BYTES for key in keys):
        raise _unreadable(path, ValueError())
    return keys


def put_in_front(path: Path, key: bytes) -> None:
    """The newest key of the file from now on. Whoever calls keeps others from doing the same."""
    _replace(path, [key, *read_keys(path)])


def drop_keys(path: Path, key_ids: Collection[str]) -> None:
    """Take these keys out of the file; like `put_in_front` for one caller at a time."""
    _replace(path, [key for key in read_keys(path) if WrappingKey(key).id not in key_ids])


def _replace(path: Path, keys: list[bytes]) -> None:
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    before = path.stat()
    try:
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        _write(handle, keys)
        # The owner stays, where this process may give files away: the service must still read it.
        if (os.geteuid(), os.getegid()) != (before.st_uid, before.st_gid):
            os.chown(fresh, before.st_uid, before.st_gid)
        fresh.replace(path)
    except OSError as error:
        with suppress(OSError):
            fresh.unlink()
        raise SettingInvalid(
            f"the key file at {path} cannot be replaced ({error.strerror}); it is as it was"
        ) from None
    _sync_folder(path.parent)


def _write(handle: int, keys: list[bytes]) -> None:
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.writelines(f"{key.hex()}\n" for key in keys)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """A rename is durable only with its folder."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _identity(path: Path) -> _Identity:
    found = os.stat(path)  # noqa: PTH116  # Once a group of reports: the quicker of the two.
    return found.st_mtime_ns, found.st_ino, found.st_size


def _unreadable(path: Path, error: Exception) -> SettingInvalid:
    return SettingInvalid(
        f"the key file at {path} cannot be read ({type(error).__name__}): "
        f"each line must hold {KEY_BYTES} bytes in hexadecimal"
    )
