"""Opaque cursors: a position in a list, bound to the question that it belongs to."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import blake2b

from service.errors import QueryInvalid
from service.parameters import unusable

_CHECKSUM_BYTES = 8


def seal_position(question: object, position: bytes) -> str:
    """A cursor that leads on from `position` in this question, told by its `repr`, and no other."""
    return _text(position + _checksum(question, position))


def open_position(question: object, cursor: str) -> bytes:
    """The position in a cursor of ours; `QueryInvalid` for a changed or a foreign one.

    Anyone can work out the checksum, so the caller still looks at what the position holds.
    """
    try:
        sealed = urlsafe_b64decode(cursor.encode() + b"=" * (-len(cursor) % 4))
    except ValueError:
        raise foreign_cursor() from None
    position, checksum = sealed[:-_CHECKSUM_BYTES], sealed[-_CHECKSUM_BYTES:]
    # The decoder skips what it does not know, so only the text that we would write is good.
    if _text(sealed) != cursor or checksum != _checksum(question, position):
        raise foreign_cursor()
    return position


def foreign_cursor() -> QueryInvalid:
    return unusable(
        "cursor",
        "is changed, or belongs to another collection or filter",
        "the `next` link of a page with the same filter, as it is",
    )


def _text(sealed: bytes) -> str:
    return urlsafe_b64encode(sealed).rstrip(b"=").decode()


def _checksum(question: object, position: bytes) -> bytes:
    return blake2b(repr(question).encode() + position, digest_size=_CHECKSUM_BYTES).digest()
