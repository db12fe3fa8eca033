"""Opaque cursors: a position in a list, signed together with the question that it belongs to."""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import orjson

from service.errors import QueryInvalid
from service.parameters import unusable

# Of HMAC-SHA-256: nobody guesses so many, and the text stays short.
TAG_BYTES: Final = 16

# The name of a list, and what it is asked for: values that JSON has, days and data classes.
AskedOf = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Cursors:
    """Seals under the newest of these keys, and opens what any of them has sealed.

    A position that opens is one that we wrote for this very question, so it needs no second look.
    """

    keys: Callable[[], Sequence[bytes]]

    def seal(self, asked: AskedOf, position: bytes) -> str:
        """A cursor that leads on from `position` in this question, and in no other."""
        return _text(position + _tag(self.keys()[0], _signed(asked, position)))

    def open(self, asked: AskedOf, cursor: str) -> bytes:
        """The position in a cursor of ours; `QueryInvalid` for a changed or a foreign one."""
        try:
            sealed = urlsafe_b64decode(cursor.encode() + b"=" * (-len(cursor) % 4))
        except ValueError:
            raise foreign_cursor() from None
        position, tag = sealed[:-TAG_BYTES], sealed[-TAG_BYTES:]
        signed = _signed(asked, position)
        # The decoder skips what it does not know, so only the text that we would write is good.
        if _text(sealed) != cursor or not any(
            hmac.compare_digest(tag, _tag(key, signed)) for key in self.keys()
        ):
            raise foreign_cursor()
        return position

    @property
    def mark(self) -> str:
        """Changes with the newest key: a part of the tag of an answer that holds cursors.

        Else a client that is told 304 would follow links of a key that is no more.
        """
        return _tag(self.keys()[0], b"").hex()


# For a question that has one page alone; it opens nothing.
NO_CURSORS: Final = Cursors(tuple)


def foreign_cursor() -> QueryInvalid:
    return unusable(
        "cursor",
        "is changed or too old, or belongs to another collection or filter",
        "the `next` link of a page with the same filter, as it is",
    )


def _text(sealed: bytes) -> str:
    return urlsafe_b64encode(sealed).rstrip(b"=").decode()


def _signed(asked: AskedOf, position: bytes) -> bytes:
    """No list in JSON begins another one, so these bytes tell where the question ends."""
    return orjson.dumps(asked) + position


def _tag(key: bytes, signed: bytes) -> bytes:
    return hmac.digest(key, signed, "sha256")[:TAG_BYTES]
