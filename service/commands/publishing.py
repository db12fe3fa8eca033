"""`miedza publish`."""

from dataclasses import asdict
from datetime import UTC, datetime

from service.commands.console import counted, note, print_json
from service.commands.opened import installation
from service.projections.publisher import PublishResult, publish


def run(json: bool) -> None:
    with installation() as house, counted("public records") as progress:
        result = publish(house.database, house.policy, datetime.now(UTC), progress)
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
