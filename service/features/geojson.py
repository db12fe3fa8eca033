"""Answers as GeoJSON (RFC 7946), put around stored features without reading them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

import orjson

from service.cursors import NO_CURSORS, Cursors
from service.features.collections import Collection
from service.features.filters import Filter, PageAsked
from service.features.links import (
    GEOJSON,
    JSON,
    Link,
    items_address,
    link,
    link_by_post,
    policy_address,
    search_address,
    with_query,
)
from service.features.searched import Search
from service.features.shaping import STORED, Shape, reshape


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
    """Which page of which collection is asked for, and under which address.

    `f` is the code of the form as links say it, where it is not the form that anyone gets.
    `cursors` are those of the installation; what has no other pages needs none. Links of a
    question that came as a body, which no address could hold, bring bodies.
    """

    collection: Collection
    base: str
    wanted: Filter
    asked: PageAsked
    shape: Shape = STORED
    f: str | None = None
    cursors: Cursors = NO_CURSORS
    search: Search | None = None

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

    def link_to(self, rel: str, media_type: str, cursor: str | None = None) -> Link:
        """To this page, or to the one at the cursor, in the same form."""
        if self.search is not None:
            found = self.search if cursor is None else self.search.at(cursor)
            return self._link_by_post(rel, media_type, found.in_form(self.f))
        asked = self.asked if cursor is None else self.asked.at(cursor)
        return link(rel, self._address(asked), media_type)

    def link_as(self, f: str, media_type: str) -> Link:
        """To the same page in another form."""
        if self.search is not None:
            return self._link_by_post("alternate", media_type, self.search.in_form(f))
        return link("alternate", self.address_as(f), media_type)

    def _link_by_post(self, rel: str, media_type: str, body: Mapping[str, Any]) -> Link:
        return link_by_post(rel, search_address(self.base, self.collection.id), media_type, body)

    def address_as(self, f: str) -> str:
        """Where the same page is in another form."""
        return replace(self, f=f).address

    def _address(self, asked: PageAsked) -> str:
        query = {**self.wanted.query(), **self.shape.query(), **asked.query(), **_form(self.f)}
        return with_query(items_address(self.base, self.collection.id), query)


@dataclass(frozen=True, slots=True)
class One:
    """Which feature is asked for; the rest as in a question."""

    collection: Collection
    base: str
    feature_id: str
    shape: Shape = STORED
    f: str | None = None

    @property
    def address(self) -> str:
        own = f"{items_address(self.base, self.collection.id)}/{self.feature_id}"
        return with_query(own, {**self.shape.query(), **_form(self.f)})

    def address_as(self, f: str) -> str:
        return replace(self, f=f).address

    def link_as(self, f: str, media_type: str) -> Link:
        return link("alternate", self.address_as(f), media_type)


def page_links(
    question: Question, page: Page, alternates: Sequence[Link] = (), media_type: str = GEOJSON
) -> list[Link]:
    links = [
        question.link_to("self", media_type),
        _collection_link(question.collection, question.base),
    ]
    for rel, cursor in (("prev", page.prev_cursor), ("next", page.next_cursor)):
        if cursor is not None:
            links.append(question.link_to(rel, media_type, cursor))
    return [*links, *alternates]


def feature_links(
    one: One, alternates: Sequence[Link] = (), media_type: str = GEOJSON
) -> list[Link]:
    own = link("self", one.address, media_type)
    return [own, _collection_link(one.collection, one.base), *alternates]


def render_page(question: Question, page: Page, alternates: Sequence[Link] = ()) -> bytes:
    head = orjson.dumps(
        {
            "type": "FeatureCollection",
            **({} if page.matched is None else {"numberMatched": page.matched}),
            "numberReturned": page.count,
            "links": page_links(question, page, alternates),
            **_terms(question.collection, question.base),
        }
    )
    return _enclose(head[:-1] + b',"features":[', page.pieces, b"]}")


def render_feature(one: One, feature: bytes, alternates: Sequence[Link] = ()) -> bytes:
    """One stored feature in the shape that is asked for, with its links."""
    (shaped,) = reshape(one.shape, [feature])
    links = feature_links(one, alternates)
    members = orjson.dumps({"links": links, **_terms(one.collection, one.base)})
    return b"".join((shaped[:-1], b",", members[1:]))


def _enclose(head: bytes, pieces: list[bytes | memoryview], tail: bytes) -> bytes:
    """The pieces with commas between them; megabytes, so they are copied only once."""
    if len(pieces) < 2:
        return b"".join((head, *pieces, tail))
    first, *between, last = pieces
    return b",".join((b"".join((head, first)), *between, b"".join((last, tail))))


def _collection_link(collection: Collection, base: str) -> Link:
    return link("collection", f"{base}/api/collections/{collection.id}", JSON)


def _form(f: str | None) -> dict[str, str]:
    return {} if f is None else {"f": f}


def _terms(collection: Collection, base: str) -> dict[str, str]:
    """What whoever hands the features on must say, and why they are as coarse as they are."""
    return {
        "attribution": collection.attribution,
        "licence": collection.licence,
        "policy": policy_address(base),
    }
