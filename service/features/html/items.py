"""A page of features, and one feature, for people."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import orjson
from fastapi import Request
from starlette.responses import Response

from service.features.collections import Collection
from service.features.formats.forms import OFFERED
from service.features.geojson import One, Page, Question, feature_links, page_links
from service.features.html.columns import Column, columns_of, title_of
from service.features.html.narrowing import chosen, offered
from service.features.html.nothing import nothing_found
from service.features.html.ordering import sorting_head
from service.features.html.picture import legend, picture
from service.features.html.sheet import Sheet, listed_links, nothing, sheet_answer
from service.features.html.trail import trail_to
from service.features.html.values import described, entry
from service.features.links import PAGE, Link, items_address
from service.features.properties import Property, properties_of
from service.features.shaping import STORED
from service.pages.markup import Content, Markup, element, join, link

# A few screenfuls where a person names no number, and the most that is still drawn quickly.
ROWS: Final = 50
MOST_ROWS: Final = 200

Feature = Mapping[str, Any]
Recorded = Callable[[Question, Page], None]


def items_answer(
    request: Request,
    question: Question,
    read: Callable[[Question], Page],
    headers: Mapping[str, str],
    sectors: Sequence[str] | None = None,
    record: Recorded | None = None,
) -> Response:
    """`record` is called before a page is sent, and not for a HEAD or a 304."""
    limit = question.asked.limit if "limit" in request.query_params else ROWS
    shorter = replace(question.asked, limit=min(limit, MOST_ROWS))
    # A page for people has one shape.
    shown = replace(question, asked=shorter, shape=STORED)
    page = read(shown)
    before = nothing if record is None else lambda: record(shown, page)
    return sheet_answer(request, items_sheet(shown, page), headers, sectors, before)


def feature_answer(
    request: Request,
    one: One,
    feature: bytes,
    headers: Mapping[str, str],
    sectors: Sequence[str] | None = None,
    record: Callable[[], None] = nothing,
) -> Response:
    """The same for one feature."""
    sheet = feature_sheet(replace(one, shape=STORED), orjson.loads(feature))
    return sheet_answer(request, sheet, headers, sectors, record)


def items_sheet(question: Question, page: Page) -> Sheet:
    collection = question.collection
    features: list[Feature] = orjson.loads(b"[" + b",".join(page.pieces) + b"]")
    held = [feature.get("properties") or {} for feature in features]
    links = page_links(question, page, media_type=PAGE)
    content = join(
        element("p", _counted(question, page)) if features or question.asked.hits else None,
        chosen(question),
        offered(question, held),
        _body(question, features, held) if features else _without_rows(question, page),
        _leaves(links),
        credit(collection),
        _all_links(links),
    )
    forms = [(form, question.address_as(form.code)) for form in OFFERED]
    trail = trail_to(question.base, collection)
    return Sheet(f"{collection.title}: features", content, trail, forms, "Features")


def feature_sheet(one: One, feature: Feature) -> Sheet:
    collection, base = one.collection, one.base
    known = properties_of(collection.id)
    held = feature.get("properties") or {}
    by_name = {each.name: each for each in known}
    title = title_of(collection.id, by_name, held) or one.feature_id
    drawn = picture(collection.id, [feature])
    content = join(
        element(
            "div",
            element("div", described(known, held, _facts(feature), all_=True)),
            None if drawn is None else _figure(collection, drawn),
            class_="beside",
        ),
        credit(collection),
        _all_links(feature_links(one, media_type=PAGE)),
    )
    items = items_address(base, collection.id)
    forms = [(form, one.address_as(form.code)) for form in OFFERED]
    return Sheet(title, content, [*trail_to(base, collection), ("Features", items)], forms)


def credit(collection: Collection) -> Markup:
    """Under which licence this may be used, and whom to name."""
    return element(
        "p",
        "Licence: ", link(collection.licence_url, collection.licence),
        f". Credit: {collection.attribution}.",
        class_="note",
    )  # fmt: skip


def _counted(question: Question, page: Page) -> str:
    if question.asked.hits:
        return f"{page.matched} match; this answer counts them and shows none."
    if page.matched is not None:
        return f"{page.matched} in all, on this page."
    return f"{page.count} on this page; more on other pages."


def _body(
    question: Question, features: Sequence[Feature], held: Sequence[Mapping[str, Any]]
) -> Markup:
    drawn = picture(question.collection.id, features)
    table = _table(question, features, columns_of(question.collection.id, held))
    if drawn is None:
        return table
    return element("div", table, _figure(question.collection, drawn), class_="beside")


def _figure(collection: Collection, drawn: Markup) -> Markup:
    return element("figure", drawn, element("figcaption", legend(collection.id)), class_="map")


def _without_rows(question: Question, page: Page) -> Content:
    counted = question.asked.hits and page.matched
    return None if counted else nothing_found(question)


def _table(question: Question, features: Sequence[Feature], columns: Sequence[Column]) -> Markup:
    known = {each.name: each for each in properties_of(question.collection.id)}
    heads = [sorting_head(question, each) for each in columns]
    items = items_address(question.base, question.collection.id)
    table = element(
        "table",
        element("caption", "Features of this page", class_="unseen"),
        element("thead", element("tr", *heads)),
        *(_rows(feature, columns, known, items) for feature in features),
        class_="rows",
    )
    return element("div", table, class_="wide")


def _rows(
    feature: Feature, columns: Sequence[Column], known: Mapping[str, Property], items: str
) -> Markup:
    """A feature's row, and one below it that opens to all it holds."""
    held = feature.get("properties") or {}
    href, texts = f"{items}/{feature['id']}", [each.text(known, held) for each in columns]
    first = texts[0] if texts and texts[0] else str(feature["id"])
    cells = [
        element("td", text, data_head=column.head)
        for column, text in zip(columns[1:], texts[1:], strict=True)
    ]
    all_ = described(list(known.values()), held, _facts(feature), all_=False)
    more = element(
        "td",
        element("details", element("summary", "Details"), all_),
        colspan=str(max(1, len(columns))),
    )
    return element(
        "tbody",
        element("tr", element("th", link(href, first), scope="row"), *cells),
        element("tr", more, class_="more"),
    )  # fmt: skip


def _facts(feature: Feature) -> Markup:
    """The members that stand beside the properties."""
    return join(
        entry("Id", element("code", str(feature["id"]))),
        entry("Geometry", _geometry(feature.get("geometry"))),
    )


def _geometry(geometry: Any) -> str:
    match geometry:
        case {"type": "Point", "coordinates": [lon, lat, *_]}:
            return f"Point at {lon}, {lat} (longitude, latitude)"
        case {"type": str() as kind}:
            return f"{kind}; its coordinates are in the other forms of this page"
        case _:
            return "none: no point is known, or any point would be invented"


def _leaves(links: Sequence[Link]) -> Content:
    """On to the next page, and back where that is known."""
    words = {"prev": "Previous page", "next": "Next page"}
    entries = [
        element("a", words[each["rel"]], href=each["href"], rel=each["rel"])
        for each in links
        if each["rel"] in words
    ]
    if not entries:
        return None
    return element("nav", *entries, class_="leaves", aria_label="Pages")


def _all_links(links: Sequence[Link]) -> Markup:
    return element("details", element("summary", "Links of this answer"), listed_links(links))
