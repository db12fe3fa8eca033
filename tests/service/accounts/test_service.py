"""Tokens: shown once, kept as a hash, refused at the next request once revoked."""

from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any

import orjson
import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from service.accounts.service import (
    Presented,
    authenticate,
    create_token,
    is_new_day_of_use,
    keep_day_of_use,
    list_keys,
    present,
    revoke_token,
)
from service.accounts.tokens import TOKEN_PREFIX
from service.database import Database
from service.errors import InputInvalid, KeyExpired, KeyRevoked, KeyUnknown, Missing
from service.installation import Installation
from service.vocabulary import codes
from service.weeks import local_day
from tests.service.answers import problem
from tests.service.projections.stage import ON_SQLITE
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


def test_a_partner_has_what_the_key_was_given(house: Installation) -> None:
    scopes = ["summaries:read", "incidents:read", "incidents:read"]
    made = create_token(house.database, "partner", scopes=scopes, sectors=["NAR", "BIA"])
    caller = authenticate(house.database, made.token)
    assert caller.scopes == {"incidents:read", "summaries:read"}
    assert caller.sectors == ("BIA", "NAR")
    bare = authenticate(house.database, create_token(house.database, "partner").token)
    assert (bare.scopes, bare.sectors) == (frozenset(), None)


def test_a_key_is_good_until_the_moment_it_expires(house: Installation) -> None:
    ends = datetime.now(UTC) + timedelta(days=1)
    token = create_token(house.database, "monitor", expires_at=ends).token
    assert authenticate(house.database, token, ends - timedelta(microseconds=1))
    with pytest.raises(KeyExpired):
        authenticate(house.database, token, ends)


def test_a_key_that_was_revoked_and_expired_was_revoked(house: Installation) -> None:
    ends = datetime.now(UTC) + timedelta(days=1)
    made = create_token(house.database, "monitor", expires_at=ends)
    revoke_token(house.database, made.key_id)
    with pytest.raises(KeyRevoked):
        authenticate(house.database, made.token, ends)


def test_making_and_revoking_a_key_is_audited_once(house: Installation) -> None:
    ends = datetime(2090, 1, 1, tzinfo=UTC)
    made = create_token(
        house.database,
        "partner",
        "a label",
        scopes=["reports:write"],
        sectors=["BIA"],
        expires_at=ends,
    )
    revoke_token(house.database, made.key_id)
    revoke_token(house.database, made.key_id, actor="somebody else")
    told = [
        (row["action"], row["actor"], row["subject"])
        for row in rows_of(house.database, "audit_entry")
    ]
    assert told == [
        ("key.created", "command line", made.key_id),
        ("key.revoked", "command line", made.key_id),
    ]
    created, revoked = (
        orjson.loads(row["details"]) for row in rows_of(house.database, "audit_entry")
    )
    assert created == {
        "role": "partner",
        "scopes": ["reports:write"],
        "sectors": ["BIA"],
        "expires_at": ends.isoformat(),
    }
    assert revoked == {"role": "partner"}


def test_a_key_that_could_not_be_made_leaves_no_audit_entry(house: Installation) -> None:
    with pytest.raises(InputInvalid):
        create_token(house.database, "partner", scopes=["everything"])
    assert rows_of(house.database, "audit_entry") == []


def known(database: Database, token: str) -> Presented:
    presented = present(database, token)
    assert presented is not None
    return presented


def test_the_day_of_use_is_kept_once_a_day_and_never_goes_back(house: Installation) -> None:
    made = create_token(house.database, "monitor")
    first, second = date(2026, 11, 24), date(2026, 11, 25)
    assert is_new_day_of_use(house.database, known(house.database, made.token), second)
    keep_day_of_use(house.database, made.key_id, second)
    assert known(house.database, made.token).last_used_on == second
    assert not is_new_day_of_use(house.database, known(house.database, made.token), second)
    keep_day_of_use(house.database, made.key_id, first)
    assert known(house.database, made.token).last_used_on == second


@ON_SQLITE
def test_a_busy_database_is_asked_to_keep_the_day_only_once(house: Installation) -> None:
    made = create_token(house.database, "monitor")
    presented, today = known(house.database, made.token), date(2026, 11, 25)
    with house.database.writing() as session:
        session.execute(text("SELECT 1"))
        keep_day_of_use(house.database, made.key_id, today)
    assert known(house.database, made.token).last_used_on is None
    assert not is_new_day_of_use(house.database, presented, today)


def test_using_a_key_keeps_the_day(client: TestClient, house: Installation) -> None:
    made = create_token(house.database, "monitor")
    for _ in range(2):
        client.get("/api/collections", headers={"Authorization": f"Bearer {made.token}"})
        (key,) = list_keys(house.database)
        assert key.last_used_on == local_day(datetime.now(UTC))


def test_a_revoked_key_is_not_used(client: TestClient, house: Installation) -> None:
    made = create_token(house.database, "monitor")
    revoke_token(house.database, made.key_id)
    client.get("/api/collections", headers={"Authorization": f"Bearer {made.token}"})
    (key,) = list_keys(house.database)
    assert key.last_used_on is None
