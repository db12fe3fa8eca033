"""Photos follow their report: erased, forgotten, rewrapped, exported and examined with it."""

from base64 import b64decode
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update
from starlette.testclient import TestClient

from service.doctor import examine
from service.errors import SettingInvalid
from service.holdings.service import holdings
from service.installation import Installation
from service.models import SealedPhoto
from service.photos import repository
from service.photos.reading import open_photo
from service.photos.service import list_photos
from service.retention.service import apply
from service.vault import Vault
from service.vault.erasure import erase
from service.vault.keyfile import read_keys
from service.vault.rotation import rotate
from tests.conftest import People
from tests.service.answers import problem
from tests.service.photos.sending import OTHER, PHOTO, Phone, digest
from tests.service.stored import bytes_of, rows_of
from tests.service.vault.test_rotation import own_key_file

__all__ = ["own_key_file"]


@pytest.fixture
def monitor(client: TestClient, people: People) -> Phone:
    return Phone(client, people.monitor)


@pytest.fixture
def analyst(client: TestClient, people: People) -> Phone:
    return Phone(client, people.analyst)


def sealed_bytes(house: Installation) -> bytes:
    (row,) = rows_of(house.database, "sealed_photo")
    return bytes(row["ciphertext"])


def opened(house: Installation, vault: Vault, report_id: str) -> bytes:
    with house.database.reading() as session:
        report = repository.find_report(session, report_id)
    assert report is not None
    return open_photo(vault, report, report_id, digest(PHOTO), sealed_bytes(house))


def test_erasing_a_report_erases_its_photos_and_keeps_their_digests(
    monitor: Phone, analyst: Phone, house: Installation
) -> None:
    report_id = monitor.report(PHOTO, OTHER)
    receipt = monitor.photo(report_id).json()
    sealed = sealed_bytes(house)
    piece = sealed[100:200]
    if not house.database.is_postgres:
        # PostgreSQL's files are looked through where reports are erased.
        assert piece in bytes_of(house)

    assert erase(house.database, [report_id]).erased == 1

    assert rows_of(house.database, "sealed_photo") == []
    assert piece not in bytes_of(house)
    problem(analyst.look(report_id), "not_found")
    problem(monitor.photo(report_id, OTHER, "image/png"), "photo_not_announced")
    assert monitor.photo(report_id).json() == receipt
    with house.database.reading() as session:
        states = {each.sha256: each for each in list_photos(session, [report_id])[report_id]}
    assert states[digest(PHOTO)].state == "erased"
    assert states[digest(PHOTO)].stored_sha256 == receipt["stored_sha256"]
    assert states[digest(OTHER)].state == "missing"


def test_retention_takes_the_photos_with_the_words(monitor: Phone, house: Installation) -> None:
    kept, gone = monitor.report(PHOTO), monitor.report(PHOTO)
    for report_id in (kept, gone):
        monitor.photo(report_id)
    address = f"/api/reports/{gone}/receipt"
    code = monitor.client.get(address, headers=monitor.who).json()["code"]
    monitor.client.post("/api/withdrawals", json={"code": code})

    apply(house.database, house.settings, datetime.now(UTC))

    assert [row["report_id"] for row in rows_of(house.database, "sealed_photo")] == [kept]


def test_once_it_is_forgotten_who_sent_a_report_its_photo_is_still_taken(
    monitor: Phone, people: People, house: Installation
) -> None:
    report_id = monitor.report(PHOTO)
    assert apply(house.database, house.settings, datetime.now(UTC) + timedelta(days=31)).unlinked
    # Its id alone tells nothing: who knows no digest that it announced is told what a stranger is.
    stranger = Phone(monitor.client, people.stranger)
    problem(stranger.photo(report_id, OTHER, "image/png"), "not_found")
    assert monitor.photo(report_id).status_code == 201


def test_a_new_wrapping_key_opens_photos_too(
    monitor: Phone, house: Installation, own_key_file: Path
) -> None:
    report_id = monitor.report(PHOTO)
    monitor.photo(report_id)
    before, sealed = opened(house, house.vault, report_id), sealed_bytes(house)
    rotate(house)
    newest, *_ = read_keys(own_key_file)
    assert opened(house, Vault(newest), report_id) == before
    assert sealed_bytes(house) == sealed


def test_a_photo_opens_only_beside_its_own_report_and_digest(
    monitor: Phone, house: Installation
) -> None:
    report_id = monitor.report(PHOTO, OTHER)
    other_report = monitor.report(PHOTO)
    monitor.photo(report_id)
    with house.database.reading() as session:
        report = repository.find_report(session, report_id)
        another = repository.find_report(session, other_report)
    assert report is not None
    assert another is not None
    sealed = sealed_bytes(house)
    for behind, name, content in (
        (report, digest(OTHER), sealed),
        (another, digest(PHOTO), sealed),
        (report, digest(PHOTO), sealed[:-1] + bytes([sealed[-1] ^ 1])),
        (report, digest(PHOTO), sealed[:5]),
    ):
        with pytest.raises(SettingInvalid):
            open_photo(house.vault, behind, report_id, name, content)


def test_an_export_of_a_key_holds_its_photos_and_with_content_their_bytes(
    monitor: Phone, analyst: Phone, house: Installation
) -> None:
    report_id = monitor.report(PHOTO, OTHER)
    receipt = monitor.photo(report_id).json()
    (sender,) = {row["submitted_by"] for row in rows_of(house.database, "report")}
    (report,) = holdings(house, sender, content=False)["reports"]
    assert {each["sha256"] for each in report["photos"]} == {digest(PHOTO), digest(OTHER)}
    assert all("content" not in each for each in report["photos"])
    (report,) = holdings(house, sender, content=True)["reports"]
    contents = {each["sha256"]: each["content"] for each in report["photos"]}
    assert contents[digest(OTHER)] is None
    image = b64decode(contents[digest(PHOTO)]["base64"])
    assert digest(image) == receipt["stored_sha256"]


def test_the_doctor_opens_a_photo_and_counts_the_missing(
    monitor: Phone, house: Installation
) -> None:
    def photos() -> tuple[str, str]:
        findings = examine(house.settings, datetime.now(UTC))
        return next((each.state, each.found) for each in findings if each.check == "photos")

    assert photos() == ("ok", "there are none yet")
    report_id = monitor.report(PHOTO, OTHER)
    assert photos() == ("ok", "2 announced, 2 of them missing")
    monitor.photo(report_id)
    assert photos() == ("ok", "2 announced, 1 of them missing; one was opened with the key file")
    image = sealed_bytes(house)
    with house.database.writing() as session:
        session.execute(update(SealedPhoto).values(ciphertext=image[:-1] + bytes([image[-1] ^ 1])))
    state, found = photos()
    assert state == "wrong"
    assert "does not open" in found
