"""What is held about one key: all of it, nothing of another, and each reading on record."""

from base64 import b64encode
from typing import Any
from uuid import uuid4

import orjson
import pytest
from starlette.testclient import TestClient

from service.accounts.service import create_token, list_keys
from service.errors import Missing
from service.holdings.service import holdings
from service.installation import Installation
from service.models import ClaimGrade, SealedReport
from service.vault.erasure import erase
from tests.conftest import People
from tests.service.context.samples import entry
from tests.service.official.samples import total
from tests.service.projections.stage import body, move, reading, submit


def send(client: TestClient, who: dict[str, str], content: bytes) -> str:
    report_id = str(uuid4())
    headers = {**who, "Content-Type": "application/json"}
    answer = client.put(f"/api/reports/{report_id}", content=content, headers=headers)
    assert answer.status_code == 201
    return report_id


def entries(house: Installation) -> list[tuple[str, str]]:
    rows = reading(house, "SELECT action, subject FROM audit_entry ORDER BY id")
    return [(row["action"], row["subject"]) for row in rows]


def test_a_senders_reports_with_receipts_and_states(
    client: TestClient, house: Installation, people: People, report: dict[str, Any]
) -> None:
    content = orjson.dumps({**report, "narrative": "what I saw"})
    mine, gone = send(client, people.monitor, content), send(client, people.monitor, content)
    send(client, people.analyst, content)
    erase(house.database, [gone])
    key = house_key(house, mine)

    document = holdings(house, key, content=True)

    assert document["key"]["id"] == key
    assert "token_sha256" not in document["key"]
    reports = {each["id"]: each for each in document["reports"]}
    assert set(reports) == {mine, gone}
    assert reports[mine]["receipt_code"].startswith("MZ-")
    assert (reports[mine]["state"], reports[mine]["erased"]) == ("incident", False)
    assert reports[mine]["content"] == {"text": content.decode()}
    assert (reports[gone]["erased"], reports[gone]["content"]) == (True, None)
    orjson.dumps(document)


def house_key(house: Installation, report_id: str) -> str:
    (row,) = reading(house, "SELECT submitted_by FROM report WHERE id = :id", id=report_id)
    key: str = row["submitted_by"]
    return key


def test_each_reading_is_recorded_before_it_happens(
    client: TestClient,
    house: Installation,
    people: People,
    report: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    report_id = send(client, people.monitor, orjson.dumps(report))
    key = house_key(house, report_id)

    holdings(house, key, content=False)
    assert entries(house)[-1] == ("key.exported", key)

    def broken(*_: object, **__: object) -> bytes:
        raise RuntimeError

    monkeypatch.setattr(type(house.vault), "open", broken)
    with pytest.raises(RuntimeError):
        holdings(house, key, content=True)
    assert entries(house)[-2:] == [("key.exported", key), ("key.exported", report_id)]


def test_bytes_that_are_no_text_are_given_as_they_are(
    house: Installation, client: TestClient, people: People, report: dict[str, Any]
) -> None:
    report_id = send(client, people.monitor, orjson.dumps(report))
    key = house_key(house, report_id)
    sealed = house.vault.seal(b"\xff\x00", report_id)
    with house.database.writing() as session:
        row = session.get(SealedReport, report_id)
        assert row is not None
        row.wrapped_key, row.ciphertext = sealed.wrapped_key, sealed.ciphertext
        session.add(row)

    (found,) = holdings(house, key, content=True)["reports"]

    assert found["content"] == {"base64": b64encode(b"\xff\x00").decode()}


def test_what_an_analyst_did(house: Installation) -> None:
    analyst = create_token(house.database, "analyst").key_id
    (incident,) = submit(house, body())
    (row,) = reading(house, "SELECT id FROM report")
    move(house, incident, "in_review")
    with house.database.writing() as session:
        session.add(
            ClaimGrade(
                report_id=row["id"],
                credibility="2",
                reviewer=analyst,
                at=list_keys(house.database)[0].created_at,
                reason="two sources",
            )
        )

    document = holdings(house, analyst, content=False)

    assert [each["reason"] for each in document["grades"]] == ["two sources"]
    assert document["history"] == document["reports"] == []


def test_an_unknown_key_is_told(house: Installation) -> None:
    with pytest.raises(Missing, match="token list"):
        holdings(house, "0123456789ab", content=False)


def test_what_a_key_wrote_beside_the_figures_is_held_too(
    client: TestClient, house: Installation, people: People
) -> None:
    for path, change in (
        ("/api/effort/2025-W47/BIA", {"level": "good", "reason": "rota"}),
        ("/api/official-totals", {"total": total(), "reason": "press"}),
        ("/api/context", {"entry": entry(), "reason": "gazette"}),
    ):
        method = "PUT" if "effort" in path else "POST"
        assert client.request(method, path, json=change, headers=people.analyst).is_success
    (row,) = reading(house, "SELECT actor FROM monitoring_effort")

    beside = holdings(house, row["actor"], content=False)["beside"]

    assert {name: [each["reason"] for each in rows] for name, rows in beside.items()} == {
        "monitoring_effort": ["rota"],
        "official_total": ["press"],
        "context_entry": ["gazette"],
    }
    other = create_token(house.database, "analyst").key_id
    assert not any(holdings(house, other, content=False)["beside"].values())
    orjson.dumps(holdings(house, row["actor"], content=False))
