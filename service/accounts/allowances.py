"""Allowances: how often something may be done in a minute, by all processes together.

A process takes a lease, a part of the minute's allowance, by one statement, and spends it in
memory. The parts do not overlap, so all processes together never spend more than the allowance.
What one process does not use up of its part is lost to the others for the rest of the minute; so
the first part of a minute is small, and each further one is twice as large, up to a sixteenth.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from math import ceil
from threading import Lock
from typing import Final
from weakref import WeakKeyDictionary

from service.accounts import repository
from service.database import Database
from service.errors import RateLimited, Unavailable

Clock = Callable[[], float]

WINDOW_S: Final = 60
_FIRST, _LARGEST = 256, 16
# While the database gives no lease, it is asked again only so often.
_ASK_AGAIN_S = 1.0


@dataclass(frozen=True, slots=True)
class Bucket:
    """What is counted together, and how often a minute; 0 is without limit.

    When the database cannot count, a request passes: a limit must not be what makes reads fail.
    Where each try is a guess at a secret, `strict` lets nothing pass uncounted (`Unavailable`).
    """

    kind: str
    per_minute: int
    strict: bool = False

    def part(self, before: int) -> int:
        """How much to take after a part of this size; 0 at the beginning of a minute."""
        wanted = 2 * before or self.per_minute // _FIRST
        return max(1, min(wanted, self.per_minute // _LARGEST))


@dataclass(slots=True)
class _Lease:
    """What is left of the part that this process holds; `over` when there are no more parts."""

    window: int = -1
    part: int = 0
    left: int = 0
    over: bool = False
    passes_until: float = 0.0
    # Held for a moment, by the server's loop too; the other one while the database is asked.
    counting: Lock = field(default_factory=Lock)
    asking: Lock = field(default_factory=Lock)


class Leases:
    """The leases of one process on one database, by bucket and subject."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._held: dict[tuple[str, str], _Lease] = {}

    def spend_held(self, bucket: Bucket, subject: str, now: float) -> bool:
        """Spend one from memory; False when a lease must be taken first.

        Raises `RateLimited` when the minute's allowance is known to be used up.
        """
        if not bucket.per_minute:
            return True
        lease = self._lease(bucket, subject)
        with lease.counting:
            if lease.window != int(now // WINDOW_S):
                return not bucket.strict and now < lease.passes_until
            if lease.left:
                lease.left -= 1
                return True
            if lease.over:
                raise _used_up(now)
            return not bucket.strict and now < lease.passes_until

    def spend(self, bucket: Bucket, subject: str, now: float) -> None:
        """Spend one, with a new lease if none is held: may wait for the database."""
        if self.spend_held(bucket, subject, now):
            return
        lease = self._lease(bucket, subject)
        with lease.asking:
            # Whoever asked meanwhile may have brought enough for this request too.
            if not self.spend_held(bucket, subject, now):
                self._renew(lease, bucket, subject, now)

    def _renew(self, lease: _Lease, bucket: Bucket, subject: str, now: float) -> None:
        """Take a part and spend one of it, or learn that there are no more."""
        window = int(now // WINDOW_S)
        part = bucket.part(lease.part if lease.window == window else 0)
        try:
            with self._database.counting() as connection:
                name = f"{bucket.kind}:{subject}"
                counted = repository.take(connection, name, window, part)
        except Unavailable:
            if bucket.strict:
                raise
            lease.passes_until = now + _ASK_AGAIN_S
            return
        granted = min(part, bucket.per_minute - (counted - part))
        with lease.counting:
            lease.window, lease.part, lease.over = window, part, granted <= 0
            lease.left = max(0, granted - 1)
        if granted <= 0:
            raise _used_up(now)

    def _lease(self, bucket: Bucket, subject: str) -> _Lease:
        key = (bucket.kind, subject)
        found = self._held.get(key)
        return self._held.setdefault(key, _Lease()) if found is None else found


_BY_DATABASE: "WeakKeyDictionary[Database, Leases]" = WeakKeyDictionary()


def leases_on(database: Database) -> Leases:
    """This process's leases on a database, the same ones at each call."""
    found = _BY_DATABASE.get(database)
    return _BY_DATABASE.setdefault(database, Leases(database)) if found is None else found


def spend(
    database: Database, bucket: Bucket, subject: str = "anyone", clock: Clock = time.time
) -> None:
    """Spend one of a subject's allowance; raises `RateLimited` when the minute's is used up.

    A subject is an id of ours or a fixed word, never an address and nothing that a caller chose:
    each one is a row. May wait for the database, so it is not for the server's loop.
    """
    leases_on(database).spend(bucket, subject, clock())


def _used_up(now: float) -> RateLimited:
    wait_s = max(1, ceil(WINDOW_S - now % WINDOW_S))
    return RateLimited(f"the allowance of this minute is used up; wait {wait_s} s", wait_s)
