"""What is not whole, or does not belong here, is refused before anything changes."""

import tarfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import text

from service.backup.archive import write_archive
from service.backup.contents import describe
from service.backup.faults import ArchiveRefused
from service.backup.making import write_backup
from service.backup.restoring import verify_backup
from service.database import SCHEMA_HEAD, Database
from service.errors import SettingInvalid
from service.settings import Settings
from service.vault import load_vault
from tests.service.backup.acts import leftovers, opened, rows_at
from tests.service.backup.conftest import Site, fill


def refused(site: Site, archive: Path, words: str) -> None:
    before = rows_at(site)
    result = site.run("restore", archive, "--yes")
    assert result.exit_code == 1, result.output
    assert words in result.stderr, result.stderr
    assert "Traceback" not in result.output
    assert rows_at(site) == before
    assert leftovers(site) == []


def rewritten(archive: Path, target: Path, change: Callable[[dict[str, Any]], None]) -> Path:
    """The archive with another manifest, by somebody who holds no key."""
    with tarfile.open(archive) as opened_archive:
        members = {
            member.name: opened_archive.extractfile(member).read()  # type: ignore[union-attr]
            for member in opened_archive
        }
    manifest = orjson.loads(members["manifest.json"])
    change(manifest)
    members["manifest.json"] = orjson.dumps(manifest, option=orjson.OPT_INDENT_2)
    with target.open("wb") as file:
        write_archive(file, list(members.items()))
    return target


def test_an_edited_manifest_is_refused(site: Site, archive: Path, tmp_path: Path) -> None:
    def edit(manifest: dict[str, Any]) -> None:
        manifest["contents"]["counts"]["report"] -= 1

    edited = rewritten(archive, tmp_path / "edited.tar", edit)
    refused(site, edited, "the manifest is not the one")


@hypothesis_settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(min_value=0), mask=st.integers(1, 255))
def test_any_changed_byte_is_refused(site: Site, archive: Path, place: int, mask: int) -> None:
    damaged = bytearray(archive.read_bytes())
    damaged[place % len(damaged)] ^= mask
    path = archive.with_name("damaged.tar")
    path.write_bytes(damaged)

    with pytest.raises((ArchiveRefused, SettingInvalid)):
        verify_backup(site.settings, path)


def test_a_missing_member_is_refused(site: Site, archive: Path, tmp_path: Path) -> None:
    whole = archive.read_bytes()
    photo = whole.index(b"photos/")
    cut = tmp_path / "cut.tar"
    cut.write_bytes(whole[:photo] + bytes(1024))
    refused(site, cut, "nothing was changed")


