"""The description of the whole API in OpenAPI 3.1: what the framework leaves out or gets wrong."""

from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute, iter_route_contexts

from service.access import find_caller

Part = dict[str, Any]

_PROBLEM: Final[Part] = {
    "description": "What was wrong, where, and what would be right (RFC 9457)",
    "content": {
        "application/problem+json": {
            "schema": {
                "type": "object",
                "required": ["type", "title", "status", "code", "detail"],
                "properties": {
                    "type": {"type": "string"},
                    "title": {"type": "string"},
                    "status": {"type": "integer"},
                    "code": {"type": "string"},
                    "detail": {"type": "string"},
                    "errors": {"type": "array", "items": {"type": "object"}},
                },
            }
        }
    },
}
_PROBLEM_REFERENCE: Final = {"$ref": "#/components/responses/problem"}


def describe(app: FastAPI) -> Part:
    """Made once: routes do not change while the service runs."""
    if app.openapi_schema is None:
        document = get_openapi(
            title=app.title,
            version=app.version,
            summary=app.summary,
            license_info=app.license_info,
            routes=app.routes,
        )
        document.setdefault("components", {})["responses"] = {"problem": _PROBLEM}
        for context in iter_route_contexts(app.routes):
            route = context.original_route
            if isinstance(route, APIRoute) and context.include_in_schema:
                for method in context.methods or ():
                    _complete(document["paths"][context.path_format][method.lower()], route)
        app.openapi_schema = document
    return app.openapi_schema


def _complete(operation: Part, route: APIRoute) -> None:
    # We answer 400 or 422 with the catalogue's codes, and not in the framework's form.
    for status in ("422", "4XX", "5XX"):
        operation["responses"].pop(status, None)
    operation["responses"] |= dict.fromkeys(("4XX", "5XX"), _PROBLEM_REFERENCE)
    called = {each.call for each in route.dependant.dependencies}
    if find_caller in called and "security" in operation:
        # Who sends no key is answered too, with what is for everyone.
        operation["security"] = [{}, *operation["security"]]
