"""`miedza token export`."""

from service.commands.console import print_json
from service.commands.opened import installation
from service.holdings.service import holdings


def run(key: str, content: bool) -> None:
    with installation() as house:
        print_json(holdings(house, key, content=content))
