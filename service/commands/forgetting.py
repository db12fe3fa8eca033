"""`miedza retention` and `miedza erase`."""

from dataclasses import asdict
from datetime import UTC, datetime

import typer

from service.commands.console import note, print_json
from service.commands.opened import installation
from service.retention import service as retention_service
from service.retention.service import Applied
from service.vault import erasure

ACTOR = "command line"


def retention(dry_run: bool, json: bool) -> None:
    now = datetime.now(UTC)
    with installation() as house:
        if dry_run:
            result = retention_service.due(house.database, house.settings, now)
        else:
            result = retention_service.apply(house.database, house.settings, now, ACTOR)
    if json:
        print_json({**result.document(), "dry_run": dry_run})
    else:
        note(_sentence(result, "would be " if dry_run else ""))


def _sentence(result: Applied, would: str) -> str:
    erased = ", ".join(f"{count} {reason}" for reason, count in sorted(result.erased.items()))
    return (
        f"{result.unlinked} reports {would}parted from their key; "
        f"reports {would}erased: {erased or 'none'}"
    )


def erase(reports: list[str], key: str | None, yes: bool, json: bool) -> None:
    if bool(reports) == bool(key):
        raise typer.BadParameter("name reports, or a key with --key", param_hint="REPORTS")
    with installation() as house:
        wanted = erasure.reports_of_key(house.database, key) if key else reports
        if not yes:
            question = f"Destroy the words of {len(wanted)} reports for good?"
            typer.confirm(question, abort=True, err=True)
        result = erasure.erase(house.database, wanted)
    if json:
        print_json(asdict(result))
        return
    note(f"{result.erased} reports erased, {result.before} were erased before")
    note("backups that were made before still hold them")
    if result.left:
        note(result.left)
