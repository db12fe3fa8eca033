"""Cursors of features: where the next page begins, bound to the question it belongs to.

A cursor holds the position of the last feature of a page (start of its time, id), or of the first
one where it leads back, so rows that come or go elsewhere neither repeat a feature nor leave one
out. Its signature covers collection, filter and the sectors of the caller's key, but not `limit`:
a client may change the size of its pages on the way.
"""

import re
import struct
from dataclasses import dataclass

from service.cursors import AskedOf, Cursors
from service.features.filters import Filter

Key = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Position:
    """A page begins behind this feature; one that leads back ends before it."""

    key: Key
    back: bool = False


_HEAD = struct.Struct(">?q")
FEATURE_ID = re.compile(r"[0-9A-Za-z_-]{1,64}")


def write_cursor(cursors: Cursors, collection_id: str, wanted: Filter, at: Position) -> str:
    start, feature_id = at.key
    position = _HEAD.pack(at.back, start) + feature_id.encode()
    return cursors.seal(_question(collection_id, wanted), position)


def read_cursor(cursors: Cursors, collection_id: str, wanted: Filter, cursor: str) -> Position:
    """The position in a cursor of ours; `QueryInvalid` for a changed or a foreign one."""
    position = cursors.open(_question(collection_id, wanted), cursor)
    back, start = _HEAD.unpack_from(position)
    return Position((start, position[_HEAD.size :].decode()), back)


def _question(collection_id: str, wanted: Filter) -> AskedOf:
    return collection_id, wanted.query(), wanted.within
