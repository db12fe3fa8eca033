"""The properties of a collection's features as a table, drawn from their JSON Schema."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from service.features.collections import Collection
from service.features.html.documents import in_forms
from service.features.html.offered import SCHEMA_DOCUMENT
from service.features.html.sheet import Sheet
from service.features.html.trail import trail_to
from service.features.html.values import label_of
from service.features.properties import Property, properties_of
from service.pages.markup import Content, Markup, element, inline, join

Document = Mapping[str, Any]
Words = tuple[str, str]

# What each list is called, and what it is for.
PROPERTIES: Final[Words] = (
    "Properties",
    "What a feature of this collection can hold; any of them may be null, which means not stated.",
)
QUERYABLES: Final[Words] = (
    "What can be asked",
    "By each of these the features can be asked for: `?name=code`, or several codes with commas "
    "between them; a `filter` in CQL2 may name them all. Place and time have `bbox` and "
    "`datetime`.",
)
SORTABLES: Final[Words] = (
    "What it can be sorted by",
    "`sortby` takes these names with commas between them and `-` before what descends: "
    "`?sortby=-week,type`. What is not stated comes before all that is.",
)
WHOLE_FEATURE: Final[Words] = (
    "One feature",
    "A whole feature as GeoJSON writes it: its own members, then its properties.",
)
# What is said where a list is empty.
_NONE: Final[Mapping[Words, str]] = {
    QUERYABLES: "Nothing but place and time.",
    SORTABLES: "Nothing: its features always come in the same order.",
}
_FEW: Final = 6


def schema_sheet(document: Document, base: str, words: Words, collection: Collection) -> Sheet:
    name, explained = words
    known = {each.name: each for each in properties_of(collection.id)}
    members = _members(document)
    rows = [
        _row(name, member, known.get(name, Property(name, name, {})))
        for name, member in members.items()
    ]
    heads = [element("th", head, scope="col") for head in ("Name", "Meaning", "Kind")]
    content = join(
        element("p", inline(explained), class_="lead"),
        element("p", document["description"], class_="lead note"),
        _table(heads, rows) if rows else element("p", _NONE.get(words, ""), class_="empty"),
        element("p", "Dialect: ", element("code", document["$schema"]), class_="note"),
    )
    title, trail = f"{collection.title}: {name.lower()}", trail_to(base, collection)
    return Sheet(title, content, trail, in_forms(document["$id"], SCHEMA_DOCUMENT), name)


def _table(heads: Sequence[Markup], rows: Sequence[Markup]) -> Markup:
    head = element("thead", element("tr", *heads))
    return element("table", head, element("tbody", *rows), class_="rows")


def _members(document: Document) -> dict[str, Document]:
    """The members of the document; of a whole feature its properties beside the others."""
    members: dict[str, Document] = {}
    for name, member in document["properties"].items():
        members |= _members(member) if "properties" in member else {name: member}
    return members


def _row(name: str, member: Document, known: Property) -> Markup:
    codes: Sequence[str] = member.get("items", member).get("enum", ())
    return element(
        "tr",
        element("th", element("code", name), scope="row"),
        element(
            "td",
            member.get("title", member.get("x-ogc-role", name)),
            _codes(known, codes),
            data_head="Meaning",
        ),
        element("td", _kind(member), data_head="Kind"),
    )


def _kind(member: Document) -> str:
    of = member.get("items", {}).get("type", "")
    kind = f"list of {of}" if of else member.get("type", member.get("$ref", ""))
    notes = (kind, member.get("format"), member.get("x-ogc-unit"), member.get("pattern"))
    return ", ".join(each for each in notes if each)


def _codes(known: Property, codes: Sequence[str]) -> Content:
    if not codes:
        return None
    entries = [
        join(element("code", code), f" {label_of(known, code) or ''}".rstrip()) for code in codes
    ]
    listed = element("ul", *(element("li", each) for each in entries), class_="codes")
    if len(codes) <= _FEW:
        return listed
    return element("details", element("summary", f"{len(codes)} codes"), listed)
