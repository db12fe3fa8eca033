"""Cursors of features: where the next page begins, bound to the question it belongs to.

A cursor holds the position of the last feature of a page (what it is sorted by, id), or of the
first one where it leads back, so rows that come or go elsewhere neither repeat a feature nor leave
one out. Its checksum covers collection, filter, order and the sectors of the caller's key, but not
`limit`: a client may change the size of its pages on the way.
"""

import re
from dataclasses import dataclass

import orjson

from service.cursors import foreign_cursor, open_position, seal_position
from service.features.filters import Filter
from service.features.sorting import Order, Scalar

# What the feature is sorted by, and last its id.
Key = tuple[Scalar, ...]


@dataclass(frozen=True, slots=True)
class Position:
    """A page begins behind this feature; one that leads back ends before it."""

    key: Key
    back: bool = False


# Also what keeps a forged cursor from carrying anything odd to the database.
FEATURE_ID = re.compile(r"[0-9A-Za-z_-]{1,64}")


def write_cursor(collection_id: str, wanted: Filter, order: Order, at: Position) -> str:
    return seal_position(_question(collection_id, wanted, order), orjson.dumps([at.back, *at.key]))


def read_cursor(collection_id: str, wanted: Filter, order: Order, cursor: str) -> Position:
    """The position in a cursor of ours; `QueryInvalid` for a changed or a foreign one."""
    position = open_position(_question(collection_id, wanted, order), cursor)
    try:
        back, *key = orjson.loads(position)
    except (ValueError, TypeError):
        raise foreign_cursor() from None
    if not key or not FEATURE_ID.fullmatch(str(key[-1])):
        raise foreign_cursor()
    return Position(tuple(key), back)


def _question(collection_id: str, wanted: Filter, order: Order) -> tuple[object, ...]:
    return collection_id, wanted.query(), wanted.within, [str(term) for term in order]
