"""What programs ask every server for: whom to tell of a weakness, and what not to index."""

from datetime import UTC, datetime, timedelta

from fastapi import APIRouter, Request
from starlette.responses import Response

from service.access import House
from service.conditional import answer, tag_of_body
from service.cors import PRIVATE_PATHS
from service.errors import Missing
from service.reads import PUBLIC_CACHE, read
from service.settings import Settings

router = APIRouter(tags=["pages"])

TEXT = "text/plain; charset=utf-8"
SECURITY_TXT = "/.well-known/security.txt"
# RFC 9116 asks for less than a year, so that a forgotten address does not stand for ever.
_VALID_FOR = timedelta(days=180)
_LANGUAGES = "pl, en"


@read(router, SECURITY_TXT, TEXT, include_in_schema=False)
def read_security_txt(request: Request, house: House) -> Response:
    """Whom to tell of a weakness (RFC 9116); 404 where nobody is named."""
    return _text(request, security_txt(house.settings, datetime.now(UTC)))


@read(router, "/robots.txt", TEXT, include_in_schema=False)
def read_robots_txt(request: Request) -> Response:
    """What search engines leave alone (RFC 9309)."""
    return _text(request, robots_txt())


def security_txt(settings: Settings, now: datetime) -> str:
    """The file as of a day; raises `Missing` without a contact."""
    if settings.security_contact is None:
        raise Missing("this service names no contact for reports of weaknesses")
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    fields = {
        "Contact": settings.security_contact,
        "Expires": f"{today + _VALID_FOR:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages": _LANGUAGES,
    }
    base = str(settings.public_url or "").rstrip("/")
    # An address on the web must be https here, and the address of a request can be anybody's.
    if base.startswith("https:"):
        fields |= {"Canonical": f"{base}{SECURITY_TXT}", "Policy": f"{base}/security"}
    return "".join(f"{name}: {value}\n" for name, value in fields.items())


def robots_txt() -> str:
    """Everything may be indexed but the desk, what needs a key, and drafts."""
    closed = (*PRIVATE_PATHS, "/*draft=")
    return "".join(("User-agent: *\n", *(f"Disallow: {path}\n" for path in closed), "Allow: /\n"))


def _text(request: Request, text: str) -> Response:
    body = text.encode()
    return answer(request, tag_of_body(body), lambda: body, TEXT, PUBLIC_CACHE)
