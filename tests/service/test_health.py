"""Is the process alive, and can it do its work?"""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from service.database import SCHEMA_HEAD, Database
from service.errors import SettingInvalid
from service.installation import Installation, open_installation
from service.main import create_app
from service.settings import Settings
from tests.cluster import free_port
from tests.service.answers import problem


def away(house: Installation) -> Installation:
    """The same installation on a database that does not answer."""
    url = f"postgresql+psycopg://miedza@127.0.0.1:{free_port()}/nothing"
    return replace(house, database=Database(url))


def test_a_migrated_installation_is_ready(client: TestClient) -> None:
    assert client.get("/health/ready").json() == {"status": "ready"}
    assert client.get("/health/live").json() == {"status": "live"}


@pytest.mark.parametrize("house", ["sqlite"], indirect=True)
def test_without_a_database_the_process_lives_and_is_not_ready(house: Installation) -> None:
    with TestClient(create_app(away(house))) as client:
        assert client.get("/health/live").status_code == 200
        answer = client.get("/health/ready")
        assert "miedza migrate" in problem(answer, "unavailable")["detail"]
        assert answer.headers["retry-after"]


def test_a_database_of_another_version_is_not_ready(
    client: TestClient, house: Installation
) -> None:
    set_version(house.database, "0000")
    problem(client.get("/health/ready"), "unavailable")
    set_version(house.database, SCHEMA_HEAD)
    assert client.get("/health/ready").status_code == 200


@pytest.mark.parametrize("house", ["sqlite"], indirect=True)
def test_a_server_does_not_start_on_a_database_of_another_version(house: Installation) -> None:
    set_version(house.database, "0000")
    with pytest.raises(SettingInvalid, match="migration 0000"):
        open_installation(house.settings)


def set_version(database: Database, version: str) -> None:
    with database.writing() as session:
        session.execute(
            text("UPDATE alembic_version SET version_num = :version"), {"version": version}
        )


def test_a_server_does_not_start_on_an_empty_database(tmp_path: Path) -> None:
    with pytest.raises(SettingInvalid, match="run `miedza migrate`"):
        open_installation(Settings(data_dir=tmp_path))
