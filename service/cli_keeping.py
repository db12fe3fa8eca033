"""The commands of `miedza` that keep data, and that let it go: vault, retention, backup.

Like those of `service.cli`, each imports its work when it runs.
"""

from pathlib import Path
from typing import Annotated

import typer

Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]

vault = typer.Typer(
    help="Keys that wrap the reports' own keys: status, rotate, retire.", no_args_is_help=True
)


def add_commands(app: typer.Typer) -> None:
    app.add_typer(vault, name="vault")
    for command in (retention, erase, backup, restore):
        app.command()(command)


@vault.command()
def status(json: Json = False) -> None:
    """Show the wrapping keys, how many reports need each, and how many were erased."""
    from service.commands import vaulting

    vaulting.status(json)


@vault.command()
def rotate(json: Json = False) -> None:
    """Put a new wrapping key in front of the key file, and rewrap every report's key.

    Servers and workers go on meanwhile, and take the new key up by themselves. After a kill, run
    it again: it goes on where it stood. The old key stays in the file until `vault retire`.
    """
    from service.commands import vaulting

    vaulting.rotate(json)


@vault.command()
def retire(json: Json = False) -> None:
    """Take old keys out of the key file that no report needs any more; say how many need others.

    Backups from before still need them: keep a copy apart for as long as you keep those.
    """
    from service.commands import vaulting

    vaulting.retire(json)


def retention(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be done; change nothing.")
    ] = False,
    json: Json = False,
) -> None:
    """Forget what was kept long enough, as the worker does each day (MIEDZA_RETENTION_...)."""
    from service.commands import forgetting

    forgetting.retention(dry_run, json)


def erase(
    reports: Annotated[list[str] | None, typer.Argument(help="Ids of reports.")] = None,
    key: Annotated[
        str | None, typer.Option(help="Erase every report that this key sent, by its id.")
    ] = None,
    yes: Yes = False,
    json: Json = False,
) -> None:
    """Destroy the words of reports for good; their hashes, receipts and audit entries stay.

    Backups that were made before still hold them.
    """
    from service.commands import forgetting

    forgetting.erase(reports or [], key, yes, json)


def backup(
    file: Annotated[Path, typer.Argument(help="The archive to write, such as 2026-11-25.tar.")],
    json: Json = False,
) -> None:
    """Write database, photos and a signed manifest into one archive, while the service runs.

    The wrapping keys are not in it: keep the key file apart, on another medium.
    """
    from service.commands import backing_up

    backing_up.backup(file, json)


def restore(
    file: Annotated[Path, typer.Argument(help="An archive of `miedza backup`.")],
    verify_only: Annotated[
        bool, typer.Option("--verify-only", help="Prove the archive; change nothing.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Replace a database that holds data.")] = False,
    despite_findings: Annotated[
        bool,
        typer.Option(
            "--despite-findings",
            help="Take a database whose releases or audit trail were changed before the backup.",
        ),
    ] = False,
    json: Json = False,
) -> None:
    """Replace the database by an archive's, after every part of it was proven.

    Stop the servers and the worker first. Put the key file in its place first.
    """
    from service.commands import backing_up

    backing_up.restore(file, verify_only, yes, despite_findings, json)
