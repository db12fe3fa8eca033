"""The command line and the request log, as tests run and read them."""

import logging
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from service.cli import app
from service.installation import Installation
from tests.service.commands import Command


class Lines(logging.Handler):
    """The fields of each line of the request log."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: list[dict[str, Any]] = []

    def emit(self, record: logging.LogRecord) -> None:
        assert record.getMessage() == "request"
        self.fields.append(record.__dict__["fields"])


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


@pytest.fixture
def lines() -> Iterator[list[dict[str, Any]]]:
    """The fields of the lines that the request log gets from now on."""
    handler, log = Lines(), logging.getLogger("miedza.request")
    before = log.level
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    yield handler.fields
    log.removeHandler(handler)
    log.setLevel(before)
