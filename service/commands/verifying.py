"""`miedza summary --verify` and `--rebuild`."""

from collections.abc import Sequence
from dataclasses import asdict

import typer

from service.commands.console import counted, note, print_json, print_table
from service.commands.opened import installation
from service.rollups.service import rebuild
from service.rollups.verification import Difference, Verification, verify

# As many as can be looked at; `--json` names all of them.
_SHOWN = 50


def run(again: bool, json: bool) -> None:
    """With `again` everything is added up anew first."""
    with installation() as house:
        if again:
            with counted("adding up") as progress:
                rebuild(house.database, progress)
        with counted("recomputing") as progress:
            found = verify(house.database, progress)
    if json:
        print_json(asdict(found))
    else:
        _show(found)
    if not found.is_right:
        raise typer.Exit(1)


def _show(found: Verification) -> None:
    if not found.made:
        note("the figures are not added up yet: `miedza migrate` or the worker does it")
    elif found.differences:
        _show_differences(found.differences)
    else:
        note(f"{found.cells} cells agree with {found.incidents} incidents")


def _show_differences(differences: Sequence[Difference]) -> None:
    columns = ("!period", "sector", "type", "status", "measure", "#kept", "#counted")
    rows = [tuple(asdict(each).values()) for each in differences[:_SHOWN]]
    print_table("Figures that differ from the incidents", columns, rows)
    note(
        f"{len(differences)} numbers differ, {len(rows)} are shown: `miedza summary --rebuild` "
        "adds all figures up anew"
    )
