"""One way to read, one way to write, one way to insert many rows."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from httpx2 import Response
from sqlalchemy import event, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import select
from starlette.testclient import TestClient

from service.accounts.service import create_token
from service.database import Database, chunked, insert_rows
from service.errors import SettingInvalid, Unavailable
from service.installation import Installation, open_installation
from service.main import create_app
from service.models import AccessKey, Incident, Report, SealedReport, WeeklyRelease
from service.schema import migrate
from service.settings import Settings
from tests.cluster import PostgresCluster, free_port
from tests.conftest import People
from tests.service.answers import problem
from tests.service.stored import rows_of

COMING_BACK_S = 60
NOW = datetime(2026, 11, 23, 7, 59, 59, 999_999, tzinfo=UTC)
ODD_WORDS = "ż, 'quoted', \"twice\", \\N, \\, tab\t, line\nend, 😀, {a}, NULL, \u2028"


def release(week: str, **changes: Any) -> dict[str, Any]:
    return {
        "week": week,
        "vintage": 1,
        "released_at": NOW,
        "released_by": "key",
        "sha256": "0" * 64,
        "document": "{}",
        **changes,
    }


def add(database: Database, *rows: dict[str, Any]) -> None:
    with database.writing() as session:
        insert_rows(session, WeeklyRelease, rows)


def weeks(database: Database) -> list[str]:
    return [row["week"] for row in rows_of(database, "weekly_release")]


def test_a_block_of_writing_commits_once_at_its_end(house: Installation) -> None:
    commits: list[object] = []
    note = commits.append
    event.listen(house.database.engine, "commit", note)
    with house.database.writing() as session:
        for week in ("2025-W01", "2025-W02"):
            session.add(WeeklyRelease(**release(week)))
            session.flush()
        assert commits == []
    event.remove(house.database.engine, "commit", note)
    assert len(commits) == 1
    assert weeks(house.database) == ["2025-W01", "2025-W02"]


def test_a_fault_undoes_everything_in_its_block(house: Installation) -> None:
    def fail() -> None:
        with house.database.writing() as session:
            session.add(WeeklyRelease(**release("2025-W01")))
            session.flush()
            insert_rows(session, WeeklyRelease, [release("2025-W02")])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert weeks(house.database) == []


def test_a_block_of_reading_changes_nothing(house: Installation) -> None:
    with house.database.reading() as session:
        session.add(WeeklyRelease(**release("2025-W01")))
        session.flush()
    assert weeks(house.database) == []


def test_a_block_of_reading_sees_one_state(house: Installation) -> None:
    with house.database.reading() as session:
        before = len(session.exec(select(WeeklyRelease)).all())
        add(house.database, release("2025-W01"))
        after = len(session.exec(select(WeeklyRelease)).all())
    assert (before, after) == (0, 0)
    assert weeks(house.database) == ["2025-W01"]


def test_text_comes_back_as_it_was(house: Installation) -> None:
    add(house.database, release("2025-W01", document=ODD_WORDS, released_by=""))
    with house.database.reading() as session:
        stored = session.exec(select(WeeklyRelease)).one()
    assert (stored.document, stored.released_by) == (ODD_WORDS, "")


def test_instants_come_back_to_the_microsecond_and_in_utc(house: Installation) -> None:
    early = datetime(1969, 12, 31, 10, 0, 0, 1, tzinfo=UTC)
    add(house.database, release("2025-W01"), release("2025-W02", released_at=early))
    with house.database.reading() as session:
        stored = session.exec(select(WeeklyRelease).order_by("week")).all()
    assert [row.released_at for row in stored] == [NOW, early]
    assert all(row.released_at.tzinfo is UTC for row in stored)


def test_null_is_null(house: Installation) -> None:
    key = {
        **{column.name: None for column in AccessKey.metadata.tables["access_key"].columns},
        **{"id": "a", "role": "monitor", "label": "", "token_sha256": "h", "created_at": NOW},
        "scopes": [],
    }
    with house.database.writing() as session:
        insert_rows(session, AccessKey, [key])
    with house.database.reading() as session:
        assert session.exec(select(AccessKey)).one().revoked_at is None


def test_every_kind_of_column_of_an_incident_comes_back(house: Installation) -> None:
    row = incident("one")
    with house.database.writing() as session:
        insert_rows(session, Incident, [row])
    with house.database.reading() as session:
        stored = session.exec(select(Incident)).one()
    assert stored.model_dump() == row


def incident(name: str) -> dict[str, Any]:
    """A row with a value of every kind: JSON, booleans, numbers, dates and nothing."""
    columns = Incident.metadata.tables["incident"].columns
    row: dict[str, Any] = {column.name: None for column in columns}
    text_columns = [each.name for each in columns if not each.nullable]
    row.update(dict.fromkeys(text_columns, "x"))
    return row | {
        "id": name,
        "version": 3,
        "created_at": NOW,
        "updated_at": NOW,
        "occurred_from": NOW,
        "occurred_to": NOW,
        "also": [{"type": "arson", "by": "unknown"}],
        "equipment": [{"kind": "ladder", "low": 2, "high": None, "note": "ż'\"\\"}],
        "casualties": [],
        "set_by_hand": [],
        "disputed": ["persons"],
        "sectors": ["BIA"],
        "sector_shares": {"BIA": 0.25},
        "place_known": True,
        "side_certain": False,
        "lon": 23.847300000000001,
        "document_date": date(2025, 2, 28),
        "persons_low": 0,
        "reports": 1,
    }


def test_bytes_come_back_as_they_were(house: Installation) -> None:
    everything = bytes(range(256))
    report = {
        **{column.name: None for column in Report.metadata.tables["report"].columns},
        **{"id": "r", "submitted_by": "k", "sha256": "h", "receipt_code": "c", "channel": "put"},
        **{"state": "incident", "incident_id": "one", "received_at": NOW, "clock_suspect": True},
        "vocabulary_version": "1",
    }
    sealed = {"report_id": "r", "wrapping_key": "k", "wrapped_key": None, "ciphertext": everything}
    with house.database.writing() as session:
        insert_rows(session, Incident, [incident("one")])
        insert_rows(session, Report, [report])
        insert_rows(session, SealedReport, [sealed])
    with house.database.reading() as session:
        stored = session.exec(select(SealedReport)).one()
        assert session.exec(select(Report)).one().clock_suspect is True
    assert (stored.ciphertext, stored.wrapped_key) == (everything, None)


def test_many_rows_are_inserted_in_one_call(house: Installation) -> None:
    add(house.database, *(release(f"{number:05d}") for number in range(3_000)))
    assert weeks(house.database) == [f"{number:05d}" for number in range(3_000)]


def test_no_rows_are_no_work(house: Installation) -> None:
    add(house.database)
    assert weeks(house.database) == []


def test_a_row_that_lacks_a_column_stores_nothing_of_its_group(house: Installation) -> None:
    lacking = release("2025-W02")
    del lacking["sha256"]
    with pytest.raises(KeyError, match="sha256"):
        add(house.database, release("2025-W01"), lacking)
    assert weeks(house.database) == []


def test_a_clash_is_the_same_fault_on_both_databases(house: Installation) -> None:
    add(house.database, release("2025-W01"))
    with pytest.raises(IntegrityError):
        add(house.database, release("2025-W02"), release("2025-W01"))
    assert weeks(house.database) == ["2025-W01"]


def test_a_reference_to_nothing_is_refused(house: Installation) -> None:
    sealed = {"report_id": "r", "wrapping_key": "k", "wrapped_key": b"w", "ciphertext": b"c"}

    def insert() -> None:
        with house.database.writing() as session:
            insert_rows(session, SealedReport, [sealed])

    with pytest.raises(IntegrityError):
        insert()


@pytest.mark.parametrize("house", ["sqlite"], indirect=True)
def test_a_commit_on_sqlite_waits_for_the_disk(house: Installation) -> None:
    with house.database.reading() as session:
        settings = [
            session.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "recursive_triggers")
        ]
    assert settings == ["wal", 2, 1, 1]


@pytest.mark.parametrize("house", ["sqlite"], indirect=True)
def test_a_locked_database_is_unavailable_without_the_drivers_words(house: Installation) -> None:
    hurried = Database(house.settings.resolved_database_url)
    event.listen(hurried.engine, "connect", _do_not_wait)
    with house.database.writing() as session:
        session.execute(text("SELECT 1"))
        with pytest.raises(Unavailable) as caught:
            add(hurried, release("2025-W01"))
    hurried.close()
    assert caught.value.detail == "the database did not answer; nothing was changed"


def _do_not_wait(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA busy_timeout=50")


@pytest.mark.parametrize("house", ["sqlite"], indirect=True)
def test_readers_do_not_wait_for_a_writer(house: Installation) -> None:
    with house.database.writing() as session:
        session.add(WeeklyRelease(**release("2025-W01")))
        session.flush()
        assert weeks(house.database) == []


@pytest.fixture(params=["sqlite", "postgres"])
def absent(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database that cannot be reached; no cluster is needed for one that does not answer."""
    if request.param == "postgres":
        database = Database(f"postgresql+psycopg://miedza@127.0.0.1:{free_port()}/nothing")
    else:
        (tmp_path / "folder.sqlite").mkdir()
        database = Database(f"sqlite:///{tmp_path}/folder.sqlite")
    yield database
    database.close()


