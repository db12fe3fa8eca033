"""The framework can hand bodies, refused input and messages to a collector: ours never does."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.slow
def test_a_tracer_in_the_process_hears_nothing_of_our_requests(
    migrated_sqlite: Path, tmp_path: Path
) -> None:
    # A copy: requests spend an allowance, which other tests must not find.
    folder = shutil.copytree(migrated_sqlite, tmp_path / "data")
    command = [sys.executable, "-m", "tests.silence.overheard", str(folder)]
    done = subprocess.run(command, check=True, capture_output=True)
    # The bare application is heard, so the silence of ours means something.
    assert json.loads(done.stdout) == {"bare": True, "ours": False}
