"""The commands `miedza invite` and `miedza device`. Each imports its work when it runs."""

from pathlib import Path
from typing import Annotated

import typer

Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]

invite = typer.Typer(help="Invites, each for one phone: make one.", no_args_is_help=True)
device = typer.Typer(help="Enrolled devices: list, revoke.", no_args_is_help=True)


def add_commands(app: typer.Typer) -> None:
    app.add_typer(invite, name="invite")
    app.add_typer(device, name="device")


# A group with one command would otherwise be that command itself.
@invite.callback()
def _group() -> None:
    pass


@invite.command("create")
def create_invite(
    team: Annotated[str, typer.Option(help="Short name of the team, such as north.")],
    language: Annotated[str, typer.Option(help="pl, en, de or be.")],
    qr: Annotated[
        Path | None, typer.Option(help="New file for the QR code of the link, as SVG.")
    ] = None,
    url: Annotated[
        str | None, typer.Option(help="Address of the service; MIEDZA_PUBLIC_URL if not said.")
    ] = None,
    json: Json = False,
) -> None:
    """Make an invite and print its link alone on standard output; it is shown only now.

    It is good for one phone and for 72 hours. At a terminal the QR code is drawn too.
    """
    from service.commands import devices

    devices.invite(team, language, qr, url, json)


@device.command("list")
def list_devices(json: Json = False) -> None:
    """List the devices with the day on which each was last seen."""
    from service.commands import devices

    devices.show(json)


@device.command("revoke")
def revoke_device(
    device_id: Annotated[str, typer.Argument(metavar="ID", help="Id of the device.")],
    reason: Annotated[
        str, typer.Option(help="Why, in a few words without names.")
    ] = "at the command line",
    json: Json = False,
) -> None:
    """Refuse a device from its next request on; reports that it has not sent stay on it."""
    from service.commands import devices

    devices.revoke(device_id, reason, json)
