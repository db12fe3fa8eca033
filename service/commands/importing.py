"""`miedza import`."""

from pathlib import Path

from service.commands.console import counted, note, print_json, print_table
from service.commands.opened import installation
from service.errors import InputInvalid
from service.imports.service import ImportResult, import_file
from service.profiles import load_profile


def run(path: Path, profile_name: str, dry_run: bool, rejects: Path | None, json: bool) -> None:
    profile = load_profile(profile_name)
    with installation() as house, counted("rows") as progress:
        result = import_file(
            house,
            path,
            profile,
            rejects=rejects or path.with_name(f"{path.name}.rejects.csv"),
            dry_run=dry_run,
            progress=lambda rows: progress(rows, None),
        )
    if json:
        print_json(result.document())
    else:
        _show(result, dry_run)
    if result.rejects_file:
        note(f"rejected rows with their reasons: {result.rejects_file}")
    if result.rows and result.rejected == result.rows:
        raise InputInvalid("every row was rejected; is it the right profile?")


def _show(result: ImportResult, dry_run: bool) -> None:
    would = "would be " if dry_run else ""
    rows = [
        ("rows", result.rows),
        (f"{would}imported", result.imported),
        (f"{would}unchanged", result.unchanged),
        (f"{would}rejected", result.rejected),
    ]
    print_table("Dry run: nothing was stored" if dry_run else "Import", ("", "#rows"), rows)
    unknown = [
        (column, value, count)
        for column, values in result.unknown_values.items()
        for value, count in values.items()
    ]
    if unknown:
        print_table(
            "Not known to the profile (kept as `other` or `unknown`, the words in `stated`)",
            ("column", "value", "#rows"),
            unknown,
        )
