"""The doctor: each thing that can be wrong is found, named, and comes with advice."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from service.accounts.service import create_token, keep_day_of_use, revoke_token
from service.audit.service import record_alone
from service.database import SCHEMA_HEAD
from service.demo import LABEL
from service.doctor import Finding, examine, ground
from service.installation import Installation
from service.models import AccessKey
from service.projections.recompute import recompute
from service.settings import Settings
from service.vault import create_key_file
from tests.cluster import free_port
from tests.service.projections.stage import claim, submit

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
WEDNESDAY = datetime(2026, 11, 25, 12, tzinfo=UTC)

Change = Callable[..., Settings]


def findings(settings: Settings, now: datetime | None = None) -> dict[str, Finding]:
    return {each.check: each for each in examine(settings, now or datetime.now(UTC))}


def changed(house: Installation, **members: object) -> Settings:
    return Settings(**{**house.settings.model_dump(), **members})  # type: ignore[arg-type]


def test_a_fresh_installation_is_well(house: Installation) -> None:
    found = findings(house.settings)

    assert {each.state for each in found.values()} == {"ok"}
    assert {"python", "key file", "database", "sealed reports", "postgis"} <= found.keys()


def test_whatever_is_not_well_comes_with_advice(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "away")

    bad = [each for each in examine(settings, NOW) if each.state != "ok"]

    assert {each.check for each in bad} == {"data folder", "key file", "database"}
    assert all(each.advice for each in bad)


def test_looking_makes_no_file(tmp_path: Path) -> None:
    findings(Settings(data_dir=tmp_path / "away"))
    findings(Settings(data_dir=tmp_path))

    assert list(tmp_path.iterdir()) == []


def test_a_database_without_tables_asks_for_migrate(tmp_path: Path) -> None:
    create_key_file(tmp_path / "master.key")
    (tmp_path / "miedza.sqlite").touch()

    found = findings(Settings(data_dir=tmp_path))

    assert found["database"].state == "wrong"
    assert found["database"].advice == "run `miedza migrate`"
    assert "sealed reports" not in found


def test_a_database_of_another_version_is_told(house: Installation) -> None:
    with house.database.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    try:
        found = findings(house.settings)["database"]
    finally:
        with house.database.writing() as session:
            session.execute(
                text("UPDATE alembic_version SET version_num = :head"), {"head": SCHEMA_HEAD}
            )

    assert (found.state, "migration 0000" in found.found) == ("wrong", True)


def test_a_database_that_does_not_answer_is_told_without_the_drivers_words(
    house: Installation,
) -> None:
    url = f"postgresql+psycopg://nobody@127.0.0.1:{free_port()}/away"

    found = findings(changed(house, database_url=url))["database"]

    assert found.state == "wrong"
    assert "did not answer" in found.found
    assert "nobody" not in found.found


def test_a_key_file_that_others_can_read_is_wrong(house: Installation) -> None:
    path = house.settings.resolved_key_file
    path.chmod(0o644)
    try:
        found = findings(house.settings)["key file"]
    finally:
        path.chmod(0o600)

    assert (found.state, found.advice) == ("wrong", f"chmod 600 {path}")


def test_the_key_file_of_another_database_is_found_by_opening_a_report(
    house: Installation, tmp_path: Path
) -> None:
    submit(house, claim())
    create_key_file(tmp_path / "other.key")

    assert findings(house.settings)["sealed reports"].state == "ok"
    found = findings(changed(house, key_file=tmp_path / "other.key"))["sealed reports"]
    assert found.state == "wrong"
    assert "MIEDZA_KEY_FILE" in found.found


def test_a_policy_file_with_a_mistake_is_named(house: Installation, tmp_path: Path) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_text("cell_km = 3\n")

    found = findings(changed(house, policy_file=policy))["policy"]

    assert found.state == "wrong"
    assert "cell_km" in found.found


def test_a_place_that_the_gazetteer_does_not_hold_is_a_warning(house: Installation) -> None:
    where = {"method": "place", "place": "Nowhere", "sectors": ["BIA"]}
    submit(house, claim(location=where), claim(location=where))

    found = findings(house.settings)["place names"]

    assert found.state == "warning"
    assert "Nowhere (2)" in found.found


@pytest.mark.parametrize(("now", "state"), [(NOW, "ok"), (WEDNESDAY, "warning")])
def test_a_batch_that_nobody_makes_is_a_warning_from_wednesday_on(
    house: Installation, now: datetime, state: str
) -> None:
    submit(house, claim())

    found = findings(house.settings, now)["weekly batch"]

    assert found.state == state
    assert found.found.startswith("1 incidents wait")


def test_a_clock_behind_the_newest_report_is_wrong(house: Installation) -> None:
    submit(house, claim())

    found = findings(house.settings, datetime.now(UTC) - timedelta(days=1))

    assert found["reports"].state == "wrong"


def test_a_clock_before_this_version_is_wrong(house: Installation) -> None:
    found = findings(house.settings, datetime(2001, 1, 1, tzinfo=UTC))

    assert found["clock"].state == "wrong"


@pytest.mark.parametrize(
    ("url", "state"),
    [
        (None, "ok"),
        ("http://127.0.0.1:8000", "ok"),
        ("http://localhost", "ok"),
        ("http://[::1]:8000", "ok"),
        ("https://miedza.example", "wrong"),
        ("http://192.0.2.7:8000", "wrong"),
    ],
)
def test_demonstration_keys_belong_on_this_machine_alone(
    house: Installation, url: str | None, state: str
) -> None:
    key = create_token(house.database, "analyst", LABEL).key_id

    found = findings(changed(house, public_url=url))["demonstration keys"]

    assert found.state == state
    assert (key in (found.advice or "")) == (state == "wrong")


def test_a_data_folder_that_others_can_enter_is_a_warning(
    house: Installation, tmp_path: Path
) -> None:
    folder = tmp_path / "open"
    folder.mkdir()
    folder.chmod(0o755)

    found = findings(changed(house, data_dir=folder))["data folder"]

    assert (found.state, found.advice) == ("warning", f"chmod 700 {folder}")


@pytest.mark.parametrize(("free", "state"), [(50 << 20, "wrong"), (500 << 20, "warning")])
def test_little_space_is_told_before_reports_must_be_refused(
    house: Installation, monkeypatch: pytest.MonkeyPatch, free: int, state: str
) -> None:
    usage = type("Usage", (), {"free": free})
    monkeypatch.setattr(ground.shutil, "disk_usage", lambda _: usage)

    assert findings(house.settings)["data folder"].state == state


def test_projections_of_other_rules_are_told(house: Installation) -> None:
    submit(house, claim())
    found = findings(house.settings)["projections"]
    assert found.state == "warning"
    assert "miedza project --all" in str(found.advice)

    recompute(house.database, house.policy, NOW)
    assert findings(house.settings)["projections"].state == "ok"


@pytest.mark.parametrize(
    ("contact", "url", "state"),
    [
        (None, None, "ok"),
        (None, "http://127.0.0.1:8000", "ok"),
        (None, "https://miedza.example", "warning"),
        ("mailto:security@miedza.example", "https://miedza.example", "ok"),
    ],
)
def test_a_public_address_names_who_hears_of_a_weakness(
    house: Installation, contact: str | None, url: str | None, state: str
) -> None:
    found = findings(changed(house, security_contact=contact, public_url=url))["security contact"]

    assert found.state == state
    assert ("MIEDZA_SECURITY_CONTACT" in (found.advice or "")) == (state == "warning")


def test_a_key_that_reports_need_and_the_file_lacks_is_named(
    house: Installation, tmp_path: Path
) -> None:
    submit(house, claim(), claim())
    create_key_file(tmp_path / "other.key")

    assert findings(house.settings)["wrapping keys"].state == "ok"
    found = findings(changed(house, key_file=tmp_path / "other.key"))["wrapping keys"]
    assert found.state == "wrong"
    assert f"{house.vault.key_id} (2 reports)" in found.found


@pytest.mark.parametrize(("days", "state"), [(1, "ok"), (8, "warning")])
def test_a_backup_of_long_ago_is_a_warning(house: Installation, days: int, state: str) -> None:
    record_alone(house.database, "backup.made", "command line", "0" * 64)

    found = findings(house.settings, datetime.now(UTC) + timedelta(days=days))["backup"]

    assert found.state == state


def test_reports_that_were_never_backed_up_are_a_warning(house: Installation) -> None:
    assert findings(house.settings)["backup"].state == "ok"
    submit(house, claim())
    assert findings(house.settings)["backup"].state == "warning"


def partner(house: Installation, now: datetime, **limits: Any) -> str:
    """A partner's key that was made a day before `now`."""
    made = create_token(house.database, "partner", scopes=["incidents:read"], **limits)
    with house.database.writing() as session:
        key = session.get_one(AccessKey, made.key_id)
        key.created_at = now - timedelta(days=1)
        session.add(key)
    return made.key_id


