"""`/api/reports/{id}/photos/{sha256}`: announced first, each on its own request, kept sealed."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from service.installation import Installation
from service.main import create_app
from service.photos import router
from tests.conftest import People
from tests.service.answers import fields, problem
from tests.service.photos import images
from tests.service.photos.images import SECRET, read
from tests.service.photos.sending import OTHER, PHOTO, Phone, digest
from tests.service.projections.stage import ON_SQLITE, body, reading
from tests.service.stored import bytes_of, rows_of, snapshot


@pytest.fixture
def monitor(client: TestClient, people: People) -> Phone:
    return Phone(client, people.monitor)


@pytest.fixture
def analyst(client: TestClient, people: People) -> Phone:
    return Phone(client, people.analyst)


def test_a_photo_is_cleaned_kept_sealed_and_acknowledged_with_both_digests(
    monitor: Phone, analyst: Phone, house: Installation
) -> None:
    report_id = monitor.report(PHOTO)
    answer = monitor.photo(report_id)
    assert answer.status_code == 201
    assert answer.headers["cache-control"] == "no-store"
    receipt = answer.json()
    assert receipt.keys() == {"report_id", "sha256", "stored_sha256", "received_at"}
    assert (receipt["report_id"], receipt["sha256"]) == (report_id, digest(PHOTO))
    shown = analyst.look(report_id)
    assert digest(shown.content) == receipt["stored_sha256"] != receipt["sha256"]
    assert read(shown.content).size == (200, 320)
    assert SECRET not in shown.content
    stored = bytes_of(house)
    assert shown.content[:200] not in stored
    assert PHOTO[:200] not in stored
    assert SECRET not in stored


def test_the_same_photo_again_gets_the_same_receipt_and_changes_nothing(
    monitor: Phone, house: Installation
) -> None:
    report_id = monitor.report(PHOTO)
    first = monitor.photo(report_id)
    before = snapshot(house.database)
    again = monitor.photo(report_id)
    assert (again.status_code, again.json()) == (200, first.json())
    assert snapshot(house.database) == before


def test_the_same_photo_many_times_at_once_is_kept_once(
    monitor: Phone, house: Installation
) -> None:
    report_id = monitor.report(PHOTO)
    with ThreadPoolExecutor(6) as tries:
        answers = list(tries.map(lambda _: monitor.photo(report_id), range(6)))
    assert sorted(each.status_code for each in answers) == [200] * 5 + [201]
    assert len({each.text for each in answers}) == 1
    assert len(rows_of(house.database, "sealed_photo")) == 1
    received = reading(house, "SELECT * FROM audit_entry WHERE action = 'photo.received'")
    assert [each["subject"] for each in received] == [report_id]


def test_the_receipt_says_which_photos_are_missing(monitor: Phone) -> None:
    report_id = monitor.report(PHOTO, OTHER)
    both = sorted((digest(PHOTO), digest(OTHER)))
    assert monitor.photos(report_id) == {"announced": 2, "received": 0, "missing": both}
    monitor.photo(report_id)
    left = {"announced": 2, "received": 1, "missing": [digest(OTHER)]}
    assert monitor.photos(report_id) == left
    assert monitor.photo(report_id, OTHER, "image/png").status_code == 201
    assert monitor.photos(report_id) == {"announced": 2, "received": 2, "missing": []}
    assert monitor.photos(monitor.report()) == {"announced": 0, "received": 0, "missing": []}


def test_analysts_see_which_photos_a_report_has_and_which_are_missing(
    monitor: Phone, analyst: Phone
) -> None:
    report_id = monitor.report(PHOTO, OTHER)
    receipt = monitor.photo(report_id).json()
    found = analyst.client.get(f"/api/reports/{report_id}", headers=analyst.who).json()
    states = {each["sha256"]: each for each in found["photos"]}
    kept, missing = states[digest(PHOTO)], states[digest(OTHER)]
    assert (kept["state"], kept["stored_sha256"]) == ("received", receipt["stored_sha256"])
    assert kept["size"] == len(analyst.look(report_id).content)
    assert missing == {
        "sha256": digest(OTHER),
        "state": "missing",
        "stored_sha256": None,
        "size": None,
        "received_at": None,
    }
    detail = analyst.client.get(f"/api/incidents/{found['incident']}", headers=analyst.who).json()
    assert detail["photos_missing"] == 1
    (claim,) = detail["claims"]
    assert (claim["photos_announced"], claim["photos_missing"]) == (2, 1)


def test_looking_at_a_photo_is_recorded_before_it_is_shown(
    monitor: Phone, analyst: Phone, house: Installation
) -> None:
    report_id = monitor.report(PHOTO)
    monitor.photo(report_id)
    shown = analyst.look(report_id)
    assert shown.headers["content-type"] == "image/jpeg"
    assert shown.headers["cache-control"] == "no-store"
    assert shown.headers["x-content-type-options"] == "nosniff"
    assert shown.headers["content-disposition"].startswith("attachment")
    assert shown.headers["content-security-policy"].startswith("default-src 'none'")
    last = rows_of(house.database, "audit_entry")[-1]
    assert (last["action"], last["subject"]) == ("photo.read", report_id)
    assert digest(PHOTO) in last["details"]


def test_a_look_that_cannot_be_recorded_shows_nothing(
    monitor: Phone, analyst: Phone, house: Installation
) -> None:
    report_id = monitor.report(PHOTO)
    monitor.photo(report_id)
    with house.database.writing() as session:
        session.execute(text("ALTER TABLE audit_entry RENAME TO audit_entry_away"))
    try:
        answer = analyst.look(report_id)
    finally:
        with house.database.writing() as session:
            session.execute(text("ALTER TABLE audit_entry_away RENAME TO audit_entry"))
    assert answer.status_code >= 500
    assert not answer.content.startswith(b"\xff\xd8")


def test_the_audit_trail_does_not_name_the_key_that_sent_a_photo(
    monitor: Phone, house: Installation
) -> None:
    monitor.photo(monitor.report(PHOTO))
    (entry,) = reading(house, "SELECT * FROM audit_entry WHERE action = 'photo.received'")
    keys = [row["id"] for row in rows_of(house.database, "access_key")]
    assert not any(key in str(entry) for key in keys)


def test_another_persons_report_is_not_found(
    monitor: Phone, people: People, house: Installation
) -> None:
    report_id = monitor.report(PHOTO)
    before = snapshot(house.database)
    stranger = Phone(monitor.client, people.stranger)
    foreign = problem(stranger.photo(report_id), "not_found")
    unknown = problem(stranger.photo(str(uuid4())), "not_found")
    assert foreign == unknown
    problem(stranger.photo(report_id, OTHER, "image/png"), "not_found")
    assert snapshot(house.database) == before


def test_monitors_see_no_photo_and_a_missing_one_is_not_found(
    monitor: Phone, analyst: Phone
) -> None:
    report_id = monitor.report(PHOTO, OTHER)
    monitor.photo(report_id)
    problem(monitor.look(report_id), "role_insufficient")
    problem(analyst.look(report_id, OTHER), "not_found")
    problem(analyst.look(str(uuid4())), "not_found")


def test_a_photo_that_was_not_announced_is_a_conflict(monitor: Phone) -> None:
    problem(monitor.photo(monitor.report(OTHER)), "photo_not_announced")
    problem(monitor.photo(monitor.report()), "photo_not_announced")


def test_a_withdrawn_report_takes_no_photo_any_more_and_waits_for_none(
    monitor: Phone,
) -> None:
    report_id = monitor.report(PHOTO, OTHER)
    first = monitor.photo(report_id)
    address = f"/api/reports/{report_id}/receipt"
    code = monitor.client.get(address, headers=monitor.who).json()["code"]
    assert monitor.client.post("/api/withdrawals", json={"code": code}).status_code == 200
    problem(monitor.photo(report_id, OTHER, "image/png"), "photo_not_announced")
    assert monitor.photos(report_id) == {"announced": 2, "received": 1, "missing": []}
    # What came before is still acknowledged, so that a phone can forget it.
    assert monitor.photo(report_id).json() == first.json()


@ON_SQLITE
def test_bytes_that_are_not_the_announced_ones_are_refused(monitor: Phone) -> None:
    report_id = monitor.report(PHOTO)
    wrong = monitor.photo(report_id, PHOTO[:-1], address=digest(PHOTO))
    assert "SHA-256" in problem(wrong, "photo_invalid")["detail"]
    assert monitor.photo(report_id).status_code == 201


@ON_SQLITE
@pytest.mark.parametrize(
    ("content", "kind", "fault"),
    [
        (images.SVG, "image/svg+xml", "media_type_unsupported"),
        (images.animation("GIF"), "image/gif", "media_type_unsupported"),
        (PHOTO, "application/octet-stream", "media_type_unsupported"),
        (PHOTO, "", "media_type_unsupported"),
        (images.SVG, "image/png", "photo_invalid"),
        (b"", "image/jpeg", "photo_invalid"),
        (PHOTO[:-500], "image/jpeg", "photo_invalid"),
        (PHOTO, "image/png", "photo_invalid"),
        (images.animation("PNG"), "image/png", "photo_invalid"),
        (images.animation("WEBP"), "image/webp", "photo_invalid"),
        (images.png_of(30_000, 30_000, bytes(90_001)), "image/png", "photo_too_large"),
        (images.webp_of(16_383, 16_383), "image/webp", "photo_too_large"),
        (bytes((8 << 20) + 1), "image/jpeg", "photo_too_large"),
    ],
)
def test_what_is_no_photo_is_refused_and_the_server_lives_on(
    monitor: Phone, house: Installation, content: bytes, kind: str, fault: str
) -> None:
    report_id = monitor.report(content, OTHER)
    before = snapshot(house.database)
    problem(monitor.photo(report_id, content, kind), fault)
    assert snapshot(house.database) == before
    assert monitor.photo(report_id, OTHER, "image/png").status_code == 201


@ON_SQLITE
def test_a_photo_larger_than_a_report_may_be_is_taken(monitor: Phone, house: Installation) -> None:
    noise = images.written(images.picture(), "PNG") + bytes(house.settings.max_report_bytes)
    report_id = monitor.report(noise)
    assert monitor.photo(report_id, noise, "image/png").status_code == 201


@ON_SQLITE
def test_limits_are_settings(house: Installation, people: People) -> None:
    limits = {"max_photo_bytes": 2_000, "max_photo_pixels": 10_000}
    settings = house.settings.model_copy(update=limits)
    tight = Installation(settings, house.database, house.vault, house.policy)
    large, many = b"\xff\xd8" + bytes(2_000), images.written(images.picture(101, 100))
    with TestClient(create_app(tight), raise_server_exceptions=False) as client:
        phone = Phone(client, people.monitor)
        report_id = phone.report(large, many)
        assert "2000 bytes" in problem(phone.photo(report_id, large), "photo_too_large")["detail"]
        assert "10000 pixels" in problem(phone.photo(report_id, many), "photo_too_large")["detail"]


@ON_SQLITE
def test_when_all_places_are_taken_a_photo_comes_back_later(monitor: Phone) -> None:
    report_id = monitor.report(PHOTO)
    taken = 0
    while router._PLACES.acquire(blocking=False):
        taken += 1
    try:
        answer = monitor.photo(report_id)
    finally:
        router._PLACES.release(taken)
    problem(answer, "unavailable")
    assert answer.headers["retry-after"]
    assert monitor.photo(report_id).status_code == 201


@ON_SQLITE
@pytest.mark.parametrize(
    ("photos", "field"),
    [
        ([digest(PHOTO)] * 2, "photos"),
        ([digest(str(number).encode()) for number in range(7)], "photos"),
        ([digest(PHOTO).upper()], "photos.0"),
        (["../../etc/passwd"], "photos.0"),
        ("none", "photos"),
    ],
)
def test_a_report_announces_at_most_six_different_digests(
    client: TestClient, people: People, photos: Any, field: str
) -> None:
    answer = client.post("/api/reports", json=body(photos=photos), headers=people.monitor)
    assert field in fields(problem(answer, "body_invalid"))


@ON_SQLITE
@pytest.mark.parametrize("name", ["%2e%2e", digest(PHOTO).upper(), digest(PHOTO)[:-1], "0" * 65])
def test_an_address_that_is_no_digest_is_refused(monitor: Phone, name: str) -> None:
    problem(monitor.photo(monitor.report(PHOTO), address=name), "query_invalid")


@pytest.mark.parametrize("media_type", ["application/x-ndjson", "application/json"])
def test_a_row_of_a_batch_cannot_announce_photos(
    client: TestClient, people: People, house: Installation, media_type: str
) -> None:
    row = body(photos=[digest(PHOTO)])
    headers = {**people.monitor, "Content-Type": media_type}
    sent = [row] if media_type.endswith("/json") else row
    done = client.post("/api/reports/batch", json=sent, headers=headers).json()
    assert (done["created"], done["refused"]) == (0, 1)
    (found,) = done["results"][0]["problems"]
    assert found["field"] == "photos"
    assert "PUT /api/reports/{uuid}" in str(found)
    assert rows_of(house.database, "report_photo") == []
