"""The installation that the environment names, for as long as a command works with it."""

from collections.abc import Iterator
from contextlib import contextmanager

from service.installation import Installation, open_installation
from service.settings import load_settings


@contextmanager
def installation() -> Iterator[Installation]:
    house = open_installation(load_settings())
    try:
        yield house
    finally:
        house.database.close()
