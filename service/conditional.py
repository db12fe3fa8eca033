"""Answers that a client need not fetch twice (RFC 9110, 13.1.2)."""

import re
from collections.abc import Callable, Mapping, Sequence
from hashlib import blake2b, sha256

from fastapi import Request
from starlette.responses import Response

from service import __version__

_ENTITY_TAG = re.compile(r'"[^"]*"')
_DIGEST_BYTES = 16


def tag_of_parts(*parts: object) -> str:
    """A strong tag for an answer that these parts, and this version of the service, determine."""
    text = repr((__version__, *parts)).encode()
    return f'"{blake2b(text, digest_size=_DIGEST_BYTES).hexdigest()}"'


def tag_of_body(body: bytes, sectors: Sequence[str] | None = None) -> str:
    """A strong tag from the bytes themselves; SHA-256 is the quickest where it is in hardware.

    `sectors` are those to which the caller is limited: limits that differ share no tag, even
    where they happen to show the same.
    """
    digest = sha256(body)
    if sectors is not None:
        digest.update(repr(sectors).encode())
    return f'"{digest.hexdigest()[: 2 * _DIGEST_BYTES]}"'


def answer(
    request: Request,
    tag: str,
    body: Callable[[], bytes],
    media_type: str,
    headers: Mapping[str, str],
) -> Response:
    """304 without a body to a client that holds this tag; else 200. `body` is made only then."""
    tagged = {**headers, "ETag": tag}
    if _is_held(request, tag):
        return Response(status_code=304, headers=tagged)
    return Response(body(), 200, tagged, media_type)


def _is_held(request: Request, tag: str) -> bool:
    held = ",".join(request.headers.getlist("if-none-match"))
    return held.strip() == "*" or tag in _ENTITY_TAG.findall(held)
