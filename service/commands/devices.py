"""`miedza invite create`, `miedza device list` and `revoke`."""

import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Final

import typer

from service.accounts.devices import DeviceView, list_devices, revoke_device
from service.accounts.invites import create_invite, invite_link
from service.accounts.qr import print_code, svg_of
from service.accounts.service import COMMAND_LINE
from service.commands.console import note, print_json, print_table
from service.commands.opened import installation
from service.errors import SettingInvalid
from service.weeks import local_day

_HERE: Final = "http://127.0.0.1:8000"
_HEADINGS = ("!id", "pseudonym", "team", "language", "!seen", "state")


def invite(team: str, language: str, qr: Path | None, url: str | None, json: bool) -> None:
    """Print the link alone, so that a script can take it; the code is not kept."""
    # Before there is an invite that nobody could hand on.
    _refuse_existing(qr)
    with installation() as house:
        address = url or str(house.settings.public_url or _HERE)
        made = create_invite(house.database, team, language, COMMAND_LINE)
    link = invite_link(address, made.code)
    if qr is not None:
        _write_svg(qr, svg_of(link))
    if json:
        print_json({**asdict(made), "link": link})
        return
    typer.echo(link)
    if sys.stdout.isatty():
        print_code(link, sys.stdout)
    note(f"code {made.code}, for one phone, until {made.expires_at:%Y-%m-%d %H:%M} UTC")
    if address == _HERE:
        note("this address is of this machine alone: set MIEDZA_PUBLIC_URL, or give --url")


def show(json: bool) -> None:
    with installation() as house:
        devices = list_devices(house.database)
    if json:
        print_json([asdict(each) for each in devices])
    else:
        print_table("Devices (days in Warsaw)", _HEADINGS, map(_row, devices))


def revoke(device_id: str, reason: str, json: bool) -> None:
    with installation() as house:
        done = revoke_device(house.database, device_id, reason, COMMAND_LINE)
    if json:
        print_json(asdict(done))
    else:
        note(f"device {done.device_id} ({done.pseudonym}) is refused from now on")


def _row(device: DeviceView) -> tuple[str, ...]:
    revoked = device.revoked_at
    return (
        device.device_id,
        device.pseudonym,
        device.team,
        device.language,
        str(device.last_seen_on or ""),
        "" if revoked is None else f"revoked {local_day(revoked)}",
    )


def _refuse_existing(path: Path | None) -> None:
    if path is not None and (path.exists() or not path.parent.is_dir()):
        raise SettingInvalid(f"{path} cannot be made: it is there already, or its folder is not")


def _write_svg(path: Path, svg: str) -> None:
    """For its owner's eyes: the picture is as good as the invite."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(svg)
