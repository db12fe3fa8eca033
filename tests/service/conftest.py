"""The command line as tests run it: in an empty folder, or in the installation of `house`."""

import os
from pathlib import Path

import pytest
from typer.testing import CliRunner

from service.cli import app
from service.installation import Installation
from tests.service.commands import Command


@pytest.fixture
def miedza(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Command:
    """Run a command in an empty data folder."""
    for name in [name for name in os.environ if name.startswith("MIEDZA_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("MIEDZA_DATA_DIR", str(tmp_path / "data"))
    return lambda *arguments: CliRunner().invoke(app, [str(each) for each in arguments])


@pytest.fixture
def installed(house: Installation, miedza: Command, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Run a command in the installation of `house`."""
    monkeypatch.setenv("MIEDZA_DATA_DIR", str(house.settings.data_dir))
    monkeypatch.setenv("MIEDZA_DATABASE_URL", house.settings.resolved_database_url)
    return miedza
