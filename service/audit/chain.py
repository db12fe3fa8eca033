"""How an entry is hashed into the chain: the recipe of docs/audit.md, and nothing else."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Final

# What stands for the seal before the first one.
GENESIS: Final = "0" * 64

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Seal:
    """A place in the chain, and the hash that covers everything up to it."""

    seq: int
    hash: str


NO_SEAL: Final = Seal(0, GENESIS)


@dataclass(frozen=True, slots=True)
class Recorded:
    """An entry as it is stored, text for text; None where a column holds what it cannot hold."""

    id: int
    at: str | None
    actor: str | None
    action: str | None
    subject: str | None
    details: str | None

    def unusable(self) -> Iterator[str]:
        """Columns that have no canonical form, as only a foreign hand can leave them."""
        for name in ("at", "actor", "action", "subject", "details"):
            if getattr(self, name) is None:
                yield name


def seal_hash(previous: str, seq: int, entry: Recorded) -> str:
    """SHA-256 in hexadecimal over the hash before, the number and every column of the entry.

    Each part is a netstring (its length in bytes, a colon, its bytes in UTF-8, a comma), so that no
    two different entries are written alike. Raises `ValueError` for an unusable column.
    """
    parts = (entry.at, entry.actor, entry.action, entry.subject, entry.details)
    written = sha256()
    for part in (previous, str(seq), str(entry.id), *parts):
        if part is None:
            raise ValueError("an entry with an unusable column has no hash")
        encoded = part.encode()
        written.update(b"%d:%b," % (len(encoded), encoded))
    return written.hexdigest()


def instant_text(instant: datetime) -> str:
    """An aware instant as `2025-11-25T21:30:00.000000Z`, always of this length."""
    utc = instant.astimezone(UTC).replace(tzinfo=None)
    return f"{utc.isoformat(timespec='microseconds')}Z"


def microseconds_text(microseconds: int | None) -> str | None:
    """The same of microseconds since 1970; None for what no calendar holds."""
    try:
        return None if microseconds is None else instant_text(_EPOCH + microseconds * _MICROSECOND)
    except OverflowError:
        return None
