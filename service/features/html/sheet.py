"""What every page of the API has: where it stands, its other forms, and how it is sent."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from fastapi import Request
from starlette.responses import Response

from service.conditional import answer, tag_of_body
from service.features.html.offered import HTML
from service.features.links import Link
from service.features.negotiation import Form
from service.pages.document import HTML as HTML_UTF_8
from service.pages.document import document, page_headers
from service.pages.markup import Content, Markup, element, join, link, void

# Titles of forms that have a name for people; others are called by their code.
_FORM_TITLES = {"json": "JSON", "csv": "CSV", "fgb": "FlatGeobuf", "geojsonseq": "GeoJSON sequence"}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page: its title, its place below the landing page, what it says, its other forms."""

    title: str
    content: Markup
    # Name and address of what stands above it, the nearest last; `here` is its own name.
    trail: Sequence[tuple[str, str]] = ()
    # Form and address; the page's own form is left out.
    forms: Sequence[tuple[Form, str]] = ()
    here: str | None = None


def nothing() -> None:
    """Nothing needs to be done before a public page is sent."""


def sheet_answer(
    request: Request,
    sheet: Sheet,
    headers: Mapping[str, str],
    sectors: Sequence[str] | None = None,
    before_sending: Callable[[], None] = nothing,
) -> Response:
    """The page, unless the client holds it; `sectors` are those the caller is limited to."""
    body = as_html(sheet)

    def sent() -> bytes:
        if request.method != "HEAD":
            before_sending()
        return body

    return answer(request, tag_of_body(body, sectors), sent, HTML_UTF_8, page_headers(headers))


def as_html(sheet: Sheet) -> bytes:
    others = [(form, href) for form, href in sheet.forms if form is not HTML]
    return document(
        sheet.title if not sheet.trail else f"{sheet.title} - Miedza",
        _trail(sheet),
        element("h1", sheet.title),
        sheet.content,
        _others(others),
        head=join(*(_alternate(form, href) for form, href in others)),
    )


def listed_links(links: Sequence[Link]) -> Markup:
    """Every link of an answer, as in its JSON."""
    return element("ul", *(element("li", _link(each)) for each in links), class_="links")


def _link(each: Link) -> Markup:
    relation = each["rel"].rpartition("/")[2]
    note = element("span", f" {relation}, {each['type']}", class_="note")
    return join(link(each["href"], each.get("title", relation)), note)


def _trail(sheet: Sheet) -> Markup:
    above = [element("li", link(href, name)) for name, href in sheet.trail]
    here = element("li", element("span", sheet.here or sheet.title, aria_current="page"))
    return element("nav", element("ol", *above, here), class_="trail", aria_label="Breadcrumb")


def _others(others: Sequence[tuple[Form, str]]) -> Content:
    if not others:
        return None
    entries = [
        element("li", element("a", _title(form), href=href, type=form.media_type, rel="alternate"))
        for form, href in others
    ]
    return element(
        "nav",
        element("h2", "For programs"),
        element("p", "The same content in other forms:"),
        element("ul", *entries),
        class_="forms",
        aria_label="Other forms of this page",
    )


def _title(form: Form) -> str:
    return _FORM_TITLES.get(form.code, form.code)


def _alternate(form: Form, href: str) -> Markup:
    return void("link", rel="alternate", type=form.media_type, href=href)
