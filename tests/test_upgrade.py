"""A database of the first migration, with rows in every table, is upgraded and answers as before.

The rows are written by plain SQL, as the first version had them: the models of today do not fit.
"""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson
import pytest
from alembic import command
from sqlalchemy import text
from starlette.testclient import TestClient

from service.database import SCHEMA_HEAD, Database
from service.installation import Installation, open_installation
from service.main import create_app
from service.projections.publisher import publish
from service.schema import _config, migrate
from service.settings import Settings
from service.vault import Sealed, Vault
from tests.cluster import PostgresCluster
from tests.conftest import BOTH

# Made up for this test, as everyone can see.
FAKE_KEY = bytes(range(32))
TOKENS = {"monitor": "mdz_made-up-monitor", "partner": "mdz_made-up-partner"}
AT = datetime(2025, 6, 2, 9, 30, tzinfo=UTC)
REPORT = "5a1f2f4e-8c1b-4b0a-9d55-0f6f3f1d2c3b"
INCIDENT = "01975a3c-0000-7000-8000-000000000001"
PUBLIC = "7d2f6a34-3b7c-4f0e-8a53-1f0c9d1e2b3a"
DAY = "2025-05-14"
CONTENT = orjson.dumps(
    {
        "occurred": {"from": DAY, "precision": "day"},
        "location": {"method": "gnss", "lon": 23.8473, "lat": 52.7012, "accuracy_m": 12},
        "type": "crossing_attempt",
        "source": {"type": "pl_authority", "url": "https://www.rmf24.pl/a"},
        "narrative": "written in the first version",
    }
)
RELEASE = orjson.dumps({"week": "2025-W20", "vintage": 1, "cells": []}).decode()
FULL = f'{{"type":"Feature","id":"{INCIDENT}","geometry":null,"properties":{{"week":"2025-W20"}}}}'
SHOWN = f'{{"type":"Feature","id":"{PUBLIC}","geometry":null,"properties":{{"week":"2025-W20"}}}}'

Row = dict[str, Any]


