"""A real server on a real database for benchmarks: durable settings, loopback, a free port."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from service.accounts.service import create_token
from service.database import Database
from service.schema import migrate
from service.settings import Settings
from service.vocabulary import codes
from tests.cluster import PostgresCluster, free_port


@dataclass(frozen=True)
class Store:
    """A migrated, empty database with the server's real durability."""

    settings: Settings
    bare_address: str

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "MIEDZA_DATA_DIR": str(self.settings.data_dir),
            "MIEDZA_DATABASE_URL": self.settings.resolved_database_url,
            "MIEDZA_LOG_LEVEL": "warning",
            # Counted as always, and never used up.
            "MIEDZA_KEY_REQUESTS_PER_MINUTE": "100000000",
            "MIEDZA_ANONYMOUS_REQUESTS_PER_MINUTE": "100000000",
        }

    def token(self, role: str) -> str:
        database = Database(self.settings.resolved_database_url)
        try:
            scopes = codes("scope") if role == "partner" else ()
            return create_token(database, role, scopes=scopes).token
        finally:
            database.close()


@contextmanager
def store(kind: str) -> Iterator[Store]:
    """`sqlite` or `postgres`; everything is removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix="miedza-bench-"))
    cluster = PostgresCluster(durable=True) if kind == "postgres" else None
    try:
        url = cluster.create_database("miedza") if cluster else None
        settings = Settings(data_dir=folder, database_url=url)
        migrate(settings)
        bare = url.replace("+psycopg", "") if url else str(folder / "bare.sqlite")
        yield Store(settings, bare)
    finally:
        if cluster:
            cluster.stop()
        shutil.rmtree(folder)


@contextmanager
def server(where: Store, module: str = "service.cli") -> Iterator[int]:
    """`miedza serve` on a free port; yields the port once it is ready."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", module, "serve", "--port", str(port)], env=where.environment
    )
    try:
        _wait_ready(port)
        yield port
    finally:
        process.terminate()
        process.wait(20)


def _wait_ready(port: int) -> None:
    # A busy machine may need many times the second that a quiet one does.
    for _ in range(1_200):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=1):
                return
        except OSError:
            time.sleep(0.05)
    raise TimeoutError("the server did not become ready")
