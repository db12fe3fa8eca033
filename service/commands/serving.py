"""`miedza serve`."""

import signal
import socket
from contextlib import ExitStack

import uvicorn

from service.errors import SettingInvalid
from service.installation import open_installation
from service.logs import configure, log_config
from service.main import create_app
from service.settings import load_settings
from service.worker import worker_beside_server

_SHUTDOWN_S = 20


def serve(host: str, port: int, workers: int, with_worker: bool) -> None:
    """Serve until SIGINT or SIGTERM; requests under way are finished first."""
    settings = load_settings()
    configure(settings.log_level)
    with ExitStack() as stack:
        house = open_installation(settings)
        stack.callback(house.database.close)
        _refuse_taken_address(host, port)
        # Afterwards uvicorn raises the signal again: as an interrupt it still lets this block end.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        if with_worker:
            stack.enter_context(worker_beside_server(settings))
        if workers > 1:
            # Each process opens the installation for itself.
            house.database.close()
        uvicorn.run(
            create_app(house) if workers == 1 else "service.main:create_app",
            factory=workers > 1,
            host=host,
            port=port,
            workers=workers,
            # Addresses of callers and the places they ask about are not logged.
            access_log=False,
            log_config=log_config(settings.log_level),
            log_level=settings.log_level,
            server_header=False,
            # Not offered; uvicorn would log addresses of callers and what they ask for.
            ws="none",
            timeout_graceful_shutdown=_SHUTDOWN_S,
        )


def _refuse_taken_address(host: str, port: int) -> None:
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise SettingInvalid(
            f"cannot listen on {host}:{port} ({error.strerror}): choose another --host or --port"
        ) from None