def test_an_archive_that_is_cut_off_is_refused(site: Site, archive: Path, tmp_path: Path) -> None:
    cut = tmp_path / "cut.tar"
    cut.write_bytes(archive.read_bytes()[: archive.stat().st_size // 2])
    refused(site, cut, "cut off")


def test_an_archive_under_a_key_that_is_not_at_hand_names_it(
    site: Site, archive: Path, tmp_path: Path
) -> None:
    key_file = site.settings.resolved_key_file
    before = key_file.read_bytes()
    key_id = load_vault(key_file).key_id
    key_file.write_text("ab" * 32 + "\n")
    refused(site, archive, key_id)

    key_file.write_bytes(b"ab" * 32 + b"\n" + before)
    assert site.run("restore", archive, "--yes").exit_code == 0


def test_a_database_that_is_not_what_the_manifest_says_is_refused(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even with a good signature: a count that was wrong when the backup was made."""

    def wrong(connection: Any) -> Any:
        contents = describe(connection)
        contents.counts["report"] += 1
        return contents

    path = tmp_path / "wrong.tar"
    with monkeypatch.context() as patched:
        patched.setattr("service.backup.making.describe", wrong)
        assert site.run("backup", path).exit_code == 0
    refused(site, path, "not what its manifest says")


def test_a_release_that_was_changed_is_refused(site: Site, tmp_path: Path) -> None:
    with opened(site) as house, house.database.writing() as session:
        if house.database.is_postgres:
            session.execute(text("SET LOCAL session_replication_role = replica"))
        else:
            session.execute(text("DROP TRIGGER weekly_release_no_update"))
        session.execute(text("UPDATE weekly_release SET document = document || ' '"))
    assert site.run("backup", tmp_path / "b.tar").exit_code == 0

    refused(site, tmp_path / "b.tar", "the release of 2025-W20 has changed")
    # The only backup there is, of a database that somebody had changed: better than none.
    taken = site.run("restore", tmp_path / "b.tar", "--yes", "--despite-findings")
    assert taken.exit_code == 0
    assert "taken as it is: vintage 1 of the release of 2025-W20" in taken.stderr


def test_a_trail_that_was_changed_is_refused(site: Site, tmp_path: Path) -> None:
    with opened(site) as house, house.database.writing() as session:
        # What the trail says was received is not there any more.
        session.execute(text("DELETE FROM sealed_report"))
        session.execute(text("DELETE FROM report WHERE id IN (SELECT max(id) FROM report)"))
    assert site.run("backup", tmp_path / "b.tar").exit_code == 0

    refused(site, tmp_path / "b.tar", "the audit trail does not hold")


def test_a_report_that_does_not_open_is_refused(site: Site, tmp_path: Path) -> None:
    with opened(site) as house, house.database.writing() as session:
        session.execute(text("UPDATE sealed_report SET ciphertext = wrapped_key"))
    assert site.run("backup", tmp_path / "b.tar").exit_code == 0

    refused(site, tmp_path / "b.tar", "does not open")


@pytest.mark.postgres
def test_an_archive_of_the_other_database_is_refused(
    new_site: Callable[..., Site], tmp_path: Path
) -> None:
    sqlite_site, postgres_site = new_site("sqlite"), new_site("postgres")
    fill(sqlite_site)
    key = sqlite_site.settings.resolved_key_file.read_bytes()
    postgres_site.settings.resolved_key_file.write_bytes(key)
    fill(postgres_site)
    for site, other, words in (
        (sqlite_site, postgres_site, "of sqlite"),
        (postgres_site, sqlite_site, "of postgresql"),
    ):
        path = tmp_path / f"{words}.tar"
        assert site.run("backup", path).exit_code == 0
        refused(other, path, words)


def test_an_archive_of_a_later_migration_is_refused(site: Site, tmp_path: Path) -> None:
    path = tmp_path / "later.tar"
    with opened(site) as house:
        with house.database.writing() as session:
            session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        write_backup(house.database, house.vault, site.settings.data_dir, path, lambda *_: None)
        with house.database.writing() as session:
            session.execute(
                text("UPDATE alembic_version SET version_num = :head"), {"head": SCHEMA_HEAD}
            )
    refused(site, path, "migration 9999")


def test_a_photo_that_is_not_what_its_name_says_stops_the_backup(
    site: Site, tmp_path: Path
) -> None:
    (photo,) = (site.settings.data_dir / "photos").iterdir()
    photo.write_bytes(b"another")

    result = site.run("backup", tmp_path / "b.tar")

    assert result.exit_code == 1
    assert "not what its name says" in result.stderr
    assert not (tmp_path / "b.tar").exists()


@pytest.mark.postgres
def test_a_role_without_the_right_to_make_databases_is_told_what_it_lacks(
    new_site: Callable[..., Site], tmp_path: Path
) -> None:
    site = new_site("postgres")
    fill(site)
    assert site.run("backup", tmp_path / "b.tar").exit_code == 0
    with closing(Database(site.settings.resolved_database_url)) as database:
        with database.looking_up() as connection:
            connection.exec_driver_sql("DROP ROLE IF EXISTS lowly")
            connection.exec_driver_sql("CREATE ROLE lowly LOGIN")
            name = database.engine.url.database
            connection.exec_driver_sql(f"GRANT ALL ON DATABASE {name} TO lowly")
        url = database.engine.url.set(username="lowly").render_as_string()
    lowly = Site(Settings(data_dir=site.settings.data_dir, database_url=url), site.run)

    with pytest.raises(SettingInvalid, match="CREATEDB"):
        verify_backup(lowly.settings, tmp_path / "b.tar")
