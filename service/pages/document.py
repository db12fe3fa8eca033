"""A whole page of HTML that loads nothing: one style sheet inside, no script, no other host."""

from base64 import b64encode
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path

from fastapi import Request
from starlette.responses import Response

from service.conditional import answer, tag_of_body
from service.headers import content_policy
from service.pages.markup import Content, Markup, element, join
from service.reads import PUBLIC_CACHE

HTML = "text/html; charset=utf-8"


def html_answer(request: Request, title: str, *contents: Content) -> Response:
    body = document(title, *contents)
    return answer(request, tag_of_body(body), lambda: body, HTML, page_headers(PUBLIC_CACHE))


def page_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """These headers, and the policy under which a page may be shown."""
    return {**headers, "Content-Security-Policy": _security_policy()}


def document(title: str, *contents: Content, head: Content = None) -> bytes:
    """A page as it is sent; `head` stands beside its title."""
    return _document(title, head, *contents).encode()


def _document(title: str, head_content: Content, *contents: Content) -> Markup:
    head = element(
        "head",
        Markup('<meta charset="utf-8">'),
        Markup('<meta name="viewport" content="width=device-width, initial-scale=1">'),
        element("title", title),
        head_content,
        element("style", Markup(_style())),
    )
    body = element("body", element("main", *contents))
    return join(Markup("<!doctype html>"), element("html", head, body, lang="en"))


@cache
def _style() -> str:
    return Path(__file__).with_name("page.css").read_text(encoding="utf-8")


@cache
def _security_policy() -> str:
    """Nothing may load or run but the style sheet with this very content."""
    digest = b64encode(sha256(_style().encode()).digest()).decode()
    return content_policy(f"style-src 'sha256-{digest}'")
