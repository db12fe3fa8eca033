"""Databases made by the real migrations, an application on them, and three people with tokens."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import pytest
from fastapi import FastAPI
from hypothesis import settings as hypothesis_settings
from sqlalchemy import text
from sqlmodel import SQLModel
from starlette.testclient import TestClient

from service.accounts.service import create_token
from service.database import Database
from service.installation import Installation, open_installation
from service.main import create_app
from service.rollups.figures import VERSION
from service.schema import migrate
from service.settings import Settings
from service.vocabulary import codes
from tests.cluster import PostgresCluster, find_binaries

hypothesis_settings.register_profile("repeatable", derandomize=True, deadline=None, max_examples=50)
hypothesis_settings.load_profile("repeatable")

# The client is built by an install; our tests of the service say the same with and without it.
NO_CLIENT = Path(__file__).parent / "no-client"
REQUIRE_ALL = os.environ.get("MIEDZA_REQUIRE_ALL") == "1"
# Tests empty the databases they open: no setting of the shell may lead them to a real one.
for _name in [name for name in os.environ if name.startswith("MIEDZA_")]:
    del os.environ[_name]
BOTH = [
    pytest.param("sqlite", id="sqlite"),
    pytest.param("postgres", id="postgres", marks=pytest.mark.postgres),
]


def lacking(reason: str) -> NoReturn:
    """What a laptop may lack is a visible skip there, and a failure where all is required."""
    if REQUIRE_ALL:
        pytest.fail(reason)
    pytest.skip(reason)


def require_postgres() -> None:
    if find_binaries() is None:
        lacking("PostgreSQL with PostGIS is not installed (Debian: postgresql-15-postgis-3)")


@pytest.fixture(scope="session")
def postgres_cluster() -> Iterator[PostgresCluster]:
    require_postgres()
    cluster = PostgresCluster(durable=False)
    yield cluster
    cluster.stop()


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a migrated SQLite file and a key file, to be copied per test."""
    folder = tmp_path_factory.mktemp("migrated")
    migrate(Settings(data_dir=folder))
    return folder


@pytest.fixture(scope="session")
def migrated_postgres(
    postgres_cluster: PostgresCluster, tmp_path_factory: pytest.TempPathFactory
) -> Settings:
    url = postgres_cluster.create_database("miedza")
    settings = Settings(data_dir=tmp_path_factory.mktemp("postgres"), database_url=url)
    migrate(settings)
    return settings


@pytest.fixture(params=BOTH)
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Installation]:
    """An empty installation, on each database."""
    with opened(request, tmp_path) as installation:
        yield installation


@contextmanager
def opened(request: pytest.FixtureRequest, folder: Path) -> Iterator[Installation]:
    """An empty installation on the database that the fixture's parameter names."""
    if request.param == "sqlite":
        source = request.getfixturevalue("migrated_sqlite")
        shutil.copytree(source, folder / "data")
        settings = Settings(data_dir=folder / "data")
    else:
        settings = request.getfixturevalue("migrated_postgres")
    installation = open_installation(settings)
    yield installation
    if installation.database.is_postgres:
        empty(installation.database)
    installation.database.close()


# To truncate a table makes new files for it and its indexes, which takes longer than most tests.
_EMPTY = """
    DO $$
    DECLARE
        name text;
        held bigint;
    BEGIN
        FOREACH name IN ARRAY ARRAY[{tables}] LOOP
            EXECUTE format('SELECT count(*) FROM (SELECT FROM %I LIMIT 2000) AS few', name)
                INTO held;
            IF held = 2000 THEN
                EXECUTE format('TRUNCATE %I CASCADE', name);
            ELSIF held > 0 THEN
                EXECUTE format('DELETE FROM %I', name);
            END IF;
        END LOOP;
        PERFORM setval(oid, 1, false) FROM pg_class WHERE relkind = 'S';
    END $$
"""


