"""Tokens: shown once, kept as a hash, refused at the next request once revoked."""

from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import pytest
from starlette.testclient import TestClient

from service.accounts.service import (
    TOKEN_PREFIX,
    authenticate,
    create_token,
    list_keys,
    revoke_token,
)
from service.database import Database
from service.errors import InputInvalid, KeyRevoked, KeyUnknown, Missing
from service.installation import Installation
from service.vocabulary import codes
from tests.service.answers import problem
from tests.service.stored import bytes_of, rows_of, snapshot


@pytest.mark.parametrize("role", codes("role"))
def test_a_token_of_each_role_is_known_by_it(house: Installation, role: str) -> None:
    made = create_token(house.database, role, "the desk")
    caller = authenticate(house.database, made.token)
    assert (caller.key_id, caller.role) == (made.key_id, role)


def test_only_the_hash_of_a_token_is_kept(house: Installation) -> None:
    made = create_token(house.database, "monitor")
    whole = bytes_of(house)
    assert made.token.encode() not in whole
    assert made.token.removeprefix(TOKEN_PREFIX).encode() not in whole
    (row,) = rows_of(house.database, "access_key")
    assert row["token_sha256"] == sha256(made.token.encode()).hexdigest()


def test_tokens_are_long_and_never_the_same(house: Installation) -> None:
    tokens = {create_token(house.database, "monitor").token for _ in range(5)}
    assert len(tokens) == 5
    assert all(token.startswith(TOKEN_PREFIX) and len(token) > 40 for token in tokens)


@pytest.mark.parametrize("role", ["", "root", "Admin", "monitor ", "admin; --"])
def test_a_role_that_does_not_exist_makes_no_token(house: Installation, role: str) -> None:
    with pytest.raises(InputInvalid, match="monitor"):
        create_token(house.database, role)
    assert rows_of(house.database, "access_key") == []


@pytest.mark.parametrize(
    "token", ["", "mdz_", "nobody", "MDZ_x", "' OR 1=1 --", "ż" * 50, "x" * 100_000, "\0"]
)
def test_an_unknown_token_is_unknown(house: Installation, token: str) -> None:
    create_token(house.database, "admin")
    with pytest.raises(KeyUnknown):
        authenticate(house.database, token)


def test_the_public_id_and_the_hash_of_a_key_are_no_tokens(house: Installation) -> None:
    made = create_token(house.database, "admin")
    (row,) = rows_of(house.database, "access_key")
    for stolen in (made.key_id, row["token_sha256"]):
        with pytest.raises(KeyUnknown):
            authenticate(house.database, stolen)


@pytest.mark.parametrize("by", ["key_id", "token"])
def test_a_key_is_revoked_by_its_id_or_its_token(house: Installation, by: str) -> None:
    made = create_token(house.database, "monitor")
    before = datetime.now(UTC)
    assert revoke_token(house.database, getattr(made, by)) == made.key_id
    with pytest.raises(KeyRevoked):
        authenticate(house.database, made.token)
    (key,) = list_keys(house.database)
    assert key.revoked_at is not None
    assert before <= key.revoked_at <= datetime.now(UTC)


def test_revoking_one_key_leaves_the_others(house: Installation) -> None:
    first, second = (create_token(house.database, "monitor") for _ in range(2))
    revoke_token(house.database, first.key_id)
    assert authenticate(house.database, second.token).key_id == second.key_id


def test_revoking_again_keeps_the_first_time(house: Installation) -> None:
    made = create_token(house.database, "monitor")
    revoke_token(house.database, made.key_id)
    before = snapshot(house.database)
    assert revoke_token(house.database, made.key_id) == made.key_id
    assert snapshot(house.database) == before


def test_an_unknown_key_cannot_be_revoked(house: Installation) -> None:
    with pytest.raises(Missing, match="token list"):
        revoke_token(house.database, "000000000000")


def test_keys_are_listed_in_the_order_in_which_they_were_made(house: Installation) -> None:
    made = [create_token(house.database, role, role).key_id for role in ("partner", "monitor")]
    assert [key.id for key in list_keys(house.database)] == made
    assert [key.label for key in list_keys(house.database)] == ["partner", "monitor"]


def test_a_revocation_by_another_process_acts_at_the_next_request(
    client: TestClient, house: Installation, report: dict[str, Any]
) -> None:
    made = create_token(house.database, "monitor")
    headers = {"Authorization": f"Bearer {made.token}"}
    assert client.post("/api/reports", json=report, headers=headers).status_code == 201
    command_line = Database(house.settings.resolved_database_url)
    revoke_token(command_line, made.key_id)
    command_line.close()
    answer = client.post("/api/reports", json=report, headers=headers)
    problem(answer, "key_revoked")
    assert answer.headers["www-authenticate"] == 'Bearer realm="miedza"'
    assert len(rows_of(house.database, "report")) == 1
