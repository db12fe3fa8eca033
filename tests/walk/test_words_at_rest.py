"""A sender's words lie nowhere in clear: not in any file of the database, its log, or a dump.

They come in by every way, their reports go through all that can become of one, the server is
killed, and then every byte at rest is searched for them in several writings.
"""

import json
import os
import sqlite3
import subprocess
import sys
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from service.accounts.service import create_token
from service.installation import Installation, open_installation
from service.projections.publisher import publish
from service.settings import Settings
from service.summaries.releasing import release_week
from service.vault import Sealed
from service.vault.erasure import erase
from service.vault.rotation import rotate
from tests.cluster import PostgresCluster, find_binaries
from tests.crash.server import Server
from tests.crash.test_kill import restart
from tests.service.imports.conftest import HEADER, PROFILE
from tests.service.projections.stage import claim, move, reading

# No code, name or address holds these. Twelve letters and a multiple of three, so that each has
# one writing in base64 wherever it begins at a multiple of three.
WORDS = ("qzxnarracjaq", "qzxkiedytoqq", "qzxgdzietoqq", "qzxcototojqq")
NARRATIVE, WHEN, WHERE, WHAT = WORDS
# What an import's profile does not know goes to `stated`; what it refuses to the rejects file.
IMPORTED, REJECTED = "qzxzimportuq", "qzxodrzucono"
ALL = (*WORDS, IMPORTED, REJECTED)
SETTINGS_THAT_TELL = {
    "logging_collector": "on",
    "log_statement": "all",
    "log_min_duration_statement": "0",
    "log_parameter_max_length": "-1",
    "log_parameter_max_length_on_error": "-1",
    "log_error_verbosity": "verbose",
}

pytestmark = pytest.mark.slow


def told(**members: Any) -> dict[str, Any]:
    stated = {"when": f"about {WHEN}", "where": f"near {WHERE}", "what": f"they said {WHAT}"}
    return claim(narrative=f"I saw {NARRATIVE} there", stated=stated, **members)


def writings(word: str) -> dict[str, bytes]:
    """The forms in which a word may lie in a file."""
    plain = word.encode()
    base64 = [b64encode(bytes(shift) + plain)[4 * (shift > 0) :] for shift in range(3)]
    return {
        "UTF-8": plain,
        "UTF-16 LE": word.encode("utf-16-le"),
        "UTF-16 BE": word.encode("utf-16-be"),
        "hex": plain.hex().encode(),
        "HEX": plain.hex().upper().encode(),
        "reversed": plain[::-1],
        # The last group may be shared with what follows.
        **{f"base64 +{shift}": found.rstrip(b"=")[:-4] for shift, found in enumerate(base64)},
    }


NEEDLES = {f"{word} in {form}": found for word in ALL for form, found in writings(word).items()}


def found_in(content: bytes) -> list[str]:
    folded = content.lower()
    return [
        name for name, needle in NEEDLES.items() if needle in content or needle.lower() in folded
    ]


def test_the_search_finds_each_writing() -> None:
    for word in ALL:
        for content in (
            f"..{word}..".encode(),
            word.upper().encode(),
            word.encode("utf-16-le"),
            b64encode(f"a{word}bc".encode()),
            b64encode(f"ab{word}c".encode()),
            b64encode(f"abc{word}".encode()),
            word.encode().hex().encode(),
        ):
            assert found_in(b"\x00" + content + b"\x00"), (word, content)
    assert found_in(b"another thing altogether" * 100) == []


# All that can become of a report.


@contextmanager
def opened(settings: Settings) -> Iterator[Installation]:
    house = open_installation(settings)
    yield house
    house.database.close()