def first_rows() -> dict[str, list[Row]]:
    """Every table of the first migration, in an order that its references allow."""
    sealed = Vault(FAKE_KEY).seal(CONTENT, REPORT)
    feature = {
        "week": "2025-W20",
        "undated": None,
        "type": "crossing_attempt",
        "also": "[]",
        "equipment": "[]",
        "status": "verified",
        "sector": "BIA",
        "sectors": '["BIA"]',
        "lon": 23.8473,
        "lat": 52.7012,
    }
    return {
        "access_key": [
            {
                "id": f"00000000000{number}",
                "role": role,
                "label": "made up",
                "token_sha256": sha256(token.encode()).hexdigest(),
                "created_at": AT,
                "revoked_at": None,
            }
            for number, (role, token) in enumerate(TOKENS.items())
        ],
        "incident": [
            {
                "id": INCIDENT,
                "version": 3,
                "created_at": AT,
                "updated_at": AT,
                "status": "verified",
                "reliability": "B",
                "credibility": "2",
                "sensitivity": "moderate",
                "type": "crossing_attempt",
                "by": "people_crossing",
                "also": "[]",
                "equipment": "[]",
                "supplier": None,
                "supply_basis": None,
                "supply_confidence": None,
                "persons_low": 16,
                "persons_high": 60,
                "persons_qualifier": "about",
                "attempts_low": None,
                "attempts_high": None,
                "attempts_qualifier": None,
                "casualties": "[]",
                "outcome": "unknown",
                "occurred_from": datetime(2025, 5, 13, 22, tzinfo=UTC),
                "occurred_to": datetime(2025, 5, 14, 22, tzinfo=UTC),
                "precision": "day",
                "location_method": "gnss",
                "lon": 23.8473,
                "lat": 52.7012,
                "uncertainty_m": 12.0,
                "cell": "10kmN337E525",
                "marker": None,
                "place": None,
                "place_known": True,
                "sectors": '["BIA"]',
                "sector": "BIA",
                "sector_shares": '{"BIA":1.0}',
                "border_km": 230.5,
                "border_distance_m": 4000.0,
                "side": "pl",
                "side_certain": True,
                "source_type": "pl_authority",
                "relayed_by": None,
                "source_title": None,
                "source_url": "https://www.rmf24.pl/a",
                "document_date": date(2025, 5, 15),
                "reports": 1,
            }
        ],
        "public_batch": [{"week": "2025-W22", "published_at": AT}],
        "weekly_release": [
            {
                "week": "2025-W20",
                "vintage": 1,
                "released_at": AT,
                "released_by": "analyst",
                "sha256": sha256(RELEASE.encode()).hexdigest(),
                "document": RELEASE,
            }
        ],
        "feature_full": [
            {
                "id": INCIDENT,
                "version": 3,
                "public_on": date(2025, 5, 26),
                "occurred_from": datetime(2025, 5, 13, 22, tzinfo=UTC),
                "occurred_to": datetime(2025, 5, 14, 22, tzinfo=UTC),
                "items": "[]",
                "sensitivity": "moderate",
                "persons_low": 16,
                "persons_high": 60,
                "attempts_low": None,
                "attempts_high": None,
                "feature": FULL,
                **feature,
            }
        ],
        "feature_public": [
            {
                "id": PUBLIC,
                "batch": "2025-W22",
                "period_from": date(2025, 5, 12),
                "period_to": date(2025, 5, 18),
                "cell": None,
                "feature": SHOWN,
                **feature,
            }
        ],
        "publication": [
            {
                "incident_id": INCIDENT,
                "public_id": PUBLIC,
                "geometry_basis": "sector",
                "version": 3,
                "live": True,
            }
        ],
        "incident_history": [
            {
                "id": number,
                "incident_id": INCIDENT,
                "version": number + 1,
                "at": AT,
                "actor": "analyst",
                "field": "status",
                "old": f'"{old}"',
                "new": f'"{new}"',
                "reason": "checked",
            }
            for number, (old, new) in enumerate(
                [("received", "in_review"), ("in_review", "verified")], 1
            )
        ],
        "report": [
            {
                "id": REPORT,
                "submitted_by": "000000000000",
                "sha256": sha256(CONTENT).hexdigest(),
                "receipt_code": "MZ-7K4Q-2M9D-0XTA",
                "idempotency_key": None,
                "channel": "put",
                "profile": None,
                "state": "incident",
                "incident_id": INCIDENT,
                "received_at": AT,
                "sent_at": AT,
                "observed_at": None,
                "clock_suspect": False,
                "vocabulary_version": "1",
            }
        ],
        "sealed_report": [
            {
                "report_id": REPORT,
                "wrapping_key": sealed.wrapping_key,
                "wrapped_key": sealed.wrapped_key,
                "ciphertext": sealed.ciphertext,
            }
        ],
    }


def insert(database: Database, rows: dict[str, list[Row]]) -> None:
    with database.writing() as session:
        session.execute(text("UPDATE public_revision SET revision = 41"))
        for table, each in rows.items():
            columns = ", ".join(f'"{name}"' for name in each[0])
            marks = ", ".join(f":{name}" for name in each[0])
            statement = text(f"INSERT INTO {table} ({columns}) VALUES ({marks})")  # noqa: S608
            session.execute(statement, [stored(row, database) for row in each])


def stored(row: Row, database: Database) -> Row:
    """Instants and dates as each database holds them."""
    return row if database.is_postgres else {name: _on_sqlite(each) for name, each in row.items()}


def _on_sqlite(value: Any) -> Any:
    if isinstance(value, datetime):
        return int(value.timestamp()) * 1_000_000
    return value.isoformat() if isinstance(value, date) else value


