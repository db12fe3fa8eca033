"""A throw-away PostgreSQL cluster on loopback, for tests, crash tests and benchmarks."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


def find_binaries() -> Path | None:
    """The folder with `initdb` of the newest PostgreSQL that also has PostGIS."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for folder in folders:
        share = Path("/usr/share/postgresql") / folder.parent.name / "extension"
        if (folder / "initdb").exists() and (share / "postgis.control").exists():
            return folder
    return None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class PostgresCluster:
    """Starts on a free port in a folder of its own; `durable` keeps the server's real settings."""

    def __init__(self, *, durable: bool) -> None:
        binaries = find_binaries()
        if binaries is None:
            raise FileNotFoundError("PostgreSQL with PostGIS is not installed")
        self._binaries = binaries
        self._settings = () if durable else _FAST
        # The server refuses root, so its folder belongs to its own user then.
        self._user = "postgres" if os.geteuid() == 0 else None
        self.folder = Path(tempfile.mkdtemp(prefix="miedza-postgres-"))
        if self._user:
            shutil.chown(self.folder, self._user)
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self._run(
            "initdb", "-D", str(self.folder / "data"), "-U", "miedza", "-A", "trust",
            "-E", "UTF8", "--locale=C.UTF-8",
        )  # fmt: skip
        self.start()

    def url(self, database: str = "miedza") -> str:
        return f"postgresql+psycopg://miedza@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        options = ("listen_addresses=127.0.0.1", f"port={self.port}", "max_connections=100")
        flags = [part for option in (*options, *self._settings) for part in ("-c", option)]
        self._process = subprocess.Popen(
            [self._binaries / "postgres", "-D", self.folder / "data", "-k", self.folder, *flags],
            user=self._user,
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._wait()

    def create_database(self, name: str) -> str:
        self._run("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "miedza", name)
        return self.url(name)

    def kill(self) -> None:
        """End the whole cluster at once, as a power cut would."""
        if self._process:
            self._process.kill()
            self._process.wait()

    def stop(self) -> None:
        if self._process:
            self._process.terminate()
            try:
                self._process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _wait(self) -> None:
        ready = ["pg_isready", "-h", "127.0.0.1", "-p", str(self.port), "-q"]
        for _ in range(200):
            command = [self._binaries / ready[0], *ready[1:]]
            if subprocess.run(command, check=False).returncode == 0:
                return
            time.sleep(0.05)
        raise TimeoutError("PostgreSQL did not start")

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [self._binaries / program, *arguments],
            user=self._user,
            cwd=self.folder,
            check=True,
            stdout=subprocess.DEVNULL,
        )
