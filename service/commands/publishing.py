"""`miedza publish`."""

from dataclasses import asdict
from datetime import UTC, datetime

from service.commands.console import counted, note, print_json
from service.installation import open_installation
from service.projections.publisher import PublishResult, publish
from service.settings import load_settings


def run(json: bool) -> None:
    house = open_installation(load_settings())
    with counted("public records") as progress:
        result = publish(house.database, house.policy, datetime.now(UTC), progress)
    house.database.close()
    if json:
        print_json(asdict(result))
    else:
        note(_sentence(result))


def _sentence(result: PublishResult) -> str:
    removed = f"{result.removed} taken away"
    if result.batch is None:
        return f"nothing is due, so no batch was made; {removed}"
    if not result.added and not result.changed:
        return f"the batch of {result.batch} was made before; {removed}"
    return (
        f"batch {result.batch}: {result.added} records added, {result.changed} changed, {removed}"
    )
