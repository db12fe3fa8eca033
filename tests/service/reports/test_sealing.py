"""What was sent lies encrypted in the database, opens to the exact bytes, and can be erased."""

import json
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from service.errors import Missing, SettingInvalid
from service.installation import Installation
from service.vault import Sealed, Vault
from tests.conftest import People
from tests.service.stored import bytes_of, rows_of

SECRET = "Kruszyniany-8134"


def send(client: TestClient, who: dict[str, str], content: bytes) -> str:
    report_id = str(uuid4())
    headers = {"Content-Type": "application/json", **who}
    answer = client.put(f"/api/reports/{report_id}", content=content, headers=headers)
    assert answer.status_code == 201
    return report_id


def sealed(house: Installation) -> Sealed:
    (row,) = rows_of(house.database, "sealed_report")
    wrapped = row["wrapped_key"]
    return Sealed(
        row["wrapping_key"], None if wrapped is None else bytes(wrapped), bytes(row["ciphertext"])
    )


@pytest.fixture
def told(report: dict[str, Any]) -> bytes:
    """A report whose words, and nothing else of it, hold the secret."""
    stated = {"where": f"near {SECRET}", "what": f"{SECRET} said so"}
    words = {"narrative": f"I saw {SECRET} there", "stated": stated}
    return json.dumps({**report, **words}, indent=1).encode()


def test_a_narrative_is_found_nowhere_in_the_database(
    client: TestClient, house: Installation, people: People, told: bytes
) -> None:
    report_id = send(client, people.monitor, told)
    whole = bytes_of(house)
    assert report_id.encode() in whole
    assert SECRET.encode() not in whole
    assert SECRET.encode().hex().encode() not in whole


def test_a_row_of_a_batch_is_sealed_like_a_single_report(
    client: TestClient, house: Installation, people: People, told: bytes
) -> None:
    line = json.dumps(json.loads(told)).encode()
    headers = {**people.monitor, "Content-Type": "application/x-ndjson"}
    receipt = client.post("/api/reports/batch", content=line, headers=headers).json()["results"][0]
    assert SECRET.encode() not in bytes_of(house)
    assert house.vault.open(sealed(house), receipt["receipt"]["id"]) == line


def test_the_vault_opens_the_exact_bytes_that_were_sent(
    client: TestClient, house: Installation, people: People, told: bytes
) -> None:
    report_id = send(client, people.monitor, told)
    assert house.vault.open(sealed(house), report_id) == told


def test_without_its_wrapped_key_a_report_is_erased_and_its_receipt_stays(
    client: TestClient, house: Installation, people: People, told: bytes
) -> None:
    report_id = send(client, people.monitor, told)
    with house.database.writing() as session:
        session.execute(text("UPDATE sealed_report SET wrapped_key = NULL"))
    with pytest.raises(Missing, match="erased"):
        house.vault.open(sealed(house), report_id)
    answer = client.get(f"/api/reports/{report_id}/receipt", headers=people.monitor)
    assert answer.status_code == 200


def test_another_key_file_opens_nothing_and_says_which_one_would(
    client: TestClient, house: Installation, people: People, told: bytes
) -> None:
    report_id = send(client, people.monitor, told)
    with pytest.raises(SettingInvalid, match=house.vault.key_id):
        Vault(bytes(32)).open(sealed(house), report_id)
