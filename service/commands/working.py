"""`miedza worker`."""

from service.settings import load_settings
from service.worker import work_until_told


def run() -> None:
    work_until_told(load_settings())
