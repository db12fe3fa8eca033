"""Folders for what is only needed while a command runs; it holds everything the database holds."""

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

_PREFIX: Final = ".miedza-"
_ABANDONED_AFTER_S: Final = 24 * 3_600


@contextmanager
def scratch_folder(beside: Path) -> Iterator[Path]:
    """A folder that its owner alone can enter, on the file system of what it is for."""
    _remove_abandoned(beside)
    with TemporaryDirectory(prefix=_PREFIX, dir=beside) as name:
        yield Path(name)


def _remove_abandoned(beside: Path) -> None:
    """What a killed command left; one that still runs is younger."""
    for path in beside.glob(f"{_PREFIX}*"):
        if path.is_dir() and time.time() - path.stat().st_mtime > _ABANDONED_AFTER_S:
            shutil.rmtree(path, ignore_errors=True)
