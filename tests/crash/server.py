"""Our own server in a process of its own, to be killed without warning."""

import os
import subprocess
import sys
import time
from http.client import HTTPConnection, HTTPException

from service.settings import Settings
from tests.cluster import free_port

_START_S = 60.0
_POLL_S = 0.02


class Server:
    """`uvicorn` on a free port; it keeps the port over its lives, as an address in the field."""

    def __init__(self, settings: Settings) -> None:
        self.port = free_port()
        self._environment = {
            **os.environ,
            "MIEDZA_DATA_DIR": str(settings.data_dir),
            "MIEDZA_DATABASE_URL": settings.resolved_database_url,
        }
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [sys.executable, "-m", "uvicorn", "service.main:create_app", "--factory"]
        options = ["--host", "127.0.0.1", "--port", str(self.port), "--log-level", "critical"]
        self._process = subprocess.Popen([*command, *options], env=self._environment)
        deadline = time.monotonic() + _START_S
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                raise ChildProcessError(f"the server ended with {self._process.returncode}")
            if self.is_ready():
                return
            time.sleep(_POLL_S)
        raise TimeoutError("the server was not ready in time")

    def is_ready(self) -> bool:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/health/ready")
            return connection.getresponse().status == 200
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()

    def kill(self) -> None:
        """SIGKILL to the process that this object started, and to no other."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None
