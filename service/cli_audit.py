"""The commands `miedza audit`: the audit trail. Each imports its work when it runs."""

from typing import Annotated

import typer

Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]

audit = typer.Typer(help="The audit trail: verify, show its head, export.", no_args_is_help=True)


@audit.command("verify")
def verify_audit(
    head: Annotated[
        list[str] | None,
        typer.Option(help="SEQ:HASH of a head that was kept elsewhere; may be repeated."),
    ] = None,
    json: Json = False,
) -> None:
    """Recompute the chain; hold releases, their heads and reports against it.

    Exit code 1 when anything is not what it was, with the first broken number. Entries that are
    not sealed yet are named and are nothing wrong.
    """
    from service.commands import auditing

    auditing.check(head or (), json)


@audit.command("head")
def show_head(json: Json = False) -> None:
    """Print number and hash of the newest seal, to be kept outside the database."""
    from service.commands import auditing

    auditing.head(json)


@audit.command("export")
def export_audit(
    after: Annotated[int, typer.Option(min=0, help="Number of the last entry that you have.")] = 0,
) -> None:
    """Write the sealed entries to standard output, one JSON object a line (NDJSON)."""
    from service.commands import auditing

    auditing.export(after)