def empty(database: Database) -> None:
    tables = ", ".join(f"'{name}'" for name in SQLModel.metadata.tables)
    with database.writing() as session:
        # Tables that only grow refuse this from everyone but the owner of the whole cluster.
        session.execute(text("SET LOCAL session_replication_role = replica"))
        session.execute(text(_EMPTY.format(tables=tables)))
        session.execute(text("INSERT INTO public_revision (id, revision) VALUES (1, 0)"))
        session.execute(text("INSERT INTO rollup_state VALUES (1, :made)"), {"made": VERSION})
        session.execute(text("INSERT INTO projection_run (id, done) VALUES (1, 0)"))


_prepared: list[Any] = []


def application(house: Installation, client: Path = NO_CLIENT) -> FastAPI:
    """The application as it is served, with routes that another one of this process has prepared.

    The framework prepares the routes of each application at its first request, which takes longer
    than most tests.
    """
    app = create_app(house, client)
    routes = app.router.routes
    if _prepared:
        included = iter(_prepared)
        routes[:] = [next(included) if _is_included(each) else each for each in routes]
    else:
        _prepared.extend(each for each in routes if _is_included(each))
    return app


def _is_included(route: Any) -> bool:
    return hasattr(route, "original_router")


@pytest.fixture
def client(house: Installation) -> Iterator[TestClient]:
    """The application on loopback, as a caller without a token meets it."""
    with TestClient(application(house), raise_server_exceptions=False) as caller:
        yield caller


@dataclass(frozen=True)
class People:
    """Headers of the three people of our tests, a partner with all scopes, and an administrator."""

    monitor: dict[str, str]
    stranger: dict[str, str]
    analyst: dict[str, str]
    partner: dict[str, str]
    admin: dict[str, str]


def bearer(house: Installation, role: str, **limits: Any) -> dict[str, str]:
    """The header of a new key of this role."""
    return {"Authorization": f"Bearer {create_token(house.database, role, **limits).token}"}


@pytest.fixture
def people(house: Installation) -> People:
    return people_of(house)


def people_of(house: Installation) -> People:
    """New keys for them all."""
    return People(
        monitor=bearer(house, "monitor"),
        stranger=bearer(house, "monitor"),
        analyst=bearer(house, "analyst"),
        partner=bearer(house, "partner", scopes=codes("scope")),
        admin=bearer(house, "admin"),
    )


@pytest.fixture
def report() -> dict[str, Any]:
    """A small valid report near Białowieża; tests change what they are about."""
    return {
        "occurred": {"from": "2025-11-21T22:30:00+01:00", "to": None, "precision": "hour"},
        "location": {"method": "gnss", "lon": 23.8473, "lat": 52.7012, "accuracy_m": 12},
        "type": "crossing_attempt",
        "by": "people_crossing",
        "equipment": [
            {
                "kind": "ladder",
                "count": {"low": 2, "high": None, "qualifier": "at_least"},
                "state": "used",
                "by": "people_crossing",
            }
        ],
        "persons": {"low": 16, "high": 60, "qualifier": "about"},
        "source": {"type": "pl_authority", "relayed_by": "media", "url": "https://www.rmf24.pl/a"},
    }


# Installations with the durable settings of a real one, in files of their own.


@pytest.fixture
def durable_cluster() -> Iterator[PostgresCluster]:
    require_postgres()
    cluster = PostgresCluster(durable=True)
    yield cluster
    cluster.stop()


@pytest.fixture
def durable_sqlite(tmp_path: Path) -> Settings:
    settings = Settings(data_dir=tmp_path, key_requests_per_minute=0)
    migrate(settings)
    return settings


@pytest.fixture
def durable_postgres(durable_cluster: PostgresCluster, tmp_path: Path) -> Settings:
    url = durable_cluster.create_database("miedza")
    settings = Settings(data_dir=tmp_path, database_url=url, key_requests_per_minute=0)
    migrate(settings)
    return settings
