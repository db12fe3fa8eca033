"""The commands of `miedza` for what stands beside the figures.

Like those of `service.cli`, each imports its work when it runs.
"""

from pathlib import Path
from typing import Annotated

import typer

Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]

context = typer.Typer(help="The context lane: load its first entries.", no_args_is_help=True)


def add_commands(app: typer.Typer) -> None:
    app.add_typer(context, name="context")


# A group with one command would otherwise be that command itself.
@context.callback()
def _group() -> None:
    pass


@context.command()
def load(
    file: Annotated[
        Path | None, typer.Argument(help="CSV; without one, the entries that come with Miedza.")
    ] = None,
    json: Json = False,
) -> None:
    """Add dated events from a CSV, each once by its `key`.

    What was edited or withdrawn since stays so. Rows that cannot be used are explained.
    """
    from service.commands import context_lane

    context_lane.load_entries(file, json)
