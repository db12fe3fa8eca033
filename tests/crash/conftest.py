"""Installations with the durable settings of a real one, on each database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from service.schema import migrate
from service.settings import Settings
from tests.cluster import PostgresCluster
from tests.conftest import require_postgres


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
