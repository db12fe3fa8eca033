"""Answers as GeoJSON (RFC 7946), put around stored features without reading them."""

from dataclasses import dataclass
from hashlib import sha256

import orjson

from service.features.collections import Collection
from service.features.filters import Filter, PageAsked
from service.features.links import GEOJSON, JSON, PAGE, Link, items_address, link, with_query
from service.features.shaping import STORED, Shape, reshape


@dataclass(frozen=True, slots=True)
class Page:
    """Features in pieces, in the shape that was asked for, and cursors of the pages beside it.

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
    shape: Shape = STORED

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
        asked = {**self.wanted.query(), **self.shape.query(), **self.asked.query()}
        asked |= {name: "given" for name in ("bbox", "filter") if name in asked}
        asked.pop("bbox-crs", None)
        return sha256(orjson.dumps([self.collection.id, asked])).hexdigest()

    def address_in(self, form: str) -> str:
        """The same page in another form."""
        items = items_address(self.base, self.collection.id)
        return with_query(items, {**self.wanted.query(), **self.asked.query(), "f": form})

    def page_address(self, cursor: str) -> str:
        return self._address(PageAsked(self.asked.limit, cursor))

    def _address(self, asked: PageAsked) -> str:
        items = items_address(self.base, self.collection.id)
        return with_query(items, {**self.wanted.query(), **self.shape.query(), **asked.query()})


def page_links(question: Question, page: Page) -> list[Link]:
    own = f"{question.base}/api/collections/{question.collection.id}"
    links = [
        link("self", question.address, GEOJSON),
        link("alternate", question.address_in("html"), PAGE, "This page for people"),
        link("collection", own, JSON),
    ]
    for rel, cursor in (("prev", page.prev_cursor), ("next", page.next_cursor)):
        if cursor is not None:
            links.append(link(rel, question.page_address(cursor), GEOJSON))
    return links


def render_page(question: Question, page: Page) -> bytes:
    collection = question.collection
    head = orjson.dumps(
        {
            "type": "FeatureCollection",
            **({} if page.matched is None else {"numberMatched": page.matched}),
            "numberReturned": page.count,
            "links": page_links(question, page),
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


def feature_links(collection: Collection, base: str, feature_id: str) -> list[Link]:
    own = f"{items_address(base, collection.id)}/{feature_id}"
    return [
        link("self", own, GEOJSON),
        link("alternate", with_query(own, {"f": "html"}), PAGE, "This feature for people"),
        link("collection", f"{base}/api/collections/{collection.id}", JSON),
    ]


def render_feature(collection: Collection, base: str, feature_id: str, feature: bytes) -> bytes:
    """One stored feature with its links."""
    links = feature_links(collection, base, feature_id)
    return feature[:-1] + b',"links":' + orjson.dumps(links) + b"}"
