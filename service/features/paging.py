"""Cursors: where the next page begins, bound to the question it belongs to.

A cursor holds the position of the last feature of a page (start of its time, id), so rows that come
or go elsewhere neither repeat a feature nor leave one out. Its checksum covers collection, filter
and the sectors of the caller's key, but not `limit`: a client may change the size of its pages on
the way.
"""

import re
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import blake2b

from service.errors import QueryInvalid
from service.features.faults import unusable
from service.features.filters import Filter

Key = tuple[int, str]

_CHECKSUM_BYTES = 8
_START = struct.Struct(">q")
# Also what keeps a forged cursor from carrying anything odd to the database.
FEATURE_ID = re.compile(r"[0-9A-Za-z_-]{1,64}")


def write_cursor(collection_id: str, wanted: Filter, after: Key) -> str:
    start, feature_id = after
    position = _START.pack(start) + feature_id.encode()
    return _text(position + _checksum(collection_id, wanted, position))


def read_cursor(collection_id: str, wanted: Filter, cursor: str) -> Key:
    """The position in a cursor of ours; `QueryInvalid` for a changed or a foreign one."""
    try:
        sealed = urlsafe_b64decode(cursor.encode() + b"=" * (-len(cursor) % 4))
    except ValueError:
        raise foreign_cursor() from None
    position, checksum = sealed[:-_CHECKSUM_BYTES], sealed[-_CHECKSUM_BYTES:]
    feature_id = position[_START.size :].decode(errors="replace")
    # The decoder skips what it does not know, so only the text that we would write is good.
    if (
        _text(sealed) != cursor
        or checksum != _checksum(collection_id, wanted, position)
        or not FEATURE_ID.fullmatch(feature_id)
    ):
        raise foreign_cursor()
    return _START.unpack_from(position)[0], feature_id


def foreign_cursor() -> QueryInvalid:
    return unusable(
        "cursor",
        "is changed, or belongs to another collection or filter",
        "the `next` link of a page with the same filter, as it is",
    )


def _text(sealed: bytes) -> str:
    return urlsafe_b64encode(sealed).rstrip(b"=").decode()


def _checksum(collection_id: str, wanted: Filter, position: bytes) -> bytes:
    question = repr((collection_id, wanted.query(), wanted.within)).encode()
    return blake2b(question + position, digest_size=_CHECKSUM_BYTES).digest()