def test_an_absent_database_is_unavailable_without_the_drivers_words(absent: Database) -> None:
    assert absent.schema_version() is None
    with pytest.raises(Unavailable) as caught, absent.reading() as session:
        session.execute(text("SELECT 1"))
    with pytest.raises(Unavailable):
        add(absent, release("2025-W01"))
    assert caught.value.detail == "the database did not answer; nothing was changed"


@pytest.mark.parametrize("house", ["sqlite"], indirect=True)
def test_without_its_database_the_service_asks_to_come_back_later(
    house: Installation, people: People, absent: Database, report: dict[str, Any]
) -> None:
    with TestClient(create_app(replace(house, database=absent))) as client:
        answers = [
            client.post("/api/reports", json=report, headers=people.monitor),
            client.post("/api/reports/batch", json=[report], headers=people.monitor),
            client.get("/api/collections/incidents/items"),
            client.get("/health/ready"),
        ]
        assert client.get("/api/vocabulary").status_code == 200
    for answer in answers:
        document = problem(answer, "unavailable")
        assert answer.headers["retry-after"] == "5"
        for word in ("sqlite", "psycopg", "refused", "unable", "127.0.0.1", "SELECT"):
            assert word not in str(document)


@pytest.fixture
def own_cluster(postgres_cluster: PostgresCluster) -> Iterator[PostgresCluster]:
    """A cluster to be killed; unlike the shared one it keeps what it committed."""
    cluster = PostgresCluster(durable=True)
    yield cluster
    cluster.stop()


