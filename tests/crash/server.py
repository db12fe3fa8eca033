"""Our own server in a process of its own, to be killed without warning."""

import time
from http.client import HTTPConnection, HTTPException
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess

import uvicorn

from geo.index import border_index
from service.installation import open_installation
from service.main import create_app
from service.settings import Settings
from tests.cluster import free_port

_START_S = 60.0
_POLL_S = 0.01

# Twenty lives would spend most of their time importing and indexing the border; a fork server
# does both once for all.
border_index()
_CONTEXT = get_context("forkserver")
_CONTEXT.set_forkserver_preload(["tests.crash.server"])


def serve(settings: Settings, port: int) -> None:
    """The whole life of one server process."""
    app = create_app(open_installation(settings))
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="critical")


class Server:
    """The service on one port, which it keeps over its lives, as an address in the field."""

    def __init__(self, settings: Settings) -> None:
        self.port = free_port()
        self._settings = settings
        self._process: ForkServerProcess | None = None

    def start(self) -> None:
        self._process = _CONTEXT.Process(target=serve, args=(self._settings, self.port))
        self._process.start()
        deadline = time.monotonic() + _START_S
        while time.monotonic() < deadline:
            if not self._process.is_alive():
                raise ChildProcessError(f"the server ended with {self._process.exitcode}")
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
            self._process.join()
            self._process.close()
            self._process = None
