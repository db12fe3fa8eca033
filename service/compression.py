"""Which answers are compressed on their way, and how: zstd, Brotli or gzip.

A tag names the very bytes (RFC 9110, 8.8.3), so that of a compressed answer ends with the name of
its coding, also where the body was too short to gain: `conditional.py` writes it before there is a
body, and it reads the tag with any of the endings. A weak tag would say that no range may be
joined, which nobody asks for here, and a proxy that compares strongly would never see a 304.

What a caller with a token gets stays as it is: an answer that holds a secret and repeats what the
request said tells the secret by its length (BREACH), and browsers send the password of HTTP Basic
by themselves. Features are the exception, for map clients load megabytes of them: whoever can
choose the box or the filter learns from the length of any answer what lies in it, compressed or
not. What a POST answers, as the new key of a phone, is not compressed either.

A released week stays as it is too: its tag is the SHA-256 by which it is cited.
"""

import re
from collections.abc import Mapping
from typing import Final

from starlette.datastructures import Headers, MutableHeaders, QueryParams
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette_compress import CompressMiddleware, add_compress_type

# Best first, as the library chooses.
CODINGS: Final = ("zstd", "br", "gzip")
# What is text, or has room as FlatGeobuf has. Images, PDF and XLSX are compressed in themselves.
_TYPES: Final = frozenset(
    (
        "application/atom+xml",
        "application/flatgeobuf",
        "application/geo+json",
        "application/geo+json-seq",
        "application/json",
        "application/manifest+json",
        "application/schema+json",
        "application/vnd.oai.openapi+json",
        "application/x-ndjson",
        "image/svg+xml",
        "text/css",
        "text/csv",
        "text/html",
        "text/javascript",
        "text/plain",
    )
)
_FEATURES: Final = re.compile(r"/api/collections/[^/]+/items(/[^/]*)?/?")
_WEEK: Final = re.compile(r"/api/summaries/weekly/[^/]+/?")
_LEAST_BYTES: Final = 1_000
# A page of 10,000 features, 5.9 MB, takes 8 ms with zstd, 10 ms with Brotli and 29 ms with gzip,
# of which it leaves 7, 8 and 9 %. Each next level costs more than it saves.
_LEVEL: Final = 1

for _type in _TYPES:
    add_compress_type(_type)


class Compression:
    """Compresses answers to GET; what must stay as it is does not come near the library."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._compressing = CompressMiddleware(
            app,
            minimum_size=_LEAST_BYTES,
            zstd_level=_LEVEL,
            brotli_quality=_LEVEL,
            gzip_level=_LEVEL,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not _may_compress(scope):
            await self._app(scope, receive, send)
            return

        async def send_varied_once(message: Message) -> None:
            if message["type"] == "http.response.start":
                _say_once(MutableHeaders(scope=message))
            await send(message)

        await self._compressing(scope, receive, send_varied_once)


def varies(scope: Scope, media_type: str, headers: Mapping[str, str]) -> bool:
    """Whether an answer with these headers may come compressed, to this request or to another."""
    is_coded = "Content-Encoding" in headers
    return not is_coded and media_type.partition(";")[0] in _TYPES and _may_compress(scope)


def coding_of(scope: Scope) -> str | None:
    """The coding in which an answer that varies goes to this request; None for no coding."""
    accepted = accepted_codings(",".join(Headers(scope=scope).getlist("accept-encoding")))
    return next((coding for coding in CODINGS if coding in accepted), None)


def accepted_codings(header: str) -> frozenset[str]:
    """The codings that `Accept-Encoding` allows; `q=0` forbids one (RFC 9110, 12.5.3)."""
    allowed: set[str] = set()
    refused: set[str] = set()
    for each in header.lower().split(","):
        name, _, parameters = each.partition(";")
        if _is_wanted(parameters):
            allowed.add(name.strip())
        else:
            refused.add(name.strip())
            allowed.discard(name.strip())
    if "*" in allowed:
        allowed |= set(CODINGS) - refused
    return frozenset(allowed)


def _is_wanted(parameters: str) -> bool:
    for each in parameters.split(";"):
        name, _, weight = each.partition("=")
        if name.strip() == "q":
            try:
                return float(weight) > 0
            except ValueError:
                return False
    return True


def _may_compress(scope: Scope) -> bool:
    if scope["method"] not in ("GET", "HEAD"):
        return False
    if "authorization" in Headers(scope=scope):
        return bool(_FEATURES.fullmatch(scope["path"]))
    return not (_WEEK.fullmatch(scope["path"]) and _form_of(scope) == "json")


def _form_of(scope: Scope) -> str:
    return QueryParams(scope["query_string"]).get("f", "json")


def _say_once(headers: MutableHeaders) -> None:
    """The library adds its word to `Vary` also where it stands there already."""
    said = [word.strip() for value in headers.getlist("vary") for word in value.split(",")]
    if len(said) > 1:
        headers["Vary"] = ", ".join(dict.fromkeys(said))
