"""A list without a feature says why that can be, and what to do next."""

from service.features.collections import INCIDENTS, INCIDENTS_FULL, SECTOR_WEEKS
from service.features.geojson import Question
from service.features.links import items_address
from service.pages.markup import Markup, element, link


def nothing_found(question: Question) -> Markup:
    base = question.base
    if question.wanted.query() or question.asked.cursor or question.asked.offset:
        every = items_address(base, question.collection.id)
        return _empty("No feature matches. Take a condition away, or ", link(every, "see all"), ".")
    match question.collection.id:
        case INCIDENTS.id:
            return _empty(
                "Nothing is published yet. Records appear in weekly batches by the ",
                link(f"{base}/api/policy", "policy"), "; the ", link(f"{base}/about", "start page"),
                " says how to begin.",
            )  # fmt: skip
        case SECTOR_WEEKS.id:
            calendar = link(f"{base}/api/summaries/calendar", "calendar of releases")
            return _empty("No week is released yet. The ", calendar, " says when the next one is.")
        case INCIDENTS_FULL.id:
            return _empty("There is no incident yet, or none in the sectors of your key.")
        case _:
            return _empty("This collection holds nothing.")


def _empty(*words: str) -> Markup:
    return element("div", element("p", *words), class_="empty", role="status")
