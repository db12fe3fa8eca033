"""Cursors of features: where the next page begins, bound to the question it belongs to.

A cursor holds the position of the last feature of a page (what it is sorted by, id), or of the
first one where it leads back, so rows that come or go elsewhere neither repeat a feature nor leave
one out. Its signature covers collection, filter, order and the sectors of the caller's key, but not
`limit`: a client may change the size of its pages on the way.
"""

import re
from dataclasses import dataclass

import orjson

from service.cursors import AskedOf, Cursors
from service.features.filters import Filter
from service.features.sorting import Order, Scalar

# What the feature is sorted by, and last its id.
Key = tuple[Scalar, ...]


@dataclass(frozen=True, slots=True)
class Position:
    """A page begins behind this feature; one that leads back ends before it."""

    key: Key
    back: bool = False


FEATURE_ID = re.compile(r"[0-9A-Za-z_-]{1,64}")


def write_cursor(
    cursors: Cursors, collection_id: str, wanted: Filter, order: Order, at: Position
) -> str:
    asked = _question(collection_id, wanted, order)
    return cursors.seal(asked, orjson.dumps([at.back, *at.key]))


def read_cursor(
    cursors: Cursors, collection_id: str, wanted: Filter, order: Order, cursor: str
) -> Position:
    """The position in a cursor of ours; `QueryInvalid` for a changed or a foreign one."""
    asked = _question(collection_id, wanted, order)
    back, *key = orjson.loads(cursors.open(asked, cursor))
    return Position(tuple(key), back)


def _question(collection_id: str, wanted: Filter, order: Order) -> AskedOf:
    return collection_id, wanted.query(), wanted.within, [str(term) for term in order]
