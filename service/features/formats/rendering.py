"""A page or a feature in the form that was chosen, with the headers that belong to it.

GeoJSON holds its links and terms; the other forms have no place for them, so headers tell them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from service.conditional import tag_of_body, tag_of_parts
from service.features.collections import Collection
from service.features.filters import Filter, PageAsked
from service.features.formats import csv_table, flatgeobuf, geojson_sequence, ndjson
from service.features.formats.forms import (
    CSV,
    FLATGEOBUF,
    GEOJSON_FORM,
    GEOJSON_SEQUENCE,
    NDJSON,
    Chosen,
    offered,
)
from service.features.geojson import One, Page, Question, render_feature, render_page
from service.features.links import JSON, Link, link, policy_address
from service.features.negotiation import Form
from service.features.searched import Search
from service.features.shaping import reshape


@dataclass(frozen=True, slots=True)
class Lines:
    """A form that can be sent while it is read: what it begins with, and each page behind that."""

    features: Callable[[Question, Page], bytes]
    head: Callable[[Question], bytes] = lambda _: b""

    def whole(self, question: Question, page: Page) -> bytes:
        return self.head(question) + self.features(question, page)


LINES: Final[Mapping[Form, Lines]] = {
    GEOJSON_SEQUENCE: Lines(geojson_sequence.render_features),
    NDJSON: Lines(ndjson.render_features),
    CSV: Lines(csv_table.render_features, csv_table.render_head),
}
_PAGES: Final[Mapping[Form, Callable[[Question, Page], bytes]]] = {
    FLATGEOBUF: flatgeobuf.render_page,
    **{form: lines.whole for form, lines in LINES.items()},
}
NEXT_CURSOR: Final = "Miedza-Next-Cursor"
# What is saved as a file and opened by another program.
_FILES: Final = (CSV, FLATGEOBUF)


@dataclass(frozen=True, slots=True)
class Rendered:
    form: Form
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)

    def tag(self, sectors: Sequence[str] | None = None) -> str:
        """From everything that is sent: a page of the same rows may have another `next`.

        No row at all is the same nothing in several forms.
        """
        tag = tag_of_body(self.body, sectors)
        if not self.headers:
            return tag
        return tag_of_parts(tag, self.form.code, sorted(self.headers.items()))


def page_in_form(chosen: Chosen, question: Question, page: Page) -> Rendered:
    if chosen.form is GEOJSON_FORM:
        return Rendered(
            GEOJSON_FORM, render_page(question, page, _alternates(question, question.search))
        )
    headers = {
        **_headers(chosen.form, question, _name(question.collection)),
        "OGC-NumberReturned": str(page.count),
    }
    if page.matched is not None:
        headers["OGC-NumberMatched"] = str(page.matched)
    if question.search is not None:
        # A header holds no body: whoever asked by one sends it again with this.
        if page.next_cursor is not None:
            headers[NEXT_CURSOR] = page.next_cursor
        return Rendered(chosen.form, _PAGES[chosen.form](question, page), headers)
    for rel, cursor in (("prev", page.prev_cursor), ("next", page.next_cursor)):
        if cursor is not None:
            # The next one first of all, for clients that look no farther.
            other = question.link_to(rel, chosen.form.media_type, cursor)
            headers["Link"] = f"{_written(other)}, {headers['Link']}"
    return Rendered(chosen.form, _PAGES[chosen.form](question, page), headers)


def stream_headers(chosen: Chosen, question: Question) -> dict[str, str]:
    """Those of a whole collection, of which nobody knows how much it is."""
    return _headers(chosen.form, question, _name(question.collection))


def feature_in_form(chosen: Chosen, one: One, feature: bytes) -> Rendered:
    if chosen.form is GEOJSON_FORM:
        return Rendered(GEOJSON_FORM, render_feature(one, feature, _alternates(one)))
    question = Question(one.collection, one.base, Filter(), PageAsked(1), one.shape, one.f)
    page = Page(reshape(one.shape, [feature]), 1, matched=1)
    headers = _headers(chosen.form, question, f"{_name(one.collection)}-{one.feature_id}")
    return Rendered(chosen.form, _PAGES[chosen.form](question, page), headers)


def _alternates(asked: One | Question, search: Search | None = None) -> list[Link]:
    return [asked.link_as(form.code, form.media_type) for form in offered(search)[1:]]


def _headers(form: Form, question: Question, name: str) -> dict[str, str]:
    collection, base = question.collection, question.base
    # Many readers of this header part it at every semicolon, within quotes or not.
    terms = f"{collection.licence}, {collection.attribution}".replace(";", ",")
    links = (
        link("license", collection.licence_url, "text/html", terms),
        link("describedby", policy_address(base), JSON, "Disclosure policy"),
        link("collection", f"{base}/api/collections/{collection.id}", JSON),
    )
    headers = {"Link": ", ".join(map(_written, links))}
    if form in _FILES:
        headers["Content-Disposition"] = f'attachment; filename="{name}.{form.code}"'
    return headers


def _name(collection: Collection) -> str:
    return f"miedza-{collection.id}"


def _written(made: Link) -> str:
    """A link as a header says it (RFC 8288); titles here hold no quotes."""
    members = (f'{name}="{made[name]}"' for name in ("rel", "type", "title") if name in made)
    return "; ".join((f"<{made['href']}>", *members))