def send_every_way(settings: Settings, port: int, token: str) -> None:
    """PUT, POST, each format of a batch, and bodies that are refused."""
    feature = told()
    place = feature.pop("location")
    geojson = {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "geometry": {"type": "Point", "coordinates": [place["lon"], place["lat"]]},
                "properties": feature,
            }
        ],
    }
    row = {
        "occurred.from": "2025-05-14",
        "occurred.precision": "day",
        "location.method": "sector",
        "location.sectors": "BIA",
        "type": "crossing_attempt",
        "source.type": "testimony",
        "narrative": NARRATIVE,
        "stated.when": WHEN,
        "stated.where": WHERE,
        "stated.what": WHAT,
    }
    csv = ",".join(row) + "\n" + ",".join(row.values()) + "\n"
    one, two = json.dumps(told()), json.dumps(told(language="pl"))
    batch = "/api/reports/batch"
    sent = [
        ("PUT", f"/api/reports/{uuid4()}", one, "application/json", 201),
        ("POST", "/api/reports", one, "application/json", 201),
        ("POST", batch, f"{one}\n{two}\n", "application/x-ndjson", 200),
        ("POST", batch, f"[{json.dumps(told(language='be'))}]", "application/json", 200),
        ("POST", batch, json.dumps(geojson), "application/geo+json", 200),
        ("POST", batch, csv, "text/csv", 200),
        ("PUT", f"/api/reports/{uuid4()}", one[:-40], "application/json", 400),
        ("PUT", f"/api/reports/{uuid4()}", json.dumps(told(type=WHAT)), "application/json", 422),
        ("POST", batch, f"{one[:-9]}\n", "application/x-ndjson", 200),
    ]
    for method, path, content, kind, status in sent:
        answered, body = request(port, token, method, path, content.encode(), kind)
        assert answered == status, (path, kind, body)
        assert found_in(body) == []


