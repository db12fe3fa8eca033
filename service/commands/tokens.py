"""`miedza token create`, `revoke` and `list`."""

from dataclasses import asdict

import typer

from service.accounts.service import create_token, list_keys, revoke_token
from service.commands.console import note, print_json, print_table
from service.commands.opened import installation
from service.vocabulary import codes


def create(role: str, label: str, json: bool) -> None:
    """Print the token alone, so that a script can take it; it is not kept and not shown again."""
    if role not in codes("role"):
        raise typer.BadParameter(f"one of {', '.join(codes('role'))}", param_hint="--role")
    with installation() as house:
        made = create_token(house.database, role, label)
    if json:
        print_json({**asdict(made), "role": role, "label": label})
    else:
        typer.echo(made.token)
        note(f"key {made.key_id}; the token is not shown again")


def revoke(key_or_token: str, json: bool) -> None:
    with installation() as house:
        key_id = revoke_token(house.database, key_or_token)
    if json:
        print_json({"revoked": key_id})
    else:
        note(f"key {key_id} is refused from now on")


def show(json: bool) -> None:
    with installation() as house:
        keys = list_keys(house.database)
    if json:
        fields = ("id", "role", "label", "created_at", "revoked_at")
        print_json([{field: getattr(key, field) for field in fields} for key in keys])
        return
    rows = (
        (
            key.id,
            key.role,
            key.label,
            f"{key.created_at:%Y-%m-%d %H:%M}",
            f"{key.revoked_at:%Y-%m-%d %H:%M}" if key.revoked_at else "",
        )
        for key in keys
    )
    print_table("Keys (times in UTC)", ("id", "role", "label", "created", "revoked"), rows)
