"""In which order a list is, and links that sort it: no form and no script."""

from collections.abc import Mapping
from typing import Final

from service.features.geojson import Question
from service.features.html.columns import Column
from service.features.links import items_address, with_query
from service.features.sorting import Order, Term, sortable_names
from service.pages.markup import Markup, element, join, link

_WORDS: Final = {False: "ascending", True: "descending"}


def sorting_head(question: Question, column: Column) -> Markup:
    """The head of a column, which sorts the list by it, or turns the order that it has."""
    name, order = column.names[0], question.asked.order
    if name not in sortable_names(question.collection.id):
        return element("th", column.head, scope="col")
    first = order[0] if order else None
    if first is None or first.name != name:
        anew = link(_sorted_address(question, Term(name, descending=False)), column.head)
        return element("th", anew, scope="col")
    turned = link(_sorted_address(question, Term(name, not first.descending)), column.head)
    return element("th", turned, scope="col", aria_sort=_WORDS[first.descending])


def order_chip(question: Question) -> Markup | None:
    """The order with a link back to the newest first; None where it is that."""
    if not question.asked.order:
        return None
    newest_first = element(
        "a",
        "take away",
        href=list_address(question, question.wanted.query(), ()),
        aria_label="Take away the order",
    )
    return element(
        "li", element("b", "sorted by"), f" {_said(question.asked.order)} ", newest_first
    )


def list_address(question: Question, query: Mapping[str, str], order: Order) -> str:
    """The first page of the features that match, in this order."""
    sortby = {"sortby": ",".join(map(str, order))} if order else {}
    return with_query(items_address(question.base, question.collection.id), {**query, **sortby})


def _sorted_address(question: Question, term: Term) -> str:
    return list_address(question, question.wanted.query(), (term,))


def _said(order: Order) -> Markup:
    return join(
        ", then ".join(
            f"{each.name.replace('_', ' ')}, {_WORDS[each.descending]}" for each in order
        )
    )
