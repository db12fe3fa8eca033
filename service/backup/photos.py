"""Photos in the data folder: each file is named by its own SHA-256."""

import re
from collections.abc import Iterator
from pathlib import Path

from service.backup.archive import digest_of_file
from service.backup.faults import ArchiveRefused
from service.backup.manifest import PHOTOS, Member

_NAME = re.compile(r"[0-9a-f]{64}")


def photos_of(data_dir: Path) -> Iterator[tuple[Member, Path]]:
    """Each photo as a member; a file that is not what its name says is refused."""
    folder = data_dir / PHOTOS
    if not folder.is_dir():
        return
    for path in sorted(folder.iterdir()):
        if path.is_symlink() or not path.is_file() or not _NAME.fullmatch(path.name):
            raise ArchiveRefused(f"{folder} holds something that is no photo named by its SHA-256")
        if digest_of_file(path) != path.name:
            raise ArchiveRefused(f"the photo {path.name} is not what its name says")
        yield Member(f"{PHOTOS}/{path.name}", path.stat().st_size, path.name), path


def is_photo(member: Member) -> bool:
    return member.name == f"{PHOTOS}/{member.sha256}" and bool(_NAME.fullmatch(member.sha256))


def put_back(scratch: Path, data_dir: Path) -> None:
    """Add the photos that are missing; those that are there are the same by their names."""
    restored = list((scratch / PHOTOS).iterdir())
    if not restored:
        return
    folder = data_dir / PHOTOS
    folder.mkdir(mode=0o700, exist_ok=True)
    for path in restored:
        path.replace(folder / path.name)
