"""One running application per module and database: hypothesis asks it many times."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from service.accounts.service import create_token
from service.client.files import STATIC
from service.installation import open_installation
from service.schema import migrate
from service.settings import Settings
from tests.cluster import PostgresCluster
from tests.conftest import BOTH, application


@pytest.fixture(scope="module", params=BOTH)
def installed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of a fresh installation that no other test sees."""
    folder: Path = tmp_path_factory.mktemp("fuzz")
    url = None
    if request.param == "postgres":
        cluster: PostgresCluster = request.getfixturevalue("postgres_cluster")
        url = cluster.create_database(folder.name.replace("-", "_"))
    settings = Settings(data_dir=folder, database_url=url)
    migrate(settings)
    return settings


@pytest.fixture(scope="module")
def caller(installed: Settings) -> Iterator[TestClient]:
    """A client with an analyst's token, who may send and read everything."""
    house = open_installation(installed)
    token = create_token(house.database, "analyst").token
    with TestClient(application(house, STATIC), raise_server_exceptions=False) as client:
        client.headers["Authorization"] = f"Bearer {token}"
        yield client
