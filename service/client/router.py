"""`/` and the files of the web client."""

from typing import Annotated

from fastapi import APIRouter, Header, Request
from starlette.responses import Response

from service.access import House
from service.client.files import PAGE, ClientFile, ClientFiles
from service.compression import accepted_codings
from service.conditional import answer
from service.errors import Missing
from service.headers import content_policy, permissions_policy
from service.pages.about import about_answer
from service.pages.document import HTML
from service.reads import read

router = APIRouter(tags=["pages"])

# A name with a digest never means other bytes; all else is asked for again each time.
_FOR_EVER = "public, max-age=31536000, immutable"
_ASK_AGAIN = "no-cache"
_HASHED = "/assets/"
# No inline script or style, no `eval`, no worker from a blob: what is not ours cannot run.
_POLICY = content_policy(
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' blob: data:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "manifest-src 'self'",
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "Permissions-Policy": permissions_policy("geolocation"),
}

Accepted = Annotated[str, Header(alias="Accept-Encoding", include_in_schema=False)]


@read(router, "/", HTML, include_in_schema=False)
def read_client(request: Request, house: House, accepted: Accepted = "") -> Response:
    """The web client; where it was not built, the page about this service."""
    file = _files(request).get(PAGE)
    return about_answer(request, house) if file is None else _serve(request, PAGE, file, accepted)


@read(router, "/sw.js", include_in_schema=False)
def read_worker(request: Request, accepted: Accepted = "") -> Response:
    """The service worker; at the top, for it may answer only below where it stands."""
    return _serve_listed(request, accepted)


@read(router, "/app.webmanifest", include_in_schema=False)
def read_manifest(request: Request, accepted: Accepted = "") -> Response:
    """By what a phone installs the client."""
    return _serve_listed(request, accepted)


@read(router, "/assets/{name}", include_in_schema=False)
def read_asset(request: Request, name: str, accepted: Accepted = "") -> Response:
    """A file of the built client, named by its digest."""
    return _serve_listed(request, accepted)


@read(router, "/icons/{name}", include_in_schema=False)
def read_icon(request: Request, name: str, accepted: Accepted = "") -> Response:
    """The client's icon."""
    return _serve_listed(request, accepted)


def _serve_listed(request: Request, accepted: str) -> Response:
    """Found in a list: no address leads to another file."""
    path = request.url.path
    file = _files(request).get(path)
    if file is None:
        raise Missing("the web client has no such file")
    return _serve(request, path, file, accepted)


def _files(request: Request) -> ClientFiles:
    files: ClientFiles = request.app.state.client_files
    return files


def _serve(request: Request, path: str, file: ClientFile, accepted: str) -> Response:
    body = file.best(accepted_codings(accepted))
    headers = {**_HEADERS, "Cache-Control": _FOR_EVER if path.startswith(_HASHED) else _ASK_AGAIN}
    if file.varies:
        headers["Vary"] = "Accept-Encoding"
    if body.encoding:
        headers["Content-Encoding"] = body.encoding
    return answer(request, body.tag, lambda: body.content, file.media_type, headers)
