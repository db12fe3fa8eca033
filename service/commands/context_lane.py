"""`miedza context`."""

from pathlib import Path

from service.commands.console import note, print_json, print_table
from service.commands.opened import installation
from service.context.loading import SAMPLE, Loaded, load
from service.errors import InputInvalid


def load_entries(path: Path | None, json: bool) -> None:
    with installation() as house:
        loaded = load(house.database, path or SAMPLE)
    if json:
        print_json(loaded.document())
    else:
        _show(loaded)
    for number, problems in loaded.rejected.items():
        for problem in problems:
            right = f"; right: {problem.right}" if problem.right else ""
            note(f"row {number}: {problem.field} {problem.wrong}{right}")
    if loaded.rows and len(loaded.rejected) == loaded.rows:
        raise InputInvalid("every row was rejected; docs/context.md names the columns")


def _show(loaded: Loaded) -> None:
    rows = [
        ("rows", loaded.rows),
        ("added", loaded.added),
        ("unchanged", loaded.unchanged),
        ("rejected", len(loaded.rejected)),
    ]
    print_table("Context lane", ("", "#rows"), rows)
