"""The API for people, made from the same OpenAPI document that programs read."""

from typing import Any

from fastapi import FastAPI

from service.pages.endpoints import Endpoint, endpoint_article
from service.pages.errors import error_table
from service.pages.markup import Markup, element, join, link, prose
from service.pages.permissions import roles_by_operation

_METHODS = ("get", "put", "post", "patch", "delete")
# In the order of the page.
_TITLES = {
    "collections": "Read features",
    "summaries": "Read the week",
    "reference": "Look things up",
    "reports": "Send reports",
    "incidents": "Curate incidents",
    "health": "Watch the service",
}
_INTRODUCTION = """
Send a key as the header `Authorization: Bearer TOKEN`; an administrator makes one with
`miedza token create`. What is public needs no key.

Reads carry an `ETag`: send it back as `If-None-Match`, and an unchanged answer is a 304 without a
body. A parameter that is not listed here is refused, so that a misspelt filter cannot pass for a
full answer. Coordinates are longitude, latitude (WGS 84); times have their offset.

An error is a problem document (RFC 9457, `application/problem+json`) with a `code` of the list at
the end, what was wrong, where, and what would be right.
"""


def docs_content(app: FastAPI, base: str) -> Markup:
    """The whole page but its frame."""
    document = app.openapi()
    roles = roles_by_operation(app)
    schemas = document.get("components", {}).get("schemas", {})
    groups: dict[str, list[Markup]] = {tag: [] for tag in _TITLES}
    for path, operations in document["paths"].items():
        for method in _METHODS:
            if method in operations:
                operation: dict[str, Any] = operations[method]
                allowed = roles.get((path, method.upper()), ())
                endpoint = Endpoint(base, path, method.upper(), operation, allowed)
                tag = operation.get("tags", ["other"])[0]
                groups.setdefault(tag, []).append(endpoint_article(endpoint, schemas))
    return join(
        element("p", link("/", "Miedza"), f" {document['info']['version']}"),
        element("h1", "The API"),
        prose(_INTRODUCTION),
        element(
            "p", "For programs: ", link("/api/openapi.json", "OpenAPI 3.1"), " and the ",
            link("/api", "landing page"), "."
        ),
        _contents(list(groups)),
        *(
            element("section", element("h2", _title(tag)), *articles, id=tag)
            for tag, articles in groups.items()
        ),
        element("section", element("h2", "Errors"), error_table(), id="errors"),
    )  # fmt: skip


def _contents(tags: list[str]) -> Markup:
    entries = [link(f"#{tag}", _title(tag)) for tag in tags] + [link("#errors", "Errors")]
    listed = element("ul", *(element("li", entry) for entry in entries))
    return element("nav", listed, aria_label="Contents")


def _title(tag: str) -> str:
    return _TITLES.get(tag, tag.capitalize())
