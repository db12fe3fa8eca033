"""Installations with the durable settings of a real one, on each database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from service.schema import migrate
from service.settings import Settings
from tests.cluster import PostgresCluster, find_binaries
from tests.conftest import REQUIRE_ALL


@pytest.fixture
def durable_cluster() -> Iterator[PostgresCluster]:
    if find_binaries() is None:
        reason = "PostgreSQL with PostGIS is not installed (Debian: postgresql-15-postgis-3)"
        if REQUIRE_ALL:
            pytest.fail(reason)
        pytest.skip(reason)
    cluster = PostgresCluster(durable=True)
    yield cluster
    cluster.stop()


@pytest.fixture
def durable_sqlite(tmp_path: Path) -> Settings:
    settings = Settings(data_dir=tmp_path)
    migrate(settings)
    return settings


@pytest.fixture
def durable_postgres(durable_cluster: PostgresCluster, tmp_path: Path) -> Settings:
    url = durable_cluster.create_database("miedza")
    settings = Settings(data_dir=tmp_path, database_url=url)
    migrate(settings)
    return settings
