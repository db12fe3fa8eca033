"""Cursors of features: where the next page begins, bound to the question it belongs to.

A cursor holds the position of the last feature of a page (start of its time, id), or of the first
one where it leads back, so rows that come or go elsewhere neither repeat a feature nor leave one
out. Its checksum covers collection, filter
and the sectors of the caller's key, but not `limit`: a client may change the size of its pages on
the way.
"""

import re
import struct
from dataclasses import dataclass

from service.cursors import foreign_cursor, open_position, seal_position
from service.features.filters import Filter

Key = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Position:
    """A page begins behind this feature; one that leads back ends before it."""

    key: Key
    back: bool = False


_HEAD = struct.Struct(">?q")
# Also what keeps a forged cursor from carrying anything odd to the database.
FEATURE_ID = re.compile(r"[0-9A-Za-z_-]{1,64}")


def write_cursor(collection_id: str, wanted: Filter, at: Position) -> str:
    start, feature_id = at.key
    position = _HEAD.pack(at.back, start) + feature_id.encode()
    return seal_position(_question(collection_id, wanted), position)


def read_cursor(collection_id: str, wanted: Filter, cursor: str) -> Position:
    """The position in a cursor of ours; `QueryInvalid` for a changed or a foreign one."""
    position = open_position(_question(collection_id, wanted), cursor)
    feature_id = position[_HEAD.size :].decode(errors="replace")
    if not FEATURE_ID.fullmatch(feature_id):
        raise foreign_cursor()
    back, start = _HEAD.unpack_from(position)
    return Position((start, feature_id), back)


def _question(collection_id: str, wanted: Filter) -> tuple[object, ...]:
    return collection_id, wanted.query(), wanted.within
