"""What a list was narrowed by, and links that narrow it further: no form and no script."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from service.features.geojson import Question
from service.features.html.ordering import list_address, order_chip
from service.features.html.values import label_of
from service.features.properties import Property, properties_of
from service.features.queryables import queryable_names
from service.pages.markup import Content, Markup, element, join, link

_WEEK: Final = "week"
_OFFERED: Final = ("sector", "type", "equipment", _WEEK, "status")
# Said in the address, and no choice of a person.
_TECHNICAL: Final = ("filter-lang", "crs", "bbox-crs", "filter-crs")


def chosen(question: Question) -> Markup | None:
    """Each condition of the list, and its order, with a link that takes it away; None without."""
    asked = question.wanted.query()
    shown = {name: value for name, value in asked.items() if name not in _TECHNICAL}
    sorted_by = order_chip(question)
    if not shown and sorted_by is None:
        return None
    known = {each.name: each for each in properties_of(question.collection.id)}
    entries = [
        element("li", _condition(known.get(name), name, value), " ", _removed(question, name))
        for name, value in shown.items()
    ]
    said = "This list is narrowed or sorted by"
    return element("ul", *entries, sorted_by, class_="chips", aria_label=said)


def offered(question: Question, held: Sequence[Mapping[str, Any]]) -> Markup | None:
    """Values by which the list can be asked for; weeks are those of this page."""
    asked = question.wanted.query()
    queryable = queryable_names(question.collection.id)
    weeks = sorted({each["week"] for each in held if each.get("week")}, reverse=True)
    groups = [
        _group(question, each, weeks if each.name == _WEEK else _codes(each))
        for each in properties_of(question.collection.id)
        if each.name in _OFFERED and each.name in queryable and each.name not in asked
    ]
    found = [group for group in groups if group is not None]
    if not found:
        return None
    return element("details", element("summary", "Narrow this list"), *found, class_="narrow")


def _condition(known: Property | None, name: str, value: str) -> Markup:
    title = name if known is None else known.name.replace("_", " ")
    said = value
    if known is not None:
        said = ", ".join(label_of(known, code) or code for code in value.split(","))
    return join(element("b", title), " ", said)


def _removed(question: Question, name: str) -> Markup:
    query = {key: value for key, value in question.wanted.query().items() if key != name}
    return element("a", "take away", href=_address(question, query), aria_label=f"Take away {name}")


def _codes(named: Property) -> Sequence[str]:
    schema = named.schema.get("items", named.schema)
    codes: Sequence[str] = schema.get("enum", ())
    return codes


def _group(question: Question, named: Property, codes: Sequence[str]) -> Content:
    if not codes:
        return None
    asked = question.wanted.query()
    entries = [
        element(
            "li",
            link(
                _address(question, {**asked, named.name: code}),
                label_of(named, code) or code,
            ),
        )
        for code in codes
    ]
    return join(element("h2", named.title), element("ul", *entries))


def _address(question: Question, query: Mapping[str, str]) -> str:
    return list_address(question, query, question.asked.order)
