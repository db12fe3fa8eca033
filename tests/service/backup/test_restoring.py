"""Backup, destroy, restore: the same answers. What is not whole is refused before any change."""

import os
import sqlite3
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import orjson
import pytest
from alembic import command
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from starlette.testclient import TestClient

from service.backup.making import write_backup
from service.backup.verifying import proven_archive
from service.database import Database
from service.errors import Unavailable
from service.main import create_app
from service.schema import _config
from service.vault import load_vault
from tests.service.backup.acts import Rows, leftovers, opened, rows_at
from tests.service.backup.conftest import Site, fill
from tests.service.projections.stage import claim, reading, submit

PAGES = (
    "/api/collections/incidents/items?limit=100",
    "/api/collections/incidents/items?type=crossing_attempt",
    "/api/summaries/weekly",
    "/api/summaries/weekly/2025-W20",
    "/api/summaries/weekly/2025-W20?f=csv",
    "/api/policy",
)


def answers(site: Site) -> dict[str, tuple[int, bytes, str | None]]:
    with opened(site) as house, TestClient(create_app(house)) as caller:
        got = {path: caller.get(path) for path in PAGES}
    return {
        path: (answer.status_code, answer.content, answer.headers.get("ETag"))
        for path, answer in got.items()
    }


def told(before: Rows, after: Rows) -> None:
    """Every row is as it was, and the audit trail has one more that tells of the restore."""
    # Followers of the changes begin anew, so the sequence has another name.
    for rows in (before, after):
        for row in rows["public_revision"]:
            row.pop("sequence", None)
    *same, last = after["audit_entry"]
    assert last["action"] == "backup.restored"
    assert {**after, "audit_entry": same} == {
        **before,
        "audit_entry": before["audit_entry"][: len(same)],
    }


def destroy(site: Site) -> None:
    """Everything is lost but the key file, which lay elsewhere."""
    url = site.settings.resolved_database_url
    if url.startswith("sqlite"):
        for path in site.settings.data_dir.glob("miedza.sqlite*"):
            path.unlink()
    else:
        with closing(Database(url)) as database, database.writing() as session:
            session.execute(text("DROP SCHEMA public CASCADE"))
            session.execute(text("CREATE SCHEMA public"))
    for path in (site.settings.data_dir / "photos").glob("*"):
        path.unlink()


def test_after_a_restore_everything_answers_as_before(site: Site, archive: Path) -> None:
    before, rows = answers(site), rows_at(site)
    assert before[PAGES[0]][0] == before[PAGES[3]][0] == 200
    destroy(site)

    result = site.run("restore", archive)

    assert result.exit_code == 0, result.output
    assert answers(site) == before
    told(rows, rows_at(site))
    with opened(site) as house:
        sealed = house.vault.key_id
        assert {row["wrapping_key"] for row in rows["sealed_report"]} == {sealed}
    (photo,) = (site.settings.data_dir / "photos").iterdir()
    assert photo.read_bytes() == b"not really a photo"


def test_the_restored_database_refuses_what_it_refused_and_goes_on(
    site: Site, archive: Path
) -> None:
    destroy(site)
    assert site.run("restore", archive).exit_code == 0

    with opened(site) as house:
        for table in ("audit_entry", "incident_history", "weekly_release"):
            with pytest.raises((DBAPIError, Unavailable)), house.database.writing() as session:
                session.execute(text(f"DELETE FROM {table}"))  # noqa: S608
        (incident,) = submit(house, claim())
        if house.database.is_postgres:
            (row,) = reading(
                house,
                "SELECT ST_X(geom) AS lon FROM feature_full WHERE id = :incident",
                incident=incident,
            )
            assert row["lon"] == pytest.approx(23.8473)
            version = reading(house, "SELECT 1 AS one FROM pg_extension WHERE extname = 'postgis'")
            assert version == [{"one": 1}]
    assert site.run("migrate").exit_code == 0
    assert site.run("doctor").exit_code == 0


