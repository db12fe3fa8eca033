"""The script walks a phone through the client and makes the pictures of the monitors' guide."""

import subprocess
import sys
from pathlib import Path

import pytest

from scripts.browser import CHROMIUM
from scripts.make_guide import NAMES
from service.vocabulary import LANGUAGES
from tests.conftest import lacking

pytestmark = pytest.mark.slow

LARGEST_BYTES = 30_000
PATIENCE_S = 600


def make_guide(folder: Path, *options: str) -> list[str]:
    """In a process of its own: a second driver of browsers may not run in this one."""
    done = subprocess.run(
        [sys.executable, "-m", "scripts.make_guide", str(folder), *options],
        stdout=subprocess.PIPE,
        text=True,
        timeout=PATIENCE_S,
        check=True,
    )
    return [Path(line).name for line in done.stdout.splitlines()]


def test_a_picture_is_made_of_each_screen_and_once_only(built_client: None, tmp_path: Path) -> None:
    if CHROMIUM is None:
        lacking("a browser is not installed (Debian: chromium)")
    made = make_guide(tmp_path)

    assert made == [f"{language}-{name}.png" for language in LANGUAGES for name in NAMES]
    assert sorted(made) == sorted(path.name for path in tmp_path.iterdir())
    assert max(path.stat().st_size for path in tmp_path.iterdir()) <= LARGEST_BYTES
    assert make_guide(tmp_path, "--language", "be") == []
