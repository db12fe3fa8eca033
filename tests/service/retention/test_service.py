"""Retention: what is forgotten when, what stays, and what nobody can find out afterwards."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any
from uuid import uuid4

import orjson
import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from service.accounts.service import create_token
from service.ids import content_id
from service.installation import Installation
from service.reports.senders import different_senders, is_unlinked
from service.retention import service as retention
from service.retention.service import apply, due
from service.settings import Settings
from tests.conftest import People
from tests.service.projections.stage import body, reading, submit
from tests.service.stored import rows_of, snapshot

DAY = timedelta(days=1)
Send = Callable[..., str]


def in_days(days: float) -> datetime:
    return datetime.now(UTC) + days * DAY


def set_column(house: Installation, table: str, column: str, value: Any) -> None:
    with house.database.writing() as session:
        session.execute(text(f"UPDATE {table} SET {column} = :value"), {"value": value})  # noqa: S608


@pytest.fixture
def send(client: TestClient, report: dict[str, Any]) -> Send:
    """Send a report by PUT; its id."""

    def put(who: dict[str, str], report_id: str | None = None, **members: Any) -> str:
        report_id = report_id or str(uuid4())
        answer = client.put(
            f"/api/reports/{report_id}",
            content=orjson.dumps({**report, **members}),
            headers={
                **who,
                "Content-Type": "application/json",
                "Miedza-Sent-At": "2025-11-22T01:00:00+01:00",
            },
        )
        assert answer.status_code in (200, 201), answer.text
        return report_id

    return put


def report_rows(house: Installation) -> dict[str, dict[str, Any]]:
    return {row["id"]: row for row in rows_of(house.database, "report")}


def join(house: Installation, *report_ids: str) -> None:
    """Let these reports stand behind the incident of the first, as a merge does."""
    first = report_rows(house)[report_ids[0]]["incident_id"]
    with house.database.writing() as session:
        for report_id in report_ids:
            session.execute(
                text("UPDATE report SET incident_id = :incident WHERE id = :id"),
                {"incident": first, "id": report_id},
            )


# Links to keys.


def test_after_thirty_days_it_is_forgotten_who_sent_a_report(
    house: Installation, people: People, send: Send
) -> None:
    report_id = send(people.monitor, observed_at="2025-11-21T23:00:00+01:00")
    before = report_rows(house)[report_id]
    assert before["sent_at"] is not None
    assert before["observed_at"] is not None

    assert not apply(house.database, house.settings, in_days(29.9))
    assert report_rows(house)[report_id] == before

    assert apply(house.database, house.settings, in_days(30.1)).unlinked == 1
    after = report_rows(house)[report_id]
    assert is_unlinked(after["submitted_by"])
    gone = {"submitted_by", "sent_at", "observed_at", "idempotency_key"}
    assert {name: after[name] for name in gone - {"submitted_by"}} == dict.fromkeys(
        gone - {"submitted_by"}
    )
    assert all(after[name] == before[name] for name in before.keys() - gone)


def test_the_key_stands_nowhere_beside_the_report_any_more(
    house: Installation, client: TestClient, people: People, send: Send, report: dict[str, Any]
) -> None:
    """Not in any row of any table, and no id can be made from what is stored."""
    made = create_token(house.database, "monitor")
    who = {"Authorization": f"Bearer {made.token}"}
    send(who)
    rows = orjson.dumps(report) + b"\n" + orjson.dumps({**report, "language": "pl"}) + b"\n"
    headers = {**who, "Content-Type": "application/x-ndjson"}
    assert client.post("/api/reports/batch", content=rows, headers=headers).json()["created"] == 2

    assert apply(house.database, house.settings, in_days(31)).unlinked == 3

    everything = snapshot(house.database)
    keys = everything.pop("access_key")
    # That a key was made is told for ever; what it sent is not.
    everything["audit_entry"] = [
        row for row in everything["audit_entry"] if row["action"] != "key.created"
    ]
    assert made.key_id not in repr(everything)
    for stored in everything["report"]:
        for key in keys:
            for origin in (key["id"], key["token_sha256"]):
                assert content_id(origin, stored["sha256"]) != stored["id"]


def test_reports_of_one_incident_keep_the_number_of_their_senders(
    house: Installation, people: People, send: Send
) -> None:
    ids = [send(people.monitor), send(people.stranger), send(people.monitor), send(people.analyst)]
    join(house, *ids)
    alone = send(people.monitor)
    before = report_rows(house)

    apply(house.database, house.settings, in_days(31))

    rows = report_rows(house)
    names = [rows[each]["submitted_by"] for each in ids]
    assert different_senders(names) == 3
    assert names[0] == names[2]
    assert len({before[each]["submitted_by"] for each in ids}) == 3
    # Another incident, another name.
    assert rows[alone]["submitted_by"] not in names


def test_the_links_of_an_incident_go_together(
    house: Installation, people: People, send: Send
) -> None:
    old, young, apart = send(people.monitor), send(people.stranger), send(people.stranger)
    join(house, old, young)
    with house.database.writing() as session:
        session.execute(
            text("UPDATE report SET received_at = :at WHERE id = :id").bindparams(
                at=in_days(-31) if house.database.is_postgres else micros(in_days(-31)), id=old
            )
        )

    assert due(house.database, house.settings, in_days(0)).unlinked == 2
    assert apply(house.database, house.settings, in_days(0)).unlinked == 2
    rows = report_rows(house)
    assert different_senders([rows[old]["submitted_by"], rows[young]["submitted_by"]]) == 2
    assert not is_unlinked(rows[apart]["submitted_by"])


def micros(when: datetime) -> int:
    return int(when.timestamp() * 1_000_000)


def test_what_an_import_brought_is_no_persons_and_stays(house: Installation) -> None:
    submit(house, body())

    assert not apply(house.database, house.settings, in_days(400))
    assert rows_of(house.database, "report")[0]["submitted_by"] == "import"


def test_two_runs_at_once_give_each_sender_one_name(
    house: Installation, people: People, send: Send
) -> None:
    ids = [send(who) for who in (people.monitor, people.stranger) for _ in range(10)]
    join(house, *ids)
    together = Barrier(4)

    def run(_: int) -> int:
        together.wait()
        return apply(house.database, house.settings, in_days(31)).unlinked

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(run, range(4))) == 20

    names = [row["submitted_by"] for row in rows_of(house.database, "report")]
    assert len(set(names)) == different_senders(names) == 2


def test_the_chunks_of_a_run_leave_nothing_out(
    house: Installation, people: People, send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "CHUNK", 3)
    for _ in range(8):
        send(people.monitor)

    assert apply(house.database, house.settings, in_days(800)).document() == {
        "unlinked": 8,
        "erased": {"moderate": 8},
    }
    details = reading(house, "SELECT details FROM audit_entry WHERE action = 'retention.applied'")
    assert sum(orjson.loads(each["details"])["unlinked"] for each in details) == 8


# What senders meet afterwards.


def test_the_receipt_is_not_found_and_the_same_body_is_still_unchanged(
    house: Installation, client: TestClient, people: People, send: Send, report: dict[str, Any]
) -> None:
    report_id = send(people.monitor)
    url = f"/api/reports/{report_id}"
    receipt = client.get(f"{url}/receipt", headers=people.monitor).json()

    apply(house.database, house.settings, in_days(31))

    assert client.get(f"{url}/receipt", headers=people.monitor).status_code == 404
    headers = {**people.monitor, "Content-Type": "application/json"}
    again = client.put(url, content=orjson.dumps(report), headers=headers)
    assert (again.status_code, again.json()["code"]) == (200, receipt["code"])
    other = client.put(url, content=orjson.dumps({**report, "language": "pl"}), headers=headers)
    assert other.status_code == 409
    assert len(report_rows(house)) == 1


def test_a_batch_sent_again_is_still_unchanged(
    house: Installation, client: TestClient, people: People, report: dict[str, Any]
) -> None:
    rows = b"".join(
        orjson.dumps({**report, "language": language}) + b"\n" for language in ("pl", "be", "de")
    )

    def batch(who: dict[str, str]) -> dict[str, Any]:
        headers = {**who, "Content-Type": "application/x-ndjson"}
        answer: dict[str, Any] = client.post(
            "/api/reports/batch", content=rows, headers=headers
        ).json()
        return answer

    assert batch(people.monitor)["created"] == 3
    apply(house.database, house.settings, in_days(31))

    again = batch(people.monitor)
    assert (again["created"], again["unchanged"], again["conflict"]) == (0, 3, 0)
    # Another account that says the same is another source.
    assert batch(people.stranger)["created"] == 3


# Sealed bytes.


def readable(house: Installation) -> int:
    (row,) = reading(house, "SELECT count(*) AS n FROM sealed_report WHERE wrapped_key IS NOT NULL")
    number: int = row["n"]
    return number


@pytest.mark.parametrize(
    ("sensitivity", "kept_days", "days"),
    [("moderate", 729, 731), ("high", 729, 731), ("severe", 10_000, None)],
)
def test_words_go_by_the_class_of_the_incident(
    house: Installation, sensitivity: str, kept_days: int, days: int | None
) -> None:
    submit(house, body())
    set_column(house, "incident", "sensitivity", sensitivity)

    assert not apply(house.database, house.settings, in_days(kept_days))
    assert readable(house) == 1
    if days is None:
        return
    assert apply(house.database, house.settings, in_days(days)).erased == {sensitivity: 1}
    assert readable(house) == 0
    assert len(rows_of(house.database, "sealed_report")) == 1


def test_withdrawn_reports_lose_their_words_at_the_next_run(house: Installation) -> None:
    submit(house, body())
    set_column(house, "incident", "sensitivity", "severe")
    set_column(house, "report", "state", "withdrawn")

    assert due(house.database, house.settings, in_days(0)).erased == {"withdrawn": 1}
    assert apply(house.database, house.settings, in_days(0)).erased == {"withdrawn": 1}
    assert readable(house) == 0
    assert not apply(house.database, house.settings, in_days(0))


def test_a_report_without_an_incident_counts_as_high(house: Installation) -> None:
    submit(house, body())
    set_column(house, "report", "incident_id", None)

    assert apply(house.database, house.settings, in_days(731)).erased == {"high": 1}


def test_an_empty_setting_keeps_for_ever(
    house: Installation, people: People, send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(people.monitor)
    for name in ("LINK", "MODERATE", "HIGH", "SEVERE"):
        monkeypatch.setenv(f"MIEDZA_RETENTION_{name}_DAYS", "")
    keeping = Settings(data_dir=house.settings.data_dir)

    assert not due(house.database, keeping, in_days(10_000))
    assert not apply(house.database, keeping, in_days(10_000))


def test_a_dry_run_says_the_same_and_changes_nothing(
    house: Installation, people: People, send: Send
) -> None:
    send(people.monitor)
    send(people.stranger)
    before = snapshot(house.database)

    said = due(house.database, house.settings, in_days(731))

    assert snapshot(house.database) == before
    assert apply(house.database, house.settings, in_days(731)) == said
    entries = reading(house, "SELECT actor, details FROM audit_entry ORDER BY id")
    assert {each["actor"] for each in entries[-2:]} == {"system"}
