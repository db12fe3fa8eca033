"""How much is read: counted while the bytes arrive, whatever the sender declared."""

import gzip
import json
import socket
import time
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from starlette.testclient import TestClient

from service.installation import Installation
from tests.conftest import People
from tests.service.answers import MARKER, assert_quiet, problem
from tests.service.reports.test_at_once import server_in_thread
from tests.service.reports.test_formats import row
from tests.service.stored import rows_of, snapshot

ON_SQLITE = pytest.mark.parametrize("house", ["sqlite"], indirect=True)
ELEVEN_MEGABYTES = 11 << 20


def in_pieces(content: bytes, size: int = 1 << 16) -> Iterator[bytes]:
    """A generator makes the client send chunks without a declared length."""
    return (content[first : first + size] for first in range(0, len(content), size))


def big_report(report: dict[str, Any]) -> bytes:
    words = MARKER + "a" * ELEVEN_MEGABYTES
    return json.dumps({**report, "narrative": words}).encode()


@pytest.mark.parametrize("chunked", [False, True])
@pytest.mark.parametrize("path", ["/api/reports/{id}", "/api/reports"])
@ON_SQLITE
def test_eleven_megabytes_of_text_are_too_large(
    client: TestClient,
    house: Installation,
    people: People,
    report: dict[str, Any],
    path: str,
    chunked: bool,
) -> None:
    content = big_report(report)
    answer = client.request(
        "PUT" if "{id}" in path else "POST",
        path.replace("{id}", str(uuid4())),
        content=in_pieces(content) if chunked else content,
        headers={**people.monitor, "Content-Type": "application/json"},
    )
    limit = house.settings.max_report_bytes
    assert str(limit) in problem(answer, "body_too_large")["detail"]
    assert rows_of(house.database, "report") == []


@pytest.mark.parametrize("chunked", [False, True])
@ON_SQLITE
def test_a_sender_who_is_still_sending_gets_the_answer_and_may_go_on(
    house: Installation, people: People, report: dict[str, Any], chunked: bool
) -> None:
    content = big_report(report)
    headers = {**people.monitor, "Content-Type": "application/json"}
    with server_in_thread(house) as address, httpx2.Client(base_url=address) as caller:
        answer = caller.post(
            "/api/reports", content=in_pieces(content) if chunked else content, headers=headers
        )
        problem(answer, "body_too_large")
        assert caller.post("/api/reports", json=report, headers=headers).status_code == 201


@pytest.mark.parametrize("chunked", [False, True])
@ON_SQLITE
def test_other_endpoints_have_the_same_limit(
    client: TestClient, people: People, chunked: bool
) -> None:
    content = json.dumps({"status": "in_review", "reason": "x" * ELEVEN_MEGABYTES}).encode()
    answer = client.post(
        f"/api/incidents/{uuid4()}/status",
        content=in_pieces(content) if chunked else content,
        headers={**people.analyst, "Content-Type": "application/json"},
    )
    problem(answer, "body_too_large")


@ON_SQLITE
def test_a_report_of_exactly_the_limit_is_read(
    client: TestClient, house: Installation, people: People, report: dict[str, Any]
) -> None:
    content = json.dumps(report).encode()
    content += b" " * (house.settings.max_report_bytes - len(content))
    headers = {**people.monitor, "Content-Type": "application/json"}
    fits = client.put(f"/api/reports/{uuid4()}", content=in_pieces(content), headers=headers)
    assert fits.status_code == 201
    more = client.put(f"/api/reports/{uuid4()}", content=in_pieces(content + b" "), headers=headers)
    problem(more, "body_too_large")


@ON_SQLITE
def test_a_batch_has_a_limit_of_its_own(
    client: TestClient, house: Installation, people: People
) -> None:
    words = "a long story " * 100
    rows = (row(number, narrative=words) for number in range(1_000))
    lines = b"".join(json.dumps(each).encode() + b"\n" for each in rows)
    assert len(lines) > house.settings.max_report_bytes
    headers = {**people.monitor, "Content-Type": "application/x-ndjson"}
    answer = client.post("/api/reports/batch", content=in_pieces(lines), headers=headers)
    assert (answer.status_code, answer.json()["created"]) == (200, 1_000)


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd", "gzip, identity"])
@ON_SQLITE
def test_a_compressed_body_is_refused_since_it_could_hide_its_size(
    client: TestClient, people: People, report: dict[str, Any], encoding: str
) -> None:
    answer = client.put(
        f"/api/reports/{uuid4()}",
        content=gzip.compress(json.dumps(report).encode()),
        headers={
            **people.monitor,
            "Content-Type": "application/json",
            "Content-Encoding": encoding,
        },
    )
    assert "uncompressed" in problem(answer, "media_type_unsupported")["detail"]


