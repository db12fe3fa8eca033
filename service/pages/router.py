"""Pages for people: what this service is, the API's documentation and the errors."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from service.access import House
from service.errors import Missing
from service.features.links import base_address
from service.pages.about import about_answer
from service.pages.docs import docs_content
from service.pages.document import HTML, html_answer
from service.pages.errors import error_table
from service.pages.markup import element
from service.pages.security import security_content
from service.reads import read

router = APIRouter(tags=["pages"])


@read(router, "/about", HTML, include_in_schema=False)
def read_about(request: Request, house: House) -> Response:
    """What this is and what to try next; no script is needed for it."""
    return about_answer(request, house)


@read(router, "/api/docs", HTML, include_in_schema=False)
def read_docs(request: Request, house: House) -> Response:
    """The API for people."""
    content = docs_content(request.app, base_address(request, house))
    return html_answer(request, "Miedza: the API", content)


@read(router, "/api/errors", HTML, include_in_schema=False)
def read_errors(request: Request) -> Response:
    """Where the `type` of a problem leads."""
    return html_answer(request, "Miedza: errors", element("h1", "Errors"), error_table())


@read(router, "/security", HTML, include_in_schema=False)
def read_security(request: Request, house: House) -> Response:
    """How to report a weakness; 404 where nobody is named to tell."""
    contact = house.settings.security_contact
    if contact is None:
        raise Missing("this service names no contact for reports of weaknesses")
    return html_answer(request, "Miedza: report a weakness", security_content(contact))
