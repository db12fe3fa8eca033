"""The archive: a plain tar file in one fixed form, so that each of its bytes can be checked.

Every header is made by `_header` and compared whole when it is read: a link, a path, a second
member of one name, or a single changed bit is not this form. `tar` reads it like any other.
"""

import os
import tarfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, Final

from service.backup.faults import ArchiveRefused

_BLOCK: Final = tarfile.BLOCKSIZE
_END: Final = bytes(2 * _BLOCK)
_CHUNK: Final = 1 << 20
_LARGEST_TEXT: Final = 256 << 20
_DAMAGED: Final = "the archive is damaged, or it is no backup of Miedza"


def write_archive(file: BinaryIO, members: Iterable[tuple[str, bytes | Path]]) -> None:
    """Write members in this order: bytes as they are, or a file's content."""
    for name, content in members:
        if isinstance(content, bytes):
            file.write(_header(name, len(content)) + content)
            size = len(content)
        else:
            size = _copy_file(file, name, content)
        file.write(bytes(-size % _BLOCK))
    file.write(_END)
    file.flush()
    os.fsync(file.fileno())


def _copy_file(file: BinaryIO, name: str, path: Path) -> int:
    size = path.stat().st_size
    file.write(_header(name, size))
    with path.open("rb") as source:
        left = size
        while left:
            part = source.read(min(_CHUNK, left))
            if not part:
                raise ArchiveRefused(f"{name} changed while it was read")
            file.write(part)
            left -= len(part)
    return size


def digest_of_file(path: Path) -> str:
    digest = sha256()
    with path.open("rb") as file:
        while part := file.read(_CHUNK):
            digest.update(part)
    return digest.hexdigest()


class ArchiveReader:
    """Reads members in their order; anything that is not as expected is refused."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def text(self, name: str) -> bytes:
        """A small member whose size only its header tells."""
        block = self._exactly(_BLOCK)
        try:
            size = tarfile.TarInfo.frombuf(block, "utf-8", "strict").size
        except (tarfile.HeaderError, ValueError):
            raise ArchiveRefused(_DAMAGED) from None
        if not 0 <= size <= _LARGEST_TEXT or block != _header(name, size):
            raise ArchiveRefused(_DAMAGED)
        content = self._exactly(size)
        self._padding(size)
        return content

    def copy(self, name: str, size: int, digest: str, target: BinaryIO) -> None:
        """The next member, which must be this one; its bytes are written out while checked."""
        if self._exactly(_BLOCK) != _header(name, size):
            raise ArchiveRefused(_DAMAGED)
        found, left = sha256(), size
        while left:
            part = self._exactly(min(_CHUNK, left))
            found.update(part)
            target.write(part)
            left -= len(part)
        self._padding(size)
        if found.hexdigest() != digest:
            raise ArchiveRefused(f"{name} in the archive is damaged")

    def end(self) -> None:
        if self._file.read(len(_END) + 1) != _END:
            raise ArchiveRefused(_DAMAGED)

    def _padding(self, size: int) -> None:
        if any(self._exactly(-size % _BLOCK)):
            raise ArchiveRefused(_DAMAGED)

    def _exactly(self, size: int) -> bytes:
        found = self._file.read(size)
        if len(found) != size:
            raise ArchiveRefused("the archive is cut off")
        return found


@contextmanager
def opened_archive(path: Path) -> Iterator[ArchiveReader]:
    try:
        with path.open("rb") as file:
            yield ArchiveReader(file)
    except FileNotFoundError:
        raise ArchiveRefused(f"there is no file {path}") from None


def _header(name: str, size: int) -> bytes:
    member = tarfile.TarInfo(name)
    member.size, member.mode, member.mtime = size, 0o600, 0
    return member.tobuf(tarfile.GNU_FORMAT, "utf-8", "strict")
