"""Answers as GeoJSON (RFC 7946), put around stored features without reading them."""

from dataclasses import dataclass
from hashlib import sha256

import orjson

from service.features.collections import Collection
from service.features.filters import Filter, PageAsked
from service.features.links import GEOJSON, JSON, items_address, link, with_query


@dataclass(frozen=True, slots=True)
class Page:
    """Stored features in pieces, as they were read, and cursors of the pages beside it, if any.

    `matched` is how many there are over all pages, where that is known without another count.
    """

    pieces: list[bytes | memoryview]
    count: int
    next_cursor: str | None = None
    prev_cursor: str | None = None
    matched: int | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """Which page of which collection is asked for, and under which address."""

    collection: Collection
    base: str
    wanted: Filter
    asked: PageAsked

    @property
    def address(self) -> str:
        """The same for every spelling of the same question."""
        return self._address(self.asked)

    @property
    def digest(self) -> str:
        """Tells questions apart in the audit trail without saying what was asked.

        Of a box or a filter it holds only that there was one: what is short and round could be
        guessed from a hash.
        """
        asked = {**self.wanted.query(), **self.asked.query()}
        asked |= {name: "given" for name in ("bbox", "filter") if name in asked}
        return sha256(orjson.dumps([self.collection.id, asked])).hexdigest()

    def page_address(self, cursor: str) -> str:
        return self._address(PageAsked(self.asked.limit, cursor))

    def _address(self, asked: PageAsked) -> str:
        items = items_address(self.base, self.collection.id)
        return with_query(items, {**self.wanted.query(), **asked.query()})


def render_page(question: Question, page: Page) -> bytes:
    collection = question.collection
    links = [
        link("self", question.address, GEOJSON),
        link("collection", f"{question.base}/api/collections/{collection.id}", JSON),
    ]
    for rel, cursor in (("prev", page.prev_cursor), ("next", page.next_cursor)):
        if cursor is not None:
            links.append(link(rel, question.page_address(cursor), GEOJSON))
    head = orjson.dumps(
        {
            "type": "FeatureCollection",
            **({} if page.matched is None else {"numberMatched": page.matched}),
            "numberReturned": page.count,
            "links": links,
            "attribution": collection.attribution,
            "licence": collection.licence,
        }
    )
    return _enclose(head[:-1] + b',"features":[', page.pieces, b"]}")


def _enclose(head: bytes, pieces: list[bytes | memoryview], tail: bytes) -> bytes:
    """The pieces with commas between them; megabytes, so they are copied only once."""
    if len(pieces) < 2:
        return b"".join((head, *pieces, tail))
    first, *between, last = pieces
    return b",".join((b"".join((head, first)), *between, b"".join((last, tail))))


def render_feature(collection: Collection, base: str, feature_id: str, feature: bytes) -> bytes:
    """One stored feature with its links."""
    links = [
        link("self", f"{items_address(base, collection.id)}/{feature_id}", GEOJSON),
        link("collection", f"{base}/api/collections/{collection.id}", JSON),
    ]
    return feature[:-1] + b',"links":' + orjson.dumps(links) + b"}"