def test_a_restore_takes_back_what_came_after_the_backup(site: Site, archive: Path) -> None:
    before = rows_at(site)
    with opened(site) as house:
        submit(house, claim(), claim())

    refused = site.run("restore", archive)
    assert refused.exit_code == 1
    assert "--yes" in refused.stderr
    assert len(rows_at(site)["report"]) == len(before["report"]) + 2

    assert site.run("restore", archive, "--yes").exit_code == 0
    told(before, rows_at(site))


def test_an_archive_is_restored_on_another_machine_with_a_copy_of_the_key_file(
    site: Site, archive: Path, kind: str, new_site: Callable[..., Site]
) -> None:
    other = new_site(kind, migrated=False)
    before = answers(site)

    without = other.run("restore", archive)
    assert without.exit_code == 1
    assert "no key file" in without.stderr

    other.settings.data_dir.mkdir(exist_ok=True)
    other.settings.resolved_key_file.write_bytes(site.settings.resolved_key_file.read_bytes())
    other.settings.resolved_key_file.chmod(0o600)
    assert other.run("restore", archive).exit_code == 0
    assert answers(other) == before


def test_verify_only_changes_nothing(site: Site, archive: Path) -> None:
    before = rows_at(site)

    result = site.run("restore", archive, "--verify-only", "--json")

    assert result.exit_code == 0, result.output
    document = orjson.loads(result.stdout)
    assert (document["restored"], document["needs_migration"]) == (False, False)
    assert document["manifest"]["contents"]["counts"]["report"] == 7
    assert rows_at(site) == before
    assert leftovers(site) == []


# The archive itself.


def test_an_archive_is_its_owners_alone_and_never_replaces_a_file(
    site: Site, archive: Path
) -> None:
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    before = archive.read_bytes()

    again = site.run("backup", archive)

    assert again.exit_code == 1
    assert "never replaces" in again.stderr
    assert archive.read_bytes() == before
    assert [path.name for path in archive.parent.glob(".miedza*")] == []


def test_the_keys_are_not_in_the_archive(site: Site, archive: Path) -> None:
    key = site.settings.resolved_key_file.read_text().strip()
    whole = archive.read_bytes()
    assert key.encode() not in whole
    assert bytes.fromhex(key) not in whole
    assert b"team north" not in whole or site.settings.database_url


def test_the_manifest_says_what_is_in_it(site: Site, archive: Path) -> None:
    document = orjson.loads(site.run("restore", archive, "--verify-only", "--json").stdout)
    manifest = document["manifest"]

    with opened(site) as house:
        assert manifest["contents"]["wrapping_keys"] == [house.vault.key_id]
        (release,) = reading(house, "SELECT week, vintage, sha256 FROM weekly_release")
        (entry,) = reading(house, "SELECT * FROM audit_entry WHERE action = 'backup.made'")
    assert manifest["contents"]["releases"] == [release]
    assert orjson.loads(entry["details"])["reports"] == 7
    assert len(manifest["members"]) == 2


def test_the_doctor_knows_the_age_of_the_last_backup(site: Site, tmp_path: Path) -> None:
    def said() -> dict[str, str]:
        findings = orjson.loads(site.run("doctor", "--json").stdout)["findings"]
        return {each["check"]: each["state"] for each in findings}

    assert said()["backup"] == "warning"
    assert site.run("backup", tmp_path / "b.tar").exit_code == 0
    assert said()["backup"] == "ok"


# Writers while it is made.


