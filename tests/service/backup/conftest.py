"""Installations with a little of everything in them, and the commands that back them up."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson
import pytest
from typer.testing import CliRunner

from service.accounts.service import create_token
from service.cli import app
from service.installation import Installation, open_installation
from service.projections.publisher import publish
from service.schema import migrate
from service.settings import Settings
from service.summaries.releasing import release_week
from tests.cluster import PostgresCluster
from tests.conftest import BOTH
from tests.service.projections.stage import body, claim, submit, verify

# Backups replace whole databases: each test has one of its own.


@dataclass
class Site:
    """One installation, closed; `run` calls `miedza` in it."""

    settings: Settings
    run: Callable[..., Any]

    def opened(self) -> Installation:
        return open_installation(self.settings)


@pytest.fixture
def new_site(
    tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Site]:
    """Make an installation; of PostgreSQL each is a database of one cluster."""
    for name in [name for name in os.environ if name.startswith("MIEDZA_")]:
        monkeypatch.delenv(name)
    made: list[str] = []

    def make(kind: str, *, migrated: bool = True) -> Site:
        made.append(kind)
        folder = tmp_path / f"site{len(made)}"
        url = None
        if kind == "postgres":
            cluster: PostgresCluster = request.getfixturevalue("postgres_cluster")
            url = cluster.create_database(f"backup_{os.getpid()}_{id(request)}_{len(made)}")
        settings = Settings(data_dir=folder, database_url=url)
        if migrated:
            migrate(settings)

        def run(*arguments: Any) -> Any:
            monkeypatch.setenv("MIEDZA_DATA_DIR", str(folder))
            monkeypatch.setenv("MIEDZA_DATABASE_URL", settings.resolved_database_url)
            return CliRunner().invoke(app, [str(each) for each in arguments])

        return Site(settings, run)

    return make


@pytest.fixture(params=BOTH)
def kind(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
def site(kind: str, new_site: Callable[..., Site]) -> Site:
    """Reports, incidents, a key, public records, a release, a photo."""
    made = new_site(kind)
    fill(made)
    return made


def fill(site: Site) -> None:
    house = site.opened()
    ids = submit(house, *(claim(narrative=f"said {n}") for n in range(6)), body())
    verify(house, ids[-1])
    create_token(house.database, "monitor", "team north")
    now = datetime(2025, 6, 10, 6, tzinfo=UTC)
    publish(house.database, house.policy, now)
    release_week(
        house.database, house.policy, "2025-W20", now=now, actor="analyst", reason="weekly"
    )
    house.database.close()
    photos = site.settings.data_dir / "photos"
    photos.mkdir(exist_ok=True)
    content = b"not really a photo"
    (photos / sha256(content).hexdigest()).write_bytes(content)


@pytest.fixture
def archive(site: Site, tmp_path: Path) -> Path:
    path = tmp_path / "backup.tar"
    result = site.run("backup", path, "--json")
    assert result.exit_code == 0, result.output
    assert orjson.loads(result.stdout)["file"] == str(path)
    return path
