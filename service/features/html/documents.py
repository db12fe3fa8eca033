"""The landing page, the conformance classes and the collections, drawn from their JSON."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from service.features.collections import Collection
from service.features.html.asking import how_to_ask
from service.features.html.offered import DOCUMENT
from service.features.html.sheet import Sheet, listed_links
from service.features.html.trail import to_api, to_collections
from service.features.html.values import entry
from service.features.links import items_address, with_query
from service.features.negotiation import Form
from service.pages.markup import Markup, element, join, link
from service.weeks import local_day

Document = Mapping[str, Any]


def landing_sheet(document: Document, base: str) -> Sheet:
    own = f"{base}/api"
    content = join(
        element("p", document["description"], class_="lead"),
        element("p", link(f"{own}/collections", "Look at the collections"), class_="onward"),
        how_to_ask(base),
        element("h2", "Everything from here"),
        listed_links(document["links"]),
    )
    return Sheet("The API of the maps", content, to_api(base)[:1], in_forms(own), "API")


def conformance_sheet(document: Document, base: str) -> Sheet:
    classes = [element("li", element("code", each)) for each in document["conformsTo"]]
    content = join(
        element("p", "The parts of the OGC API standards that this service keeps to."),
        element("ul", *classes, class_="classes"),
    )
    return Sheet("Conformance", content, to_api(base), in_forms(f"{base}/api/conformance"))


def collections_sheet(document: Document, base: str) -> Sheet:
    own = f"{base}/api/collections"
    content = join(
        element("p", "What there is to see on a map, and to take away as data."),
        *(_entry(each, f"{own}/{each['id']}") for each in document["collections"]),
        how_to_ask(base),
        element("h2", "Links of this answer"),
        listed_links(document["links"]),
    )
    return Sheet("Collections", content, to_api(base), in_forms(own))


def collection_sheet(document: Document, base: str, collection: Collection) -> Sheet:
    own, items = f"{base}/api/collections/{collection.id}", items_address(base, collection.id)
    content = join(
        element("p", document["description"], class_="lead"),
        element("p", link(items, "Look at the features"), class_="onward"),
        _facts(document),
        element("h2", "What a feature holds"),
        element(
            "p",
            link(f"{own}/schema", "Every property with its codes"), "; ",
            link(f"{own}/queryables", "the properties that can be asked for"), ".",
        ),
        how_to_ask(base, collection),
        element("h2", "Links of this answer"),
        listed_links(document["links"]),
    )  # fmt: skip
    return Sheet(collection.title, content, to_collections(base), in_forms(own))


def in_forms(address: str, forms: Sequence[Form] = DOCUMENT) -> list[tuple[Form, str]]:
    return [(form, with_query(address, {"f": form.code})) for form in forms]


def _entry(document: Document, own: str) -> Markup:
    title = document["title"]
    return element(
        "section",
        element("h2", link(own, title)),
        element("p", document["description"]),
        element("p", link(f"{own}/items", f"Look at the features: {title}"), class_="onward"),
        element(
            "details",
            element("summary", "Facts and links"),
            _facts(document),
            listed_links(document["links"]),
        ),
        class_="collection",
    )


def _facts(document: Document) -> Markup:
    extent = document["extent"]
    west, south, east, north = extent["spatial"]["bbox"][0]
    licence = next(each for each in document["links"] if each["rel"] == "license")
    facts: list[tuple[str, str | None]] = [
        ("Features", f"{document['itemCount']:,}" if "itemCount" in document else None),
        ("Id", element("code", document["id"])),
        ("Time", _time(*extent["temporal"]["interval"][0]) if "temporal" in extent else None),
        ("Extent", f"{west} to {east} east, {south} to {north} north"),
        ("Coordinates", element("code", ", ".join(document["crs"]))),
        ("Licence", link(licence["href"], document["licence"])),
        ("Credit", document["attribution"]),
    ]
    entries = [entry(name, told) for name, told in facts if told]
    return element("dl", *entries, class_="properties")


def _time(start: str, end: str | None) -> Markup:
    return join("From ", _day(start), *(" on",) if end is None else (" to ", _day(end)))


def _day(instant: str) -> Markup:
    """The day in Warsaw; the instant stands in the element."""
    day = local_day(datetime.fromisoformat(instant))
    return element("time", day.isoformat(), datetime=instant)