@ON_SQLITE
def test_an_encoding_that_changes_nothing_is_read(
    client: TestClient, people: People, report: dict[str, Any]
) -> None:
    headers = {**people.monitor, "Content-Encoding": "identity"}
    answer = client.put(f"/api/reports/{uuid4()}", json=report, headers=headers)
    assert answer.status_code == 201


@ON_SQLITE
def test_a_huge_address_or_header_is_no_fault_of_the_server(
    house: Installation, people: People, report: dict[str, Any]
) -> None:
    long, longer = MARKER + "x" * 60_000, MARKER + "x" * 500_000
    with server_in_thread(house) as address, httpx2.Client(base_url=address) as caller:
        answers = [
            caller.get(f"/api/places?q={long}"),
            caller.get(f"/api/{long}"),
            caller.get(f"/api/locate?lon={long}&lat=1"),
            caller.get("/api/places", params={long: "1"}),
            caller.post("/api/reports", json=report, headers={"Authorization": f"Bearer {longer}"}),
            caller.post("/api/reports", json=report, headers={"Idempotency-Key": longer}),
            caller.post(
                "/api/reports", json=report, headers={**people.monitor, "Idempotency-Key": longer}
            ),
            caller.put(
                f"/api/reports/{long}", json=report, headers={**people.monitor, "X-Long": longer}
            ),
        ]
    for answer in answers:
        assert 400 <= answer.status_code < 500, answer.text
        assert_quiet(answer)


def raw_request(path: str, who: dict[str, str], media_type: str, content: bytes) -> bytes:
    """A request that declares more than it brings."""
    lines = [
        f"{'PUT' if 'batch' not in path else 'POST'} {path} HTTP/1.1",
        "Host: localhost",
        f"Authorization: {who['Authorization']}",
        f"Content-Type: {media_type}",
        f"Content-Length: {len(content) * 2}",
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + content


def send_and_hang_up(address: str, request: bytes) -> None:
    host, port = address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as connection:
        connection.sendall(request)
        time.sleep(0.2)


def test_an_upload_that_breaks_off_stores_nothing_and_the_server_goes_on(
    house: Installation, people: People, report: dict[str, Any]
) -> None:
    before = snapshot(house.database)
    report_id, content = str(uuid4()), json.dumps(report).encode()
    path = f"/api/reports/{report_id}"
    headers = {**people.monitor, "Content-Type": "application/json"}
    with server_in_thread(house) as address, httpx2.Client(base_url=address) as caller:
        send_and_hang_up(address, raw_request(path, people.monitor, "application/json", content))
        assert caller.get("/health/ready").status_code == 200
        assert snapshot(house.database) == before
        assert caller.put(path, content=content, headers=headers).status_code == 201


def test_a_batch_that_breaks_off_can_be_sent_again_and_nothing_is_doubled(
    house: Installation, people: People
) -> None:
    lines = b"".join(json.dumps(row(number)).encode() + b"\n" for number in range(3_000))
    request = raw_request("/api/reports/batch", people.monitor, "application/x-ndjson", lines)
    headers = {**people.monitor, "Content-Type": "application/x-ndjson"}
    with server_in_thread(house) as address, httpx2.Client(base_url=address, timeout=30) as caller:
        send_and_hang_up(address, request)
        whole = caller.post("/api/reports/batch", content=lines, headers=headers).json()
    assert whole["created"] + whole["unchanged"] == 3_000
    stored = rows_of(house.database, "report")
    assert len(stored) == 3_000
    assert len(rows_of(house.database, "sealed_report")) == len(stored)
    assert len(rows_of(house.database, "feature_full")) == len(stored)
