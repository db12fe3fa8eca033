"""`miedza backup` and `miedza restore`."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import typer

from service.backup.making import Backup, make_backup
from service.backup.manifest import Manifest
from service.backup.restoring import Restored, restore_backup, verify_backup
from service.commands.console import counted, note, print_json
from service.commands.opened import installation
from service.settings import load_settings


def backup(file: Path, json: bool) -> None:
    with installation() as house, counted("database pages") as progress:
        made = make_backup(house, file, progress)
    if json:
        print_json(_document(made))
        return
    note(f"{made.path}: {made.size} bytes, SHA-256 {made.sha256}")
    note(_summary(made.manifest))
    keys = ", ".join(made.manifest.contents.wrapping_keys) or "none yet"
    note(f"wrapping keys that it needs, and does not hold: {keys}")


def restore(file: Path, verify_only: bool, yes: bool, despite_findings: bool, json: bool) -> None:
    if verify_only and yes:
        raise typer.BadParameter("--verify-only changes nothing", param_hint="--yes")
    settings = load_settings()
    note("proving the archive")
    if verify_only:
        result = verify_backup(settings, file)
    else:
        result = restore_backup(settings, file, over_data=yes, despite_findings=despite_findings)
    if json:
        print_json(_result(result))
        return
    note(_summary(result.manifest))
    for finding in result.findings:
        note(f"taken as it is: {finding}")
    note("restored" if result.replaced else "the archive is whole; nothing was changed")
    if result.replaced and result.needs_migration:
        note("it stands at an older migration: run `miedza migrate` before you start the service")


def _summary(manifest: Manifest) -> str:
    counts = manifest.contents.counts
    return (
        f"made at {manifest.made_at:%Y-%m-%d %H:%M:%S} UTC by version {manifest.product}, "
        f"{manifest.database}, migration {manifest.contents.schema}: {counts['report']} reports, "
        f"{counts['incident']} incidents, {len(manifest.contents.releases)} releases, "
        f"{counts.get('sealed_photo', 0)} photos"
    )


def _document(made: Backup) -> dict[str, Any]:
    return {
        "file": str(made.path),
        "size": made.size,
        "sha256": made.sha256,
        "manifest": asdict(made.manifest),
    }


def _result(result: Restored) -> dict[str, Any]:
    return {
        "restored": result.replaced,
        "needs_migration": result.needs_migration,
        "findings": result.findings,
        "manifest": asdict(result.manifest),
    }
