"""A second process that prepares every other chunk, where a second core is there to run it.

It only reads. What it has prepared is held against the database again before it is written, so
nothing depends on when it did so.
"""

import logging
import os
import signal
from contextlib import suppress
from datetime import date
from multiprocessing import get_context
from multiprocessing.connection import Connection

from service.database import Database
from service.logs import log_unexpected
from service.projections.policy import Policy
from service.projections.preparing import Prepared, Preparing
from service.projections.recompute_repository import Span

_log = logging.getLogger("miedza.worker")

# Requests and other writers go first.
_NICENESS = 10


class Helper:
    """The other process as this one sees it: asked for one chunk at a time."""

    def __init__(self, database: Database, policy: Policy, today: date) -> None:
        address = database.engine.url.render_as_string(hide_password=False)
        context = get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(
            target=_serve, args=(theirs, address, policy, today), daemon=True
        )
        self._process.start()
        theirs.close()
        self._is_warm = False
        self.asked: Span | None = None

    def ask(self, span: Span) -> None:
        """A pipe that is broken is told of by the answer."""
        self.asked = span
        with suppress(OSError):
            self._pipe.send(span)

    def is_ready_soon(self) -> bool:
        """Until its first answer it is starting, and counting what is public."""
        return self._is_warm or self._pipe.poll()

    def answer(self) -> Prepared | None:
        """What was asked for; None when the process has ended."""
        self.asked = None
        try:
            prepared: Prepared = self._pipe.recv()
        except (EOFError, OSError):
            _log.warning("the helping process has ended; going on without it")
            return None
        self._is_warm = True
        return prepared

    def close(self) -> None:
        self._pipe.close()
        self._process.terminate()
        self._process.join()


def _serve(pipe: Connection, address: str, policy: Policy, today: date) -> None:
    """Answer until the asking process is gone, however it ended."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(_NICENESS)
    database = Database(address)
    try:
        preparing = Preparing(database, policy, today)
        while True:
            pipe.send(preparing.prepare(pipe.recv()))
    except (EOFError, OSError):
        return
    except Exception as error:
        log_unexpected(error)
    finally:
        database.close()
