"""Erasure: the words are gone for good, from the files too; hash, receipt and counts stay."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from service.errors import Missing
from service.installation import Installation, open_installation
from service.settings import Settings
from service.vault import Sealed
from service.vault.erasure import erase, reports_of_key
from tests.cluster import PostgresCluster
from tests.conftest import People
from tests.service.projections.stage import body, reading, submit
from tests.service.reports.test_sealing import send
from tests.service.stored import bytes_of, rows_of


def report_ids(house: Installation) -> list[str]:
    return [row["id"] for row in rows_of(house.database, "report")]


def secrets_of(house: Installation, report_id: str) -> tuple[bytes, bytes]:
    (row,) = reading(
        house, "SELECT * FROM sealed_report WHERE report_id = :report_id", report_id=report_id
    )
    return bytes(row["wrapped_key"]), bytes(row["ciphertext"])


def test_an_erased_report_keeps_its_row_and_says_that_it_was_erased(house: Installation) -> None:
    submit(house, body(narrative="first"), body(narrative="second"))
    first, second = report_ids(house)

    result = erase(house.database, [first])

    assert (result.erased, result.before) == (1, 0)
    rows = {row["report_id"]: row for row in rows_of(house.database, "sealed_report")}
    assert (rows[first]["wrapped_key"], bytes(rows[first]["ciphertext"])) == (None, b"")
    with pytest.raises(Missing, match="erased"):
        house.vault.open(Sealed(rows[first]["wrapping_key"], None, b""), first)
    assert rows[second]["wrapped_key"] is not None


def test_everything_but_the_words_is_as_it_was(house: Installation) -> None:
    submit(house, body(), body())
    before = {table: rows_of(house.database, table) for table in ("report", "incident")}

    erase(house.database, report_ids(house))

    assert before == {table: rows_of(house.database, table) for table in ("report", "incident")}
    assert len(rows_of(house.database, "sealed_report")) == 2
    entries = reading(house, "SELECT * FROM audit_entry WHERE action = 'vault.erased'")
    assert sorted(each["subject"] for each in entries) == report_ids(house)


def test_erasing_again_changes_nothing(house: Installation) -> None:
    submit(house, body())
    erase(house.database, report_ids(house))

    assert (again := erase(house.database, report_ids(house))).erased == 0
    assert again.before == 1
    assert len(reading(house, "SELECT id FROM audit_entry WHERE action = 'vault.erased'")) == 1


def test_an_unknown_id_stops_everything(house: Installation) -> None:
    submit(house, body())

    with pytest.raises(Missing, match="1 of these ids"):
        erase(house.database, [*report_ids(house), "5a1f2f4e-8c1b-4b0a-9d55-0f6f3f1d2c3b"])
    assert rows_of(house.database, "sealed_report")[0]["wrapped_key"] is not None


def test_the_sender_still_gets_the_same_receipt(
    client: TestClient, house: Installation, people: People, report: dict[str, Any]
) -> None:
    content = b'{"narrative": "gone", ' + repr_of(report)[1:]
    report_id = send(client, people.monitor, content)
    url = f"/api/reports/{report_id}"
    receipt = client.get(f"{url}/receipt", headers=people.monitor).json()

    erase(house.database, [report_id])

    assert client.get(f"{url}/receipt", headers=people.monitor).json() == receipt
    headers = {"Content-Type": "application/json", **people.monitor}
    again = client.put(url, content=content, headers=headers)
    assert (again.status_code, again.json()["code"]) == (200, receipt["code"])


def repr_of(report: dict[str, Any]) -> bytes:
    return json.dumps(report).encode()


def test_reports_are_found_by_the_key_that_sent_them(
    client: TestClient, house: Installation, people: People, report: dict[str, Any]
) -> None:
    mine = {send(client, people.monitor, repr_of(report)) for _ in range(3)}
    other = send(client, people.stranger, repr_of(report))
    (row,) = reading(house, "SELECT submitted_by FROM report WHERE id = :id", id=other)

    assert reports_of_key(house.database, row["submitted_by"]) == [other]
    assert not mine & set(reports_of_key(house.database, row["submitted_by"]))
    with pytest.raises(Missing, match="MIEDZA_RETENTION_LINK_DAYS"):
        reports_of_key(house.database, "0123456789ab")


# The files.


def test_nothing_of_an_erased_report_is_left_in_the_files_of_sqlite(
    migrated_sqlite: Path, tmp_path: Path
) -> None:
    shutil.copytree(migrated_sqlite, tmp_path / "data")
    house = open_installation(Settings(data_dir=tmp_path / "data"))
    submit(house, *(body(narrative="long " * 400 * (number % 5) + "end") for number in range(60)))
    ids = report_ids(house)
    doomed = [secrets_of(house, report_id) for report_id in ids[10:40]]
    before = bytes_of(house)
    assert all(key in before and ciphertext[:64] in before for key, ciphertext in doomed)

    assert erase(house.database, ids[10:40]).left is None

    # Read as they lie, log included, while the database is open.
    whole = b"".join(path.read_bytes() for path in (tmp_path / "data").glob("miedza.sqlite*"))
    kept, _ = secrets_of(house, ids[0])
    assert kept in whole
    for key, ciphertext in doomed:
        assert key not in whole
        assert not any(
            ciphertext[at : at + 32] in whole for at in range(0, len(ciphertext) - 32, 512)
        )
    house.database.close()


def test_a_reader_that_holds_the_log_of_sqlite_is_told(
    migrated_sqlite: Path, tmp_path: Path
) -> None:
    shutil.copytree(migrated_sqlite, tmp_path / "data")
    house = open_installation(Settings(data_dir=tmp_path / "data"))
    submit(house, body())
    with house.database.reading() as session:
        session.execute(text("SELECT count(*) FROM report")).all()
        result = erase(house.database, report_ids(house))
    assert result.erased == 1
    assert "a reader kept" in (result.left or "")

    assert erase(house.database, report_ids(house)).left is None
    house.database.close()


@pytest.mark.slow
@pytest.mark.postgres
def test_nothing_of_an_erased_report_is_left_in_the_files_of_postgres(
    durable_postgres: Settings, durable_cluster: PostgresCluster
) -> None:
    house = open_installation(durable_postgres)
    with house.database.looking_up() as connection:
        connection.exec_driver_sql("ALTER SYSTEM SET wal_recycle = off")
        connection.exec_driver_sql("SELECT pg_reload_conf()")
    submit(house, *(body(narrative="long " * 450 * (number % 5) + "end") for number in range(60)))
    ids = report_ids(house)
    doomed = [secrets_of(house, report_id) for report_id in ids[10:40]]
    kept, _ = secrets_of(house, ids[0])

    result = erase(house.database, ids[10:40])

    whole = b"".join(
        path.read_bytes() for path in durable_cluster.folder.rglob("*") if path.is_file()
    )
    assert result.left is None
    assert kept in whole
    for key, ciphertext in doomed:
        assert key not in whole
        assert not any(
            ciphertext[at : at + 32] in whole for at in range(0, len(ciphertext) - 32, 512)
        )
    house.database.close()


@pytest.mark.postgres
def test_what_may_still_lie_in_the_log_of_postgres_is_told(
    durable_postgres: Settings, durable_cluster: PostgresCluster
) -> None:
    house = open_installation(durable_postgres)
    submit(house, body())

    result = erase(house.database, report_ids(house))

    assert "wal_recycle" in (result.left or "")
    house.database.close()