def test_a_backup_while_reports_are_written_is_of_one_state(site: Site, tmp_path: Path) -> None:
    stop, written = threading.Event(), []

    def write() -> None:
        with opened(site) as house:
            while not stop.is_set():
                written.extend(submit(house, claim(), claim(), claim()))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        while len(written) < 30:
            time.sleep(0.01)
        first = len(written)
        path = tmp_path / "busy.tar"
        with opened(site) as house:
            vault, folder = house.vault, site.settings.data_dir
            made = write_backup(house.database, vault, folder, path, lambda *_: None)
        while len(written) == first:
            time.sleep(0.01)
    finally:
        stop.set()
        writer.join()

    counts = made.manifest.contents.counts
    # Reports come three at a time, each with its incident and its sealed bytes.
    assert (counts["report"] - 7) % 3 == 0
    assert counts["report"] == counts["sealed_report"] == counts["incident"]
    assert first <= counts["report"] - 7 <= len(written)
    with (
        closing(Database(site.settings.resolved_database_url)) as target,
        proven_archive(site.settings, target, path) as proven,
    ):
        assert proven.manifest.contents.counts == counts


# Older archives, running servers.


def test_an_archive_of_an_older_migration_is_restored_and_then_migrated(
    kind: str, new_site: Callable[..., Site], tmp_path: Path
) -> None:
    site, path = new_site(kind), tmp_path / "old.tar"
    with closing(Database(site.settings.resolved_database_url)) as database:
        with database.writing() as session:
            command.downgrade(_config(session), "0001")
        vault = load_vault(site.settings.resolved_key_file)
        write_backup(database, vault, site.settings.data_dir, path, lambda *_: None)
    assert site.run("migrate").exit_code == 0

    result = site.run("restore", path)

    assert result.exit_code == 0, result.output
    assert "run `miedza migrate`" in result.stderr
    assert site.run("migrate").exit_code == 0
    assert site.run("doctor").exit_code == 0


def test_while_a_server_runs_nothing_is_restored(site: Site, archive: Path) -> None:
    with opened(site) as house:
        submit(house, claim())
        result = site.run("restore", archive, "--yes")
        assert result.exit_code == 1
        assert "stop the servers" in result.stderr
        assert len(reading(house, "SELECT id FROM report")) == 8

    assert site.run("restore", archive, "--yes").exit_code == 0


@pytest.mark.slow
def test_a_killed_restore_leaves_the_old_database(
    site: Site, archive: Path, tmp_path: Path
) -> None:
    """Killed at several times while it proves and replaces."""
    before = rows_at(site)
    environment = {
        **os.environ,
        "MIEDZA_DATA_DIR": str(site.settings.data_dir),
        "MIEDZA_DATABASE_URL": site.settings.resolved_database_url,
    }
    program = [sys.executable, "-m", "service.cli", "restore", str(archive), "--yes"]
    for pause_s in (0.6, 0.8, 1.0, 1.2):
        process = subprocess.Popen(program, env=environment, stderr=subprocess.DEVNULL)
        time.sleep(pause_s)
        process.kill()
        process.wait()
        rows = rows_at(site)
        assert rows["report"] == before["report"]
        assert rows["weekly_release"] == before["weekly_release"]
    assert until_restored(site, archive).exit_code == 0
    assert [name for name in leftovers(site) if not name.startswith(".")] == []


def until_restored(site: Site, archive: Path) -> Any:
    """What the killed command started on PostgreSQL may take a moment to end."""
    for _ in range(50):
        result = site.run("restore", archive, "--yes")
        if "stop the servers" not in result.stderr:
            break
        time.sleep(0.1)
    return result


def test_a_log_of_the_destroyed_file_never_reaches_the_restored_one(
    new_site: Callable[..., Site], tmp_path: Path
) -> None:
    site = new_site("sqlite")
    fill(site)
    assert site.run("backup", tmp_path / "b.tar").exit_code == 0
    before = rows_at(site)
    file = site.settings.data_dir / "miedza.sqlite"
    # A crash left a log with a newer state, and the file itself was lost.
    with closing(sqlite3.connect(file)) as left:
        left.execute("UPDATE report SET state = 'rejected'")
        left.commit()
        wal = file.with_name("miedza.sqlite-wal").read_bytes()
    file.write_bytes(b"no database at all")
    file.with_name("miedza.sqlite-wal").write_bytes(wal)

    assert site.run("restore", tmp_path / "b.tar", "--yes").exit_code == 0
    assert rows_at(site)["report"] == before["report"]