@pytest.mark.slow
@pytest.mark.postgres
def test_the_service_comes_back_by_itself_when_its_database_does(
    own_cluster: PostgresCluster, report: dict[str, Any], tmp_path: Path
) -> None:
    settings = Settings(data_dir=tmp_path, database_url=own_cluster.create_database("miedza"))
    migrate(settings)
    installation = open_installation(settings)
    token = create_token(installation.database, "monitor").token
    with TestClient(create_app(installation)) as client:
        client.headers["Authorization"] = f"Bearer {token}"
        assert client.post("/api/reports", json=report).status_code == 201
        own_cluster.kill()
        # What the server's processes still had in hand may end well.
        problem(until(503, lambda: client.post("/api/reports", json=report)), "unavailable")
        problem(client.get("/health/ready"), "unavailable")
        own_cluster.start()
        until(201, lambda: client.post("/api/reports", json=report))
        assert client.get("/health/ready").status_code == 200


def until(status: int, ask: Callable[[], Response]) -> Response:
    last = time.monotonic() + COMING_BACK_S
    while (answer := ask()).status_code != status:
        assert time.monotonic() < last, answer.text
        time.sleep(0.1)
    return answer


@pytest.mark.parametrize(
    "url",
    ["", "miedza.sqlite", "sqlite://", "mysql://root:secret-word@localhost/x", "://secret-word@"],
)
def test_an_address_that_is_no_database_is_refused_without_its_secrets(url: str) -> None:
    with pytest.raises(SettingInvalid, match="MIEDZA_DATABASE_URL") as caught:
        Database(url)
    assert "secret-word" not in str(caught.value)


def test_chunks_keep_the_order_and_leave_nothing_out() -> None:
    assert [list(chunk) for chunk in chunked(range(7), 3)] == [[0, 1, 2], [3, 4, 5], [6]]
    assert list(chunked([], 3)) == []


@pytest.mark.parametrize("house", ["sqlite"], indirect=True)
def test_many_writers_of_one_process_wait_for_their_turn(house: Installation) -> None:
    def count_one_up(_: int) -> None:
        with house.database.writing() as session:
            time.sleep(0.01)
            session.execute(text("UPDATE public_revision SET revision = revision + 1"))

    with ThreadPoolExecutor(16) as writers:
        assert len(list(writers.map(count_one_up, range(160)))) == 160
    with house.database.reading() as session:
        assert session.execute(text("SELECT revision FROM public_revision")).scalar_one() == 160