@pytest.fixture(params=BOTH)
def first(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """A database at the first migration, with a row or more in each of its tables."""
    url = None
    if request.param == "postgres":
        cluster: PostgresCluster = request.getfixturevalue("postgres_cluster")
        url = cluster.create_database(f"upgrade_{id(request)}")
    settings = Settings(data_dir=tmp_path, database_url=url)
    settings.resolved_key_file.write_text(FAKE_KEY.hex() + "\n")
    settings.resolved_key_file.chmod(0o600)
    with closing(Database(settings.resolved_database_url)) as database:
        with database.writing() as session:
            command.upgrade(_config(session), "0001")
        insert(database, first_rows())
    return settings


@pytest.fixture
def upgraded(first: Settings) -> Iterator[Installation]:
    assert migrate(first) is False
    house = open_installation(first)
    yield house
    house.database.close()


def test_the_rows_are_of_every_table_of_the_first_migration(first: Settings) -> None:
    with closing(Database(first.resolved_database_url)) as database:
        statement = (
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
            if database.is_postgres
            else "SELECT name FROM sqlite_master WHERE type = 'table'"
        )
        with database.reading() as session:
            tables = set(session.execute(text(statement)).scalars())

    own = {"alembic_version", "public_revision", "spatial_ref_sys"}
    assert tables - own == first_rows().keys()


def test_each_old_value_is_still_there(upgraded: Installation) -> None:
    assert upgraded.database.schema_version() == SCHEMA_HEAD
    with upgraded.database.reading() as session:
        for table, rows in first_rows().items():
            found = session.execute(text(f"SELECT * FROM {table} ORDER BY 1")).mappings().all()  # noqa: S608
            assert len(found) == len(rows)
            for before, after in zip(rows, found, strict=True):
                before = stored(before, upgraded.database)  # noqa: PLW2901
                if table == "sealed_report":
                    # Sealed anew for each test: the same bytes under other random ones.
                    before = {"report_id": REPORT, "wrapping_key": before["wrapping_key"]}  # noqa: PLW2901
                assert {name: after[name] for name in before} == before


def test_the_old_report_opens_and_its_sender_gets_the_same_receipt(
    upgraded: Installation,
) -> None:
    with upgraded.database.reading() as session:
        row = session.execute(text("SELECT * FROM sealed_report")).mappings().one()
    sealed = Sealed(row["wrapping_key"], bytes(row["wrapped_key"]), bytes(row["ciphertext"]))
    assert upgraded.vault.open(sealed, REPORT) == CONTENT

    monitor = {"Authorization": f"Bearer {TOKENS['monitor']}"}
    with TestClient(create_app(upgraded)) as caller:
        receipt = caller.get(f"/api/reports/{REPORT}/receipt", headers=monitor)
        again = caller.put(
            f"/api/reports/{REPORT}",
            content=CONTENT,
            headers={**monitor, "Content-Type": "application/json"},
        )
    assert (receipt.status_code, receipt.json()["code"]) == (200, "MZ-7K4Q-2M9D-0XTA")
    assert receipt.json()["received_at"] == "2025-06-02T09:30:00Z"
    assert (again.status_code, again.json()["code"]) == (200, "MZ-7K4Q-2M9D-0XTA")


def test_pages_and_releases_are_the_bytes_of_before(upgraded: Installation) -> None:
    partner = {"Authorization": f"Bearer {TOKENS['partner']}"}
    with TestClient(create_app(upgraded)) as caller:
        shown = caller.get("/api/collections/incidents/items")
        full = caller.get("/api/collections/incidents-full/items", headers=partner)
        release = caller.get("/api/summaries/weekly/2025-W20")

    assert SHOWN.encode() in shown.content
    assert (full.status_code, full.json()["features"][0]["id"]) == (200, INCIDENT)
    assert release.content == RELEASE.encode()


def test_what_the_later_migrations_add_follows_from_what_was_there(
    upgraded: Installation,
) -> None:
    with upgraded.database.reading() as session:
        report = session.execute(text("SELECT opened_id, incident_id FROM report")).one()
        changes = session.execute(text("SELECT public_id, withdrawn FROM public_change")).all()
        partner = session.execute(text("SELECT scopes FROM access_key WHERE role = 'partner'"))
        scopes = orjson.loads(partner.scalar_one())

    assert report == (INCIDENT, INCIDENT)
    assert [tuple(change) for change in changes] == [(PUBLIC, False)]
    assert {"incidents:read", "reports:write"} <= set(scopes)


def test_the_next_batch_goes_on_from_the_old_one(upgraded: Installation) -> None:
    result = publish(upgraded.database, upgraded.policy, datetime(2026, 11, 24, 9, tzinfo=UTC))

    assert (result.added, result.removed) == (0, 0)
    with TestClient(create_app(upgraded)) as caller:
        assert len(caller.get("/api/collections/incidents/items").json()["features"]) == 1
