"""Invites: one phone, 72 hours, and an answer that may get lost on a bad line."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from starlette.testclient import TestClient

from service.accounts.devices import revoke_device
from service.accounts.invites import LIFETIME, NewInvite, create_invite, invite_link, redeem
from service.accounts.pseudonyms import WORDS, make_pseudonym
from service.accounts.service import authenticate, keep_day_of_use
from service.errors import (
    InputInvalid,
    InviteExpired,
    InviteUnknown,
    InviteUsed,
    KeyUnknown,
)
from service.ids import invite_code, read_invite_code
from service.installation import Installation
from service.weeks import local_day
from tests.conftest import People
from tests.service.answers import MARKER, fields, problem
from tests.service.projections.stage import ON_SQLITE
from tests.service.stored import bytes_of, rows_of, snapshot

ATTEMPT = UUID("3f0c9a52-6c2b-4d8e-9a3c-2f6f2f3b7a11")
ASKED = {"team": "north", "language": "pl"}


@pytest.fixture
def invite(house: Installation) -> NewInvite:
    return create_invite(house.database, "north", "pl", "command line")


def test_a_code_can_be_typed_and_holds_at_least_128_bits() -> None:
    codes = {invite_code() for _ in range(500)}
    letters = set("".join(codes)) - {"-"}
    assert len(codes) == 500
    assert not letters & set("0O1I")
    assert len(letters) == 32  # Five bits each.
    assert all(len(code.replace("-", "")) * 5 >= 128 for code in codes)


@pytest.mark.parametrize("typed", [str.lower, lambda code: code.replace("-", " "), str.strip])
def test_a_code_is_read_however_it_was_typed(typed: object) -> None:
    code = invite_code()
    assert callable(typed)
    assert read_invite_code(f" {typed(code)}\n") == code


@pytest.mark.parametrize("typed", ["", "7777", "0" * 28, "7" * 27, "7" * 29, "Ł" * 28])
def test_what_cannot_be_a_code_is_none(typed: str) -> None:
    assert read_invite_code(typed) is None


def test_a_pseudonym_is_a_word_of_ours_and_a_number() -> None:
    word, number = make_pseudonym().split(" ")
    assert word in WORDS
    assert 100 <= int(number) <= 999
    assert len(set(WORDS)) == len(WORDS)


def test_the_code_stands_behind_the_hash_of_the_link() -> None:
    assert invite_link("https://miedza.example/", "AAAA") == "https://miedza.example/#/join/AAAA"


def test_an_analyst_makes_an_invite_with_its_link_and_qr_code(
    client: TestClient, people: People, house: Installation
) -> None:
    before = datetime.now(UTC)
    answer = client.post("/api/invites", json=ASKED, headers=people.analyst)
    assert answer.status_code == 201
    assert answer.headers["cache-control"] == "no-store"
    made = answer.json()
    assert made.keys() == {"id", "code", "link", "team", "language", "expires_at", "qr"}
    assert made["link"] == f"http://testserver/#/join/{made['code']}"
    assert made["qr"].startswith("<svg")
    assert 'xmlns="http://www.w3.org/2000/svg"' in made["qr"]
    lasts = datetime.fromisoformat(made["expires_at"]) - before
    assert timedelta(0) <= lasts - LIFETIME < timedelta(minutes=1)
    (row,) = rows_of(house.database, "invite")
    assert (row["id"], row["team"], row["language"]) == (made["id"], "north", "pl")


def test_no_code_and_no_token_is_stored(
    client: TestClient, people: People, house: Installation
) -> None:
    code = client.post("/api/invites", json=ASKED, headers=people.analyst).json()["code"]
    sent = {"code": code, "attempt": str(ATTEMPT)}
    token = client.post("/api/devices", json=sent).json()["token"]
    stored = bytes_of(house)
    for secret in (code, code.replace("-", ""), token, str(ATTEMPT)):
        assert secret.encode() not in stored


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"team": "North"}, "team"),
        ({"team": ""}, "team"),
        ({"team": f"{MARKER} 1"}, "team"),
        ({"team": "a" * 33}, "team"),
        ({"language": "ru"}, "language"),
        ({"pseudonym": MARKER}, "?"),
    ],
)
@ON_SQLITE
def test_an_invite_that_cannot_be_is_refused(
    client: TestClient, people: People, change: dict[str, str], field: str
) -> None:
    answer = client.post("/api/invites", json={**ASKED, **change}, headers=people.analyst)
    assert field in str(fields(problem(answer, "body_invalid")))


@ON_SQLITE
@pytest.mark.parametrize(("team", "language"), [("North", "pl"), ("north\n", "pl"), ("n", "ru")])
def test_the_command_line_is_refused_the_same(
    house: Installation, team: str, language: str
) -> None:
    with pytest.raises(InputInvalid):
        create_invite(house.database, team, language, "command line")
    assert rows_of(house.database, "invite") == []


def test_a_phone_redeems_an_invite_for_a_monitors_token(
    client: TestClient, house: Installation, invite: NewInvite
) -> None:
    answer = client.post("/api/devices", json={"code": invite.code, "attempt": str(ATTEMPT)})
    assert answer.status_code == 201
    assert answer.headers["cache-control"] == "no-store"
    made = answer.json()
    assert made.keys() == {"device_id", "token", "pseudonym", "team", "language"}
    assert (made["team"], made["language"]) == ("north", "pl")
    caller = authenticate(house.database, made["token"])
    assert (caller.role, caller.key_id) == ("monitor", made["device_id"])
    actions = [row["action"] for row in rows_of(house.database, "audit_entry")]
    assert actions == ["invite.created", "device.enrolled"]
    own = client.get("/api/devices/me", headers={"Authorization": f"Bearer {made['token']}"})
    assert own.json() == {key: value for key, value in made.items() if key != "token"}


def test_a_phone_whose_answer_got_lost_gets_a_new_token_for_the_same_device(
    client: TestClient, house: Installation, invite: NewInvite
) -> None:
    sent = {"code": invite.code, "attempt": str(ATTEMPT)}
    first, again = (client.post("/api/devices", json=sent) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json()["device_id"] == first.json()["device_id"]
    assert again.json()["pseudonym"] == first.json()["pseudonym"]
    assert authenticate(house.database, again.json()["token"]).role == "monitor"
    with pytest.raises(KeyUnknown):
        authenticate(house.database, first.json()["token"])
    assert len(rows_of(house.database, "device")) == 1


def test_a_token_that_was_used_is_not_made_anew(
    client: TestClient, house: Installation, invite: NewInvite
) -> None:
    sent = {"code": invite.code, "attempt": str(ATTEMPT)}
    made = client.post("/api/devices", json=sent).json()
    who = {"Authorization": f"Bearer {made['token']}"}
    assert client.get("/api/devices/me", headers=who).status_code == 200
    before = snapshot(house.database)
    problem(client.post("/api/devices", json=sent), "invite_used")
    assert snapshot(house.database) == before
    assert client.get("/api/devices/me", headers=who).status_code == 200


def test_another_phone_cannot_use_the_same_invite(house: Installation, invite: NewInvite) -> None:
    redeem(house.database, invite.code, ATTEMPT)
    before = snapshot(house.database)
    with pytest.raises(InviteUsed):
        redeem(house.database, invite.code, uuid4())
    assert snapshot(house.database) == before


def test_a_revoked_device_gets_no_token_any_more(house: Installation, invite: NewInvite) -> None:
    device = redeem(house.database, invite.code, ATTEMPT)
    revoke_device(house.database, device.device_id, "lost", "command line")
    with pytest.raises(InviteUsed):
        redeem(house.database, invite.code, ATTEMPT)


def test_of_many_phones_at_once_one_gets_the_invite(house: Installation, invite: NewInvite) -> None:
    def tries(attempt: UUID) -> bool:
        try:
            return redeem(house.database, invite.code, attempt).is_new
        except InviteUsed:
            return False

    with ThreadPoolExecutor(8) as phones:
        won = list(phones.map(tries, [uuid4() for _ in range(8)]))
    assert sum(won) == 1
    assert len(rows_of(house.database, "device")) == 1


def test_an_invite_is_good_for_72_hours_to_the_second(house: Installation) -> None:
    now = datetime(2026, 1, 1, 12, tzinfo=UTC)
    late = create_invite(house.database, "north", "be", "command line", now)
    with pytest.raises(InviteExpired):
        redeem(house.database, late.code, ATTEMPT, now + LIFETIME)
    assert rows_of(house.database, "device") == []
    last = now + LIFETIME - timedelta(seconds=1)
    assert redeem(house.database, late.code, ATTEMPT, last).language == "be"
    # The phone whose answer got lost in the last minute is not left without a key.
    assert not redeem(house.database, late.code, ATTEMPT, now + 2 * LIFETIME).is_new


def test_faults_of_a_redemption_have_their_own_codes(
    client: TestClient, house: Installation
) -> None:
    past = datetime.now(UTC) - LIFETIME
    expired = create_invite(house.database, "north", "pl", "command line", past)
    for code, fault in (("7" * 28, "invite_unknown"), (MARKER, "invite_unknown")):
        sent = {"code": code, "attempt": str(ATTEMPT)}
        problem(client.post("/api/devices", json=sent), fault)
    sent = {"code": expired.code, "attempt": str(ATTEMPT)}
    problem(client.post("/api/devices", json=sent), "invite_expired")
    with pytest.raises(InviteUnknown):
        redeem(house.database, "", ATTEMPT)


@ON_SQLITE
def test_guesses_at_codes_are_counted(client: TestClient) -> None:
    sent = {"code": "7" * 28, "attempt": str(ATTEMPT)}
    statuses = [client.post("/api/devices", json=sent).status_code for _ in range(125)]
    assert statuses.count(429) >= 5
    assert set(statuses) == {404, 429}


def test_a_day_of_use_that_is_written_down_ends_the_second_chance(
    house: Installation, invite: NewInvite
) -> None:
    device = redeem(house.database, invite.code, ATTEMPT)
    keep_day_of_use(house.database, device.device_id, local_day(datetime.now(UTC)))
    with pytest.raises(InviteUsed):
        redeem(house.database, invite.code, ATTEMPT)
