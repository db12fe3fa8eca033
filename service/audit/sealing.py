"""The sealer: numbers entries and links them into the chain, within a second.

Entries are appended by their writers, who do not wait for each other; on PostgreSQL their ids
therefore become visible out of order. The sealer remembers up to which id it has looked, and which
ids below were not sealed or not there yet. A round asks for later ids and for those alone, which is
an index look-up. What this could miss (a writer that held its transaction for an hour, rows that
came in past the sequence) is found by looking through everything, at the start and once an hour.
"""

import logging
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any

from sqlalchemy import Connection

from service.audit import repository
from service.audit.chain import Recorded, Seal, seal_hash
from service.audit.stored import CHUNK
from service.database import Database, chunked
from service.errors import Unavailable

_log = logging.getLogger("miedza.audit")

BATCH = 1_000
# Gaps further below the newest id than this are of transactions that ended long ago.
WINDOW = 10_000
_ROUND_S = 0.5
_AFTER_FAULT_S = 2.0
_LOOK_BACK_EVERY_S = 3_600.0


class Sealer:
    """Seals what is not sealed; any number of them, anywhere, make one chain."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._seen = 0
        self._pending: set[int] = set()
        self._refused: set[int] = set()
        # How far the look through everything has come; None while there is none.
        self._behind: int | None = -1
        self._look_back_at = 0.0

    def run(self) -> int:
        """Seal what is committed now; returns how much. It writes only if there is something."""
        sealed, more = 0, True
        while more:
            unsealed, more = self._find()
            for ids in chunked(sorted(set(unsealed) - self._refused), BATCH):
                sealed += self._seal(ids)
        return sealed

    def _find(self) -> tuple[Sequence[int], bool]:
        """Ids that are not sealed, and whether there may be more of them."""
        if self._behind is None and time.monotonic() >= self._look_back_at:
            self._behind = -1
        with self._database.looking_up() as connection:
            if self._behind is None:
                return self._look_on(connection)
            return self._look_back(connection, self._behind), True

    def _look_back(self, connection: Connection, behind: int) -> Sequence[int]:
        found = repository.unsealed_ids(connection, behind)
        if found:
            self._behind = found[-1]
            return found
        self._seen = repository.newest_entry_id(connection)
        begin = max(self._seen - WINDOW, 0)
        sealed = repository.sealed_after(connection, begin)
        self._pending = set(range(begin + 1, self._seen + 1)) - sealed
        self._behind, self._look_back_at = None, time.monotonic() + _LOOK_BACK_EVERY_S
        return ()

    def _look_on(self, connection: Connection) -> tuple[Sequence[int], bool]:
        waited_for = [
            each
            for ids in chunked(sorted(self._pending), CHUNK)
            for each in repository.entries_of(connection, ids)
        ]
        later = repository.entries_after(connection, self._seen)
        self._wait_for([entry_id for entry_id, _ in later])
        self._pending -= {entry_id for entry_id, is_sealed in (*waited_for, *later) if is_sealed}
        unsealed = [entry_id for entry_id, is_sealed in (*waited_for, *later) if not is_sealed]
        return unsealed, len(later) == CHUNK

    def _wait_for(self, later: Sequence[int]) -> None:
        """Everything up to the newest of these is waited for, until it is sealed."""
        if later:
            begin = max(self._seen, later[-1] - WINDOW)
            self._pending.update(range(begin + 1, later[-1] + 1))
            self._pending = {each for each in self._pending if each > later[-1] - WINDOW}
            self._seen = later[-1]

    def _seal(self, ids: Sequence[int]) -> int:
        """Seal these entries by one transaction, but for those another sealer has sealed."""
        with self._database.writing() as session:
            repository.lock_sealer(session)
            entries = repository.unsealed_among(session, ids)
            usable = [each for each in entries if not any(each.unusable())]
            seals = list(_links(repository.newest_seal(session), usable))
            repository.add_seals(session, seals)
        self._pending.difference_update(ids)
        self._refuse({each.id for each in entries} - {each.id for each in usable})
        return len(seals)

    def _refuse(self, ids: set[int]) -> None:
        self._refused |= ids
        for entry_id in sorted(ids):
            _log.error("audit entry %d cannot be sealed: no entry of ours looks so", entry_id)


def seal_all(database: Database) -> int:
    """Seal what is committed now, where no worker may be running; returns how much."""
    return Sealer(database).run()


@contextmanager
def sealing(database: Database) -> Iterator[None]:
    """A thread seals for as long as the block runs."""
    stop = Event()
    thread = Thread(target=_seal_until, args=(database, stop), name="audit-sealer", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _seal_until(database: Database, stop: Event) -> None:
    sealer = Sealer(database)
    while not stop.is_set():
        try:
            sealer.run()
        except Exception as fault:  # Whatever it is, what comes later must be sealed too.
            # The class alone: a driver's message may hold what an entry says.
            cause = fault.detail if isinstance(fault, Unavailable) else type(fault).__name__
            _log.warning("the audit trail was not sealed (%s); trying again", cause)
            sealer = Sealer(database)
            stop.wait(_AFTER_FAULT_S)
        stop.wait(_ROUND_S)


def _links(head: Seal, entries: Iterable[Recorded]) -> Iterator[dict[str, Any]]:
    seq, previous = head.seq, head.hash
    for entry in entries:
        seq += 1
        previous = seal_hash(previous, seq, entry)
        yield {"seq": seq, "entry_id": entry.id, "hash": previous}
