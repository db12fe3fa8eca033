"""`miedza token`: what it prints where, and its exit codes."""

import pytest

from service.accounts.service import authenticate, create_token, list_keys
from service.errors import KeyRevoked
from service.installation import Installation
from tests.service.commands import Command, answer


def test_token_create_prints_the_token_alone(house: Installation, installed: Command) -> None:
    result = installed("token", "create", "--role", "monitor", "--label", "team north")

    (token,) = result.stdout.split()
    assert authenticate(house.database, token).role == "monitor"
    assert token not in result.stderr


def test_token_create_gives_a_partner_scopes_sectors_and_an_end(
    house: Installation, installed: Command
) -> None:
    scopes = ("--scope", "incidents:read", "--scope", "summaries:read")
    limits = ("--sector", "NAR", "--sector", "BIA", "--expires", "2035-01-01")
    result = installed("token", "create", "--role", "partner", *scopes, *limits)

    caller = authenticate(house.database, result.stdout.strip())
    assert caller.scopes == {"incidents:read", "summaries:read"}
    assert caller.sectors == ("BIA", "NAR")
    (listed,) = answer(installed("token", "list", "--json"))
    assert listed["expires_at"] == "2034-12-31T23:00:00+00:00"
    shown = installed("token", "list").stdout
    assert all(word in shown for word in ("incidents:r", "BIA", "expires"))


def test_token_create_warns_of_a_partner_who_may_do_nothing(installed: Command) -> None:
    assert "may do nothing" in installed("token", "create", "--role", "partner").stderr
    with_scope = installed("token", "create", "--role", "partner", "--scope", "reports:write")
    assert "may do nothing" not in with_scope.stderr


@pytest.mark.parametrize(
    ("arguments", "right"),
    [
        (("--role", "partner", "--scope", "reports:read"), "reports:write"),
        (("--role", "partner", "--sector", "XXX"), "BIA"),
        (("--role", "monitor", "--scope", "reports:write"), "only for the role partner"),
        (("--role", "partner", "--expires", "2020-01-01"), "a day after today"),
    ],
)
def test_token_create_says_what_would_be_right(
    house: Installation, installed: Command, arguments: tuple[str, ...], right: str
) -> None:
    result = installed("token", "create", *arguments)

    assert (result.exit_code, result.stdout) == (1, "")
    assert right in result.stderr
    assert list_keys(house.database) == []


@pytest.mark.parametrize("name", ["key_id", "token"])
def test_token_revoke_takes_the_id_or_the_token_and_acts_at_once(
    house: Installation, installed: Command, name: str
) -> None:
    made = create_token(house.database, "monitor")

    assert answer(installed("token", "revoke", getattr(made, name), "--json")) == {
        "revoked": made.key_id
    }
    with pytest.raises(KeyRevoked):
        authenticate(house.database, made.token)


def test_token_revoke_of_an_unknown_key_fails(installed: Command) -> None:
    result = installed("token", "revoke", "nobody")

    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)


def test_token_list_shows_keys_and_never_tokens(house: Installation, installed: Command) -> None:
    made = create_token(house.database, "analyst", "[red]desk[/red]")

    shown = installed("token", "list")
    (listed,) = answer(installed("token", "list", "--json"))

    assert made.key_id in shown.stdout
    assert "[red]desk[/red]" in shown.stdout
    assert listed.keys() == {
        "id", "role", "label", "scopes", "sectors",
        "created_at", "expires_at", "last_used_on", "revoked_at",
    }  # fmt: skip
    assert made.token not in shown.stdout
