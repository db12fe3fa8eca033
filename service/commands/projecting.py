"""`miedza project`."""

from dataclasses import asdict
from datetime import UTC, datetime

import typer

from service.commands.console import counted, note, print_json
from service.commands.opened import installation
from service.projections.recompute import Recomputed, recompute
from service.projections.service import begin_sequence


def run(everything: bool, new_sequence: bool, json: bool) -> None:
    if not everything and not new_sequence:
        note("say what to do: `miedza project --all`, or `--new-sequence`")
        raise typer.Exit(2)
    with installation() as house:
        if new_sequence:
            with house.database.writing() as session:
                begin_sequence(session)
            note("every follower of /api/changes begins from 0 now")
        if everything:
            with counted("incidents") as progress:
                result = recompute(house.database, house.policy, datetime.now(UTC), progress)
            _show(result, json)


def _show(result: Recomputed, json: bool) -> None:
    if json:
        print_json(asdict(result))
        return
    note(
        f"{result.incidents} incidents: {result.changed} public records changed, "
        f"{result.removed} taken away, {result.moved} incidents in another sector"
    )
    if result.resumed_after:
        note(f"{result.resumed_after} of them were done by an earlier run")
    if not result.finished:
        note("another process works under other rules: compare MIEDZA_POLICY_FILE of both")
