"""The commands `miedza token`: access keys. Each imports its work when it runs."""

from datetime import datetime
from typing import Annotated

import typer

Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]

token = typer.Typer(help="Access keys: make, revoke, list, export.", no_args_is_help=True)


@token.command("create")
def create_token(
    role: Annotated[str, typer.Option(help="monitor, partner, analyst or admin.")],
    label: Annotated[str, typer.Option(help="What you will know the key by; no names.")] = "",
    scope: Annotated[
        list[str] | None,
        typer.Option(help="What a partner may do; repeat it for several. Without: nothing."),
    ] = None,
    sector: Annotated[
        list[str] | None,
        typer.Option(help="Sectors that a partner may read; repeat it. Without: all."),
    ] = None,
    expires: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="First day on which the key is refused."),
    ] = None,
    json: Json = False,
) -> None:
    """Make a key and print its token alone on standard output; it is shown only now."""
    from service.commands import tokens

    day = expires and expires.date()
    tokens.create(role, label, scope or [], sector or None, day, json)


@token.command("revoke")
def revoke_token(
    key: Annotated[str, typer.Argument(help="Id of the key, or the token itself.")],
    json: Json = False,
) -> None:
    """Refuse a key from the next request on."""
    from service.commands import tokens

    tokens.revoke(key, json)


@token.command("list")
def list_tokens(json: Json = False) -> None:
    """List the keys; tokens are not kept, so none is shown."""
    from service.commands import tokens

    tokens.show(json)


@token.command("export")
def export_key(
    key: Annotated[str, typer.Argument(help="Id of the key.")],
    content: Annotated[
        bool, typer.Option("--content", help="With the bytes of its reports, decrypted.")
    ] = False,
) -> None:
    """Print as JSON all that is held about a key; each reading of a report is recorded first."""
    from service.commands import exporting

    exporting.run(key, content)
