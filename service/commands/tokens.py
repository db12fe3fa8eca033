"""`miedza token create`, `revoke` and `list`."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime

import typer

from service.accounts.service import create_token, list_keys, revoke_token
from service.commands.console import note, print_json, print_table
from service.commands.opened import installation
from service.models import AccessKey
from service.vocabulary import codes
from service.weeks import local_day, local_midnight

_FIELDS = (
    "id",
    "role",
    "label",
    "scopes",
    "sectors",
    "created_at",
    "expires_at",
    "last_used_on",
    "revoked_at",
)
_HEADINGS = ("!id", "role", "label", "scopes", "!used", "state")


def create(
    role: str,
    label: str,
    scopes: Sequence[str],
    sectors: Sequence[str] | None,
    expires_on: date | None,
    json: bool,
) -> None:
    """Print the token alone, so that a script can take it; it is not kept and not shown again."""
    if role not in codes("role"):
        raise typer.BadParameter(f"one of {', '.join(codes('role'))}", param_hint="--role")
    # The key is refused from the first moment of that day in Warsaw.
    expires_at = None if expires_on is None else local_midnight(expires_on)
    with installation() as house:
        made = create_token(
            house.database, role, label, scopes=scopes, sectors=sectors, expires_at=expires_at
        )
    if json:
        limits = {"scopes": scopes, "sectors": sectors, "expires_at": expires_at}
        print_json({**asdict(made), "role": role, "label": label, **limits})
        return
    typer.echo(made.token)
    note(f"key {made.key_id}; the token is not shown again")
    if role == "partner" and not scopes:
        note(f"it has no scope, so it may do nothing; --scope takes {', '.join(codes('scope'))}")


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
        print_json([{field: getattr(key, field) for field in _FIELDS} for key in keys])
    else:
        print_table("Keys (days in Warsaw)", _HEADINGS, map(_row, keys))


def _row(key: AccessKey) -> tuple[str, ...]:
    scopes = " ".join(key.scopes) or ("none" if key.role == "partner" else "")
    limits = f"{scopes} in {' '.join(key.sectors)}" if key.sectors else scopes
    return (key.id, key.role, key.label, limits, str(key.last_used_on or ""), _state(key))


def _state(key: AccessKey) -> str:
    if key.revoked_at is not None:
        return f"revoked {local_day(key.revoked_at)}"
    if key.expires_at is None:
        return ""
    word = "expired" if key.expires_at <= datetime.now(UTC) else "expires"
    return f"{word} {local_day(key.expires_at)}"