def request(
    port: int, token: str, method: str, path: str, content: bytes, kind: str
) -> tuple[int, bytes]:
    with closing(HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        headers = {"Authorization": f"Bearer {token}", "Content-Type": kind}
        connection.request(method, path, content, headers)
        answer = connection.getresponse()
        return answer.status, answer.read()


def run_command(settings: Settings, *arguments: object) -> bytes:
    environment = {
        **os.environ,
        "MIEDZA_DATA_DIR": str(settings.data_dir),
        "MIEDZA_DATABASE_URL": settings.resolved_database_url,
    }
    done = subprocess.run(
        [sys.executable, "-m", "service.cli", *map(str, arguments)],
        env=environment,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def import_a_file(settings: Settings, folder: Path) -> Path:
    """One row whose words the profile does not know, and one that it refuses; the rejects file."""
    profile, rows = folder / "small.toml", folder / "rows.csv"
    profile.write_text(PROFILE + '\n[stated]\nwhat = ["things"]\n', encoding="utf-8")
    rows.write_text(
        f"{HEADER}\n2025-05-14,Białowieża,attempt,{IMPORTED},office\n"
        f"no day,Białowieża,attempt,{REJECTED},office\n",
        encoding="utf-8",
    )
    run_command(settings, "import", rows, "--profile", profile, "--json")
    return rows.with_name("rows.csv.rejects.csv")


def lead_through_everything(house: Installation) -> None:
    """Review, publication, a release, rejection, withdrawal, erasure, a new key."""
    ids = [row["id"] for row in reading(house, "SELECT id FROM incident ORDER BY id")]
    ways: list[tuple[str, ...]] = [
        ("in_review", "verified"),
        ("in_review", "rejected"),
        ("in_review", "withdrawn"),
        ("in_review", "unverifiable"),
    ]
    for number, incident_id in enumerate(ids):
        move(house, incident_id, *ways[number % len(ways)])
    now = datetime(2025, 6, 10, 6, tzinfo=UTC)
    publish(house.database, house.policy, now)
    release_week(house.database, house.policy, "2025-W20", now=now, actor="desk", reason="weekly")
    rotate(house)
    doomed = [row["id"] for row in reading(house, "SELECT id FROM report ORDER BY id LIMIT 2")]
    erase(house.database, doomed)


def search(paths: list[Path]) -> dict[str, list[str]]:
    found = {path.name: found_in(path.read_bytes()) for path in paths if path.is_file()}
    return {name: words for name, words in found.items() if words}


def play(settings: Settings, folder: Path, kill_database: Callable[[], None]) -> Path:
    """The whole story; returns the rejects file."""
    with opened(settings) as house:
        token = create_token(house.database, "monitor").token
    server = Server(settings)
    server.start()
    try:
        send_every_way(settings, server.port, token)
    finally:
        server.kill()
    rejects = import_a_file(settings, folder)
    with opened(settings) as house:
        (count,) = reading(house, "SELECT count(*) AS n FROM report")
        assert count["n"] == 8
        lead_through_everything(house)
        # What came in is really there.
        opened_words = b"".join(
            house.vault.open(sealed, bound_to=report_id) for report_id, sealed in sealed_of(house)
        )
        assert {word for word in ALL if word.encode() in opened_words} >= {*WORDS, IMPORTED}
    # Once more, and the power goes.
    server.start()
    try:
        send_every_way(settings, server.port, token)
        kill_database()
    finally:
        server.kill()
    return rejects


def sealed_of(house: Installation) -> list[tuple[str, Any]]:
    rows = reading(house, "SELECT * FROM sealed_report WHERE wrapped_key IS NOT NULL")
    return [
        (
            row["report_id"],
            Sealed(row["wrapping_key"], bytes(row["wrapped_key"]), bytes(row["ciphertext"])),
        )
        for row in rows
    ]


def check_the_file_that_holds_words_on_purpose(rejects: Path) -> None:
    """Mended at the source and sent again: it must show what was refused, to its owner alone."""
    assert REJECTED.encode() in rejects.read_bytes()
    assert IMPORTED.encode() not in rejects.read_bytes()
    assert rejects.stat().st_mode & 0o777 == 0o600


def test_no_word_lies_in_the_files_of_sqlite(durable_sqlite: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "outside"
    folder.mkdir()

    rejects = play(durable_sqlite, folder, lambda: None)

    data = durable_sqlite.data_dir
    files = [path for path in data.rglob("*") if not path.is_relative_to(folder)]
    assert {"miedza.sqlite", "miedza.sqlite-wal"} <= {path.name for path in files}
    assert search(files) == {}
    with closing(sqlite3.connect(data / "miedza.sqlite")) as database:
        dump = "\n".join(database.iterdump()).encode()
    assert b"INSERT INTO" in dump
    assert found_in(dump) == []
    run_command(durable_sqlite, "backup", folder / "backup.tar")
    assert search([folder / "backup.tar"]) == {}
    check_the_file_that_holds_words_on_purpose(rejects)


@pytest.mark.postgres
def test_no_word_lies_in_the_files_of_postgres(
    durable_postgres: Settings, durable_cluster: PostgresCluster, tmp_path: Path
) -> None:
    folder = tmp_path / "outside"
    folder.mkdir()
    with opened(durable_postgres) as house, house.database.looking_up() as connection:
        for name, value in SETTINGS_THAT_TELL.items():
            connection.exec_driver_sql(f"ALTER SYSTEM SET {name} = '{value}'")
    durable_cluster.kill()
    restart(durable_cluster)

    rejects = play(durable_postgres, folder, durable_cluster.kill)

    files = [path for path in durable_cluster.folder.rglob("*") if path.is_file()]
    kinds = {path.parent.name for path in files}
    assert {"pg_wal", "log"} <= kinds
    log = b"".join(path.read_bytes() for path in files if path.parent.name == "log")
    assert b"COPY sealed_report" in log
    assert search([*files, *durable_postgres.data_dir.glob("*.key")]) == {}
    restart(durable_cluster)
    dump = subprocess.run(
        [
            binaries() / "pg_dump",
            "--host=127.0.0.1",
            f"--port={durable_cluster.port}",
            "--username=miedza",
            "miedza",
        ],
        check=True,
        capture_output=True,
    ).stdout
    assert b"COPY public.sealed_report" in dump
    assert found_in(dump) == []
    run_command(durable_postgres, "backup", folder / "backup.tar")
    assert search([folder / "backup.tar"]) == {}
    check_the_file_that_holds_words_on_purpose(rejects)


def binaries() -> Path:
    folder = find_binaries()
    assert folder is not None
    return folder