def used(house: Installation, key_id: str, day: date) -> None:
    keep_day_of_use(house.database, key_id, day)


def test_partner_keys_in_use_and_with_an_end_are_well(house: Installation) -> None:
    partner(house, NOW, expires_at=NOW + timedelta(days=365))
    assert findings(house.settings, NOW)["partner keys"].state == "ok"


def test_a_partner_key_without_end_or_use_is_warned_of(house: Installation) -> None:
    endless = partner(house, NOW)
    unused = partner(house, NOW - timedelta(days=200), expires_at=NOW + timedelta(days=365))
    found = findings(house.settings, NOW)["partner keys"]
    assert found.state == "warning"
    assert found.found == f"without expiry: {endless}; unused for 180 days: {unused}"
    assert "token revoke" in str(found.advice)

    used(house, unused, NOW.date() - timedelta(days=180))
    assert unused not in findings(house.settings, NOW)["partner keys"].found


def test_partner_keys_that_open_nothing_are_not_warned_of(house: Installation) -> None:
    revoke_token(house.database, partner(house, NOW))
    later = datetime.now(UTC) + timedelta(days=400)
    partner(house, later - timedelta(days=300), expires_at=datetime.now(UTC) + timedelta(days=9))
    create_token(house.database, "partner", LABEL)
    create_token(house.database, "monitor")
    assert findings(house.settings, later)["partner keys"].state == "ok"
