"""`miedza import`."""

from pathlib import Path

from service.commands.console import counted, note, print_json, print_table
from service.commands.opened import installation
from service.errors import InputInvalid
from service.imports.service import ImportResult, Progress, import_file
from service.imports.totals import import_totals
from service.installation import Installation
from service.profiles import Profile, TotalsProfile, load_any_profile


def run(path: Path, profile_name: str, dry_run: bool, rejects: Path | None, json: bool) -> None:
    profile = load_any_profile(profile_name)
    rejects = rejects or path.with_name(f"{path.name}.rejects.csv")
    with installation() as house, counted("rows") as progress:
        result = _import(house, path, profile, rejects, dry_run, lambda rows: progress(rows, None))
    if json:
        print_json(result.document())
    else:
        _show(result, dry_run)
    if result.rejects_file:
        note(f"rejected rows with their reasons: {result.rejects_file}")
    if result.rows and result.rejected == result.rows:
        raise InputInvalid("every row was rejected; is it the right profile?")


def _import(
    house: Installation,
    path: Path,
    profile: Profile | TotalsProfile,
    rejects: Path,
    dry_run: bool,
    progress: Progress,
) -> ImportResult:
    if isinstance(profile, TotalsProfile):
        return import_totals(
            house.database, path, profile, rejects=rejects, dry_run=dry_run, progress=progress
        )
    return import_file(house, path, profile, rejects=rejects, dry_run=dry_run, progress=progress)


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
