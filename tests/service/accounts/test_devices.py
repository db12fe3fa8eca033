"""Devices: listed for analysts, refused from the next request once revoked."""

from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from service.accounts.devices import list_devices, revoke_device
from service.accounts.invites import Redeemed, create_invite, redeem
from service.accounts.service import authenticate, revoke_token
from service.errors import DeviceRevoked, Missing
from service.installation import Installation
from tests.conftest import People
from tests.service.answers import MARKER, fields, problem
from tests.service.commands import Command, answer
from tests.service.projections.stage import ON_SQLITE
from tests.service.stored import rows_of, snapshot

LOST = {"reason": "lost on the way"}


def enrol(house: Installation, team: str = "north") -> Redeemed:
    code = create_invite(house.database, team, "pl", "command line").code
    return redeem(house.database, code, uuid4())


def token_of(device: Redeemed) -> dict[str, str]:
    return {"Authorization": f"Bearer {device.token}"}


def test_analysts_see_devices_by_team_without_any_secret(
    client: TestClient, house: Installation, people: People
) -> None:
    south, north = enrol(house, "south"), enrol(house, "north")
    client.get("/api/devices/me", headers=token_of(north))
    answered = client.get("/api/devices", headers=people.analyst)
    assert answered.headers["cache-control"] == "private, no-store"
    first, second = answered.json()["devices"]
    assert (first["device_id"], second["device_id"]) == (north.device_id, south.device_id)
    assert first["last_seen_on"] == first["enrolled_on"]
    assert second["last_seen_on"] is None
    assert first.keys() == {
        "device_id",
        "pseudonym",
        "team",
        "language",
        "enrolled_on",
        "last_seen_on",
        "revoked_at",
        "revoked_because",
    }
    assert all(each.token not in answered.text for each in (north, south))


def test_a_revoked_device_is_refused_at_its_next_request_with_a_code_of_its_own(
    client: TestClient, house: Installation, people: People
) -> None:
    device, other = enrol(house), enrol(house)
    address = f"/api/devices/{device.device_id}/revocation"
    assert client.get("/api/devices/me", headers=token_of(device)).status_code == 200
    done = client.post(address, json=LOST, headers=people.analyst)
    assert done.json()["revoked_because"] == "lost on the way"
    problem(client.get("/api/devices/me", headers=token_of(device)), "device_revoked")
    problem(client.post("/api/reports", headers=token_of(device)), "device_revoked")
    assert client.get("/api/devices/me", headers=token_of(other)).status_code == 200
    last = rows_of(house.database, "audit_entry")[-1]
    assert (last["action"], last["subject"]) == ("device.revoked", device.device_id)
    assert "lost" not in str(last["details"])


def test_revoking_again_changes_nothing(
    client: TestClient, house: Installation, people: People
) -> None:
    address = f"/api/devices/{enrol(house).device_id}/revocation"
    client.post(address, json=LOST, headers=people.analyst)
    before = snapshot(house.database)
    again = client.post(address, json={"reason": "another"}, headers=people.analyst)
    assert again.status_code == 200
    assert snapshot(house.database) == before


def test_a_device_whose_key_is_revoked_learns_that_it_is_the_device(house: Installation) -> None:
    device = enrol(house)
    revoke_token(house.database, device.device_id)
    with pytest.raises(DeviceRevoked):
        authenticate(house.database, device.token)


def test_a_key_that_is_no_devices_is_not_one(
    client: TestClient, people: People, house: Installation
) -> None:
    problem(client.get("/api/devices/me", headers=people.monitor), "not_found")
    key_id = rows_of(house.database, "access_key")[0]["id"]
    with pytest.raises(Missing):
        revoke_device(house.database, key_id, "lost", "command line")


@ON_SQLITE
@pytest.mark.parametrize("device_id", ["%00", "x" * 10, "9f86d081884c' OR 1=1"])
def test_an_id_that_none_can_have_is_refused(
    client: TestClient, people: People, device_id: str
) -> None:
    address = f"/api/devices/{device_id}/revocation"
    problem(client.post(address, json=LOST, headers=people.analyst), "query_invalid")


@ON_SQLITE
@pytest.mark.parametrize("body", [{}, {"reason": " "}, {"reason": "lost", "actor": MARKER}])
def test_a_revocation_says_why_and_nothing_else(
    client: TestClient, house: Installation, people: People, body: dict[str, str]
) -> None:
    address = f"/api/devices/{enrol(house).device_id}/revocation"
    assert fields(problem(client.post(address, json=body, headers=people.analyst), "body_invalid"))
    assert [each.revoked_at for each in list_devices(house.database)] == [None]


def test_the_command_line_makes_an_invite_and_prints_its_link_alone(
    house: Installation, installed: Command
) -> None:
    result = installed(
        *("invite", "create", "--team", "north", "--language", "be"),
        *("--url", "https://miedza.example/"),
    )
    (link,) = result.stdout.split()
    address, _, code = link.partition("/#/join/")
    assert address == "https://miedza.example"
    assert redeem(house.database, code, uuid4()).language == "be"


@ON_SQLITE
def test_the_command_line_writes_the_qr_code_for_its_owner_alone(
    house: Installation, installed: Command
) -> None:
    file = house.settings.data_dir / "invite.svg"
    asked = ("invite", "create", "--team", "north", "--language", "pl", "--qr", file)
    made = answer(installed(*asked, "--json"))
    assert made["link"].endswith(made["code"])
    assert file.read_text().startswith("<svg")
    assert file.stat().st_mode & 0o777 == 0o600
    again = installed(*asked)
    assert (again.exit_code, again.stdout) == (1, "")
    assert len(rows_of(house.database, "invite")) == 1


@ON_SQLITE
def test_the_command_line_says_what_a_team_may_be(installed: Command) -> None:
    result = installed("invite", "create", "--team", "North", "--language", "ru")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "small letters" in result.stderr
    assert "pl, en, de, be" in result.stderr


def test_the_command_line_lists_and_revokes_devices(
    house: Installation, installed: Command
) -> None:
    device = enrol(house)
    (listed,) = answer(installed("device", "list", "--json"))
    assert (listed["device_id"], listed["pseudonym"]) == (device.device_id, device.pseudonym)
    assert device.pseudonym in installed("device", "list").stdout
    done = answer(installed("device", "revoke", device.device_id, "--json"))
    assert done["revoked_at"]
    with pytest.raises(DeviceRevoked):
        authenticate(house.database, device.token)
    unknown = installed("device", "revoke", "000000000000")
    assert (unknown.exit_code, unknown.stdout) == (1, "")
