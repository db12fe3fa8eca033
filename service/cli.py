"""The command `miedza`: one function per command, each imports its work when it runs.

Importing everything first would make `--help` as slow as the start of a server.
"""

import gc
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from service import __version__, cli_audit, cli_beside, cli_devices, cli_keeping, cli_tokens
from service.errors import Fault, SettingInvalid


class _Commands(TyperGroup):
    """Says what was refused in plain lines on standard error, and ends with exit code 1."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except (Fault, SettingInvalid) as fault:
            typer.echo(f"miedza: {fault}", err=True)
            for problem in getattr(fault, "problems", ()):
                right = f"; right: {problem.right}" if problem.right else ""
                typer.echo(f"  {problem.field}: {problem.wrong}{right}", err=True)
            raise typer.Exit(1) from None


app = typer.Typer(
    name="miedza",
    cls=_Commands,
    help="Incidents along the Polish-Belarusian border: reports in, maps and weekly figures out.",
    epilog=(
        "Exit codes: 0 done, 1 refused or failed, 2 wrong usage. Settings come from MIEDZA_... "
        "variables; docs/configuration.md lists them."
    ),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    # Drawing the help with Rich would triple its time.
    rich_markup_mode=None,
)
app.add_typer(cli_tokens.token, name="token")
app.add_typer(cli_audit.audit, name="audit")

cli_keeping.add_commands(app)
cli_beside.add_commands(app)
cli_devices.add_commands(app)

policy = typer.Typer(help="The disclosure policy: explain a file.", no_args_is_help=True)
app.add_typer(policy, name="policy")

Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"miedza {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    _version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    pass


@app.command()
def migrate(json: Json = False) -> None:
    """Bring the database to the newest migration; make the key file if there is none."""
    from service.commands import migrating

    migrating.run(json)


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65_535, help="Port to listen on.")] = 8000,
    workers: Annotated[int, typer.Option(min=1, help="Number of server processes.")] = 1,
    with_worker: Annotated[
        bool, typer.Option("--with-worker", help="Run `miedza worker` beside the server.")
    ] = False,
) -> None:
    """Serve the API until SIGINT or SIGTERM; requests under way are finished first."""
    # Nothing that is loaded here is garbage; looking for some would take a fifth of the start.
    gc.disable()
    from service.commands import serving

    gc.freeze()
    gc.enable()
    serving.serve(host, port, workers, with_worker)


@app.command()
def worker() -> None:
    """Make the weekly public batch (Tuesdays, 06:00 in Warsaw) until SIGINT or SIGTERM.

    It also takes away, each hour, public records that may not stay, and seals the audit trail
    within a second. Several may run at once.
    """
    from service.commands import working

    working.run()


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="CSV or GeoJSON.")],
    profile: Annotated[
        str, typer.Option(help="Name of a profile, such as communiques, or a .toml file.")
    ],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Read, map and place every row; store nothing.")
    ] = False,
    rejects: Annotated[
        Path | None,
        typer.Option(help="Where rows that are refused go; FILE.rejects.csv if not said."),
    ] = None,
    json: Json = False,
) -> None:
    """Store each row of a file as a report, or as an official total where the profile is of those.

    Importing again adds nothing, and a corrected row is a new report. Rows that cannot become one
    are written to the rejects file with the reason; only when every row is refused, or the
    file cannot be read, the exit code is 1.
    """
    from service.commands import importing

    importing.run(file, profile, dry_run, rejects, json)


@app.command()
def publish(json: Json = False) -> None:
    """Make this week's batch of public records, once; safe to run again and at the same time."""
    from service.commands import publishing

    publishing.run(json)


@app.command()
def project(
    everything: Annotated[
        bool, typer.Option("--all", help="Make the projections of every incident anew.")
    ] = False,
    new_sequence: Annotated[
        bool,
        typer.Option("--new-sequence", help="After a restored backup: let followers begin anew."),
    ] = False,
    json: Json = False,
) -> None:
    """Follow changed rules: policy, sector set, or the version of the service.

    What is forbidden now leaves, what must be coarser becomes so; nothing new appears before the
    next weekly batch. It may be ended at any time and goes on where it stopped. The worker does it
    by itself.
    """
    from service.commands import projecting

    projecting.run(everything, new_sequence, json)


@app.command()
def summary(
    week: Annotated[
        str | None, typer.Argument(help="ISO week, such as 2026-W46; none with --verify.")
    ] = None,
    release: Annotated[
        bool, typer.Option("--release", help="Write the figures down for good, as a new vintage.")
    ] = False,
    reason: Annotated[
        str | None, typer.Option(help="Why this vintage is released; kept with it.")
    ] = None,
    verify: Annotated[
        bool,
        typer.Option("--verify", help="Recompute all figures from the incidents and compare."),
    ] = False,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Add all figures up anew, then verify them.")
    ] = False,
    json: Json = False,
) -> None:
    """Show the figures of a week as they stand now, or release them.

    A released vintage never changes: later knowledge makes a new one. With --verify every figure
    that is kept added up is recomputed; exit code 1 if one differs, and each of them is named.
    """
    if (week is None) != (verify or rebuild):
        raise typer.BadParameter("name a week, or give --verify or --rebuild; not both")
    if week is None and (release or reason is not None):
        raise typer.BadParameter("--release and --reason are for one week; name it")
    from service.commands import summarising, verifying

    if week is None:
        verifying.run(rebuild, json)
    else:
        summarising.run(week, release, reason, json)


@app.command()
def demo(
    reset: Annotated[
        bool, typer.Option("--reset", help="Empty a demonstration and build it anew.")
    ] = False,
    if_empty: Annotated[
        bool, typer.Option("--if-empty", help="Do nothing when the database holds something.")
    ] = False,
    url: Annotated[
        str, typer.Option(help="Address of the service, for the lines to try.")
    ] = "http://127.0.0.1:8000",
    json: Json = False,
) -> None:
    """Fill an empty database with the shipped sample: import, publish, release, a key per role.

    Real data is never touched: anything but an empty database or a demonstration is refused.
    """
    from service.commands import demonstrating

    demonstrating.run(reset, if_empty, url, json)


@app.command()
def doctor(json: Json = False) -> None:
    """Say what is wrong with this installation and what to do; exit code 1 if something is."""
    from service.commands import examining

    examining.run(json)


@policy.command("check")
def check_policy(
    file: Annotated[
        Path | None, typer.Argument(help="TOML; without one, the policy in force.")
    ] = None,
    json: Json = False,
) -> None:
    """Explain each rule of a policy, and what it would do to the records that are public now.

    Changes nothing. A rule that is looser than the default without a reason is refused.
    """
    from service.commands import checking

    checking.run(file, json)


if __name__ == "__main__":
    app()
