"""What tests of backups do with an installation, and what they look at."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

from sqlalchemy import text

from service.database import Database
from service.installation import Installation
from tests.service.backup.conftest import Site
from tests.service.stored import snapshot

Rows = dict[str, list[dict[str, Any]]]


@contextmanager
def opened(site: Site) -> Iterator[Installation]:
    house = site.opened()
    try:
        yield house
    finally:
        house.database.close()


def rows_at(site: Site) -> Rows:
    with opened(site) as house:
        return snapshot(house.database)


def leftovers(site: Site) -> list[str]:
    """Scratch folders and scratch databases that should be gone."""
    folders = [path.name for path in site.settings.data_dir.rglob(".miedza-*")]
    if not site.settings.database_url:
        return folders
    left = "SELECT datname FROM pg_database WHERE datname LIKE 'miedza_check%'"
    with closing(Database(site.settings.database_url)) as database:
        return [*folders, *looked_up(database, left)]


def looked_up(database: Database, statement: str) -> list[Any]:
    with database.looking_up() as connection:
        return list(connection.execute(text(statement)).scalars())
