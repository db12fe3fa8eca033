"""Bent reports over HTTP: never a failure of the server, never an echo, never a long answer."""

import json
from typing import Any
from uuid import uuid4

from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from tests.fuzz.mutations import TEXTS, VALID, VALUES, bent_bytes
from tests.service.answers import assert_answered

JSON = {"Content-Type": "application/json"}
# What a header can carry: Latin-1 without line ends.
HEADERS = st.text(st.characters(max_codepoint=255, exclude_categories=["Cc"]), max_size=60).map(
    lambda value: value.strip().encode("latin-1")
)
TOO_MANY = settings(max_examples=150)


def test_the_reports_that_are_bent_are_good_ones(caller: TestClient) -> None:
    for report in VALID:
        assert caller.post("/api/reports", json=report).status_code == 201


@TOO_MANY
@given(content=bent_bytes())
def test_a_bent_report_is_stored_or_refused(caller: TestClient, content: bytes) -> None:
    path = f"/api/reports/{uuid4()}"
    answer = caller.put(path, content=content, headers=JSON)
    assert_answered(answer)
    if answer.status_code == 201:
        again = caller.put(path, content=content, headers=JSON)
        assert (again.status_code, again.json()) == (200, answer.json())
        assert caller.get(f"{path}/receipt").status_code == 200


@given(content=st.binary(max_size=200))
def test_bytes_that_are_no_report_are_refused(caller: TestClient, content: bytes) -> None:
    assert_answered(caller.post("/api/reports", content=content, headers=JSON))


@given(sent_at=HEADERS, key=HEADERS, media_type=HEADERS, token=HEADERS)
def test_odd_headers_are_used_or_refused(
    caller: TestClient, sent_at: bytes, key: bytes, media_type: bytes, token: bytes
) -> None:
    odd = {"Miedza-Sent-At": sent_at, "Idempotency-Key": key, "Content-Type": media_type}
    content = json.dumps(VALID[1])
    for name, value in odd.items():
        headers = [(b"Content-Type", b"application/json"), (name.encode(), value)]
        assert_answered(caller.post("/api/reports", content=content, headers=headers))
    stranger = [(b"Authorization", b"Bearer " + token)]
    assert_answered(caller.post("/api/reports", content=content, headers=stranger))


@given(change=st.dictionaries(st.sampled_from(["status", "reason"]) | TEXTS, VALUES, max_size=4))
def test_an_odd_change_of_status_is_refused(caller: TestClient, change: dict[str, Any]) -> None:
    content = json.dumps(change).encode()
    path = f"/api/incidents/{uuid4()}/status"
    assert_answered(caller.post(path, content=content, headers=JSON))
